using RefMon.Domain;
using RefMon.Domain.Amendments;
using RefMon.Domain.Appointments;

namespace RefMon.Application.Attention;

/// <summary>Who is told when an assessment is booked or something the referral says is changed: a part of the policy.</summary>
internal static class ChangeNotices
{
    internal static Notice[] For(IReferralEvent happened, Referral referral) =>
        happened switch
        {
            AppointmentBooked { Kind: AppointmentKind.SupplierAssessment } =>
            [
                new(NoticeKind.AssessmentBooked, NotificationPolicy.Practitioner(referral)),
            ],
            AppointmentMoved moved
                when referral.Appointments.Find(moved.AppointmentId) is { Kind: AppointmentKind.SupplierAssessment } =>
            [
                new(NoticeKind.AssessmentBooked, NotificationPolicy.Practitioner(referral)),
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
            or PractitionerReported => [.. Working(NoticeKind.DetailsChanged, referral)],
            _ => [],
        };

    // nobody reads a change of details in a mailbox: whoever is assigned later reads the referral as it stands
    private static IEnumerable<Notice> Working(NoticeKind kind, Referral referral) =>
        NotificationPolicy.Team(referral).Select(member => new Notice(kind, member));
}
