using RefMon.Application.Catalogue;

namespace RefMon.Application.Referring;

/// <summary>Compares what nDelius says of a person with whom a service is for. What nDelius does not say is no mismatch.</summary>
internal static class EligibilityMismatches
{
    public static IReadOnlyList<string> Of(Eligibility eligibility, ProbationPerson person, DateOnly today)
    {
        var found = new List<string>();
        var age = person.AgeOn(today);
        if (age < eligibility.MinimumAge || age > eligibility.MaximumAge)
            found.Add(
                $"This service is for people {eligibility.AgesInWords}. nDelius gives this person's age as {age}."
            );
        if (IsFor(eligibility, person.Sex) is false)
            found.Add(
                $"This service is for {eligibility.SexInWords}. nDelius records this person's sex as {person.Sex}."
            );
        return found;
    }

    private static bool? IsFor(Eligibility eligibility, string? sex) =>
        sex?.ToUpperInvariant() switch
        {
            "MALE" => eligibility.Men,
            "FEMALE" => eligibility.Women,
            _ => null,
        };
}
