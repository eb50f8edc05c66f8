using Npgsql;
using RefMon.Application.Attention;
using RefMon.Domain;
using RefMon.Domain.Attention;

namespace RefMon.Application.CaseLists;

/// <summary>The columns of a row of a list, and how they are read.</summary>
internal static class CaseRows
{
    public const string Columns = """
        c.reference, trim(c.person_first_name || ' ' || c.person_last_name), c.crn,
        exists (select 1 from limited_access l where l.crn = c.crn and (l.restricted or l.excluded)),
        c.in_custody, c.location, c.expected_release, c.contract_type_name, c.supplier_name, c.region, c.stage,
        c.conclusion, c.concluded_at, c.paused, c.sent_at, coalesce(c.practitioner_name, c.sent_by_name),
        c.caseworker_name, c.next_kind, c.next_due, c.next_owed_by, c.contract_type_code
        """;

    public static CaseRow Read(NpgsqlDataReader row, DueWording wording) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.GetBoolean(3),
            row.GetBoolean(4),
            Text(row, 5),
            Date(row, 6),
            row.GetString(7),
            row.GetString(8),
            Text(row, 9),
            Enum.Parse<Stage>(row.GetString(10)),
            Text(row, 11) is { } conclusion ? Enum.Parse<Conclusion>(conclusion) : null,
            Instant(row, 12),
            row.GetBoolean(13),
            row.GetFieldValue<DateTimeOffset>(14),
            Text(row, 15),
            Text(row, 16),
            Text(row, 17) is { } kind
                ? wording.Of(
                    Enum.Parse<DeadlineKind>(kind),
                    Date(row, 18),
                    Enum.Parse<OwedBy>(row.GetString(19)),
                    row.GetString(20),
                    row.GetFieldValue<DateTimeOffset>(14)
                )
                : null
        );

    private static string? Text(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    private static DateOnly? Date(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateOnly>(column);

    private static DateTimeOffset? Instant(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
