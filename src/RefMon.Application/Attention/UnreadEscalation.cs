using Npgsql;
using NpgsqlTypes;

namespace RefMon.Application.Attention;

/// <summary>
/// Tells the team leads, once, of an urgent notice that a colleague of theirs has not read in time: in their inbox, and by e-mail at once. All
/// of it is one statement, so that two nodes do it once. The supplier's leads are those of the referral's contract, while the reader still works
/// on it for them; probation's those of the reader's team; never the lead whose own act it was.
/// </summary>
public sealed class UnreadEscalation(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Tells them; how many notices went to leads.</summary>
    public async Task<int> Run(CancellationToken cancellationToken)
    {
        // index: notice_escalate. Two colleagues who have not read of one event are one notice to their lead
        await using var command = database.CreateCommand(
            $"""
            with late as (
                select id from notice where escalate_at <= $1 and escalated_at is null and read_at is null
                order by escalate_at limit 200 for update skip locked),
            unread as (
                update notice n set escalated_at = $1 from late where n.id = late.id
                returning n.cause_id, n.account_id, n.subject_id, n.reference, n.caused_by)
            insert into notice (id, cause_id, account_id, part, kind, subject_id, reference, raised_at, caused_by, urgent, email, email_due_at)
            select distinct on (u.cause_id, a.id) gen_random_uuid(), md5(u.cause_id || ' unread')::uuid, a.id, 'team-lead ' || a.id,
                '{Notice.TemplateOf(
                NoticeKind.NotReadByColleague
            )}', u.subject_id, u.reference, $1, null, true, 'held', $1
            from unread u
            join account reader on reader.id = u.account_id
            join case_list_row c on c.referral_id = u.subject_id and c.stage <> 'Concluded'
            join account a on a.disabled_at is null and a.id is distinct from u.caused_by and (
                (reader.role = 'Caseworker' and a.role = 'SupplierLead' and reader.id = any(c.caseworker_ids)
                    and a.supplier_id = reader.supplier_id and exists (
                    select 1 from account_contract m where m.account_id = a.id and m.contract_id = c.contract_id))
                or (reader.role = 'Practitioner' and a.role = 'PractitionerLead' and a.team = reader.team))
            order by u.cause_id, a.id
            on conflict (cause_id, account_id) do nothing
            """
        );
        command.Parameters.Add(new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
