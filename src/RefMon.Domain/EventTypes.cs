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

/// <summary>Every type of event a referral's stream may hold, for registration with the event store.</summary>
public static class EventTypes
{
    /// <summary>The types, each once. Renaming one needs an alias in the store: names are stored with the events.</summary>
    public static IReadOnlyList<Type> All { get; } =
    [
        typeof(ReferralSent),
        typeof(CaseworkerAssigned),
        typeof(HelperAdded),
        typeof(HelperRemoved),
        typeof(TransferRequested),
        typeof(TransferAccepted),
        typeof(AppointmentBooked),
        typeof(AppointmentMoved),
        typeof(AppointmentCancelled),
        typeof(OutcomeRecorded),
        typeof(OutcomeCorrected),
        typeof(ActionPlanSubmitted),
        typeof(ActionPlanObjectedTo),
        typeof(ReferralReturned),
        typeof(ReferralRecalled),
        typeof(ReferralWithdrawn),
        typeof(EarlyCloseRequested),
        typeof(EndOfServiceReportSubmitted),
        typeof(ConcludedWithoutReport),
        typeof(ReferralPaused),
        typeof(ReferralResumed),
        typeof(RiskShared),
        typeof(RiskAcknowledged),
        typeof(RiskSourceChanged),
        typeof(SafeContactAmended),
        typeof(TextAmended),
        typeof(ComplexityLevelAmended),
        typeof(DesiredOutcomesAmended),
        typeof(CompletionDateAmended),
        typeof(MaximumEnforceableDaysAmended),
        typeof(InterpreterAmended),
        typeof(ResponsibilitiesAmended),
        typeof(CustodyAmended),
        typeof(PractitionerReported),
        typeof(PersonNameReported),
        typeof(PersonDetailsReported),
        typeof(IdentifiersReported),
        typeof(PersonRecordsMerged),
        typeof(CustodyReported),
        typeof(ReleaseReported),
        typeof(RestrictionReported),
        typeof(DeathReported),
        typeof(CaseNoteAdded),
        typeof(AttachmentAdded),
        typeof(MessageSent),
    ];
}
