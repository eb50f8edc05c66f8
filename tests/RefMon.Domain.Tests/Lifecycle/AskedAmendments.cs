using RefMon.Domain.Amendments;
using RefMon.Domain.Attention;
using RefMon.Domain.Referring;
using RefMon.Domain.RiskScreen;
using static RefMon.Domain.Tests.Lifecycle.AskedCommands;

namespace RefMon.Domain.Tests.Lifecycle;

/// <summary>Changes of what a referral says, sensible and senseless: of a few values, so that the same often comes twice.</summary>
internal static class AskedAmendments
{
    private static readonly StaffMember By = People.Practitioner;

    public static object Choose(Random random, DateTimeOffset now)
    {
        var today = LondonTime.DayOf(now);
        return random.Next(11) switch
        {
            0 or 1 => new AmendText(
                By,
                (AmendableText)random.Next(9),
                random.Next(4) == 0 ? " " : $"Words {random.Next(3)}",
                Words(random, "Changed")
            ),
            2 => new AmendComplexityLevel(
                By,
                random.Next(9) == 0 ? new ServiceCategoryId(Samples.Id(999)) : Samples.Accommodation,
                random.Next(2) == 0 ? Samples.High : Samples.Medium,
                Words(random, "Changed")
            ),
            3 => Outcomes(random),
            4 => new AmendCompletionDate(
                By,
                random.Next(3) == 0 ? new DateOnly(2027, 3, 31) : today.AddDays(random.Next(-3, 20)),
                Words(random, "Agreed")
            ),
            5 => new AmendMaximumEnforceableDays(By, random.Next(0, 7), Words(random, "Agreed")),
            6 => new AmendInterpreter(By, random.Next(2) == 0, Words(random, "Welsh"), Words(random, "Asked")),
            7 => new AmendResponsibilities(
                By,
                random.Next(2) == 0,
                Words(random, "Mornings"),
                Words(random, "New job")
            ),
            8 => new AmendSafeContact(
                By,
                random.Next(3) > 0,
                random.Next(4) == 0
                    ? new(" ", null, "", null, null)
                    : Samples.SafeContact with
                    {
                        SafeTimes = random.Next(2) == 0 ? " " : "Mornings",
                    }
            ),
            _ => Custody(random, today),
        };
    }

    private static AmendDesiredOutcomes Outcomes(Random random)
    {
        OutcomeStatement[] all = [Samples.FirstOutcome, Samples.SecondOutcome, Samples.ThirdOutcome];
        return new(
            By,
            random.Next(9) == 0 ? new ServiceCategoryId(Samples.Id(999)) : Samples.Accommodation,
            [.. all.Where(_ => random.Next(3) > 0)],
            Words(random, "Changed")
        );
    }

    private static object Custody(Random random, DateOnly today) =>
        random.Next(3) switch
        {
            0 => new AmendPrison(
                By,
                random.Next(9) == 0 ? " "
                    : random.Next(2) == 0 ? "MDI"
                    : "LEI",
                "Prison",
                Words(random, "Moved")
            ),
            1 => new AmendReleaseDate(
                By,
                random.Next(3) == 0 ? null : today.AddDays(random.Next(-2, 5)),
                random.Next(2) == 0,
                Words(random, "Parole")
            ),
            _ => new AmendExpectedOffice(By, random.Next(2) == 0 ? "York" : null, Words(random, "Not known")),
        };
}

/// <summary>What nDelius and the prisons report, often the same again.</summary>
internal static class NewsAsked
{
    public static INeighbourNews Choose(Random random, DateTimeOffset at)
    {
        var by = StaffMember.System;
        return random.Next(9) switch
        {
            0 or 1 => new PractitionerReported(
                by,
                at,
                random.Next(5) == 0 ? null : $"Ann {random.Next(3)}",
                random.Next(3) == 0 ? "ann@probation.example" : null,
                null,
                null,
                random.Next(2) == 0 ? "Gwent" : null,
                random.Next(3) == 0 ? "York" : null,
                random.Next(3) == 0 ? "probation-1" : null,
                random.Next(3) == 0
            ),
            2 => new PersonNameReported(by, at, "Llŷr", $"Rees {random.Next(2)}"),
            3 => new IdentifiersReported(by, at, AnyCrn(random), random.Next(2) == 0 ? "A1234BC" : null),
            4 => new PersonRecordsMerged(by, at, new PersonId(Samples.Id(77)), AnyCrn(random), AnyCrn(random)),
            5 => new CustodyReported(
                by,
                at,
                Samples.Custody with
                {
                    PrisonId = $"P{random.Next(2)}",
                    ReleaseDateConfidence = (ReleaseDateConfidence)random.Next(2),
                }
            ),
            6 => new ReleaseReported(by, at, new DateOnly(2026, 12, random.Next(1, 3))),
            7 => new RestrictionReported(by, at, random.Next(2) == 0),
            _ => new DeathReported(by, at, random.Next(2) == 0 ? null : new DateOnly(2026, 12, 1)),
        };
    }

    private static Crn AnyCrn(Random random) => Crn.Parse($"X00000{random.Next(3)}");
}
