using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;

namespace RefMon.Application.Attention;

/// <summary>
/// The SQL of one person's notices and of what they have to do. Whatever is shown, counted, marked or sent passes through it: a notice about a
/// referral that its reader may not see any more is as if it were not there.
/// </summary>
internal sealed class AttentionSql(Viewer viewer, ListedLimitedAccess limitedAccess, DateOnly today, SoonDays soon)
{
    // a scalar subquery over the few figures that were ever set: those of the day the referral was sent
    private const string IsSoon = """
        (c.next_due <= @soon_latest and c.next_due <= coalesce(
            (select s.soon from unnest(@soon_types, @soon_from, @soon_days) with ordinality s(code, from_day, soon, place)
             where s.code = c.contract_type_code and s.from_day <= (c.sent_at at time zone 'Europe/London')::date
             order by s.from_day desc, s.place desc limit 1), @soon))
        """;

    private const string Mine = "@viewer_account = any (c.caseworker_ids)";
    private const string Nobodys = "cardinality(c.caseworker_ids) = 0";
    private const string Practitioners = "coalesce(c.practitioner_account_id, c.sent_by) = @viewer_account";

    private static readonly string HandedOver = Notice.TemplateOf(NoticeKind.HandedOver);
    private static readonly string TransferWaits = Notice.TemplateOf(NoticeKind.TransferWaits);

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
            (({AccessPredicate.Relationship(viewer, "c")} and c.referral_id in (
                select subject_id from notice where account_id = @viewer_account
                union all select subject_id from attention_item where cleared_at is null
                union all select d.referral_id from case_list_row d where d.next_due <= @soon_latest and {AccessPredicate.Relationship(
                viewer,
                "d"
            )}))
             or c.referral_id in ({TransferredAway(viewer)}))
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
                or (n.kind = '{HandedOver}' and exists (
                    select 1 from handed_over_case c where c.referral_id = n.subject_id
                    and {AccessPredicate.ForHandedOver(viewer, "c")} and {ListedLimitedAccess.Reliable("c")}))
                or (n.kind = '{TransferWaits}' and exists (
                    select 1 from waiting_transfer c where c.referral_id = n.subject_id
                    and {AccessPredicate.ForWaitingTransfers(viewer, "c")} and {ListedLimitedAccess.Reliable("c")}))
                or (n.kind = 'draft-ends-soon' and exists (
                    select 1 from draft c where c.id = n.subject_id and {AccessPredicate.ForDrafts(viewer, "c")}))))
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
                where {IsSoon} and c.stage <> 'Concluded' and {Owes("c.next_owed_by")} and {MaySee}
            ),
            todo as (
                select distinct on (referral_id, coalesce(deadline, item)) * from everything
                order by referral_id, coalesce(deadline, item), due nulls last, raised_at nulls last
            )
            """;

    /// <summary>On <c>todo t join case_list_row c</c>: it is the viewer's to do.</summary>
    public string IsOwn => Owes("t.owed_by");

    // a referral that waits to be taken over, or was handed over, is no case of the viewer's
    private static string TransferredAway(Viewer viewer) =>
        viewer.Role is Role.SupplierLead or Role.Caseworker
            ? $"""
                select n.subject_id from notice n join handed_over_case h on h.referral_id = n.subject_id
                where n.account_id = @viewer_account and n.kind = '{HandedOver}'
                    and {AccessPredicate.Relationship(viewer, "h")}
                union all
                select n.subject_id from notice n join waiting_transfer w on w.referral_id = n.subject_id
                where n.account_id = @viewer_account and n.kind = '{TransferWaits}'
                    and w.to_contract_id = any (@viewer_contracts)
                """
            : "select null::uuid where false";

    /// <summary>Adds the parameters that the conditions name.</summary>
    public void AddParameters(NpgsqlParameterCollection parameters)
    {
        AccessPredicate.AddParameters(viewer, parameters);
        limitedAccess.AddParameters(parameters);
        parameters.Add(new("today", NpgsqlDbType.Date) { Value = today });
        soon.AddParameters(parameters);
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

/// <summary>
/// Up to which date an obligation is due soon today: by default, and by what was set for a contract type from a day on, in the order of the book.
/// </summary>
internal sealed record SoonDays(DateOnly Default, IReadOnlyList<SoonFrom> Set)
{
    /// <summary>Adds the parameters that the conditions name.</summary>
    public void AddParameters(NpgsqlParameterCollection parameters)
    {
        var latest = Set.Select(set => set.Soon).Append(Default).Max();
        parameters.Add(new("soon", NpgsqlDbType.Date) { Value = Default });
        parameters.Add(new("soon_latest", NpgsqlDbType.Date) { Value = latest });
        AddArray("soon_types", NpgsqlDbType.Text, Set.Select(set => set.ContractTypeCode).ToArray());
        AddArray("soon_from", NpgsqlDbType.Date, Set.Select(set => set.From).ToArray());
        AddArray("soon_days", NpgsqlDbType.Date, Set.Select(set => set.Soon).ToArray());

        void AddArray(string name, NpgsqlDbType type, Array values) =>
            parameters.Add(new(name, NpgsqlDbType.Array | type) { Value = values });
    }
}

/// <summary>Of referrals of this contract type that were sent on this day or later, what is due up to <paramref name="Soon"/>.</summary>
internal sealed record SoonFrom(string ContractTypeCode, DateOnly From, DateOnly Soon);
