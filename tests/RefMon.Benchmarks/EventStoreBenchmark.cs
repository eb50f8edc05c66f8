using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;
using RefMon.EventStore;
using RefMon.EventStore.Tests.Soak;

namespace RefMon.Benchmarks;

/// <summary>A thing with a state of about 800 bytes and events of about 400, as a referral's are.</summary>
public sealed record Case(
    string Reference,
    string Stage,
    string Supplier,
    IReadOnlyList<string> Needs,
    string LastNote,
    Guid? Caseworker,
    int Notes,
    DateTimeOffset? ChangedAt
)
{
    public const string Text =
        "Seen at the office as arranged, on time and settled. Talked about the tenancy and the letter from the council, and "
        + "agreed to telephone the housing team together at the next session; brought the forms, two are still to be signed.";

    public static Case Apply(Case? state, object e) =>
        e switch
        {
            CaseReceived received => new(
                received.Reference,
                "received",
                received.Supplier,
                received.Needs,
                "",
                null,
                0,
                received.At
            ),
            NoteWritten note => state! with
            {
                Stage = "in progress",
                LastNote = note.Text,
                Caseworker = note.By,
                Notes = state.Notes + 1,
                ChangedAt = note.At,
            },
            _ => throw new InvalidOperationException(e.GetType().Name),
        };

    /// <summary>The decision of the benchmark: refuses nothing, looks at the state.</summary>
    public static NoteWritten Decide(Case state, DateTimeOffset at) =>
        new(new Guid(7, 0, 0, new byte[8]), at, Text, state.Notes + 1, "office");
}

public sealed record CaseReceived(string Reference, string Supplier, IReadOnlyList<string> Needs, DateTimeOffset At);

public sealed record NoteWritten(Guid By, DateTimeOffset At, string Text, int Number, string Place);

/// <summary>Prints the event store's figures as <c>name: value</c>, each the median of three runs.</summary>
public sealed class EventStoreBenchmark(StoreNode node)
{
    private const int Runs = 3;
    private const int StreamsPerWorker = 50;

    private static readonly TimeSpan Span = TimeSpan.FromSeconds(3);
    private static readonly int[] WorkerCounts = [1, 8, 32];

    public static async Task Run()
    {
        await using var database = await BenchmarkDatabase.Start();
        var connectionString = await database.Create("benchmark");
        var superuser = database.Superuser("benchmark");
        await Execute(superuser, Tables);
        await using var node = Node(connectionString);
        var benchmark = new EventStoreBenchmark(node);
        await benchmark.AppendsAndInserts();
        await benchmark.StartStreams();
        await benchmark.Aggregates();
        await RealCommands(database);
        await Lag(await Fresh(database, "lag"));
        await Rebuild(database);
    }

    private const string Tables = $"""
        create table mt_doc_case (
            id uuid primary key, data jsonb not null, mt_last_modified timestamptz default transaction_timestamp(),
            mt_dotnet_type varchar, mt_version bigint not null default 0) with (fillfactor = 70);
        create table raw_event (
            seq_id bigint generated always as identity primary key, id uuid not null, stream_id uuid not null, version bigint not null,
            data jsonb not null, type varchar not null, timestamp timestamptz not null, dotnet_type varchar, correlation_id varchar,
            causation_id varchar, user_name varchar);
        grant select, insert, update, delete on mt_doc_case, raw_event to {StoreNode.Role};
        """;

    private async Task AppendsAndInserts()
    {
        await Work(8, Span / 2, await Appending(8));
        await Work(8, Span / 2, Inserting());
        foreach (var workers in WorkerCounts)
        {
            var (appends, inserts) = (new List<double>(), new List<double>());
            var appending = await Appending(workers);
            for (var run = 0; run < Runs; run++)
            {
                // turn about, so that a noisy minute meets both
                inserts.Add(await Work(workers, Span, Inserting()));
                appends.Add(await Work(workers, Span, appending));
            }

            Print($"append_per_second_{workers}", Median(appends));
            Print($"raw_insert_per_second_{workers}", Median(inserts));
            Print($"append_vs_raw_{workers}", Median(appends) / Median(inserts), "0.00");
        }
    }

    private async Task<Func<int, Task>> Appending(int workers)
    {
        var streams = new Guid[workers][];
        for (var worker = 0; worker < workers; worker++)
        {
            streams[worker] = [.. Enumerable.Range(0, StreamsPerWorker).Select(_ => Guid.NewGuid())];
            foreach (var id in streams[worker])
                await node.Save(session => session.StartStream<Case>(id, Received()));
        }

        var next = new int[workers];
        return worker => Append(streams[worker][next[worker]++ % StreamsPerWorker]);
    }

    private Task Append(Guid stream) =>
        node.Save(async session =>
        {
            session.Metadata = new(
                "5f0c2b1e-account",
                "4bf92f3577b34da6a3ce929d0e0e4736",
                "0af7651916cd43dd8448eb211c80319c"
            );
            var open = await session.FetchForWriting<Case>(stream, CancellationToken.None);
            open.Append(Case.Decide(open.Aggregate!, TimeProvider.System.GetUtcNow()));
        });

    private Func<int, Task> Inserting()
    {
        var data = JsonSerializer.SerializeToUtf8Bytes(
            Case.Decide(Case.Apply(null, Received()), TimeProvider.System.GetUtcNow()),
            JsonSerializerOptions.Web
        );
        return async _ =>
        {
            await using var command = node.Database.CreateCommand(
                "insert into raw_event (id, stream_id, version, data, type, timestamp, dotnet_type, correlation_id, causation_id, user_name) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
            );
            command.Parameters.Add(new() { Value = Guid.CreateVersion7() });
            command.Parameters.Add(new() { Value = Guid.NewGuid() });
            command.Parameters.Add(new() { Value = 1L });
            command.Parameters.Add(new() { Value = data, NpgsqlDbType = NpgsqlDbType.Jsonb });
            command.Parameters.Add(new() { Value = "note_written" });
            command.Parameters.Add(new() { Value = TimeProvider.System.GetUtcNow().UtcDateTime });
            command.Parameters.Add(new() { Value = "RefMon.Benchmarks.NoteWritten, RefMon.Benchmarks" });
            command.Parameters.Add(new() { Value = "4bf92f3577b34da6a3ce929d0e0e4736" });
            command.Parameters.Add(new() { Value = "0af7651916cd43dd8448eb211c80319c" });
            command.Parameters.Add(new() { Value = "5f0c2b1e-account" });
            await command.ExecuteNonQueryAsync();
        };
    }

    private async Task StartStreams()
    {
        var rates = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            rates.Add(
                await Work(
                    8,
                    Span,
                    _ => node.Save(session => session.StartStream<Case>(Guid.NewGuid(), [Received(), .. Notes(4)]))
                )
            );
        }

        Print("start_stream5_per_second", Median(rates));
    }

    private async Task Aggregates()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 50; i++)
        {
            ids.Add(Guid.NewGuid());
            await node.Save(session => session.StartStream<Case>(ids[^1], [Received(), .. Notes(99)]));
        }

        var (halves, tails) = (new List<double>(), new List<double>());
        for (var run = 0; run <= Runs; run++)
        {
            var times = new List<double>();
            for (var i = 0; i < 500; i++)
            {
                var began = Stopwatch.GetTimestamp();
                await node.Reader.AggregateStream<Case>(ids[i % ids.Count]);
                times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }

            // the first run warms up
            if (run == 0)
                continue;
            times.Sort();
            halves.Add(times[times.Count / 2]);
            tails.Add(times[times.Count * 95 / 100]);
        }

        Print("aggregate100_ms_p50", Median(halves), "0.00");
        Print("aggregate100_ms_p95", Median(tails), "0.00");
    }

    private static async Task RealCommands(BenchmarkDatabase database)
    {
        var found = typeof(ICommandBenchmark)
            .Assembly.GetTypes()
            .SingleOrDefault(t => t.IsClass && t.IsAssignableTo(typeof(ICommandBenchmark)));
        if (found is null)
            return;
        await using var commands = (ICommandBenchmark)Activator.CreateInstance(found)!;
        await commands.Prepare(await database.CreateEmpty("commands"), 8);
        await Work(8, Span, commands.Send);
        var rates = new List<double>();
        for (var run = 0; run < Runs; run++)
            rates.Add(await Work(8, Span, commands.Send));
        Print("real_command_per_second_8", Median(rates));
    }

    /// <summary>From the return of a save to the handler of a subscription, at about 100 saves a second.</summary>
    private static async Task Lag(string connectionString)
    {
        var saved = new ConcurrentDictionary<Guid, long>();
        var handled = new ConcurrentDictionary<Guid, long>();
        var script = new ReceiverScript
        {
            Before = (stored, _, _) =>
            {
                handled[stored.StreamId] = Stopwatch.GetTimestamp();
                return Task.CompletedTask;
            },
        };
        await using var node = await ReceiverNodes.StartReceiver(connectionString, script);
        var tails = new List<double>();
        for (var run = 0; run <= Runs; run++)
        {
            saved.Clear();
            handled.Clear();
            for (var i = 0; i < 300; i++)
            {
                var id = await node.Open();
                saved[id] = Stopwatch.GetTimestamp();
                await Task.Delay(9);
            }

            await ReceiverNodes.Until(() => Task.FromResult(handled.Count >= saved.Count), "all handled");
            if (run == 0)
                continue;
            // a handler may begin before the save's own return is noticed: that is no lag
            var times = saved
                .Select(s => Math.Max(0, Stopwatch.GetElapsedTime(s.Value, handled[s.Key]).TotalMilliseconds))
                .Order()
                .ToList();
            tails.Add(times[times.Count * 95 / 100]);
        }

        Print("daemon_lag_ms_p95", Median(tails), "0.0");
    }

    /// <summary>The snapshots of 20,000 streams of 10 events each.</summary>
    private static async Task Rebuild(BenchmarkDatabase database)
    {
        var connectionString = await Fresh(database, "rebuild");
        await using var node = Node(connectionString);
        await node.Save(session => session.StartStream<Case>(Guid.NewGuid(), [Received(), .. Notes(9)]));
        await Execute(
            database.Superuser("rebuild"),
            """
            create temporary table sample as select * from mt_events;
            create temporary table copy as select gen_random_uuid() as id from generate_series(1, 19999);
            insert into mt_streams (id, type, version) select id, 'case', 10 from copy;
            insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, headers)
                select nextval('mt_events_sequence'), gen_random_uuid(), c.id, s.version, s.data, s.type, s.timestamp, s.mt_dotnet_type, s.headers
                from copy c cross join sample s order by c.id, s.version;
            analyze;
            """
        );
        var rates = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            var began = Stopwatch.GetTimestamp();
            var events = await node.Services.GetRequiredService<ProjectionRebuilder>().Rebuild("case");
            rates.Add(events / Stopwatch.GetElapsedTime(began).TotalSeconds);
        }

        Print("rebuild_events_per_second", Median(rates));
    }

    private static async Task<string> Fresh(BenchmarkDatabase database, string name)
    {
        var connectionString = await database.Create(name);
        await Execute(database.Superuser(name), Tables);
        return connectionString;
    }

    private static StoreNode Node(string connectionString) =>
        new(
            connectionString,
            options =>
            {
                options.RunDaemon = false;
                options.EventTypes(typeof(CaseReceived), typeof(NoteWritten));
                options.Aggregate<Case>("case", Case.Apply);
            }
        );

    private static CaseReceived Received() =>
        new(
            "AB1234CD",
            "Harbour Support",
            ["accommodation", "finance, benefit and debt"],
            TimeProvider.System.GetUtcNow()
        );

    private static IEnumerable<NoteWritten> Notes(int count) =>
        Enumerable
            .Range(1, count)
            .Select(n => new NoteWritten(Guid.NewGuid(), TimeProvider.System.GetUtcNow(), Case.Text, n, "office"));

    /// <summary>How often a second all workers together did it.</summary>
    private static async Task<double> Work(int workers, TimeSpan span, Func<int, Task> act)
    {
        long done = 0;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            Enumerable
                .Range(0, workers)
                .Select(worker =>
                    Task.Run(async () =>
                    {
                        while (Stopwatch.GetElapsedTime(began) < span)
                        {
                            await act(worker);
                            Interlocked.Increment(ref done);
                        }
                    })
                )
        );
        return done / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Print(string name, double value, string format = "0") =>
        Console.WriteLine($"{name}: {value.ToString(format, CultureInfo.InvariantCulture)}");

    private static async Task Execute(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }
}
