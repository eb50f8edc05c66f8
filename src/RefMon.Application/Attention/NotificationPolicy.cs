using RefMon.Domain;
using RefMon.Domain.ActionPlans;
using RefMon.Domain.Allocation;
using RefMon.Domain.Amendments;
using RefMon.Domain.Appointments;
using RefMon.Domain.CaseNotes;
using RefMon.Domain.Endings;
using RefMon.Domain.Referring;
using RefMon.Domain.RiskScreen;

namespace RefMon.Application.Attention;

/// <summary>
/// The one place that decides who is told what. Pure: an event and the referral as it stands give the notices. Nobody is
/// told about what they did themselves, and a notice says no more than a reference and where to look.
/// </summary>
public static class NotificationPolicy
{
    /// <summary>The notices an event gives rise to; none for most events.</summary>
    public static IReadOnlyList<Notice> For(IReferralEvent happened, Referral referral)
    {
        Notice[] notices = happened switch
        {
            ReferralSent sent => [new(NoticeKind.ReferralReceived, new NoticeRecipient.Mailbox(sent.Service.Id))],
            CaseworkerAssigned assigned =>
            [
                new(NoticeKind.CaseAssignedToYou, new NoticeRecipient.Caseworker(assigned.Caseworker)),
                new(NoticeKind.CaseworkerNamed, Practitioner(referral)),
                .. assigned.Previous is { } former
                    ? new Notice[] { new(NoticeKind.CaseTakenOver, new NoticeRecipient.FormerColleague(former)) }
                    : [],
                .. Team(referral)
                    .Where(member => member is NoticeRecipient.Helper)
                    .Select(helper => new Notice(NoticeKind.CaseworkerChanged, helper)),
            ],
            HelperAdded added =>
            [
                .. Team(referral)
                    .Where(member => member is NoticeRecipient.Helper && member.Is(added.Helper))
                    .Select(helper => new Notice(NoticeKind.HelpAskedOfYou, helper)),
            ],
            HelperRemoved removed => [new(NoticeKind.HelpEnded, new NoticeRecipient.FormerColleague(removed.Helper))],
            ReferralReturned =>
            [
                new(NoticeKind.ReferralReturned, Practitioner(referral)),
                .. Team(referral).Select(member => new Notice(NoticeKind.ReferralReturned, member)),
            ],
            ReferralRecalled =>
            [
                new(NoticeKind.ReferralRecalled, new NoticeRecipient.Mailbox(referral.Referring.Service.Id)),
                .. EverybodyWorkingOn(referral).Select(member => new Notice(NoticeKind.ReferralRecalled, member)),
            ],
            PractitionerReported { IsSomebodyElse: true } =>
            [
                new(NoticeKind.CaseIsYoursNow, Practitioner(referral)),
                .. Team(referral).Select(member => new Notice(NoticeKind.PractitionerChanged, member)),
            ],
            // both sides, and before anybody is assigned the mailbox where the referral came in
            CustodyReported or ReleaseReported or DeathReported =>
            [
                new(NoticeKind.CircumstancesChanged, Practitioner(referral)),
                .. Supplier(referral).Select(member => new Notice(NoticeKind.CircumstancesChanged, member)),
            ],
            RiskShared => [.. Supplier(referral).Select(member => new Notice(NoticeKind.RiskUpdated, member))],
            SafeContactAmended =>
            [
                .. Supplier(referral).Select(member => new Notice(NoticeKind.SafeContactChanged, member)),
            ],
            OutcomeRecorded recorded => AboutOutcome(recorded.Outcome, null, referral),
            OutcomeCorrected corrected => AboutOutcome(
                corrected.Outcome,
                referral.Appointments.Find(corrected.AppointmentId)?.Outcome?.AttendedBefore,
                referral
            ),
            ActionPlanSubmitted => [new(NoticeKind.PlanSubmitted, Practitioner(referral))],
            ActionPlanObjectedTo =>
            [
                .. Supplier(referral).Select(member => new Notice(NoticeKind.PlanObjectedTo, member)),
                new(
                    NoticeKind.PlanObjectedTo,
                    new NoticeRecipient.SupplierLeads(referral.Referring.Service.ContractId)
                ),
                .. ProbationLeads(NoticeKind.PlanObjectedTo, referral),
            ],
            CaseNoteAdded { TellsOtherSide: true, From: NoteSide.Supplier } =>
            [
                new(NoticeKind.NoteAdded, Practitioner(referral)),
            ],
            CaseNoteAdded { TellsOtherSide: true } =>
            [
                .. Supplier(referral).Select(member => new Notice(NoticeKind.NoteAdded, member)),
            ],
            _ => [.. EndingNotices.For(happened, referral), .. ChangeNotices.For(happened, referral)],
        };
        return [.. notices.Where(notice => !notice.Recipient.Is(happened.By))];
    }

    /// <summary>
    /// What becomes of the e-mail of a notice. Urgent ones leave at once, whatever the hour and whatever was chosen. When the service's
    /// mailbox is told, its leads find the notice in their inbox and get e-mail only in their summary, if they asked for that.
    /// </summary>
    public static EmailDecision Email(
        NoticeType type,
        EmailPreferences preferences,
        DateTimeOffset now,
        bool isMailboxTold = false
    ) =>
        preferences.For(type.Topic) switch
        {
            EmailChoice.Never => new(EmailWay.None),
            EmailChoice.Daily => new(EmailWay.Daily),
            _ when isMailboxTold => new(EmailWay.None),
            _ when type.IsUrgent => new(EmailWay.Now),
            _ when preferences.Quiet?.EndAfter(now) is { } end => new(EmailWay.Held, end),
            _ => new(EmailWay.Now),
        };

    /// <summary>Who is told when a workflow asks for a role to be reminded; nobody once the referral is concluded.</summary>
    public static IReadOnlyList<NoticeRecipient> ForReminder(ReminderRole role, Referral referral) =>
        referral.Stage is Stage.Concluded ? [] : ReminderRecipients.Of(role, referral);

    // a supplier from which the referral was recalled keeps its reference and date, and is told nothing more
    internal static IEnumerable<NoticeRecipient> Team(Referral referral) =>
        referral.Ending.Conclusion is Conclusion.Recalled ? [] : EverybodyWorkingOn(referral);

    private static IEnumerable<NoticeRecipient> EverybodyWorkingOn(Referral referral) =>
        Everybody(referral.Allocation.Caseworker, referral.Allocation.Helpers);

    internal static IEnumerable<NoticeRecipient> Everybody(StaffMember? caseworker, IReadOnlyList<StaffMember> helpers)
    {
        if (caseworker is not null)
            yield return new NoticeRecipient.Caseworker(caseworker);
        foreach (var (place, helper) in helpers.Index())
            yield return new NoticeRecipient.Helper(helper, place + 1);
    }

    /// <summary>
    /// The referral as it is when those who work on it at the supplier, now or until a hand-over, cannot be told: nobody has an account that may
    /// sign in. Then whoever would be told if nobody were named is, and never nobody.
    /// </summary>
    internal static Referral WithoutTeam(Referral referral) =>
        referral with
        {
            Allocation = referral.Allocation with
            {
                Caseworker = null,
                Helpers = [],
                FormerSuppliers =
                [
                    .. referral.Allocation.FormerSuppliers.Select(former =>
                        former with
                        {
                            Caseworker = null,
                            Helpers = [],
                        }
                    ),
                ],
            },
        };

    /// <summary>Who is told in the practitioner's place when neither they nor whoever sent the referral can be; null when there is no such group.</summary>
    internal static NoticeRecipient? InPlaceOfPractitioner(Referral referral) =>
        referral.Referring.Practitioner.Pdu.Shown() is { } team ? new NoticeRecipient.ProbationLeads(team) : null;

    // whoever works with the person; before anybody does, the mailbox where the referral came in
    internal static IEnumerable<NoticeRecipient> Supplier(Referral referral) =>
        referral.Ending.Conclusion is Conclusion.Recalled
            ? []
            : Team(referral).DefaultIfEmpty(new NoticeRecipient.Mailbox(referral.Referring.Service.Id));

    /// <summary>
    /// What the practitioner is told of an outcome; null for nothing. <paramref name="attendedBefore"/>, for a correction, is whether they had
    /// attended by the record it replaces: a practitioner acts on a missed appointment, and must hear when that turns out to be so, or not to be.
    /// </summary>
    public static NoticeKind? OfOutcome(AppointmentOutcome outcome, bool? attendedBefore = null) =>
        (outcome.Attended, attendedBefore) switch
        {
            _ when outcome.NotifyOfBehaviour || outcome.NotifyOfConcerns => NoticeKind.AppointmentConcerns,
            (false, null or true) => NoticeKind.AppointmentMissed,
            (true, false) => NoticeKind.AttendanceCorrected,
            _ => null,
        };

    private static Notice[] AboutOutcome(AppointmentOutcome outcome, bool? attendedBefore, Referral referral) =>
        OfOutcome(outcome, attendedBefore) is { } kind ? [new(kind, Practitioner(referral))] : [];

    private static IEnumerable<Notice> ProbationLeads(NoticeKind kind, Referral referral) =>
        InPlaceOfPractitioner(referral) is { } leads ? [new(kind, leads)] : [];

    internal static NoticeRecipient Practitioner(Referral referral)
    {
        var practitioner = referral.Referring.Practitioner;
        return new NoticeRecipient.Practitioner(
            practitioner.AccountId,
            practitioner.Email.Shown(),
            referral.Referring.Sender
        );
    }
}
