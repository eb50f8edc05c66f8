using Npgsql;
using NpgsqlTypes;

namespace RefMon.EventStore.Tests.Soak;

public sealed record TallyOpened(string Label, DateOnly On);

public sealed record TallyCounted(Guid Token, int By);

public sealed record TallyClosed(string? Reason);

/// <summary>The smallest stream that can show a lost, doubled or reordered event: it remembers every token in order.</summary>
public sealed record Tally(string Label, int Sum, IReadOnlyList<Guid> Tokens, bool Closed)
{
    public static Tally Apply(Tally? state, object e) =>
        e switch
        {
            TallyOpened opened => new Tally(opened.Label, 0, [], false),
            TallyCounted counted => state! with
            {
                Sum = state.Sum + counted.By,
                Tokens = [.. state.Tokens, counted.Token],
            },
            TallyClosed => state! with { Closed = true },
            _ => throw new InvalidOperationException(e.GetType().Name),
        };

    public static void Register(EventStoreOptions options, string connectionString)
    {
        options.ConnectTo(connectionString);
        options.EventTypes(typeof(TallyOpened), typeof(TallyCounted), typeof(TallyClosed));
        options.Aggregate<Tally>("tally", Apply);
        options.InlineProjection<TallyRows>();
        options.InlineProjection<TallyEntries>();
    }

    /// <summary>The tables of these tests, as a migration beside the store's own.</summary>
    public static SchemaMigration Schema { get; } =
        new(
            900,
            "tally",
            """
            create table mt_doc_tally (
                id uuid primary key, data jsonb not null, mt_last_modified timestamptz default transaction_timestamp(),
                mt_dotnet_type varchar, mt_version bigint not null default 0) with (fillfactor = 70);
            create table tally_row (
                id uuid primary key, label text not null, sum integer not null, entries bigint not null, changed_at timestamptz not null,
                upper_label text generated always as (upper(label)) stored);
            create index on tally_row (label);
            create table tally_entry (
                stream_id uuid, version bigint, what text not null, sum_after integer not null, saved_with integer not null, actor text,
                primary key (stream_id, version));
            create table received (subscription text not null, seq_id bigint not null, stream_id uuid not null, version bigint not null,
                at_place bigserial, primary key (subscription, seq_id));
            create table draft (id uuid primary key, version integer not null);
            """,
            "tally"
        );
}

/// <summary>One row a stream.</summary>
public sealed class TallyRows : IInlineProjection
{
    public string Name => "TallyRows";

    public IReadOnlyList<string> Tables => ["tally_row"];

    public void Project(StreamChange change, ICollection<NpgsqlBatchCommand> statements)
    {
        if (change.After is not Tally after)
            return;
        var last = change.Events[^1];
        statements.Add(
            new NpgsqlBatchCommand(
                """
                insert into tally_row (id, label, sum, entries, changed_at) values ($1, $2, $3, $4, $5)
                on conflict (id) do update set label = excluded.label, sum = excluded.sum, entries = excluded.entries, changed_at = excluded.changed_at
                """
            )
            {
                Parameters =
                {
                    new() { Value = change.StreamId },
                    new() { Value = after.Label },
                    new() { Value = after.Sum },
                    new() { Value = last.Version },
                    new() { Value = last.Timestamp.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                },
            }
        );
    }
}

/// <summary>One row an event, which also shows what the change looked like: the sum after the whole save, and its size.</summary>
public sealed class TallyEntries : IInlineProjection
{
    public string Name => "TallyEntries";

    public IReadOnlyList<string> Tables => ["tally_entry"];

    public void Project(StreamChange change, ICollection<NpgsqlBatchCommand> statements)
    {
        if (change.After is not Tally after)
            return;
        foreach (var stored in change.Events)
        {
            statements.Add(
                new NpgsqlBatchCommand("insert into tally_entry values ($1, $2, $3, $4, $5, $6)")
                {
                    Parameters =
                    {
                        new() { Value = change.StreamId },
                        new() { Value = stored.Version },
                        new() { Value = stored.TypeName },
                        new() { Value = after.Sum },
                        new() { Value = change.Events.Count },
                        new()
                        {
                            Value = (object?)stored.Metadata.UserName ?? DBNull.Value,
                            NpgsqlDbType = NpgsqlDbType.Text,
                        },
                    },
                }
            );
        }
    }
}
