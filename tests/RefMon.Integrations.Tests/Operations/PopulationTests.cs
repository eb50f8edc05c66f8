using System.Text.Json;
using System.Text.RegularExpressions;
using RefMon.StandIns;
using RefMon.StandIns.People;

namespace RefMon.Integrations.Tests.Operations;

[Trait("Capability", "Operations")]
public sealed partial class PopulationTests(Neighbourhood at) : IClassFixture<Neighbourhood>
{
    private IReadOnlyList<StandInPerson> All => at.StandIns.People.All;

    [Fact]
    public async Task One_day_and_seed_always_give_the_same_people()
    {
        await using var again = await StandInHost.StartAsync(new StandInOptions(TimeProvider: at.Time), default);
        await using var other = await StandInHost.StartAsync(
            new StandInOptions(TimeProvider: at.Time, Seed: 7),
            default
        );
        Assert.Equal(JsonSerializer.Serialize(All), JsonSerializer.Serialize(again.People.All));
        Assert.NotEqual(JsonSerializer.Serialize(All), JsonSerializer.Serialize(other.People.All));
    }

    [Fact]
    public void There_are_five_hundred_people_with_well_formed_identifiers()
    {
        Assert.Equal(500, All.Count);
        Assert.All(All, p => Assert.Matches(Crn(), p.Crn));
        var numbers = All.Select(p => p.NomsNumber).OfType<string>().ToList();
        Assert.All(numbers, n => Assert.Matches(Noms(), n));
        Assert.Equal(numbers.Count, numbers.Distinct().Count());
        Assert.Equal(
            All.Sum(p => p.Sentences.Count),
            All.SelectMany(p => p.Sentences).Select(s => s.Id).Distinct().Count()
        );
    }

    [Fact]
    public void Every_well_known_person_exists()
    {
        Assert.NotEmpty(WellKnownPeople.All);
        Assert.All(WellKnownPeople.All.Keys, crn => Assert.NotNull(at.StandIns.People.Find(crn)));
        Assert.Null(at.StandIns.People.Find(WellKnownPeople.Unknown));
    }

    [Fact]
    public void Every_awkward_shape_also_occurs_among_the_others()
    {
        var others = All.Where(p => !WellKnownPeople.All.ContainsKey(p.Crn)).ToList();
        Assert.Contains(others, p => p.Addresses.Count == 0);
        Assert.Contains(others, p => p.Custody is { ReleaseDate: not null });
        Assert.Contains(others, p => p.RestrictedTo.Count > 0);
        Assert.Contains(others, p => p.ExcludedFrom.Count > 0);
        Assert.Contains(others, p => p.Sentences.Count == 0);
        Assert.Contains(others, p => p.Sentences.Count == 2);
        Assert.Contains(others, p => p.Risk is null);
        Assert.Contains(others, p => p.Risk is { AssessedOn: { } day } && day < at.Today.AddYears(-2));
        Assert.Contains(others, p => p.Risk is { Levels.Count: 0 });
        Assert.Contains(others, p => p.DeceasedOn is not null);
        Assert.Contains(others, p => p.Officer is null);
        Assert.Contains(others, p => p.LastName.Length == 0);
    }

    [Fact]
    public void Names_hold_Welsh_letters_apostrophes_and_hyphens_and_only_Latin_script()
    {
        var names = All.Select(p => $"{p.FirstName} {p.LastName}".Trim()).ToList();
        Assert.All("ŵŷâ'-", letter => Assert.Contains(names, n => n.Contains(letter)));
        Assert.Contains(names, n => n.Length > 100);
        Assert.All(names, n => Assert.Matches(LatinName(), n));
        Assert.True(names.Distinct().Count() > 400, "too many share a name");
    }

    [Fact]
    public void Caseloads_are_of_a_size_to_work_with()
    {
        Assert.InRange(All.Count(p => p.Officer == Officers.Pat), 30, 70);
        Assert.InRange(All.Count(p => p.Officer == Officers.Lee), 10, 40);
        Assert.All(All, p => Assert.True(p.Officer is null || Officers.Find(p.Officer) is not null));
        Assert.All(Officers.All, o => Assert.Contains(All, p => p.Officer == o.Username));
    }

    [Fact]
    public void Contact_details_are_of_the_ranges_kept_for_fiction()
    {
        Assert.All(All.SelectMany(p => p.Phones), phone => Assert.Matches("^(07700 900|01632 960)\\d{3}$", phone));
        Assert.All(
            All.Select(p => p.Email).OfType<string>(),
            mail => Assert.EndsWith("@mail.example", mail, StringComparison.Ordinal)
        );
        Assert.All(
            All.SelectMany(p => p.Addresses),
            a => Assert.StartsWith("ZZ", a.Postcode, StringComparison.Ordinal)
        );
        Assert.All(
            All.Select(p => p.Custody).OfType<StandInCustody>(),
            c => Assert.Contains(Prisons.All, p => p.Code == c.PrisonCode)
        );
    }

    [GeneratedRegex("^[A-Z]\\d{6}$")]
    private static partial Regex Crn();

    [GeneratedRegex("^[A-Z]\\d{4}[A-Z]{2}$")]
    private static partial Regex Noms();

    [GeneratedRegex("^[A-Za-z\\u00C0-\\u017F' -]+$")]
    private static partial Regex LatinName();
}
