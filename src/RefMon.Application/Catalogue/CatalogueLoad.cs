using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace RefMon.Application.Catalogue;

/// <summary>What loading did to one table: rows in the load, and how many of them were new, different or gone.</summary>
public sealed record LoadedTable(string Label, int Count, int Added, int Changed, int Closed);

/// <summary>
/// Brings the catalogue's tables to what a source says, in one transaction: rows are added, changed where they differ, and
/// closed (never deleted) when the source no longer has them. Rows of another source are left alone unless the load has
/// the same key, which then takes the row over.
/// </summary>
internal sealed class CatalogueLoad : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = null };

    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;
    private readonly string source;
    private readonly DateTimeOffset now;
    private readonly List<LoadedTable> loaded = [];

    private CatalogueLoad(NpgsqlConnection connection, NpgsqlTransaction transaction, string source, DateTimeOffset now)
    {
        this.connection = connection;
        this.transaction = transaction;
        this.source = source;
        this.now = now;
    }

    /// <summary>Begins, and waits for any other load to end.</summary>
    public static async Task<CatalogueLoad> Begin(
        NpgsqlDataSource database,
        string source,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var opened = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            var begun = await opened.BeginTransactionAsync(cancellationToken);
            var load = new CatalogueLoad(opened, begun, source, now);
            await load.Execute("select pg_advisory_xact_lock(hashtext('refmon.catalogue'))", cancellationToken);
            return load;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Brings one table up to date. The rows' properties are the table's columns. Tables must come in the order of their
    /// references.
    /// </summary>
    public async Task Table<T>(
        string label,
        string table,
        string[] key,
        IReadOnlyCollection<T> rows,
        CancellationToken cancellationToken
    )
    {
        var columns = typeof(T).GetProperties().Select(property => property.Name).ToArray();
        var json = JsonSerializer.Serialize(rows, Json);
        var given = $"jsonb_populate_recordset(null::{table}, @rows) g";
        var sameKey = string.Join(" and ", key.Select(column => $"t.{column} = g.{column}"));
        var closed = await Execute(
            $"""
            update {table} t set closed_at = @now
            where t.source = @source and t.closed_at is null and not exists (select 1 from {given} where {sameKey})
            """,
            cancellationToken,
            json
        );
        var changed = await Execute(
            $"""
            update {table} t
            set {string.Join(", ", columns.Select(c => $"{c} = g.{c}"))}, source = @source, closed_at = null
            from {given}
            where {sameKey}
              and row({List("t", columns)}, t.source, t.closed_at is null) is distinct from row({List(
                "g",
                columns
            )}, @source, true)
            """,
            cancellationToken,
            json
        );
        var added = await Execute(
            $"""
            insert into {table} ({string.Join(", ", columns)}, source)
            select {List("g", columns)}, @source from {given}
            where not exists (select 1 from {table} t where {sameKey})
            """,
            cancellationToken,
            json
        );
        loaded.Add(new(label, rows.Count, added, changed, closed));
    }

    /// <summary>Makes services findable by words again, and commits.</summary>
    public async Task<IReadOnlyList<LoadedTable>> Commit(CancellationToken cancellationToken)
    {
        await Execute(RefreshSearch, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return loaded;
    }

    /// <summary>Rolls back when not committed.</summary>
    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    private const string RefreshSearch = """
        update service s set search = d.document
        from (
            select s.id,
                   setweight(to_tsvector('english', s.title), 'A')
                   || setweight(to_tsvector('english', t.name || ' ' || k.names), 'B')
                   || setweight(to_tsvector('english', r.name || ' ' || a.names || ' ' || u.names), 'C')
                   || setweight(to_tsvector('english', s.description || ' ' || c.reference), 'D') as document
            from service s
            join contract c on c.id = s.contract_id
            join contract_type t on t.id = c.contract_type_id
            left join pcc_region p on p.code = c.pcc_region_code
            join nps_region r on r.code = coalesce(c.nps_region_code, p.nps_region_code)
            cross join lateral (
                select coalesce(string_agg(k.name || ' ' || k.keywords, ' ' order by k.name), '') as names
                from contract_type_category ct join service_category k on k.id = ct.service_category_id
                where ct.contract_type_id = t.id and ct.closed_at is null and k.closed_at is null) k
            cross join lateral (
                select coalesce(string_agg(a.name, ' ' order by a.name), '') as names
                from pcc_region a
                where a.code = p.code or (p.code is null and a.nps_region_code = r.code and a.closed_at is null)) a
            cross join lateral (
                select coalesce(string_agg(u.name, ' ' order by u.name), '') as names
                from supplier u
                where u.id = c.supplier_id or u.id in (
                    select cs.supplier_id from contract_subcontractor cs where cs.contract_id = c.id and cs.closed_at is null)) u
        ) d
        where d.id = s.id and s.search is distinct from d.document
        """;

    private async Task<int> Execute(string sql, CancellationToken cancellationToken, string? rows = null)
    {
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        if (rows is not null)
        {
            command.Parameters.Add(new("rows", NpgsqlDbType.Jsonb) { Value = rows });
            command.Parameters.Add(new("source", NpgsqlDbType.Text) { Value = source });
            command.Parameters.Add(new("now", NpgsqlDbType.TimestampTz) { Value = now });
        }
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string List(string alias, string[] columns) =>
        string.Join(", ", columns.Select(c => $"{alias}.{c}"));
}
