using RefMon.Application.Catalogue;
using RefMon.Application.Referring;
using RefMon.Domain.Referring;
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
    [InlineData("North", EligibilityResult.NotKnown)]
    [InlineData("Cardiff", EligibilityResult.MayNotFit)]
    [InlineData("Nowhere", EligibilityResult.NotKnown)]
    [InlineData(null, EligibilityResult.NotKnown)]
    public void A_person_supervised_in_another_region_is_pointed_out(string? unit, EligibilityResult result)
    {
        var check = EligibilityChecks.Region(Contract(), new(unit, InCustody: false), Units);

        Assert.Equal(result, check.Result);
        if (result == EligibilityResult.MayNotFit)
            Assert.Equal(
                "This service covers East Midlands. nDelius has this person with Cardiff, which is in Wales.",
                check.Reason
            );
    }

    [Theory]
    [InlineData("Derby City", EligibilityResult.NotKnown, "is in the same region. Check that it is in Derbyshire.")]
    [InlineData(
        "North",
        EligibilityResult.NotKnown,
        "is the name of a unit there and of one in West Midlands. Check which of them it is."
    )]
    [InlineData("Cardiff", EligibilityResult.MayNotFit, "nDelius has this person with Cardiff, which is in Wales.")]
    public void A_service_for_a_part_of_a_region_is_not_known_to_fit_the_whole_of_it(
        string unit,
        EligibilityResult result,
        string reason
    )
    {
        var part = Contract() with { CoversWholeRegion = false };

        var check = EligibilityChecks.Region(part, new(unit, InCustody: false), Units);

        Assert.Equal(result, check.Result);
        Assert.StartsWith("This service covers Derbyshire, in East Midlands. ", check.Reason, StringComparison.Ordinal);
        Assert.EndsWith(reason, check.Reason, StringComparison.Ordinal);
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
            EligibilityChecks.Of(
                service,
                Person("Male", "1990-01-01"),
                new("Derby City", InCustody: false),
                Units,
                Today
            );
    }

    [Theory]
    [InlineData(CustodyStatus.Community, true)]
    [InlineData(CustodyStatus.Custody, false)]
    public void Social_inclusion_for_somebody_who_is_not_in_custody_is_pointed_out(CustodyStatus status, bool isSaid)
    {
        var inclusion = new CatalogueCategory(new(Guid.NewGuid()), "Social inclusion (North)", [], []);
        var person = new Whereabouts(null, status is CustodyStatus.Custody);

        Assert.Equal(isSaid, Says(Service(Contract(), inclusion)));
        Assert.False(Says(Service(Contract(), inclusion with { Name = "Accommodation" })));

        bool Says(CatalogueService service) =>
            EligibilityChecks.Inclusion(service, person).Any(c => c.Result == EligibilityResult.MayNotFit);
    }

    [Fact]
    public void A_draft_is_compared_by_what_it_says_where_it_says_something_else_than_nDelius()
    {
        var officer = new ResponsibleOfficer(true, "Pat", "pat", null, null, null, "Derby City", null);

        Assert.Equal(new Whereabouts("Derby City", InCustody: false), Of(ReferralKind.Community));
        // the kind alone says where the person is; who holds somebody unallocated is not typed
        Assert.Equal(
            ("Derby City", "nDelius", true, "Your draft"),
            Told(Of(ReferralKind.UnallocatedStaying, (PractitionerDetailsSection.Pdu.Name, "Cardiff")))
        );
        Assert.Equal(
            ("Cardiff", "Your draft", false, "nDelius"),
            Told(Of(ReferralKind.Community, (PractitionerDetailsSection.Pdu.Name, "Cardiff")))
        );
        Assert.EndsWith(
            "Your draft has this person with Cardiff, which is in Wales.",
            EligibilityChecks
                .Region(Contract(), Of(ReferralKind.Community, (PractitionerDetailsSection.Pdu.Name, "Cardiff")), Units)
                .Reason,
            StringComparison.Ordinal
        );

        Whereabouts Of(ReferralKind kind, params (string Name, string Value)[] answers) =>
            Whereabouts.Of(
                new OpenDraft(
                    new Draft(
                        new(Guid.NewGuid()),
                        new(Guid.NewGuid()),
                        "X123456",
                        null,
                        new(Guid.NewGuid()),
                        kind,
                        "p-1",
                        default,
                        default,
                        1,
                        new DraftAnswers(
                            answers.ToDictionary(a => a.Name, a => new DraftField(a.Value, default, "p-1", 1))
                        ),
                        new DraftSources(new(Person("Male", "1990-01-01"), default), new(officer, default), null, null)
                    ),
                    Service(Contract(), new(new(Guid.NewGuid()), "Accommodation", [], [])),
                    default,
                    Today,
                    ReferringWorld.Practitioner
                )
            );

        static (string?, string, bool, string) Told(Whereabouts x) =>
            (x.DeliveryUnit, x.Source, x.InCustody, x.CustodySource);
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
