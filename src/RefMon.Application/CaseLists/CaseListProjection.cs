using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Attention;
using RefMon.Application.Catalogue;
using RefMon.Domain;
using RefMon.Domain.Attention;
using RefMon.EventStore;

namespace RefMon.Application.CaseLists;

/// <summary>
/// Writes the row of each referral in <c>case_list_row</c> with its events, from the aggregate as it stands after them. Knows
/// no clock: which obligation is next does not depend on the day, since whatever is late is also earliest; how it
/// stands on a day is asked when the list is read.
/// </summary>
public sealed class CaseListProjection(WorkingDays days, DeadlineSettings settings) : IInlineProjection
{
    private static readonly string[] Columns =
    [
        "referral_id",
        "reference",
        "person_id",
        "crn",
        "person_first_name",
        "person_last_name",
        "date_of_birth",
        "in_custody",
        "location",
        "expected_release",
        "service_id",
        "service_title",
        "contract_id",
        "contract_type_code",
        "contract_type_name",
        "supplier_id",
        "supplier_name",
        "region",
        "stage",
        "conclusion",
        "concluded_at",
        "paused",
        "sent_at",
        "sent_by",
        "sent_by_name",
        "practitioner_account_id",
        "practitioner_name",
        "team",
        "caseworker_id",
        "caseworker_name",
        "caseworker_ids",
        "next_kind",
        "next_due",
        "next_owed_by",
        "next_waits",
        "sessions_delivered",
        "sessions_planned",
        "copied_from",
        "last_event_at",
        "version",
        "kind",
        "prison_code",
        "release_source",
        "release_confidence",
        "release_unknown",
        "urgency",
    ];

    private static readonly string Upsert = $"""
        insert into case_list_row ({string.Join(", ", Columns)})
        values ({string.Join(", ", Columns.Select((_, i) => $"${i + 1}"))})
        on conflict (referral_id) do update
        set {string.Join(", ", Columns.Skip(1).Select(column => $"{column} = excluded.{column}"))}
        """;

    /// <summary>Under which it is rebuilt.</summary>
    public const string ProjectionName = "CaseList";

    /// <inheritdoc/>
    public string Name => ProjectionName;

    /// <inheritdoc/>
    public IReadOnlyList<string> Tables { get; } = ["case_list_row"];

    /// <inheritdoc/>
    public void Project(StreamChange change, ICollection<NpgsqlBatchCommand> statements)
    {
        if (change.After is not Referral referral)
            return;
        var last = change.Events[^1];
        var at = ((IReferralEvent)last.Data).At;
        var next = Deadlines.Next(referral, days.Calendar, settings.Book, LondonTime.DayOf(at));
        var statement = new NpgsqlBatchCommand(Upsert);
        foreach (var parameter in Values(referral, next, at, last.Version))
            statement.Parameters.Add(parameter);
        statements.Add(statement);
    }

    private static IEnumerable<NpgsqlParameter> Values(
        Referral referral,
        Deadline? next,
        DateTimeOffset at,
        long version
    )
    {
        var sent = referral.Referring;
        var (person, service, custody, practitioner) = (sent.Person, sent.Service, sent.Custody, sent.Practitioner);
        var waits = next is { State: DeadlineState.Paused };
        return
        [
            new() { Value = referral.Id.Value },
            Text(referral.Reference.Value),
            new() { Value = person.Id.Value },
            Text(person.Crn.Value),
            Text(person.FirstName),
            Text(person.LastName),
            Date(person.DateOfBirth),
            new() { Value = custody is not null },
            Text(custody?.PrisonName ?? practitioner.Office.Shown() ?? practitioner.Pdu.Shown()),
            Date(custody?.ReleaseDate),
            new() { Value = service.Id.Value },
            Text(service.Title),
            new() { Value = service.ContractId.Value },
            Text(service.ContractTypeCode),
            Text(service.ContractTypeName),
            new() { Value = service.SupplierId.Value },
            Text(service.SupplierName),
            Text(service.RegionName),
            Text(referral.Stage.ToString()),
            Text(referral.Ending.Conclusion?.ToString()),
            Instant(referral.Ending.ConcludedAt),
            new() { Value = referral.IsPaused },
            Instant(sent.SentAt),
            Text(sent.Sender.AccountId),
            Text(sent.Sender.Name),
            Text(practitioner.AccountId),
            Text(practitioner.Name.Shown()),
            Text(practitioner.Pdu.Shown()),
            Text(referral.Allocation.Caseworker?.AccountId),
            Text(referral.Allocation.Caseworker?.Name),
            new() { Value = referral.Allocation.Team.Select(staff => staff.AccountId).Distinct().ToArray() },
            Text(next?.Kind.ToString()),
            // a clock that stands still has no date until it goes on
            Date(waits ? null : next?.DueOn),
            Text(next?.OwedBy.ToString()),
            new() { Value = waits },
            new() { Value = referral.SessionsDelivered },
            new()
            {
                Value = (object?)referral.Plans.Standing?.Sessions ?? DBNull.Value,
                NpgsqlDbType = NpgsqlDbType.Integer,
            },
            new() { Value = (object?)sent.CopiedFrom?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
            Instant(at),
            new() { Value = version },
            Text(sent.Kind.ToString()),
            Text(custody?.PrisonId),
            Text(custody?.ReleaseDateSource?.ToString()),
            Text(custody?.ReleaseDateConfidence?.ToString()),
            new() { Value = custody?.ReleaseDateUnknownReason is not null },
            Text(sent.Urgency?.Reason.ToString()),
        ];
    }

    private static NpgsqlParameter Text(string? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter Date(DateOnly? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Date };

    private static NpgsqlParameter Instant(DateTimeOffset? value) =>
        new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
