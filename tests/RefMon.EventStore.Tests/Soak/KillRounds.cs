namespace RefMon.EventStore.Tests.Soak;

/// <summary>
/// Rounds against one database: a second process writes with several workers and runs the receiver; after a moment it is
/// killed with kill -9; then what is stored is held against what it said. It says each token before it saves it and again
/// when the save returned.
/// </summary>
public sealed class KillRounds(string connectionString, int seed)
{
    public const string Child = "kill-round";

    private const int Workers = 6;
    private const int Streams = 5;

    private readonly Random random = new(seed);
    private readonly HashSet<Guid> tried = [];
    private readonly HashSet<Guid> saved = [];
    private int round;

    /// <summary>Saves that were reported as done before a kill.</summary>
    public int Acknowledged => saved.Count;

    /// <summary>The writer's side, until it is killed.</summary>
    public static async Task Write(string connectionString, int seed)
    {
        await using var node = await ReceiverNodes.StartReceiver(connectionString, leaseFor: TimeSpan.FromSeconds(1));
        var gate = new Lock();
        await Task.WhenAll(
            Enumerable.Range(0, Workers).Select(worker => Task.Run(() => Work(new Random((seed * 100) + worker))))
        );

        async Task Work(Random random)
        {
            while (true)
            {
                var token = Guid.NewGuid();
                var stream = new Guid(random.Next(Streams) + 1, 0, 0, new byte[8]);
                Say("try", token);
                try
                {
                    await node.Save(async session =>
                    {
                        session.RecordCommand(new("soak", token, "hash", "{}"));
                        var open = await session.FetchForWriting<Tally>(stream, CancellationToken.None);
                        if (open.Version == 0)
                            open.Append(new TallyOpened("kill", new DateOnly(2026, 1, 1)));
                        open.Append(new TallyCounted(token, 1));
                    });
                    Say("saved", token);
                }
                catch (StreamConflictException)
                {
                    Say("refused", token);
                }
            }
        }

        void Say(string what, Guid token)
        {
            lock (gate)
            {
                Console.Out.WriteLine($"{what} {token:N}");
                Console.Out.Flush();
            }
        }
    }

    /// <summary>One process's life; returns what was wrong afterwards, null when nothing was.</summary>
    public async Task<string?> Round()
    {
        round++;
        using var child = ChildProcess.Start(Child, connectionString, $"{(seed * 1000) + round}");
        var said = new List<string> { await child.ReadLine() };
        // mostly in the midst of writing, sometimes during its very first saves
        while (round % 4 != 0 && !said[^1].StartsWith("saved", StringComparison.Ordinal))
            said.Add(await child.ReadLine());
        await Task.Delay(random.Next(10, 300));
        await child.Kill();
        var refused = new HashSet<Guid>();
        foreach (var line in said.Concat((await child.ReadToEnd()).Split('\n')))
        {
            // the last line may be cut off
            if (line.Split(' ') is not [var what, { Length: 32 } word] || !Guid.TryParse(word, out var token))
                continue;
            (
                what switch
                {
                    "try" => tried,
                    "saved" => saved,
                    _ => refused,
                }
            ).Add(token);
        }

        await using var node = new StoreNode(connectionString);
        await WaitForItsLastTransactions(node);
        return await Check(node, refused);
    }

    /// <summary>Lets a last process receive everything; returns what was wrong, null when nothing was.</summary>
    public async Task<string?> Finish()
    {
        await using var node = await ReceiverNodes.StartReceiver(connectionString, leaseFor: TimeSpan.FromSeconds(1));
        await node.UntilAllReceived(60);
        var (stored, received) = (await node.Stored(), await node.Received());
        if (!stored.SequenceEqual(received))
            return $"{stored.Count} events are stored and {received.Count} were received, or in another order";
        return (await node.Parked.List()).Count == 0 ? null : "an event was parked";
    }

    private static Task WaitForItsLastTransactions(StoreNode node) =>
        ReceiverNodes.Until(
            () =>
                node.Ask<bool>(
                    "select not exists (select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle')"
                ),
            "the killed process's sessions ended"
        );

    private async Task<string?> Check(StoreNode node, HashSet<Guid> refused)
    {
        var stored = new List<Guid>();
        for (var i = 1; i <= Streams; i++)
        {
            var id = new Guid(i, 0, 0, new byte[8]);
            var events = await node.Reader.FetchStream(id);
            if (!events.Select(e => e.Version).SequenceEqual(Enumerable.Range(1, events.Count).Select(v => (long)v)))
                return $"versions of stream {i} are not 1 to {events.Count}";
            var tokens = events.Select(e => e.Data).OfType<TallyCounted>().Select(e => e.Token).ToList();
            stored.AddRange(tokens);
            var snapshot = await node.Reader.Load<Tally>(id, CancellationToken.None);
            if (!(snapshot?.Aggregate.Tokens ?? []).SequenceEqual(tokens))
                return $"the snapshot of stream {i} differs from its events";
        }

        var half = await node.Ask<long>(
            """
            select (select count(*) from mt_events e full join tally_entry t using (stream_id, version) where e.version is null or t.version is null)
                + (select count(*) from mt_streams s full join tally_row r on r.id = s.id where s.version is distinct from r.entries)
                + (select count(*) from mt_streams s full join mt_doc_tally d on d.id = s.id where s.version is distinct from d.mt_version)
                + abs((select count(*) from command_record) - (select count(*) from mt_events where type = 'tally_counted'))
            """
        );
        if (half > 0)
            return $"{half} rows are half written";
        if (stored.Count != stored.Distinct().Count())
            return "an event is stored twice";
        if (saved.Except(stored).Any())
            return $"{saved.Except(stored).Count()} events whose save returned are not stored";
        if (stored.Intersect(refused).Any())
            return "an event whose save was refused is stored";
        return stored.Except(tried).Any() ? "an event is stored that nobody tried to save" : null;
    }
}
