using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Referring;

namespace RefMon.Application.Catalogue;

/// <summary>
/// Reads the catalogue and the lists that forms offer. Rows closed by an import are left out, except that a service is
/// found by its id for as long as it exists, since old referrals point at it.
/// </summary>
public sealed class ServiceCatalogue(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>The service with this id, also when its contract is closed or not yet open; null when there is none.</summary>
    public async Task<CatalogueService?> FindService(ServiceId id, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        Add(batch, ServiceSql.One, id.Value);
        Add(batch, ServiceSql.Subcontractors, id.Value);
        Add(batch, ServiceSql.Categories, id.Value);
        Add(batch, ServiceSql.ActiveOutcomes, id.Value, time.GetUtcNow());
        Add(batch, ServiceSql.ComplexityLevels, id.Value);
        await using var rows = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await rows.ReadAsync(cancellationToken))
            return null;
        var service = ReadService(rows);
        var subcontractors = await ReadNext(rows, Supplier, cancellationToken);
        var categories = await ReadNext(rows, row => (Id: row.GetGuid(0), Name: row.GetString(1)), cancellationToken);
        var outcomes = (await ReadNext(rows, Outcome, cancellationToken)).ToLookup(o => o.Category, o => o.Item);
        var levels = (await ReadNext(rows, Level, cancellationToken)).ToLookup(l => l.Category, l => l.Item);
        return service with
        {
            Subcontractors = subcontractors,
            Categories =
            [
                .. categories.Select(category => new CatalogueCategory(
                    new(category.Id),
                    category.Name,
                    [.. outcomes[category.Id]],
                    [.. levels[category.Id]]
                )),
            ],
        };
    }

    /// <summary>Probation offices by name, of one region or of all.</summary>
    public Task<IReadOnlyList<ProbationOffice>> Offices(string? regionCode, CancellationToken cancellationToken) =>
        List(
            """
            select o.id, o.name, r.code, r.name, o.delius_code, o.address_lines
            from probation_office o join nps_region r on r.code = o.nps_region_code
            where o.closed_at is null and ($1 is null or o.nps_region_code = $1)
            order by o.name collate "en-GB-x-icu", o.id
            """,
            row => new ProbationOffice(
                row.GetInt32(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                row.IsDBNull(4) ? null : row.GetString(4),
                row.GetFieldValue<string[]>(5)
            ),
            cancellationToken,
            new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = (object?)regionCode ?? DBNull.Value }
        );

    /// <summary>When the office that nDelius called this closed; null while one with the code is open, and where none ever was.</summary>
    public async Task<DateTimeOffset?> OfficeClosedAt(string deliusCode, CancellationToken cancellationToken)
    {
        var closings = await List(
            """
            select o.closed_at from probation_office o where o.delius_code = $1 order by o.closed_at desc nulls first limit 1
            """,
            row => row.IsDBNull(0) ? (DateTimeOffset?)null : row.GetFieldValue<DateTimeOffset>(0),
            cancellationToken,
            new NpgsqlParameter { Value = deliusCode }
        );
        return closings.Count == 0 ? null : closings[0];
    }

    /// <summary>Probation delivery units by name.</summary>
    public Task<IReadOnlyList<DeliveryUnit>> DeliveryUnits(CancellationToken cancellationToken) =>
        List(
            """
            select u.id, u.name, r.code, r.name
            from probation_delivery_unit u join nps_region r on r.code = u.nps_region_code
            where u.closed_at is null
            order by u.name collate "en-GB-x-icu", u.id
            """,
            row => new DeliveryUnit(row.GetInt32(0), row.GetString(1), row.GetString(2), row.GetString(3)),
            cancellationToken
        );

    /// <summary>Prisons by name: for when the prison service does not answer.</summary>
    public Task<IReadOnlyList<Prison>> Prisons(CancellationToken cancellationToken) =>
        List(
            """select code, name from prison where closed_at is null order by name collate "en-GB-x-icu", code""",
            row => new Prison(row.GetString(0), row.GetString(1)),
            cancellationToken
        );

    /// <summary>The names of these categories, also of those that an import has closed.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> CategoryNames(
        IReadOnlyCollection<Guid> categories,
        CancellationToken cancellationToken
    ) =>
        (
            await List(
                "select id, name from service_category where id = any ($1)",
                row => (Id: row.GetGuid(0), Name: row.GetString(1)),
                cancellationToken,
                new NpgsqlParameter { Value = categories.ToArray() }
            )
        ).ToDictionary(category => category.Id, category => category.Name);

    /// <summary>Probation regions by name.</summary>
    public Task<IReadOnlyList<ProbationRegion>> Regions(CancellationToken cancellationToken) =>
        List(
            """select code, name from nps_region where closed_at is null order by name collate "en-GB-x-icu", code""",
            row => new ProbationRegion(row.GetString(0), row.GetString(1)),
            cancellationToken
        );

    /// <summary>Reasons for withdrawing, by group and description.</summary>
    public Task<IReadOnlyList<WithdrawalReason>> WithdrawalReasons(CancellationToken cancellationToken) =>
        List(
            """
            select code, description, grouping from withdrawal_reason
            where closed_at is null order by grouping, description collate "en-GB-x-icu"
            """,
            row => new WithdrawalReason(row.GetString(0), row.GetString(1), row.GetString(2)),
            cancellationToken
        );

    /// <summary>
    /// Contracts that a supplier leads or delivers a part of, by reference; whose staff may be put on them. Closed ones
    /// too: their referrals go on.
    /// </summary>
    public Task<IReadOnlyList<CatalogueContract>> ContractsOf(
        SupplierId supplier,
        CancellationToken cancellationToken
    ) =>
        List(
            $"""
            select {ServiceSql.ContractColumns}
            from contract c {ServiceSql.ContractJoins}
            where {ServiceSql.DeliveredBy}
            order by c.reference
            """,
            row => Contract(row, 0),
            cancellationToken,
            new NpgsqlParameter { Value = supplier.Value }
        );

    internal async Task<IReadOnlyList<T>> List<T>(
        string sql,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken,
        params NpgsqlParameter[] parameters
    )
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadAll(rows, read, cancellationToken);
    }

    internal static CatalogueContract Contract(NpgsqlDataReader row, int first) =>
        new(
            new(row.GetGuid(first)),
            row.GetString(first + 1),
            row.GetString(first + 2),
            row.GetString(first + 3),
            row.GetString(first + 4),
            row.GetString(first + 5),
            row.GetFieldValue<string[]>(first + 6),
            row.GetBoolean(first + 7),
            new(
                row.GetInt32(first + 8),
                row.IsDBNull(first + 9) ? null : row.GetInt32(first + 9),
                row.GetBoolean(first + 10),
                row.GetBoolean(first + 11)
            ),
            row.GetFieldValue<DateTimeOffset>(first + 12),
            row.IsDBNull(first + 13) ? null : row.GetFieldValue<DateTimeOffset>(first + 13)
        );

    private static CatalogueService ReadService(NpgsqlDataReader row) =>
        new(
            new(row.GetGuid(0)),
            row.GetString(1),
            row.GetString(2),
            Contract(row, 6),
            new(new(row.GetGuid(4)), row.GetString(5)),
            [],
            row.GetString(3),
            []
        );

    private static CatalogueSupplier Supplier(NpgsqlDataReader row) => new(new(row.GetGuid(0)), row.GetString(1));

    private static (Guid Category, CatalogueOutcome Item) Outcome(NpgsqlDataReader row) =>
        (row.GetGuid(0), new(new(row.GetGuid(1)), row.GetString(2)));

    private static (Guid Category, CatalogueComplexityLevel Item) Level(NpgsqlDataReader row) =>
        (row.GetGuid(0), new(new(row.GetGuid(1)), Grade(row.GetString(2)), row.GetString(3), row.GetString(4)));

    private static ComplexityGrade Grade(string level) =>
        level switch
        {
            "LOW" => ComplexityGrade.Low,
            "MEDIUM" => ComplexityGrade.Medium,
            "HIGH" => ComplexityGrade.High,
            _ => throw new InvalidOperationException($"complexity_level.level holds '{level}'."),
        };

    private static async Task<IReadOnlyList<T>> ReadNext<T>(
        NpgsqlDataReader rows,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken
    )
    {
        await rows.NextResultAsync(cancellationToken);
        return await ReadAll(rows, read, cancellationToken);
    }

    private static async Task<IReadOnlyList<T>> ReadAll<T>(
        NpgsqlDataReader rows,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken
    )
    {
        var items = new List<T>();
        while (await rows.ReadAsync(cancellationToken))
            items.Add(read(rows));
        return items;
    }

    private static void Add(NpgsqlBatch batch, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        batch.BatchCommands.Add(command);
    }
}
