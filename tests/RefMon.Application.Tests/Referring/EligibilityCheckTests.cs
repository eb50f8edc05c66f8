using RefMon.Application.Catalogue;
using RefMon.Application.Referring;
using Xunit;

namespace RefMon.Application.Tests.Referring;

[Trait("Capability", "Referring")]
public sealed class EligibilityCheckTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);
    private static readonly DeliveryUnit[] Units =
    [
        new(1, "Derby City", "E", "East Midlands"),
        new(2, "North", "W", "West Midlands"),
        new(3, "North", "E", "East Midlands"),
        new(4, "Cardiff", "C", "Wales"),
    ];

    [Theory]
    [InlineData("2008-11-21", EligibilityResult.Fits, 18)]
    [InlineData("2008-11-22", EligibilityResult.MayNotFit, 17)]
    [InlineData("2000-11-22", EligibilityResult.Fits, 25)]
    [InlineData("2000-11-21", EligibilityResult.MayNotFit, 26)]
    public void A_person_outside_the_ages_of_the_service_is_pointed_out(string born, EligibilityResult result, int age)
    {
        var check = EligibilityChecks.Age(new(18, 25, Men: true, Women: true), Person("Male", born), Today);

        Assert.Equal(
            new("Age", result, $"This service is for people aged 18 to 25. nDelius gives this person's age as {age}."),
            check
        );
    }

    [Fact]
    public void A_service_without_an_upper_age_takes_everyone_who_is_old_enough() =>
        Assert.Equal(
            EligibilityResult.Fits,
            EligibilityChecks.Age(new(18, null, true, true), Person("Male", "1931-01-01"), Today).Result
        );

    [Theory]
    [InlineData("Male", EligibilityResult.MayNotFit)]
    [InlineData("male", EligibilityResult.MayNotFit)]
    [InlineData("Female", EligibilityResult.Fits)]
    [InlineData("Not specified", EligibilityResult.NotKnown)]
    [InlineData(null, EligibilityResult.NotKnown)]
    public void A_sex_the_service_is_not_for_is_pointed_out_only_when_nDelius_knows_it(
        string? sex,
        EligibilityResult result
    )
    {
        var check = EligibilityChecks.Sex(new(18, null, Men: false, Women: true), Person(sex, "1990-01-01"));

        Assert.Equal(result, check.Result);
        Assert.StartsWith("This service is for women.", check.Reason);
        Assert.Equal(
            EligibilityResult.Fits,
            EligibilityChecks.Sex(new(18, null, true, true), Person(sex, "1990-01-01")).Result
        );
    }

    [Theory]
    [InlineData("Derby City", EligibilityResult.Fits)]
    [InlineData(" derby city", EligibilityResult.Fits)]
    [InlineData("North", EligibilityResult.Fits)]
    [InlineData("Cardiff", EligibilityResult.MayNotFit)]
    [InlineData("Nowhere", EligibilityResult.NotKnown)]
    [InlineData(null, EligibilityResult.NotKnown)]
    public void A_person_supervised_in_another_region_is_pointed_out(string? unit, EligibilityResult result)
    {
        var check = EligibilityChecks.Region(Contract(), unit, Units);

        Assert.Equal(result, check.Result);
        if (result == EligibilityResult.MayNotFit)
            Assert.Equal(
                "This service covers East Midlands. nDelius has this person with Cardiff, which is in Wales.",
                check.Reason
            );
    }

    [Fact]
    public void A_service_that_can_be_asked_nothing_and_one_that_closes_soon_are_pointed_out()
    {
        var closing = Contract() with { OpenUntil = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero) };
        var empty = new CatalogueCategory(new(Guid.NewGuid()), "Accommodation", [], []);
        var full = empty with { Outcomes = [new(new(Guid.NewGuid()), "A home")] };

        Assert.Equal(
            ["Need", "Takes referrals"],
            Of(Service(closing, empty)).Where(c => c.Result == EligibilityResult.MayNotFit).Select(c => c.Name)
        );
        Assert.Contains(Of(Service(closing, empty)), c => c.Reason.Contains("until 30 November 2026 only"));
        Assert.DoesNotContain(Of(Service(Contract(), full)), c => c.Result == EligibilityResult.MayNotFit);

        static IReadOnlyList<EligibilityCheck> Of(CatalogueService service) =>
            EligibilityChecks.Of(service, Person("Male", "1990-01-01"), "Derby City", Units, Today);
    }

    [Theory]
    [InlineData(CustodyStatus.Community, true)]
    [InlineData(CustodyStatus.Custody, false)]
    public void Social_inclusion_for_somebody_who_is_not_in_custody_is_pointed_out(CustodyStatus status, bool isSaid)
    {
        var inclusion = new CatalogueCategory(new(Guid.NewGuid()), "Social inclusion (North)", [], []);
        var person = Person("Male", "1990-01-01") with { Status = status };

        Assert.Equal(isSaid, Says(Service(Contract(), inclusion)));
        Assert.False(Says(Service(Contract(), inclusion with { Name = "Accommodation" })));

        bool Says(CatalogueService service) =>
            EligibilityChecks.Inclusion(service, person).Any(c => c.Result == EligibilityResult.MayNotFit);
    }

    private static CatalogueContract Contract() =>
        new(
            new(Guid.NewGuid()),
            "C-1",
            "ACC",
            "Accommodation",
            "E",
            "East Midlands",
            ["Derbyshire"],
            CoversWholeRegion: true,
            new(18, null, Men: true, Women: true),
            new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero),
            null
        );

    private static CatalogueService Service(CatalogueContract contract, CatalogueCategory category) =>
        new(
            new(Guid.NewGuid()),
            "A service",
            "Text",
            contract,
            new(new(Guid.NewGuid()), "Supplier"),
            [],
            "",
            [category]
        );

    private static ProbationPerson Person(string? sex, string born) =>
        new(
            "X123456",
            null,
            "Alex",
            "Example",
            DateOnly.ParseExact(born, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            sex,
            null,
            null,
            null,
            [],
            [],
            [],
            null,
            null,
            CustodyStatus.Community,
            null
        );
}
