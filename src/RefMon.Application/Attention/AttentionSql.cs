using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;

namespace RefMon.Application.Attention;

/// <summary>
/// The SQL of one person's notices and of what they have to do. Whatever is shown, counted, marked or sent passes through it: a notice about a
/// referral that its reader may not see any more is as if it were not there.
/// </summary>
internal sealed class AttentionSql(Viewer viewer, ListedLimitedAccess limitedAccess, DateOnly today, DateOnly soon)
{
    private const string Mine = "@viewer_account = any (c.caseworker_ids)";
    private const string Nobodys = "cardinality(c.caseworker_ids) = 0";
    private const string Practitioners = "coalesce(c.practitioner_account_id, c.sent_by) = @viewer_account";

    private static readonly string Kinds = string.Join(
        ", ",
        Enum.GetValues<ReminderKind>()
            .Select(kind => (Kind: kind, Item: AttentionItems.Of(kind)))
            .Select(k => $"('{k.Kind}', {(k.Item.Deadline is { } d ? $"'{d}'" : "null")}, '{k.Item.OwedBy}')")
    );

    /// <summary>On <c>case_list_row c</c>: the viewer may see it, and what is known of limited access may be relied on.</summary>
    public string MaySee { get; } =
        $"({AccessPredicate.ForReferrals(viewer, "c")} and {ListedLimitedAccess.Reliable("c")})";

    /// <summary>On <c>case_list_row c</c>: those whom nDelius may have to be asked about before the page is read.</summary>
    public string Concerned { get; } =
        $"""
            {AccessPredicate.Relationship(viewer, "c")} and c.referral_id in (
                select subject_id from notice where account_id = @viewer_account
                union all select subject_id from attention_item where cleared_at is null
                union all select d.referral_id from case_list_row d where d.next_due <= @soon and {AccessPredicate.Relationship(
                viewer,
                "d"
            )})
            """;

    /// <summary>
    /// On <c>notice n</c>: it is the viewer's, and about something they may see now. Of a referral that was recalled or handed over they may
    /// know that it was, by its reference; of a transfer that waits, that it does.
    /// </summary>
    public string Shown =>
        $"""
            (n.account_id = @viewer_account and (
                exists (select 1 from case_list_row c where c.referral_id = n.subject_id and {MaySee})
                or (n.kind = 'referral-recalled' and exists (
                    select 1 from case_list_row c where c.referral_id = n.subject_id and {AccessPredicate.RecalledFrom(
                "c"
            )}))
                or (n.kind = 'referral-handed-over' and exists (
                    select 1 from handed_over_case c where c.referral_id = n.subject_id
                    and {AccessPredicate.ForHandedOver(viewer, "c")} and {ListedLimitedAccess.Reliable("c")}))
                or (n.kind = 'transfer-waits' and exists (
                    select 1 from waiting_transfer c where c.referral_id = n.subject_id
                    and {AccessPredicate.ForWaitingTransfers(viewer, "c")} and {ListedLimitedAccess.Reliable("c")}))
                or (n.kind = 'draft-ends-soon' and exists (
                    select 1 from draft c where c.id = n.subject_id and {AccessPredicate.ForDrafts("c")}))))
            """;

    /// <summary>
    /// <c>todo</c>, one row for each referral and what is asked for: what workflows raised for the viewer's role or what the viewer owes, and
    /// what the viewer owes within the days that count as soon. An obligation's date is the case list's while it is the next one.
    /// </summary>
    public string ToDo =>
        $"""
            kinds (item, deadline, owed_by) as (values {Kinds}),
            everything as (
                select c.referral_id, k.item, k.deadline, k.owed_by, i.raised_at,
                       case when k.deadline = c.next_kind then c.next_due else i.due_on end as due,
                       coalesce(k.deadline = c.next_kind and c.next_waits, false) as waits
                from attention_item i join kinds k on k.item = i.item join case_list_row c on c.referral_id = i.subject_id
                where i.cleared_at is null and c.stage <> 'Concluded' and ({ForRole} or {Owes(
                "k.owed_by"
            )}) and {MaySee}
                union all
                select c.referral_id, null, c.next_kind, c.next_owed_by, null, c.next_due, false
                from case_list_row c
                where c.next_due <= @soon and c.stage <> 'Concluded' and {Owes("c.next_owed_by")} and {MaySee}
            ),
            todo as (
                select distinct on (referral_id, coalesce(deadline, item)) * from everything
                order by referral_id, coalesce(deadline, item), due nulls last, raised_at nulls last
            )
            """;

    /// <summary>On <c>todo t join case_list_row c</c>: it is the viewer's to do.</summary>
    public string IsOwn => Owes("t.owed_by");

    /// <summary>Adds the parameters that the conditions name.</summary>
    public void AddParameters(NpgsqlParameterCollection parameters)
    {
        AccessPredicate.AddParameters(viewer, parameters);
        limitedAccess.AddParameters(parameters);
        parameters.Add(new("today", NpgsqlDbType.Date) { Value = today });
        parameters.Add(new("soon", NpgsqlDbType.Date) { Value = soon });
    }

    // whose list an item is on: see ReminderRole
    private string ForRole =>
        viewer.Role switch
        {
            Role.SupplierLead => $"""
                (i.role in ('SupplierLeads', 'BothLeads') or (i.role in ('Supplier', 'BothSides') and ({Mine} or {Nobodys})))
                """,
            Role.Caseworker => $"(i.role in ('Supplier', 'BothSides') and {Mine})",
            Role.PractitionerLead => $"""
                ((i.role in ('PractitionerLeads', 'BothLeads') and c.team = @viewer_team)
                 or (i.role in ('Practitioner', 'BothSides') and {Practitioners}))
                """,
            Role.Practitioner => $"(i.role in ('Practitioner', 'BothSides') and {Practitioners})",
            Role.ListingEditor or Role.Auditor or Role.Administrator or Role.Operator => "false",
        };

    private string Owes(string owedBy) =>
        viewer.Role switch
        {
            Role.SupplierLead => $"""
                ({owedBy} = 'SupplierTeamLead' or ({owedBy} = 'SupplierCaseworker' and ({Mine} or {Nobodys})))
                """,
            Role.Caseworker => $"({owedBy} = 'SupplierCaseworker' and {Mine})",
            Role.PractitionerLead or Role.Practitioner => $"({owedBy} = 'ProbationPractitioner' and {Practitioners})",
            Role.ListingEditor or Role.Auditor or Role.Administrator or Role.Operator => "false",
        };
}
