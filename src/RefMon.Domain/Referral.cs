using System.Diagnostics;
using System.Text.Json.Serialization;
using RefMon.Domain.ActionPlans;
using RefMon.Domain.Allocation;
using RefMon.Domain.Amendments;
using RefMon.Domain.Appointments;
using RefMon.Domain.CaseNotes;
using RefMon.Domain.Endings;
using RefMon.Domain.Messages;
using RefMon.Domain.Referring;
using RefMon.Domain.RiskScreen;

namespace RefMon.Domain;

/// <summary>
/// A referral as decisions, lists and the overview need it: one sub-state for each capability, no long texts. A pure fold of
/// its events; may be stored as a snapshot with <see cref="DomainJson.Options"/>.
/// </summary>
public sealed record Referral(
    ReferralId Id,
    ReferralReference Reference,
    ReferringState Referring,
    AllocationState Allocation,
    AppointmentsState Appointments,
    ActionPlansState Plans,
    EndingsState Ending,
    RiskScreenState Risk,
    CaseNotesState Notes,
    MessagesState Messages,
    StageDates Dates
)
{
    /// <summary>Where the referral stands.</summary>
    [JsonIgnore]
    public Stage Stage => Stages.Of(this);

    /// <summary>True while clocks stand still.</summary>
    [JsonIgnore]
    public bool IsPaused => Ending.OpenPause is not null;

    /// <summary>Sessions whose standing outcome is that they happened.</summary>
    [JsonIgnore]
    public int SessionsDelivered => Appointments.DeliveredSessions.Count();

    /// <summary>Sessions with a standing outcome, whatever it is, that a hand-over has not left to be held again.</summary>
    [JsonIgnore]
    public int SessionsAccountedFor => Appointments.SessionsAccountedFor.Count();

    /// <summary>True when a plan stands and each of its sessions has a standing outcome.</summary>
    [JsonIgnore]
    public bool IsEverySessionAccountedFor => Plans.Standing is { } plan && SessionsAccountedFor >= plan.Sessions;

    /// <summary>Distinct London dates with a delivered session.</summary>
    [JsonIgnore]
    public int EnforceableDaysUsed => Appointments.DeliveredSessions.Select(s => s.Day).Distinct().Count();

    /// <summary>The maximum less those used; below zero when over.</summary>
    [JsonIgnore]
    public int EnforceableDaysLeft => Referring.MaximumEnforceableDays - EnforceableDaysUsed;

    /// <summary>True from 80 % of the maximum on, and over it. Only ever a warning.</summary>
    [JsonIgnore]
    public bool IsEnforceableDaysWarningDue => EnforceableDaysUsed * 10 >= Referring.MaximumEnforceableDays * 8;

    /// <summary>Achieved 1, partly achieved a half, not achieved 0, over all outcomes; null before there is a report.</summary>
    [JsonIgnore]
    public decimal? OutcomeScore =>
        Ending.ReportSubmittedAt is null
            ? null
            : Ending.Judgements.Sum(j =>
                j.Achievement switch
                {
                    Achievement.Achieved => 1m,
                    Achievement.PartlyAchieved => 0.5m,
                    Achievement.NotAchieved => 0m,
                }
            );

    /// <summary>The referral after all of these events, the first of which is the sending; null when there are none.</summary>
    public static Referral? Fold(IEnumerable<IReferralEvent> events) =>
        events.Aggregate((Referral?)null, (state, e) => Apply(state, e));

    /// <summary>
    /// The referral after one more event. Never refuses what has happened; throws only when the stream is broken (an event
    /// before the sending, a second sending, a type that is not a referral's).
    /// </summary>
    public static Referral Apply(Referral? state, IReferralEvent e)
    {
        if (e is ReferralSent sent)
            return state is null ? From(sent) : throw new InvalidOperationException("A referral is sent once.");
        if (state is null)
            throw new InvalidOperationException("A referral begins with its sending.");
        return WithStageDates(state.Changed(e), e.At);
    }

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(Referral)} {Reference}";

    private static Referral From(ReferralSent e) =>
        new(
            e.ReferralId,
            e.Reference,
            ReferringState.From(e),
            AllocationState.From(e),
            new AppointmentsState([]),
            new ActionPlansState([]),
            EndingsState.None,
            new RiskScreenState([RiskVersion.From(e.Risk, e.By, e.At)]),
            CaseNotesState.None,
            MessagesState.None,
            new StageDates(e.At, null, null, null, null, null, null)
        );

    private Referral Changed(IReferralEvent e) =>
        e switch
        {
            CaseworkerAssigned x => this with { Allocation = Allocation.Apply(x) },
            HelperAdded x => this with { Allocation = Allocation.Apply(x) },
            HelperRemoved x => this with { Allocation = Allocation.Apply(x) },
            TransferRequested x => this with { Allocation = Allocation.Apply(x) },
            TransferAccepted x => this with
            {
                Allocation = Allocation.Apply(x),
                Referring = Referring with { Service = x.To },
            },
            AppointmentBooked x => this with { Appointments = Appointments.Apply(x) },
            AppointmentMoved x => this with { Appointments = Appointments.Apply(x) },
            AppointmentCancelled x => this with { Appointments = Appointments.Apply(x) },
            OutcomeRecorded x => this with { Appointments = Appointments.Apply(x) },
            OutcomeCorrected x => this with { Appointments = Appointments.Apply(x) },
            ActionPlanSubmitted x => this with { Plans = Plans.Apply(x) },
            ActionPlanObjectedTo x => this with { Plans = Plans.Apply(x) },
            IConcludesReferral x => this with { Ending = Ending.Apply(x) },
            EarlyCloseRequested x => this with { Ending = Ending.Apply(x) },
            ReferralPaused x => this with { Ending = Ending.Apply(x) },
            ReferralResumed x => this with { Ending = Ending.Apply(x) },
            RiskShared x => this with { Risk = Risk.Apply(x) },
            RiskAcknowledged x => this with { Risk = Risk.Apply(x) },
            RiskSourceChanged x => this with { Risk = Risk.Apply(x) },
            SafeContactAmended => this,
            CaseNoteAdded x => this with { Notes = Notes.Apply(x) },
            AttachmentAdded x => this with { Notes = Notes.Apply(x) },
            MessageSent x => this with { Messages = Messages.Apply(x) },
            TextAmended
            or ComplexityLevelAmended
            or DesiredOutcomesAmended
            or CompletionDateAmended
            or MaximumEnforceableDaysAmended
            or InterpreterAmended
            or ResponsibilitiesAmended
            or CustodyAmended => this with
            {
                Referring = Amending.Apply(Referring, e),
            },
            PractitionerReported
            or PersonNameReported
            or PersonDetailsReported
            or IdentifiersReported
            or PersonRecordsMerged
            or CustodyReported
            or ReleaseReported
            or RestrictionReported
            or DeathReported => this with
            {
                Referring = NeighbourNews.Apply(Referring, e),
            },
            _ => throw new UnreachableException($"{e.GetType().Name} is not an event of a referral."),
        };

    private static Referral WithStageDates(Referral referral, DateTimeOffset at)
    {
        var dates = referral.Dates;
        if (dates.Concluded is not null)
            return referral;
        var stage = referral.Stage;
        if (stage is Stage.Concluded)
            return referral with { Dates = dates with { Concluded = at } };
        return referral with
        {
            Dates = new StageDates(
                dates.Sent,
                // the present supplier's: after a hand-over it has named nobody yet, whatever the stage
                Reached(dates.Allocated, referral.Allocation.Caseworker is not null),
                Reached(dates.Assessed, referral.Appointments.HasAssessmentHappened),
                Reached(dates.Planned, referral.Plans.Standing is not null),
                Reached(dates.Delivering, referral.SessionsDelivered > 0),
                Reached(dates.Ending, stage is Stage.Ending),
                Concluded: null
            ),
        };

        DateTimeOffset? Reached(DateTimeOffset? before, bool holds) => holds ? before ?? at : null;
    }
}
