namespace RefMon.StandIns.People;

/// <summary>
/// Invents the population: the well-known people first, then as many again as make 500, by a seeded sequence. Dates of
/// birth are fixed; release, sentence and assessment dates are counted from the day given.
/// </summary>
internal static class PopulationGenerator
{
    public const int Size = 500;

    // shares of those who are not well known; pat.practitioner has most of the well-known people besides
    private static readonly string[] Supervising =
    [
        .. Enumerable.Repeat(Officers.Pat, 4),
        .. Enumerable.Repeat(Officers.Lee, 4),
        .. Officers
            .All.Select(o => o.Username)
            .Where(u => u is not (Officers.Pat or Officers.Lee))
            .SelectMany(u => Enumerable.Repeat(u, 10)),
    ];

    public static Population Generate(DateOnly today, ulong seed)
    {
        var dice = new Dice(seed);
        var people = WellKnownShapes.Make(today, dice);
        for (var number = 0; people.Count < Size; number++)
        {
            people.Add(
                Anyone(
                    FormattableString.Invariant($"{"ABCDEFGHJK"[number % 10]}{100_003 + (number * 1789)}"),
                    number,
                    today,
                    dice
                )
            );
        }

        return new Population([.. people.Select(person => RiskRecords.Complete(person, today))]);
    }

    /// <summary>Somebody plain: in the community, with one sentence, one address, a recent assessment.</summary>
    public static StandInPerson Plain(string crn, string firstName, string lastName, DateOnly today, Dice dice) =>
        new(
            crn,
            firstName,
            lastName,
            new DateOnly(1951, 1, 1).AddDays(dice.Below(20_700)),
            null,
            Wording.WomensNames.Contains(firstName) ? "Female" : "Male",
            dice.Pick(Wording.Ethnicities),
            "English",
            dice.Pick(Wording.Religions),
            [],
            [Address("Main", dice)],
            [Phone(dice)],
            null,
            Officers.Pat,
            [Sentence(crn, 1, today, dice)],
            Risk(today.AddDays(-dice.Between(10, 360)), false, dice)
        );

    public static StandInSentence Sentence(string crn, int number, DateOnly today, Dice dice)
    {
        var (category, subcategory) = dice.Pick(Wording.Sentences);
        var id = (long.Parse(crn.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture) * 100) + number;
        return new StandInSentence(
            ((crn[0] - 'A') * 100_000_000L) + id,
            category,
            subcategory,
            today.AddDays(dice.Between(60, 1000))
        );
    }

    // ZZ is no postcode area
    public static StandInAddress Address(string kind, Dice dice) =>
        new(
            kind,
            [
                FormattableString.Invariant($"{dice.Between(1, 180)} {dice.Pick(Wording.Streets)}"),
                dice.Pick(Wording.Towns),
            ],
            FormattableString.Invariant(
                $"ZZ{dice.Between(1, 29)} {dice.Between(1, 9)}{"ABDEFGHJLN"[dice.Below(10)]}{"PQRSTUWXYZ"[dice.Below(10)]}"
            )
        );

    // 07700 900 is the range kept for fiction
    public static string Phone(Dice dice) => FormattableString.Invariant($"07700 900{dice.Below(1000):000}");

    public static string Noms(int number) =>
        FormattableString.Invariant($"A{1000 + number}{"ABCDEFGHJK"[number % 10]}{"LMNPQRSTVW"[number / 10 % 10]}");

    public static StandInRisk Risk(DateOnly assessedOn, bool withPrisoners, Dice dice)
    {
        string[] groups = withPrisoners
            ? ["Children", "Public", "Known adult", "Staff", "Prisoners"]
            : ["Children", "Public", "Known adult", "Staff"];
        string[] levels = ["LOW", "LOW", "LOW", "MEDIUM", "MEDIUM", "HIGH", "VERY_HIGH"];
        return new StandInRisk(
            assessedOn,
            dice.Pick(Wording.WhoIsAtRisk),
            dice.Pick(Wording.NatureOfRisk),
            dice.Pick(Wording.Imminence),
            dice.Pick(Wording.IncreaseFactors),
            dice.Pick(Wording.ReductionFactors),
            groups
                .Select(group => (group, level: dice.Pick(levels)))
                .GroupBy(pair => pair.level)
                .ToDictionary(g => g.Key, IReadOnlyList<string> (g) => g.Select(pair => pair.group).ToList()),
            Concern(Wording.SuicideConcerns, dice),
            Concern(Wording.SelfHarmConcerns, dice),
            Concern(Wording.HostelConcerns, dice),
            Concern(Wording.VulnerabilityConcerns, dice),
            withPrisoners ? Concern(Wording.CustodyConcerns, dice) : new StandInConcern(null, null)
        );
    }

    private static StandInConcern Concern(string[] texts, Dice dice) =>
        dice.Below(10) switch
        {
            < 6 => new StandInConcern("NO", null),
            < 8 => new StandInConcern("YES", dice.Pick(texts)),
            8 => new StandInConcern("DONT_KNOW", null),
            _ => new StandInConcern(null, null),
        };

    private static StandInPerson Anyone(string crn, int number, DateOnly today, Dice dice)
    {
        var woman = dice.Chance(18);
        var first = dice.Pick(woman ? Wording.WomensNames : Wording.MensNames);
        var last = dice.Chance(2) ? "" : dice.Pick(Wording.LastNames);
        var custody = dice.Chance(18);
        var sentences = dice.Below(20) switch
        {
            0 => 0,
            < 4 => 2,
            _ => 1,
        };
        var assessedOn = today.AddDays(-(dice.Chance(6) ? dice.Between(900, 1400) : dice.Between(5, 400)));
        var risk = Risk(assessedOn, custody, dice);
        var person = Plain(crn, first, last, today, dice) with
        {
            Sex =
                dice.Chance(1) ? "Not known"
                : woman ? "Female"
                : "Male",
            NomsNumber = custody || dice.Chance(40) ? Noms(number + 100) : null,
            PreferredLanguage = dice.Pick(Wording.Languages),
            Disabilities = dice.Chance(25) ? [dice.Pick(Wording.Disabilities)] : [],
            Addresses = dice.Chance(9) ? [] : [Address("Main", dice)],
            Phones = dice.Chance(15) ? [] : [Phone(dice)],
            Email = dice.Chance(30) ? FormattableString.Invariant($"person{number}@mail.example") : null,
            Officer = dice.Chance(4) ? null : dice.Pick(Supervising),
            Sentences = Enumerable.Range(1, sentences).Select(n => Sentence(crn, n, today, dice)).ToList(),
            Risk =
                dice.Chance(6) ? null
                : dice.Chance(4) ? risk with { Levels = new Dictionary<string, IReadOnlyList<string>>() }
                : risk,
            Custody = custody ? Custody(today, dice) : null,
            DeceasedOn = dice.Chance(1) ? today.AddDays(-dice.Between(3, 300)) : null,
        };
        return Limited(person, dice);
    }

    // about one in fifty is restricted to the officer and the lead, one in a hundred excluded from one officer
    private static StandInPerson Limited(StandInPerson person, Dice dice) =>
        dice.Below(100) switch
        {
            < 2 => person with
            {
                RestrictedTo = [.. new[] { person.Officer ?? Officers.Lee, Officers.Lee }.Distinct()],
            },
            2 => person with
            {
                ExcludedFrom =
                [
                    dice.Pick(Officers.All.Select(o => o.Username).Where(u => u != person.Officer).ToList()),
                ],
            },
            _ => person,
        };

    private static StandInCustody Custody(DateOnly today, Dice dice)
    {
        var prison = dice.Pick(Prisons.All).Code;
        var release = today.AddDays(dice.Between(5, 500));
        return dice.Below(6) switch
        {
            0 => new StandInCustody(prison),
            1 => new StandInCustody(prison, ReleaseDate: release, ConfirmedReleaseDate: release),
            2 => new StandInCustody(prison, AutomaticReleaseDate: release),
            _ => new StandInCustody(prison, ReleaseDate: release, ConditionalReleaseDate: release),
        };
    }
}
