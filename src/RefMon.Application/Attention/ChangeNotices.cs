using RefMon.Domain;
using RefMon.Domain.Amendments;
using RefMon.Domain.Appointments;

namespace RefMon.Application.Attention;

/// <summary>Who is told when an assessment is booked, moved or called off or something the referral says is changed: a part of the policy.</summary>
internal static class ChangeNotices
{
    internal static Notice[] For(IReferralEvent happened, Referral referral) =>
        happened switch
        {
            AppointmentBooked booked when IsTold(booked.Kind, booked.Slot, booked.At) =>
            [
                new(NoticeKind.AssessmentBooked, NotificationPolicy.Practitioner(referral)),
            ],
            AppointmentMoved moved
                when referral.Appointments.Find(moved.AppointmentId) is { } appointment
                    && (
                        IsTold(appointment.Kind, moved.To, moved.At) || IsTold(appointment.Kind, moved.From, moved.At)
                    ) => [new(NoticeKind.AssessmentBooked, NotificationPolicy.Practitioner(referral))],
            AppointmentCancelled cancelled
                when IsTold(cancelled, referral)
                    && referral.Appointments.Find(cancelled.AppointmentId)
                        is { Kind: AppointmentKind.SupplierAssessment } =>
            [
                new(NoticeKind.AssessmentCancelled, NotificationPolicy.Practitioner(referral)),
            ],
            CompletionDateAmended =>
            [
                new(NoticeKind.CompletionDateChanged, NotificationPolicy.Practitioner(referral)),
                .. Working(NoticeKind.CompletionDateChanged, referral),
            ],
            TextAmended
            or ComplexityLevelAmended
            or DesiredOutcomesAmended
            or MaximumEnforceableDaysAmended
            or InterpreterAmended
            or ResponsibilitiesAmended
            or CustodyAmended
            or PersonDetailsReported
            or PractitionerReported => [.. Working(NoticeKind.DetailsChanged, referral)],
            _ => [],
        };

    /// <summary>
    /// Whether the practitioner is told of this slot at that instant: of an assessment that is still to come, or was. One that is written down
    /// afterwards comes with its outcome, and whatever they have to know of that is a notice of its own.
    /// </summary>
    internal static bool IsTold(AppointmentKind kind, Slot slot, DateTimeOffset at) =>
        kind is AppointmentKind.SupplierAssessment && slot.StartsAt > at;

    // with the end of the referral, or the hand-over, the practitioner knows; not with the last session's outcome, which ends the delivery only
    private static bool IsTold(AppointmentCancelled cancelled, Referral referral) =>
        cancelled.Because switch
        {
            CancelledBecause.CalledOff => true,
            CancelledBecause.ReferralEnded => referral is { Stage: Stage.Ending, Ending.EndRequest: null },
            CancelledBecause.ReferralTransferred => false,
        };

    // nobody reads a change of details in a mailbox: whoever is assigned later reads the referral as it stands
    private static IEnumerable<Notice> Working(NoticeKind kind, Referral referral) =>
        NotificationPolicy.Team(referral).Select(member => new Notice(kind, member));
}
