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
            ReminderRole.PractitionerLeads => [ProbationLeads(referral)],
            ReminderRole.BothLeads => [SupplierLeads(referral), ProbationLeads(referral)],
            ReminderRole.BothSides =>
            [
                .. NotificationPolicy.Supplier(referral),
                NotificationPolicy.Practitioner(referral),
            ],
            ReminderRole.DraftAuthor => [],
        };

    /// <summary>Who is told instead when a group has nobody in it, so that no reminder goes to nobody without a word.</summary>
    public static NoticeRecipient? InPlaceOf(NoticeRecipient group, Referral referral) =>
        group switch
        {
            NoticeRecipient.SupplierLeads => new NoticeRecipient.Mailbox(referral.Referring.Service.Id),
            NoticeRecipient.ProbationLeads => NotificationPolicy.Practitioner(referral),
            _ => null,
        };

    /// <summary>
    /// Of those a role asks for, the ones of whom nobody could be told, in words for records: <paramref name="told"/> are those who could. A
    /// practitioner told in place of their leads does not make up for these.
    /// </summary>
    public static IEnumerable<string> Missing(ReminderRole role, IReadOnlyList<NoticeRecipient> told)
    {
        var practitioner = told.Any(to => to is NoticeRecipient.Practitioner);
        if (role is ReminderRole.PractitionerLeads or ReminderRole.BothLeads)
        {
            if (!told.Any(to => to is NoticeRecipient.ProbationLead))
                yield return "probation leads";
        }
        else if (role is ReminderRole.Practitioner or ReminderRole.BothSides && !practitioner)
        {
            yield return "probation practitioner";
        }
        var isOfSupplier =
            role
            is ReminderRole.Supplier
                or ReminderRole.SupplierLeads
                or ReminderRole.BothLeads
                or ReminderRole.BothSides;
        if (isOfSupplier && told.All(to => to is NoticeRecipient.Practitioner or NoticeRecipient.ProbationLead))
            yield return "supplier";
    }

    private static NoticeRecipient.SupplierLeads SupplierLeads(Referral referral) =>
        new(referral.Referring.Service.ContractId);

    // a practitioner whose team is not known has no leads that could be
    private static NoticeRecipient ProbationLeads(Referral referral) =>
        referral.Referring.Practitioner.Pdu.Shown() is { } team
            ? new NoticeRecipient.ProbationLeads(team)
            : NotificationPolicy.Practitioner(referral);
}
