using System.Globalization;
using RefMon.Domain;
using RefMon.Domain.Allocation;
using RefMon.Domain.Amendments;
using RefMon.Domain.Appointments;
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
            ],
            ReferralReturned => [new(NoticeKind.ReferralReturned, Practitioner(referral))],
            ReferralRecalled =>
            [
                new(NoticeKind.ReferralRecalled, new NoticeRecipient.Mailbox(referral.Referring.Service.Id)),
                .. Team(referral).Select(member => new Notice(NoticeKind.ReferralRecalled, member)),
            ],
            PractitionerReported { IsSomebodyElse: true } =>
            [
                new(NoticeKind.CaseIsYoursNow, Practitioner(referral)),
                .. Team(referral).Select(member => new Notice(NoticeKind.PractitionerChanged, member)),
            ],
            CustodyReported or ReleaseReported or DeathReported =>
            [
                .. Team(referral).Select(member => new Notice(NoticeKind.CircumstancesChanged, member)),
            ],
            RiskShared => [.. Supplier(referral).Select(member => new Notice(NoticeKind.RiskUpdated, member))],
            SafeContactAmended =>
            [
                .. Supplier(referral).Select(member => new Notice(NoticeKind.SafeContactChanged, member)),
            ],
            OutcomeRecorded recorded => AboutOutcome(recorded.Outcome, isCorrection: false, referral),
            OutcomeCorrected corrected => AboutOutcome(corrected.Outcome, isCorrection: true, referral),
            _ => [],
        };
        return [.. notices.Where(notice => !notice.Recipient.Is(happened.By))];
    }

    private static IEnumerable<NoticeRecipient> Team(Referral referral)
    {
        if (referral.Allocation.Caseworker is { } caseworker)
            yield return new NoticeRecipient.Caseworker(caseworker);
        foreach (var (place, helper) in referral.Allocation.Helpers.Index())
            yield return new NoticeRecipient.Helper(helper, place + 1);
    }

    // whoever works with the person; before anybody does, the mailbox where the referral came in
    private static IEnumerable<NoticeRecipient> Supplier(Referral referral) =>
        Team(referral).DefaultIfEmpty(new NoticeRecipient.Mailbox(referral.Referring.Service.Id));

    // a correction tells again only when there is something to act on
    private static Notice[] AboutOutcome(AppointmentOutcome outcome, bool isCorrection, Referral referral) =>
        outcome switch
        {
            { NotifyOfBehaviour: true } or { NotifyOfConcerns: true } =>
            [
                new(NoticeKind.AppointmentConcerns, Practitioner(referral)),
            ],
            { Attended: false } when !isCorrection => [new(NoticeKind.AppointmentMissed, Practitioner(referral))],
            _ => [],
        };

    private static NoticeRecipient Practitioner(Referral referral)
    {
        var practitioner = referral.Referring.Practitioner;
        return new NoticeRecipient.Practitioner(
            practitioner.AccountId,
            practitioner.Email.Shown(),
            referral.Referring.Sender
        );
    }
}

/// <summary>What a notice is about; each has a template of its own.</summary>
public enum NoticeKind
{
    /// <summary>A referral has come in for a service.</summary>
    ReferralReceived,

    /// <summary>You are the caseworker now.</summary>
    CaseAssignedToYou,

    /// <summary>The supplier has named a caseworker.</summary>
    CaseworkerNamed,

    /// <summary>The supplier has sent the referral back.</summary>
    ReferralReturned,

    /// <summary>Probation has taken the referral back; the supplier cannot open it any more.</summary>
    ReferralRecalled,

    /// <summary>nDelius has made you the practitioner of somebody who has been referred.</summary>
    CaseIsYoursNow,

    /// <summary>Another practitioner supervises the person.</summary>
    PractitionerChanged,

    /// <summary>Where the person is, or whether they live, has changed: look before you contact them.</summary>
    CircumstancesChanged,

    /// <summary>The practitioner has shared newer risk information.</summary>
    RiskUpdated,

    /// <summary>The practitioner has changed how to contact the person safely.</summary>
    SafeContactChanged,

    /// <summary>The supplier recorded behaviour or concerns at an appointment.</summary>
    AppointmentConcerns,

    /// <summary>The person did not attend an appointment.</summary>
    AppointmentMissed,
}

/// <summary>One message to one recipient.</summary>
public sealed record Notice(NoticeKind Kind, NoticeRecipient Recipient)
{
    /// <summary>False when its recipients can no longer open the referral: their link leads to their cases.</summary>
    public bool LeadsToReferral => Kind is not NoticeKind.ReferralRecalled;

    /// <summary>The name of its template at GOV.UK Notify.</summary>
    public string Template =>
        Kind switch
        {
            NoticeKind.ReferralReceived => "referral-received",
            NoticeKind.CaseAssignedToYou => "case-assigned-to-you",
            NoticeKind.CaseworkerNamed => "caseworker-named",
            NoticeKind.ReferralReturned => "referral-returned",
            NoticeKind.ReferralRecalled => "referral-recalled",
            NoticeKind.CaseIsYoursNow => "case-is-yours-now",
            NoticeKind.PractitionerChanged => "practitioner-changed",
            NoticeKind.CircumstancesChanged => "circumstances-changed",
            NoticeKind.RiskUpdated => "risk-updated",
            NoticeKind.SafeContactChanged => "safe-contact-changed",
            NoticeKind.AppointmentConcerns => "appointment-concerns",
            NoticeKind.AppointmentMissed => "appointment-missed",
        };
}

/// <summary>Who is told. Addresses are looked up when the message is sent, not when it is decided.</summary>
public abstract record NoticeRecipient
{
    private NoticeRecipient() { }

    /// <summary>The part the recipient plays: a stable word for records.</summary>
    public abstract string Part { get; }

    /// <summary>True when the recipient is this member of staff.</summary>
    public abstract bool Is(StaffMember staff);

    /// <summary>The mailbox where a service's referrals come in.</summary>
    public sealed record Mailbox(ServiceId Service) : NoticeRecipient
    {
        /// <inheritdoc/>
        public override string Part => "supplier";

        /// <inheritdoc/>
        public override bool Is(StaffMember staff) => false;
    }

    /// <summary>The caseworker named.</summary>
    public sealed record Caseworker(StaffMember Staff) : NoticeRecipient
    {
        /// <inheritdoc/>
        public override string Part => "caseworker";

        /// <inheritdoc/>
        public override bool Is(StaffMember staff) => staff.AccountId == Staff.AccountId;
    }

    /// <summary>Somebody who helps the caseworker: the first, the second and so on.</summary>
    public sealed record Helper(StaffMember Staff, int Place) : NoticeRecipient
    {
        /// <inheritdoc/>
        public override string Part => string.Create(CultureInfo.InvariantCulture, $"helper-{Place}");

        /// <inheritdoc/>
        public override bool Is(StaffMember staff) => staff.AccountId == Staff.AccountId;
    }

    /// <summary>
    /// The probation practitioner: by account, otherwise at the address on the referral, otherwise whoever sent it.
    /// </summary>
    public sealed record Practitioner(string? AccountId, string? Email, StaffMember Sender) : NoticeRecipient
    {
        /// <inheritdoc/>
        public override string Part => "practitioner";

        /// <inheritdoc/>
        public override bool Is(StaffMember staff) =>
            staff.AccountId == (AccountId ?? Sender.AccountId)
            || (Email is not null && string.Equals(Email, staff.Email, StringComparison.OrdinalIgnoreCase));

        /// <summary>Shows the account only.</summary>
        public override string ToString() => $"{nameof(Practitioner)} {AccountId}";
    }
}
