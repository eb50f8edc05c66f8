using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;

namespace RefMon.Application.Attention;

/// <summary>
/// Tells the team leads, once, of an urgent notice that a colleague of theirs has not read in time: in their inbox, and by e-mail at once. All
/// of it is one statement, so that two nodes do it once. The supplier's leads are those of the referral's contract, while the reader still works
/// on it for them; probation's those of the referral's team and of the reader's own. Only leads who may open the referral, never the lead whose own act it
/// was, and nobody once it is concluded. When there is no such lead the notice says so, operators see it, and it is tried again each hour.
/// </summary>
public sealed class UnreadEscalation(NpgsqlDataSource database, ListedLimitedAccess limitedAccess, TimeProvider time)
{
    // index: notice_escalate
    private const string Late = """
        select id, subject_id from notice where escalate_at <= $1 and escalated_at is null and read_at is null
        order by escalate_at limit 200
        """;

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromHours(1);

    private static readonly string Escalation = Notice.TemplateOf(NoticeKind.NotReadByColleague);

    // a lead who has not read a notice of their own has other leads; of these nobody who was told of the same themselves
    private static readonly string Statement = $"""
        with late as (
            {Late} for update skip locked),
        asked as (
            select n.id, n.cause_id, n.subject_id, n.reference, n.caused_by, reader.id as reader_id, reader.supplier_id,
                reader.team, reader.role in ('SupplierLead', 'PractitionerLead') as is_lead
            from late join notice n on n.id = late.id
            join account reader on reader.id = n.account_id
            join case_list_row c on c.referral_id = n.subject_id and c.stage <> 'Concluded'
            where case reader.role
                when 'Caseworker' then reader.id = any (c.caseworker_ids)
                when 'SupplierLead' then exists (
                    select 1 from account_contract m where m.account_id = reader.id and m.contract_id = c.contract_id)
                else reader.role in ('Practitioner', 'PractitionerLead') end),
        leads as (
            select u.*, a.id as lead_id
            from asked u
            join case_list_row c on c.referral_id = u.subject_id
            join account a on a.disabled_at is null and a.id <> u.reader_id
                and (a.supplier_id = u.supplier_id or (u.supplier_id is null and a.team in (c.team, u.team)))
                and {AccessPredicate.LeadMaySee("c", "a")}),
        told as (
            insert into notice (id, cause_id, account_id, part, kind, subject_id, reference, raised_at, caused_by, urgent, email, email_due_at)
            select distinct on (l.cause_id, l.lead_id) gen_random_uuid(), md5(l.cause_id || ' unread')::uuid, l.lead_id,
                'team-lead ' || l.lead_id, '{Escalation}', l.subject_id, l.reference, $1, null, true, 'held', $1
            from leads l
            where l.lead_id is distinct from l.caused_by
                and not (l.is_lead and exists (
                    select 1 from notice own where own.cause_id = l.cause_id and own.account_id = l.lead_id))
            order by l.cause_id, l.lead_id
            on conflict (cause_id, account_id) do nothing
            returning 1),
        looked as (
            update notice n
            set escalated_at = case when not m.nobody then $1 end,
                nobody_told_since = case when m.nobody then coalesce(n.nobody_told_since, $1) end,
                escalate_at = case when m.nobody then $1 + $2 else n.escalate_at end
            from (
                select late.id, exists (select 1 from asked where asked.id = late.id)
                    and not exists (select 1 from leads where leads.id = late.id) as nobody
                from late) m
            where n.id = m.id)
        select count(*) from told
        """;

    /// <summary>Tells them; how many notices went to leads.</summary>
    public async Task<int> Run(CancellationToken cancellationToken)
    {
        // who may open it now; while nDelius is silent, by what it last said
        await limitedAccess.AskAboutShown(await Crns(cancellationToken), cancellationToken);
        // two colleagues who have not read of one event are one notice to their lead
        await using var command = database.CreateCommand(Statement);
        command.Parameters.Add(Now());
        command.Parameters.Add(new() { Value = LookAgainAfter });
        return (int)(long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>
    /// A lead's notice turned out to be about somebody they may not see (nDelius has said so since), and they have not read it: who is told instead
    /// is decided again. Nothing for any other notice.
    /// </summary>
    internal async Task NotTold(Guid leadsNotice, CancellationToken cancellationToken)
    {
        // index: notice_escalated
        await using var command = database.CreateCommand(
            $"""
            update notice n set escalated_at = null
            from notice e
            where e.id = $1 and e.kind = '{Escalation}' and e.read_at is null
                and n.subject_id = e.subject_id and n.escalated_at is not null and n.read_at is null
                and md5(n.cause_id || ' unread')::uuid = e.cause_id
            """
        );
        command.Parameters.Add(new() { Value = leadsNotice });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<List<string>> Crns(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            select distinct c.crn from ({Late}) late
            join case_list_row c on c.referral_id = late.subject_id and c.stage <> 'Concluded'
            """
        );
        command.Parameters.Add(Now());
        var crns = new List<string>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            crns.Add(row.GetString(0));
        return crns;
    }

    private NpgsqlParameter Now() => new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
