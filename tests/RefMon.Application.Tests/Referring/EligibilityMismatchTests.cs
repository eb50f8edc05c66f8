using RefMon.Application.Referring;
using Xunit;

namespace RefMon.Application.Tests.Referring;

[Trait("Capability", "Referring")]
public sealed class EligibilityMismatchTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);

    [Theory]
    [InlineData("2008-11-21", null)]
    [InlineData("2008-11-22", "17")]
    [InlineData("2000-11-22", null)]
    [InlineData("2000-11-21", "26")]
    public void A_person_outside_the_ages_of_the_service_is_pointed_out(string born, string? age)
    {
        var mismatches = EligibilityMismatches.Of(new(18, 25, Men: true, Women: true), Person("Male", born), Today);

        Assert.Equal(
            age is null ? [] : [$"This service is for people aged 18 to 25. nDelius gives this person's age as {age}."],
            mismatches
        );
    }

    [Fact]
    public void A_service_without_an_upper_age_takes_everyone_who_is_old_enough() =>
        Assert.Empty(EligibilityMismatches.Of(new(18, null, true, true), Person("Male", "1931-01-01"), Today));

    [Theory]
    [InlineData("Male", true)]
    [InlineData("male", true)]
    [InlineData("Female", false)]
    [InlineData("Not specified", false)]
    [InlineData(null, false)]
    public void A_sex_the_service_is_not_for_is_pointed_out_only_when_nDelius_knows_it(string? sex, bool pointedOut)
    {
        var mismatches = EligibilityMismatches.Of(
            new(18, null, Men: false, Women: true),
            Person(sex, "1990-01-01"),
            Today
        );

        Assert.Equal(
            pointedOut ? [$"This service is for women. nDelius records this person's sex as {sex}."] : [],
            mismatches
        );
    }

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
