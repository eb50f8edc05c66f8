using RefMon.Domain;
using RefMon.Domain.Allocation;
using RefMon.Domain.Endings;

namespace RefMon.Application.Attention;

/// <summary>Who is told when work pauses, goes on, ends or becomes another supplier's: a part of the policy.</summary>
internal static class EndingNotices
{
    internal static Notice[] For(IReferralEvent happened, Referral referral) =>
        happened switch
        {
            EndOfServiceReportSubmitted => [new(NoticeKind.ReportSubmitted, NotificationPolicy.Practitioner(referral))],
            ConcludedWithoutReport =>
            [
                new(NoticeKind.ConcludedWithoutReport, NotificationPolicy.Practitioner(referral)),
            ],
            ReferralWithdrawn => Supplier(NoticeKind.Withdrawn, referral),
            EarlyCloseRequested => Supplier(NoticeKind.ClosedEarly, referral),
            ReferralPaused =>
            [
                new(NoticeKind.Paused, NotificationPolicy.Practitioner(referral)),
                .. Supplier(NoticeKind.Paused, referral),
            ],
            ReferralResumed =>
            [
                new(NoticeKind.Resumed, NotificationPolicy.Practitioner(referral)),
                .. Supplier(NoticeKind.Resumed, referral),
            ],
            TransferRequested asked =>
            [
                new(NoticeKind.TransferWaits, new NoticeRecipient.SupplierLeads(asked.To.ContractId)),
                .. Supplier(NoticeKind.TransferAskedOfYours, referral),
            ],
            TransferAccepted accepted =>
            [
                new(NoticeKind.TransferAccepted, NotificationPolicy.Practitioner(referral)),
                new(
                    NoticeKind.HandedOver,
                    accepted.FormerCaseworker is { } former
                        ? new NoticeRecipient.Caseworker(former)
                        : new NoticeRecipient.Mailbox(accepted.From.Id)
                ),
                .. accepted.RequestedBy is { } lead && referral.Referring.Practitioner.AccountId != lead.AccountId
                    ? new Notice[]
                    {
                        new(NoticeKind.TransferAccepted, new NoticeRecipient.ProbationLead(lead.AccountId)),
                    }
                    : [],
            ],
            _ => [],
        };

    private static Notice[] Supplier(NoticeKind kind, Referral referral) =>
        [.. NotificationPolicy.Supplier(referral).Select(member => new Notice(kind, member))];
}
