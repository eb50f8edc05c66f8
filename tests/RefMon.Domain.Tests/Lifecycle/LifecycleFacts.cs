using RefMon.Domain.Amendments;
using RefMon.Domain.Appointments;
using RefMon.Domain.Attention;

namespace RefMon.Domain.Tests.Lifecycle;

/// <summary>A command with what the world around it says.</summary>
public sealed record Asked(
    object Command,
    bool OnContract = true,
    bool Enabled = true,
    bool ContractClosed = false,
    bool NotOffered = false
);

/// <summary>What the sources of the risk information say when somebody looks.</summary>
public sealed record HeardOfRisk(DateOnly AssessedOn, string Mark);

/// <summary>What nDelius says about the person when somebody looks.</summary>
public sealed record HeardOfPerson(PersonDetails Details);

/// <summary>The reasons collected so far.</summary>
public sealed class Reasons : HashSet<string>
{
    public static Reasons None => [];

    public Reasons With(string code, bool holds)
    {
        if (holds)
            Add(code);
        return this;
    }
}

/// <summary>One booking as the model remembers it.</summary>
public sealed class Booking(AppointmentId id, AppointmentKind kind, int? session, SlotAsked slot, StaffMember by)
{
    public StaffMember By => by;

    public AppointmentId Id => id;

    public AppointmentKind Kind => kind;

    public int? Session => session;

    public SlotAsked Slot { get; private set; } = slot;

    public bool Cancelled { get; set; }

    /// <summary>Called off by a hand-over to another supplier.</summary>
    public bool HandedOver { get; set; }

    /// <summary>What stands of the outcome; null before one is recorded.</summary>
    public AppointmentOutcome? Outcome { get; private set; }

    /// <summary>Who recorded it first: a correction does not change that.</summary>
    public string? Author { get; private set; }

    public bool? Happened => Outcome?.Happened;

    public bool IsOpen => !Cancelled && Outcome is null;

    public DateTimeOffset StartsAt => LondonTime.InstantOf(Slot.Day, Slot.Start)!.Value;

    public DateTimeOffset EndsAt => StartsAt.AddMinutes(Slot.DurationMinutes);

    public DateOnly Day => Slot.Day;

    public void Move(SlotAsked to) => Slot = to;

    public void Record(AppointmentOutcome outcome, StaffMember by) => (Outcome, Author) = (outcome, by.AccountId);

    public void Correct(AppointmentOutcome outcome) => Outcome = outcome;
}

/// <summary>A version of the plan as the model remembers it.</summary>
public sealed class PlanFact(int sessions, DateTimeOffset at, HashSet<DesiredOutcomeId> outcomes)
{
    public int Sessions => sessions;

    public DateTimeOffset At => at;

    public HashSet<DesiredOutcomeId> Outcomes => outcomes;

    public bool Objected { get; set; }
}

/// <summary>A version of the risk information, what it was taken from, and who has confirmed it.</summary>
public sealed record RiskFact(RiskVersionId Id, string Says, string? Mark, HashSet<string> By);
