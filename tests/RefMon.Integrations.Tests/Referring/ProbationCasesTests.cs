using RefMon.Application.Referring;
using RefMon.Integrations.Tests.Operations;
using RefMon.StandIns.People;
using static RefMon.Integrations.Tests.Operations.Neighbourhood;

namespace RefMon.Integrations.Tests.Referring;

[Trait("Capability", "Referring")]
public sealed class ProbationCasesTests : IClassFixture<Neighbourhood>
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly Neighbourhood at;

    public ProbationCasesTests(Neighbourhood neighbourhood)
    {
        at = neighbourhood;
        at.Controls.Clear();
    }

    [Fact]
    public async Task A_person_arrives_with_everything_known_of_them()
    {
        var kept = at.StandIns.People.Find(WellKnownPeople.Abundant)!;
        var person = await Person(WellKnownPeople.Abundant);

        Assert.Equal("Priya Chaudhry", person.FullName);
        Assert.Equal(kept.DateOfBirth, person.DateOfBirth);
        Assert.Equal("Female", person.Sex);
        Assert.Equal(kept.Ethnicity, person.Ethnicity);
        Assert.Equal(kept.Religion, person.Religion);
        Assert.Equal("English", person.PreferredLanguage);
        Assert.Equal(kept.Disabilities, person.Disabilities);
        Assert.Equal(kept.Phones, person.Phones);
        Assert.Equal("priya.chaudhry@mail.example", person.Email);
        Assert.Equal(["Main", "Previous", "Postal"], person.Addresses.Select(a => a.Kind));
        Assert.Equal(kept.Addresses[0].Lines, person.Addresses[0].Lines);
        Assert.Equal(kept.Addresses[0].Postcode, person.Addresses[0].Postcode);
        Assert.Equal(CustodyStatus.Community, person.Status);
        Assert.DoesNotContain("Priya", person.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Awkward_people_arrive_as_they_are()
    {
        Assert.Empty((await Person(WellKnownPeople.NoFixedAddress)).Addresses);
        Assert.Equal("Zephyrine", (await Person(WellKnownPeople.OneName)).FullName);
        Assert.Equal("Llŷr Siôn Gŵyn-Pâl", (await Person(WellKnownPeople.WelshName)).FullName);
        Assert.Equal("O'Neill", (await Person(WellKnownPeople.ApostropheName)).LastName);
        Assert.True((await Person(WellKnownPeople.LongName)).FullName.Length > 100);
        Assert.Equal(at.Today.AddDays(-12), (await Person(WellKnownPeople.Deceased)).DeceasedOn);
        var prisoner = await Person(WellKnownPeople.InCustody);
        Assert.Equal((CustodyStatus.Custody, "A1001BL"), (prisoner.Status, prisoner.NomsNumber));
        Assert.Null((await Person(WellKnownPeople.CustodyWithoutNomsNumber)).NomsNumber);
        var sparse = await Person(WellKnownPeople.Sparse);
        Assert.All([sparse.Sex, sparse.Ethnicity, sparse.PreferredLanguage, sparse.Religion], Assert.Null);
    }

    [Fact]
    public async Task Nobody_with_the_CRN_is_not_found()
    {
        const string crn = WellKnownPeople.Unknown;
        Assert.Equal("not found", Kind(await at.Cases.FindPerson(crn, None)));
        Assert.Equal("not found", Kind(await at.Cases.FindSentences(crn, None)));
        Assert.Equal("not found", Kind(await at.Cases.FindResponsibleOfficer(crn, None)));
        Assert.Equal("not found", Kind(await at.Cases.FindRestrictions(crn, None)));
        Assert.Equal("not found", Kind(await at.Cases.FindCaseload("nobody.here", None)));
    }

    [Fact]
    public async Task Sentences_come_latest_end_first()
    {
        Assert.Empty(Found(await at.Cases.FindSentences(WellKnownPeople.NoSentence, None)));
        var two = Found(await at.Cases.FindSentences(WellKnownPeople.TwoSentences, None));
        Assert.Equal([at.Today.AddDays(500), at.Today.AddDays(200)], two.Select(s => s.EndDate));
        Assert.All(two, s => Assert.False(string.IsNullOrEmpty(s.Category) || string.IsNullOrEmpty(s.Subcategory)));
        var open = Assert.Single(Found(await at.Cases.FindSentences(WellKnownPeople.SentenceWithoutEnd, None)));
        Assert.Null(open.EndDate);
    }

    [Fact]
    public async Task The_officer_may_be_missing_or_without_an_address()
    {
        var pat = Found(await at.Cases.FindResponsibleOfficer(WellKnownPeople.Ordinary, None));
        Assert.Equal(
            new ResponsibleOfficer(
                true,
                "Pat Practitioner",
                "pat.practitioner",
                "pat.practitioner@probation.example",
                "01632 960001",
                "01632 960501",
                "Derby City",
                "Derby City: Derwent Centre"
            ),
            pat
        );
        var without = Found(await at.Cases.FindResponsibleOfficer(WellKnownPeople.OfficerWithoutEmail, None));
        Assert.Equal((true, "robin.carr", null), (without.Allocated, without.Username, without.Email));
        var nobody = Found(await at.Cases.FindResponsibleOfficer(WellKnownPeople.Unallocated, None));
        Assert.Equal((false, null, null), (nobody.Allocated, nobody.Name, nobody.Username));
        Assert.NotNull(nobody.TeamPhone);
    }

    [Fact]
    public async Task A_caseload_lists_an_officers_people_without_those_merged_away()
    {
        var people = Found(await at.Cases.FindCaseload("PAT.Practitioner", None));
        Assert.InRange(people.Count, 30, 70);
        Assert.Contains(people, p => p is { Crn: WellKnownPeople.Ordinary, FirstName: "Alex", LastName: "Fielding" });
        Assert.DoesNotContain(people, p => p.Crn == WellKnownPeople.MergedAway);
        Assert.Equal(
            people.OrderBy(p => p.LastName, StringComparer.Ordinal).Select(p => p.LastName),
            people.Select(p => p.LastName)
        );
    }

    [Theory]
    [InlineData(WellKnownPeople.Ordinary, true, true)]
    [InlineData(WellKnownPeople.Restricted, false, true)]
    [InlineData(WellKnownPeople.Excluded, false, true)]
    [InlineData(WellKnownPeople.RestrictedAndExcluded, false, false)]
    public async Task Limits_keep_out_whom_they_should(string crn, bool pat, bool lee)
    {
        var limits = Found(await at.Cases.FindRestrictions(crn, None));
        Assert.Equal((pat, lee), (limits.Allow(Officers.Pat), limits.Allow(Officers.Lee.ToUpperInvariant())));
        Assert.Equal(!(pat && lee), limits.Any);
        Assert.Equal(limits.RestrictedTo.Count > 0, limits.RestrictionMessage is not null);
        Assert.Equal(limits.ExcludedFrom.Count > 0, limits.ExclusionMessage is not null);
    }

    [Fact]
    public async Task A_merged_record_names_its_survivor()
    {
        Assert.Equal(WellKnownPeople.MergeSurvivor, (await Person(WellKnownPeople.MergedAway)).MergedInto);
        Assert.Single(Found(await at.Cases.FindSentences(WellKnownPeople.MergedAway, None)));

        Assert.Null((await Person(WellKnownPeople.MergeLaterFrom)).MergedInto);
        Assert.True(at.StandIns.People.Merge(WellKnownPeople.MergeLaterFrom, WellKnownPeople.MergeLaterInto));
        Assert.Equal(WellKnownPeople.MergeLaterInto, (await Person(WellKnownPeople.MergeLaterFrom)).MergedInto);
        Assert.Equal(2, Found(await at.Cases.FindSentences(WellKnownPeople.MergeLaterInto, None)).Count);
        Assert.False(at.StandIns.People.Merge(WellKnownPeople.MergeLaterFrom, WellKnownPeople.MergeLaterInto));
        Assert.False(at.StandIns.People.Merge(WellKnownPeople.MergeLaterInto, WellKnownPeople.MergeLaterFrom));
    }

    private async Task<ProbationPerson> Person(string crn) => Found(await at.Cases.FindPerson(crn, None));
}
