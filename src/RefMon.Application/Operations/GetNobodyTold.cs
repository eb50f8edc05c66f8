using MediatR;
using Npgsql;
using RefMon.Application.Access;
using RefMon.Application.Attention;
using RefMon.Application.Pipeline;

namespace RefMon.Application.Operations;

/// <summary>
/// The urgent notices that their reader has not read in time and of which no team lead could be told, because there is none who may open the referral;
/// and the reminders for which there is no team lead, or nobody at the supplier: the longest first, at most 200. A notice goes from the list when it is
/// read and when a lead has been told, a reminder when its workflow has come to its end, and both when the referral is concluded. News of any kind that
/// reached nobody at all, neither whom it was for nor anybody in their place, stay for four weeks, or until the same side could be emailed again.
/// </summary>
[Requires(Permission.Operate)]
public sealed record GetNobodyTold : IQuery<IReadOnlyList<NobodyTold>>;

/// <summary>
/// One of them. <paramref name="What"/> is what was to be read, in words; <paramref name="LeadOf"/> the supplier or probation team without a lead who
/// may open the referral, null when the team is not known.
/// </summary>
public sealed record NobodyTold(
    string Reference,
    string What,
    DateTimeOffset RaisedAt,
    DateTimeOffset Since,
    string? LeadOf,
    bool IsSupplier
);

internal sealed class GetNobodyToldHandler(NpgsqlDataSource database)
    : IRequestHandler<GetNobodyTold, Outcome<IReadOnlyList<NobodyTold>>>
{
    private const string Untold = """
        select n.reference, n.kind, min(n.raised_at), min(n.nobody_told_since), reader.supplier_id is not null,
            case when reader.supplier_id is null then coalesce(c.team, reader.team) else c.supplier_name end
        from notice n
        join account reader on reader.id = n.account_id
        join case_list_row c on c.referral_id = n.subject_id and c.stage <> 'Concluded'
        where n.nobody_told_since is not null and n.read_at is null
        group by n.cause_id, 1, 2, 5, 6
        union all
        select c.reference, e.given ->> 'reminder', e.asked_at, e.finished_at, side.is_supplier,
            case when side.is_supplier then c.supplier_name else c.team end
        from workflow_effect e
        join workflow_instance i on i.id = e.instance_id and i.status = 'Running'
        join case_list_row c on c.referral_id = i.correlation_id and c.stage <> 'Concluded'
        join (values (true, '%supplier%'), (false, '%probation%')) side(is_supplier, words) on e.outcome like side.words
        where e.outcome like 'nobody%'
        union all
        select o.reference, o.notice_kind, o.first_tried_at, o.last_tried_at, o.recipient = 'supplier',
            case o.recipient when 'supplier' then c.supplier_name else c.team end
        from outbound_effect o
        join case_list_row c on c.referral_id = o.referral_id
        where o.status = 'no-address' and o.kind = 'email' and o.notice_kind is not null
            and o.recipient in ('practitioner', 'supplier') and o.last_tried_at > clock_timestamp() - interval '28 days'
            and not exists (select from notice n where n.cause_id = o.event_id and n.part = o.recipient)
            and not exists (
                select from outbound_effect later
                where later.referral_id = o.referral_id and later.recipient = o.recipient and later.status = 'confirmed'
                    and later.last_tried_at > o.last_tried_at)
        """;

    public static async Task<long> Count(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"select count(*) from ({Untold}) untold", connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task<Outcome<IReadOnlyList<NobodyTold>>> Handle(
        GetNobodyTold request,
        CancellationToken cancellationToken
    )
    {
        // indexes: notice_nobody_told, workflow_effect_nobody, outbound_effect_nobody, notice_cause, outbound_effect_referral. Two colleagues who have not read of one event are one line for each side
        await using var command = database.CreateCommand($"{Untold} order by 4, 1 limit 200");
        var nobody = new List<NobodyTold>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            if (TypeOf(row.GetString(1)) is { } type)
                nobody.Add(
                    new(
                        row.GetString(0),
                        type.Words,
                        row.GetFieldValue<DateTimeOffset>(2),
                        row.GetFieldValue<DateTimeOffset>(3),
                        row.IsDBNull(5) ? null : row.GetString(5),
                        row.GetBoolean(4)
                    )
                );
        }
        return nobody;
    }

    // a reminder by the name it has in its process, a notice by its code
    private static NoticeType? TypeOf(string kind) =>
        Enum.TryParse<ReminderKind>(kind, out var reminder) ? NoticeTypes.Of(reminder) : NoticeTypes.Find(kind);
}
