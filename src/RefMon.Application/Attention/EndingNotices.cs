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
                // a lead concludes it: whoever owed the report hears that it is not owed any more
                .. NotificationPolicy
                    .Team(referral)
                    .Select(member => new Notice(NoticeKind.ConcludedWithoutReport, member)),
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
                .. FormerTeam(accepted, referral).Select(member => new Notice(NoticeKind.HandedOver, member)),
                .. accepted.RequestedBy is { } lead && referral.Referring.Practitioner.AccountId != lead.AccountId
                    ? new Notice[]
                    {
                        new(NoticeKind.TransferAccepted, new NoticeRecipient.ProbationLead(lead.AccountId)),
                    }
                    : [],
            ],
            _ => [],
        };

    // whoever worked on it until then; the mailbox when nobody did
    private static IEnumerable<NoticeRecipient> FormerTeam(TransferAccepted accepted, Referral referral)
    {
        var former = referral.Allocation.FormerSuppliers.LastOrDefault(f => f.Until == accepted.At);
        return NotificationPolicy
            .Everybody(former is null ? accepted.FormerCaseworker : former.Caseworker, former?.Helpers ?? [])
            .DefaultIfEmpty(new NoticeRecipient.Mailbox(accepted.From.Id));
    }

    private static Notice[] Supplier(NoticeKind kind, Referral referral) =>
        [.. NotificationPolicy.Supplier(referral).Select(member => new Notice(kind, member))];
}
