using System.Globalization;
using RefMon.Domain;

namespace RefMon.Application.Attention;

/// <summary>Who is told. Addresses are looked up when the message is sent, not when it is decided.</summary>
public abstract record NoticeRecipient
{
    /// <summary>The part of the practitioner, or of whoever is told in their place.</summary>
    internal const string PractitionersPart = "practitioner";

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

    /// <summary>Somebody who worked on it until now: the caseworker before, or a helper.</summary>
    public sealed record FormerColleague(StaffMember Staff) : NoticeRecipient
    {
        /// <inheritdoc/>
        public override string Part => "former-colleague";

        /// <inheritdoc/>
        public override bool Is(StaffMember staff) => staff.AccountId == Staff.AccountId;
    }

    /// <summary>Every lead of the supplier who works on a contract: a group, told one by one.</summary>
    public sealed record SupplierLeads(ContractId Contract) : NoticeRecipient
    {
        /// <inheritdoc/>
        public override string Part => "supplier-leads";

        /// <inheritdoc/>
        public override bool Is(StaffMember staff) => false;
    }

    /// <summary>Every lead of a probation team: a group, told one by one.</summary>
    public sealed record ProbationLeads(string Team) : NoticeRecipient
    {
        /// <inheritdoc/>
        public override string Part => "probation-leads";

        /// <inheritdoc/>
        public override bool Is(StaffMember staff) => false;
    }

    /// <summary>One lead of the supplier.</summary>
    public sealed record SupplierLead(string AccountId) : NoticeRecipient
    {
        /// <inheritdoc/>
        public override string Part => $"supplier-lead {AccountId}";

        /// <inheritdoc/>
        public override bool Is(StaffMember staff) => staff.AccountId == AccountId;
    }

    /// <summary>One lead of a probation team.</summary>
    public sealed record ProbationLead(string AccountId) : NoticeRecipient
    {
        /// <inheritdoc/>
        public override string Part => $"probation-lead {AccountId}";

        /// <inheritdoc/>
        public override bool Is(StaffMember staff) => staff.AccountId == AccountId;
    }

    /// <summary>Somebody whose notice waited in their inbox, by the part they play in it.</summary>
    public sealed record Reader(string AccountId, string As) : NoticeRecipient
    {
        /// <inheritdoc/>
        public override string Part => As;

        /// <inheritdoc/>
        public override bool Is(StaffMember staff) => staff.AccountId == AccountId;
    }

    /// <summary>Whoever writes a draft.</summary>
    public sealed record Author(string AccountId) : NoticeRecipient
    {
        /// <inheritdoc/>
        public override string Part => "author";

        /// <inheritdoc/>
        public override bool Is(StaffMember staff) => staff.AccountId == AccountId;
    }

    /// <summary>
    /// The probation practitioner: by account, otherwise at the address on the referral, otherwise whoever sent it.
    /// </summary>
    public sealed record Practitioner(string? AccountId, string? Email, StaffMember Sender) : NoticeRecipient
    {
        /// <inheritdoc/>
        public override string Part => PractitionersPart;

        /// <inheritdoc/>
        public override bool Is(StaffMember staff) =>
            staff.AccountId == (AccountId ?? Sender.AccountId)
            || (Email is not null && string.Equals(Email, staff.Email, StringComparison.OrdinalIgnoreCase));

        /// <summary>Shows the account only.</summary>
        public override string ToString() => $"{nameof(Practitioner)} {AccountId}";
    }
}
