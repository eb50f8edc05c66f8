using RefMon.Domain;
using RefMon.Domain.Appointments;
using RefMon.EventStore;

namespace RefMon.Application.Attention;

/// <summary>One thing to do outside because of one event.</summary>
internal sealed record OutboundEffect(
    Guid EventId,
    string Kind,
    string Recipient,
    ReferralId ReferralId,
    string Reference,
    AppointmentId? AppointmentId = null,
    long? Sequence = null
)
{
    public const string NDelius = "ndelius";
    public const string RiskAssessments = "risk-assessments";
    public const string Email = "email";

    /// <summary>An e-mail that a workflow asked for; its cause is the workflow's effect and no event.</summary>
    public const string Reminder = "reminder";

    /// <summary>Somebody's summary of a day; its cause is made from both.</summary>
    public const string Summary = "summary";

    /// <summary>nDelius is told the start under its own name, and hand-overs and the end besides.</summary>
    public const string Start = "ndelius";
    public const string Transfer = "transfer";
    public const string End = "end";
    public const string Share = "risk-assessments";

    /// <summary>An appointment as it stands, its outcome with it, and that it was called off.</summary>
    public const string Appointment = "appointment";
    public const string Outcome = "outcome";
    public const string Cancellation = "cancellation";

    /// <summary>The same for every attempt, and for nothing else.</summary>
    public string Key => $"{EventId:D}:{Recipient}";

    public static OutboundEffect Started(Guid eventId, ReferralId id, ReferralReference reference) =>
        new(eventId, NDelius, Start, id, reference.Value);

    public static OutboundEffect Transferred(StoredEvent stored, Referral referral) =>
        new(
            stored.Id,
            NDelius,
            Transfer,
            referral.Id,
            referral.Reference.Value,
            AppointmentId: null,
            Sequence: stored.Sequence
        );

    public static OutboundEffect Ended(Guid eventId, ReferralId id, ReferralReference reference) =>
        new(eventId, NDelius, End, id, reference.Value);

    public static OutboundEffect About(StoredEvent stored, Referral referral, AppointmentId appointment) =>
        new(
            stored.Id,
            NDelius,
            PartOf(stored.Data),
            referral.Id,
            referral.Reference.Value,
            appointment,
            stored.Sequence
        );

    public static OutboundEffect SharedRisk(Guid eventId, ReferralId id, ReferralReference reference) =>
        new(eventId, RiskAssessments, Share, id, reference.Value);

    private static string PartOf(object happened) =>
        happened switch
        {
            AppointmentCancelled => Cancellation,
            OutcomeRecorded or OutcomeCorrected => Outcome,
            _ => Appointment,
        };

    /// <summary>The subscription that does effects of this kind.</summary>
    public static string SubscriptionOf(string kind) =>
        kind switch
        {
            NDelius => nameof(NeighboursOutbound),
            RiskAssessments => nameof(RiskOutbound),
            _ => nameof(NoticesOutbound),
        };
}

/// <summary>What is known of earlier attempts at an effect.</summary>
internal enum AttemptBefore
{
    /// <summary>This is the first.</summary>
    None,

    /// <summary>There was one, and how it ended is not known.</summary>
    MayHaveArrived,

    /// <summary>There was one, how it ended is not known, and the neighbour cannot say any more.</summary>
    MayHaveArrivedTooLongAgo,

    /// <summary>It is done.</summary>
    Confirmed,
}
