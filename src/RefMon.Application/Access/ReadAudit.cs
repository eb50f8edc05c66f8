using MediatR;
using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Pipeline;

namespace RefMon.Application.Access;

/// <summary>
/// Who did and read what, newest first, a page at a time. <paramref name="AccountId"/> and <paramref name="Subject"/>
/// (a referral's reference, or the id of a draft, person or appointment) narrow it; <paramref name="Before"/> is the last
/// entry of the page before. A person's entries are also those about their drafts, referrals and appointments, under
/// whichever of their merged records; a referral's also those about the draft it was sent from and its appointments.
/// Reading the audit is audited.
/// </summary>
[Requires(Permission.ReadAudit)]
[AuditedRead]
public sealed record ReadAudit(string? AccountId = null, string? Subject = null, long? Before = null)
    : IQuery<AuditPage>;

/// <summary>A page of the audit; <paramref name="Older"/> is where the next one begins, null on the last.</summary>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, long? Older);

/// <summary>One act. Actions are names of requests, outcomes codes, subjects references or ids.</summary>
public sealed record AuditEntry(
    long Id,
    DateTimeOffset At,
    string? AccountId,
    string? AccountName,
    Role? Role,
    string Action,
    string Outcome,
    string? Subject
);

internal sealed class ReadAuditHandler(NpgsqlDataSource database) : IRequestHandler<ReadAudit, Outcome<AuditPage>>
{
    private const int PageSize = 50;

    // uses audit_entry_account, audit_entry_subject, or the primary key
    private const string Sql = """
        select e.id, e.at, e.account_id, a.name, e.role, e.action, e.outcome, e.subject
        from audit_entry e left join account a on a.id = e.account_id
        where ($1::text is null or e.account_id = $1)
          and ($2::text[] is null or e.subject = any ($2))
          and ($3::bigint is null or e.id < $3)
        order by e.id desc limit $4
        """;

    // the id of a referral is that of its draft; indexes: person_merged_into, draft_person_person, case_list_row_person,
    // case_list_row_reference_key, appointment_slot_referral
    private const string Follow = """
        with recursive people (id, crn, merged_into) as (
            select p.id, p.crn, p.merged_into from person p where p.id = $2
            union
            select s.id, s.crn, s.merged_into from people p join person s on s.crn = p.merged_into or s.merged_into = p.crn
        ), cases (id) as (
            select draft_id from draft_person where person_id in (select id from people)
            union select referral_id from case_list_row where person_id in (select id from people) or reference = $1
            union select $2 where $2 is not null
        )
        select $1
        union select id::text from people
        union select id::text from cases
        union select reference from case_list_row where referral_id in (select id from cases)
        union select appointment_id::text from appointment_slot where referral_id in (select id from cases)
        """;

    public async Task<Outcome<AuditPage>> Handle(ReadAudit request, CancellationToken cancellationToken)
    {
        var subjects = request.Subject is { } subject ? await Followed(subject, cancellationToken) : null;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(Text(request.AccountId));
        command.Parameters.Add(
            new() { Value = (object?)subjects ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text }
        );
        command.Parameters.Add(
            new() { Value = (object?)request.Before ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint }
        );
        command.Parameters.Add(new() { Value = PageSize + 1 });
        var entries = new List<AuditEntry>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            entries.Add(Entry(row));
        var more = entries.Count > PageSize;
        return new AuditPage([.. entries.Take(PageSize)], more ? entries[PageSize - 1].Id : null);
    }

    private async Task<string[]> Followed(string subject, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Follow);
        command.Parameters.Add(Text(subject));
        command.Parameters.Add(
            new()
            {
                Value = Guid.TryParseExact(subject, "D", out var id) ? id : DBNull.Value,
                NpgsqlDbType = NpgsqlDbType.Uuid,
            }
        );
        var subjects = new List<string>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            subjects.Add(row.GetString(0));
        return [.. subjects];
    }

    private static AuditEntry Entry(NpgsqlDataReader row) =>
        new(
            row.GetInt64(0),
            row.GetFieldValue<DateTimeOffset>(1),
            Nullable(row, 2),
            Nullable(row, 3),
            Enum.TryParse<Role>(Nullable(row, 4), out var role) ? role : null,
            row.GetString(5),
            row.GetString(6),
            Nullable(row, 7)
        );

    private static string? Nullable(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    private static NpgsqlParameter Text(string? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
