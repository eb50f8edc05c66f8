using Npgsql;
using RefMon.Domain.Attention;

namespace RefMon.Application.Attention;

/// <summary>How the rows of an inbox are read.</summary>
internal static class AttentionRows
{
    // an e-mail of an event that was put aside is with support, as OutboundProgress says of it
    public const string NoticeColumns = """
        n.id, n.kind, n.reference, trim(c.person_first_name || ' ' || c.person_last_name),
        exists (select 1 from limited_access l where l.crn = c.crn and (l.restricted or l.excluded)),
        n.raised_at, n.read_at is not null, n.email, n.email_due_at, n.digest_on,
        n.part, o.status, o.attempts, o.confirmed_at, o.refusal_code,
        o.status = 'trying' and exists (
            select 1 from mt_events e join parked_event p on p.seq_id = e.seq_id and p.stream_id = e.stream_id
            where e.stream_id = n.subject_id and e.id = n.cause_id and p.subscription = 'NoticesOutbound' and p.resolved_at is null)
        """;

    public static ToDoShown ToDo(NpgsqlDataReader row, DueWording wording)
    {
        var owedBy = Enum.Parse<OwedBy>(row.GetString(5));
        var raised = row.IsDBNull(6) ? (DateTimeOffset?)null : row.GetFieldValue<DateTimeOffset>(6);
        var due = row.IsDBNull(7) ? (DateOnly?)null : row.GetFieldValue<DateOnly>(7);
        var item = Text(row, 3) is { } name ? AttentionItems.Of(Enum.Parse<ReminderKind>(name)) : null;
        var deadline = Text(row, 4) is { } kind ? Enum.Parse<DeadlineKind>(kind) : (DeadlineKind?)null;
        var hasDate = deadline is not null && (due is not null || row.GetBoolean(8));
        return new(
            row.GetString(0),
            row.GetString(1),
            row.GetBoolean(2),
            item?.Words ?? DueWording.What(deadline!.Value),
            item?.Page ?? AttentionItems.PageOf(deadline!.Value),
            hasDate
                ? wording.Of(deadline!.Value, due, owedBy, row.GetString(12), row.GetFieldValue<DateTimeOffset>(13))
                : null,
            raised is { } at ? LondonTime.DayOf(at) : null,
            Who(owedBy, Text(row, 9), Text(row, 10)),
            row.GetBoolean(11)
        );
    }

    /// <summary>Null for a kind that this version does not know.</summary>
    public static NoticeShown? Notice(NpgsqlDataReader row)
    {
        if (NoticeTypes.Find(row.GetString(1)) is not { } type)
            return null;
        return new(
            row.GetGuid(0),
            type,
            type.Page is AttentionPage.Drafts ? null : row.GetString(2),
            Text(row, 3),
            row.GetBoolean(4),
            row.GetFieldValue<DateTimeOffset>(5),
            row.GetBoolean(6),
            new(
                NoticeStore.WayOf(row.GetString(7)),
                row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8),
                row.IsDBNull(9) ? null : row.GetFieldValue<DateOnly>(9),
                Effect(row),
                Text(row, 14)
            )
        );
    }

    private static EffectShown? Effect(NpgsqlDataReader row) =>
        Text(row, 11) is { } status
            ? new(
                OutboundEffect.Email,
                row.GetString(10),
                OutboundProgress.StateOf(status, row.GetBoolean(15) ? EffectState.WithSupport : null),
                row.GetInt32(12),
                row.IsDBNull(13) ? null : row.GetFieldValue<DateTimeOffset>(13)
            )
            : null;

    private static string Who(OwedBy owedBy, string? caseworker, string? practitioner) =>
        owedBy switch
        {
            OwedBy.SupplierTeamLead => DueWording.Who(owedBy),
            OwedBy.SupplierCaseworker => caseworker ?? DueWording.Who(OwedBy.SupplierTeamLead),
            OwedBy.ProbationPractitioner => practitioner ?? DueWording.Who(owedBy),
        };

    private static string? Text(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);
}
