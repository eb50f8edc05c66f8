using RefMon.Domain;

namespace RefMon.Application.Attention;

/// <summary>Who plays a role when a workflow asks for it to be told: a part of the policy.</summary>
internal static class ReminderRecipients
{
    public static IReadOnlyList<NoticeRecipient> Of(ReminderRole role, Referral referral) =>
        role switch
        {
            ReminderRole.Supplier => [.. NotificationPolicy.Supplier(referral)],
            ReminderRole.SupplierLeads => [SupplierLeads(referral)],
            ReminderRole.Practitioner => [NotificationPolicy.Practitioner(referral)],
            ReminderRole.PractitionerLeads => [.. ProbationLeads(referral)],
            ReminderRole.BothLeads => [SupplierLeads(referral), .. ProbationLeads(referral)],
            ReminderRole.BothSides =>
            [
                .. NotificationPolicy.Supplier(referral),
                NotificationPolicy.Practitioner(referral),
            ],
            ReminderRole.DraftAuthor => [],
        };

    private static NoticeRecipient.SupplierLeads SupplierLeads(Referral referral) =>
        new(referral.Referring.Service.ContractId);

    // a practitioner whose team is not known has no leads that could be
    private static IEnumerable<NoticeRecipient> ProbationLeads(Referral referral) =>
        referral.Referring.Practitioner.Pdu.Shown() is { } team ? [new NoticeRecipient.ProbationLeads(team)] : [];
}
