using Npgsql;

namespace RefMon.Workflows.Engine;

/// <summary>
/// Something that happened and is no event of the store, as a row written in the transaction in which it happens. The sweep takes it in.
/// </summary>
public static class StimulusRow
{
    /// <summary>The statement, which adds one row.</summary>
    public static NpgsqlBatchCommand Insert(string name, Guid correlationId, DateTimeOffset at) =>
        Sql.Command(
            "insert into workflow_stimulus (name, correlation_id, created_at) values ($1, $2, $3)",
            Sql.Of(name),
            Sql.Of(correlationId),
            Sql.Instant(at)
        );
}
