using static RefMon.StandIns.People.PopulationGenerator;

namespace RefMon.StandIns.People;

/// <summary>Makes the people of <see cref="WellKnownPeople"/>.</summary>
internal static class WellKnownShapes
{
    public static List<StandInPerson> Make(DateOnly today, Dice dice)
    {
        StandInPerson Somebody(string crn, string first, string last) => Plain(crn, first, last, today, dice);

        var merged = Somebody(WellKnownPeople.MergedAway, "Jordan", "Mossop");
        var twin = Somebody(WellKnownPeople.MergeLaterFrom, "Kieran", "Holroyd");
        return
        [
            Somebody(WellKnownPeople.Ordinary, "Alex", "Fielding") with
            {
                DateOfBirth = new DateOnly(1989, 3, 14),
                Email = "alex.fielding@mail.example",
            },
            Somebody(WellKnownPeople.NoFixedAddress, "Marcus", "Tull") with
            {
                Addresses = [],
            },
            .. InPrison(today, Somebody),
            .. KeptFromSome(today, Somebody),
            Somebody(WellKnownPeople.NoSentence, "Reece", "Ambler") with
            {
                Sentences = [],
            },
            Somebody(WellKnownPeople.TwoSentences, "Donna", "Sugden") with
            {
                Sentences =
                [
                    Sentence(WellKnownPeople.TwoSentences, 1, today, dice) with
                    {
                        EndDate = today.AddDays(200),
                    },
                    Sentence(WellKnownPeople.TwoSentences, 2, today, dice) with
                    {
                        EndDate = today.AddDays(500),
                    },
                ],
            },
            .. Risky(today, Somebody, dice),
            merged with
            {
                MergedInto = WellKnownPeople.MergeSurvivor,
                Sentences = [],
            },
            merged with
            {
                Crn = WellKnownPeople.MergeSurvivor,
                FirstName = "Jordan Lee",
                Sentences = [Sentence(WellKnownPeople.MergeSurvivor, 1, today, dice)],
            },
            twin,
            twin with
            {
                Crn = WellKnownPeople.MergeLaterInto,
                LastName = "Holroyd-Banks",
                Sentences = [Sentence(WellKnownPeople.MergeLaterInto, 1, today, dice)],
            },
            Somebody(WellKnownPeople.Deceased, "Wayne", "Postlethwaite") with
            {
                DeceasedOn = today.AddDays(-12),
            },
            Somebody(WellKnownPeople.Unallocated, "Haroon", "Siddall") with
            {
                Officer = null,
            },
            Somebody(WellKnownPeople.OfficerWithoutEmail, "Gemma", "Crabtree") with
            {
                Officer = Officers.WithoutEmail,
            },
            .. Names(Somebody),
            Somebody(WellKnownPeople.Sparse, "Scott", "Ellwood") with
            {
                Sex = null,
                Ethnicity = null,
                PreferredLanguage = null,
                Religion = null,
                Phones = [],
            },
            Somebody(WellKnownPeople.SentenceWithoutEnd, "Tyrone", "Garside") with
            {
                Sentences = [Sentence(WellKnownPeople.SentenceWithoutEnd, 1, today, dice) with { EndDate = null }],
            },
            Somebody(WellKnownPeople.Abundant, "Priya", "Chaudhry") with
            {
                Addresses = [Address("Main", dice), Address("Previous", dice), Address("Postal", dice)],
                Phones = ["07700 900411", "07700 900412", "01632 960413"],
                Disabilities = ["Dyslexia", "Hearing impairment", "Reduced mobility", "Long-term illness"],
                Email = "priya.chaudhry@mail.example",
            },
            .. WithoutOfficer(today),
        ];
    }

    // came later: a sequence of their own leaves everybody else as they were
    private static IEnumerable<StandInPerson> WithoutOfficer(DateOnly today)
    {
        var dice = new Dice(3132);
        return
        [
            Plain(WellKnownPeople.UnallocatedReleasing, "Gareth", "Pickles", today, dice) with
            {
                NomsNumber = Noms(3),
                Officer = null,
                Custody = new StandInCustody("BRC", ReleaseDate: today.AddDays(42)),
            },
            Plain(WellKnownPeople.UnallocatedStaying, "Leon", "Bairstow", today, dice) with
            {
                NomsNumber = Noms(4),
                Officer = null,
                Custody = new StandInCustody("EST"),
            },
        ];
    }

    private static IEnumerable<StandInPerson> InPrison(
        DateOnly today,
        Func<string, string, string, StandInPerson> somebody
    ) =>
        [
            somebody(WellKnownPeople.InCustody, "Curtis", "Lomax") with
            {
                NomsNumber = Noms(1),
                Custody = new StandInCustody(
                    "ALM",
                    ReleaseDate: today.AddDays(49),
                    ConfirmedReleaseDate: today.AddDays(49),
                    ConditionalReleaseDate: today.AddDays(52)
                ),
            },
            somebody(WellKnownPeople.CustodyWithoutReleaseDate, "Declan", "Fenwick") with
            {
                NomsNumber = Noms(2),
                Custody = new StandInCustody("CWM"),
            },
            somebody(WellKnownPeople.CustodyWithoutNomsNumber, "Femi", "Adeyoola") with
            {
                Custody = new StandInCustody("DUN", ReleaseDate: today.AddDays(90)),
            },
        ];

    private static IEnumerable<StandInPerson> KeptFromSome(
        DateOnly today,
        Func<string, string, string, StandInPerson> somebody
    ) =>
        [
            somebody(WellKnownPeople.Restricted, "Naomi", "Strickland") with
            {
                Officer = Officers.Lee,
                RestrictedTo = [Officers.Lee],
            },
            somebody(WellKnownPeople.Excluded, "Ryan", "Hebblethwaite") with
            {
                Officer = "sam.osei",
                ExcludedFrom = [Officers.Pat],
            },
            somebody(WellKnownPeople.RestrictedAndExcluded, "Stacey", "Mallinson") with
            {
                Officer = Officers.Lee,
                RestrictedTo = [Officers.Lee],
                ExcludedFrom = [Officers.Lee],
                DateOfBirth = today.AddYears(-18),
            },
        ];

    private static IEnumerable<StandInPerson> Risky(
        DateOnly today,
        Func<string, string, string, StandInPerson> somebody,
        Dice dice
    )
    {
        var usual = Risk(today.AddDays(-40), false, dice);
        var yes = new StandInConcern("YES", "A concern now; a plan for support is agreed.");
        return
        [
            somebody(WellKnownPeople.NeverAssessed, "Lewis", "Thackray") with
            {
                Risk = null,
            },
            somebody(WellKnownPeople.OldAssessment, "Carly", "Brearley") with
            {
                Risk = usual with { AssessedOn = today.AddYears(-3) },
            },
            somebody(WellKnownPeople.UnknownRiskLevel, "Jay", "Winterbourne") with
            {
                Risk = usual with { Levels = new Dictionary<string, IReadOnlyList<string>>() },
            },
            somebody(WellKnownPeople.AwkwardRiskText, "Kai", "Overend") with
            {
                Risk = usual with
                {
                    WhoIsAtRisk = "\"Them & us\", <b>anyone</b> nearby; 'quoted' <script>alert(1)</script>",
                    NatureOfRisk =
                        "'Hit' & \"run\" <br>\n"
                        + string.Join('\n', Enumerable.Repeat("A line of a long account of what happened.", 150)),
                    RiskImminence = "Ar unrhyw adeg: dŵr, tŷ, tân – “ansicr” & <i>'\"",
                    Suicide = new("YES", "Said \"never again\" & <b>meant</b> it; 'safe' with her sister"),
                    SelfHarm = new("YES", "Cuts & burns: <script>alert(2)</script> 'old' \"new\""),
                    HostelSetting = new("YES", "Room < 10 m² & 'shared' \"dorms\" > 4 beds <em>never</em>"),
                    Vulnerability = new("YES", "Friends' \"loans\" & <a href='/x'>debts</a> &amp; threats"),
                },
            },
            somebody(WellKnownPeople.VeryHighRisk, "Nathan", "Crowther") with
            {
                Risk = usual with
                {
                    Levels = new Dictionary<string, IReadOnlyList<string>>
                    {
                        ["VERY_HIGH"] = ["Known adult"],
                        ["HIGH"] = ["Children", "Public"],
                        ["LOW"] = ["Staff"],
                    },
                    Suicide = yes,
                    SelfHarm = yes,
                    HostelSetting = yes,
                    Vulnerability = yes,
                    Custody = yes,
                },
            },
        ];
    }

    private static IEnumerable<StandInPerson> Names(Func<string, string, string, StandInPerson> somebody) =>
        [
            somebody(WellKnownPeople.OneName, "Zephyrine", "") with
            {
                Sex = "Female",
            },
            somebody(
                WellKnownPeople.LongName,
                "Bartholomew Maximilian Fitzgerald Alexander Theodore",
                "Featherstonehaugh-Cholmondeley-Warrington-Smythe-Pemberton"
            ),
            somebody(WellKnownPeople.WelshName, "Llŷr Siôn", "Gŵyn-Pâl") with
            {
                PreferredLanguage = "Welsh",
            },
            somebody(WellKnownPeople.ApostropheName, "Patrick", "O'Neill"),
            somebody(WellKnownPeople.HyphenName, "Mary-Jane", "Wilkes-Brown") with
            {
                Sex = "Female",
            },
        ];
}
