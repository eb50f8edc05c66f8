using System.Text.Json;
using Npgsql;
using RefMon.Application.Pipeline;
using RefMon.TestKit;
using Xunit;

namespace RefMon.Web.Tests.Operations;

[Trait("Capability", "Operations")]
public sealed class ColumnClassificationTests
{
    private static readonly string[] Classes = ["none", "staff", "personal", "sensitive", "secret"];

    [Fact]
    public async Task Every_column_of_the_database_is_classified_and_every_classified_column_exists()
    {
        var classified = Classification()
            .SelectMany(table => table.Value.Select(column => $"{table.Key}.{column.Key}"))
            .ToHashSet();
        var existing = await Columns();
        Assert.True(existing.Count > 100, "The database has hardly any columns: is this the right one?");
        Assert.True(
            existing.SetEquals(classified),
            $"Not classified: {string.Join(", ", existing.Except(classified).Order())}. "
                + $"Classified but gone: {string.Join(", ", classified.Except(existing).Order())}. "
                + "Correct src/RefMon.Application/Operations/column-classification.json."
        );
    }

    [Fact]
    public void Every_class_is_one_of_the_five()
    {
        var used = Classification().SelectMany(table => table.Value.Values).ToHashSet();
        Assert.True(used.SetEquals(Classes), $"Classes used: {string.Join(", ", used)}");
    }

    private static Dictionary<string, Dictionary<string, string>> Classification()
    {
        using var file = typeof(ApplicationRegistration).Assembly.GetManifestResourceStream(
            "RefMon.Application.Operations.column-classification.json"
        )!;
        return JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(file)!;
    }

    private static async Task<HashSet<string>> Columns()
    {
        var database = await TestCluster.NewDatabase("columns");
        await using var owner = NpgsqlDataSource.Create(database.Owner);
        await using var command = owner.CreateCommand(
            """
            select c.table_name || '.' || c.column_name
            from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
            where t.table_schema not in ('pg_catalog', 'information_schema') and t.table_type = 'BASE TABLE'
            """
        );
        var columns = new HashSet<string>();
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
            columns.Add(row.GetString(0));
        return columns;
    }
}
