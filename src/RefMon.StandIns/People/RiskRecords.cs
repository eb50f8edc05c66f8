namespace RefMon.StandIns.People;

/// <summary>
/// Gives everybody scores and registrations. Drawn for each person from their CRN alone, so that nobody else's record
/// depends on them.
/// </summary>
internal static class RiskRecords
{
    private static readonly (string Code, string Description, string Register)[] Registers =
    [
        ("ADVP", "Domestic Abuse Perpetrator", "Public protection"),
        ("ADVV", "Domestic Abuse Victim", "Safeguarding"),
        ("STLK", "Stalking", "Public protection"),
        ("RCCO", "Child Concerns", "Safeguarding"),
        ("AV2S", "Risk to Staff", "Alerts"),
        ("RVAD", "Adult at Risk", "Safeguarding"),
        ("WEAP", "Weapons", "Alerts"),
    ];

    public static StandInPerson Complete(StandInPerson person, DateOnly today)
    {
        var dice = new Dice(Seed(person.Crn));
        var scored = person.Risk is { } risk
            ? person with
            {
                Risk = risk with { Scores = Scores(risk, dice) },
            }
            : person;
        return scored with { Registrations = Registrations(person.Crn, today, dice) };
    }

    private static IReadOnlyList<StandInRegistration> Registrations(string crn, DateOnly today, Dice dice) =>
        crn switch
        {
            // nothing unusual is nothing registered
            WellKnownPeople.Ordinary => [],
            WellKnownPeople.VeryHighRisk =>
            [
                Registration(0, today.AddDays(-400), today.AddDays(60)),
                Registration(2, today.AddDays(-90), today.AddDays(30)),
                Registration(4, today.AddDays(-700), today.AddDays(-20)),
            ],
            // known to nDelius long before anybody assessed them
            WellKnownPeople.NeverAssessed => [Registration(3, today.AddDays(-30), null)],
            WellKnownPeople.OldAssessment => [Registration(0, today.AddDays(-1300), today.AddDays(-200))],
            _ =>
            [
                .. Enumerable
                    .Range(0, Registers.Length)
                    .Where(_ => dice.Chance(12))
                    .Select(n =>
                        Registration(n, today.AddDays(-dice.Between(5, 900)), today.AddDays(dice.Between(-30, 180)))
                    ),
            ],
        };

    private static StandInRegistration Registration(int register, DateOnly startedOn, DateOnly? reviewDueOn)
    {
        var (code, description, name) = Registers[register];
        return new StandInRegistration(code, description, name, startedOn, reviewDueOn);
    }

    private static List<StandInScore> Scores(StandInRisk risk, Dice dice)
    {
        var scores = new List<StandInScore>
        {
            Score("OGRS", [50, 75, 90], dice.Between(5, 98), risk.AssessedOn),
            Score("OVP", [30, 60, 80], dice.Between(3, 90), risk.AssessedOn),
            Score("RSR", [3, 7, 12], dice.Between(2, 160) / 10m, risk.AssessedOn),
        };
        if (dice.Chance(8))
            scores.Add(new StandInScore("OSP_DC", dice.Pick(["LOW", "MEDIUM", "HIGH"]), null, risk.AssessedOn));
        return scores;
    }

    private static StandInScore Score(string kind, int[] bounds, decimal percent, DateOnly? on) =>
        new(
            kind,
            percent < bounds[0] ? "LOW"
                : percent < bounds[1] ? "MEDIUM"
                : percent < bounds[2] ? "HIGH"
                : "VERY_HIGH",
            percent,
            on
        );

    private static ulong Seed(string crn) => crn.Aggregate(20261122UL, (seed, c) => unchecked((seed * 131) + c));
}
