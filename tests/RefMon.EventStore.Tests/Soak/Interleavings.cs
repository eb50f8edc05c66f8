namespace RefMon.EventStore.Tests.Soak;

/// <summary>One writer's act: which of two streams, how many events, and which of three command ids it carries, if any.</summary>
public sealed record Act(int Stream, int Events, int? Command);

/// <summary>What several writers do at the same time.</summary>
public sealed record Interleaving(IReadOnlyList<IReadOnlyList<Act>> Writers);

/// <summary>
/// Runs interleavings against a database and holds what is stored against what the writers were told: nothing lost, doubled
/// or reordered, versions of each stream 1 to n.
/// </summary>
public sealed class Interleavings(IReadOnlyList<StoreNode> nodes)
{
    public static Interleaving Random(Random random, int writers = 3, int acts = 3)
    {
        IReadOnlyList<Act> One() =>
            [
                .. Enumerable
                    .Range(0, random.Next(1, acts + 1))
                    .Select(_ => new Act(
                        random.Next(2),
                        random.Next(1, 4),
                        random.Next(3) == 0 ? random.Next(3) : null
                    )),
            ];
        return new Interleaving([.. Enumerable.Range(0, random.Next(2, writers + 1)).Select(_ => One())]);
    }

    /// <summary>Returns what was wrong; null when nothing was.</summary>
    public async Task<string?> Run(Interleaving interleaving)
    {
        var streams = Enumerable.Range(0, 2).Select(_ => Guid.NewGuid()).ToArray();
        var actor = Guid.NewGuid().ToString();
        var commands = Enumerable.Range(0, 3).Select(_ => Guid.NewGuid()).ToArray();
        var results = await Task.WhenAll(
            interleaving.Writers.Select(
                (acts, writer) => Write(nodes[writer % nodes.Count], acts, streams, actor, commands)
            )
        );
        var saved = results.SelectMany(r => r.Saved).ToList();
        var refused = results.SelectMany(r => r.Refused).ToList();
        return await Check(streams, saved, refused) ?? CheckCommands(results.SelectMany(r => r.Commands).ToList());
    }

    private static async Task<(List<Guid> Saved, List<Guid> Refused, List<int> Commands)> Write(
        StoreNode node,
        IReadOnlyList<Act> acts,
        Guid[] streams,
        string actor,
        Guid[] commands
    )
    {
        var (saved, refused, used) = (new List<Guid>(), new List<Guid>(), new List<int>());
        foreach (var act in acts)
        {
            var tokens = Enumerable.Range(0, act.Events).Select(_ => Guid.NewGuid()).ToList();
            try
            {
                await node.Save(async session =>
                {
                    if (act.Command is { } command)
                        session.RecordCommand(new(actor, commands[command], "hash", "{}"));
                    var stream = await session.FetchForWriting<Tally>(streams[act.Stream], CancellationToken.None);
                    if (stream.Version == 0)
                        stream.Append(new TallyOpened("soak", new DateOnly(2026, 1, 1)));
                    stream.Append(tokens.Select(t => new TallyCounted(t, 1)));
                });
                saved.AddRange(tokens);
                if (act.Command is { } done)
                    used.Add(done);
            }
            catch (Exception lost) when (lost is StreamConflictException or DuplicateCommandException)
            {
                refused.AddRange(tokens);
            }
        }

        return (saved, refused, used);
    }

    private static string? CheckCommands(IReadOnlyList<int> used) =>
        used.Count == used.Distinct().Count() ? null : "a command id was used twice";

    private async Task<string?> Check(Guid[] streams, List<Guid> saved, List<Guid> refused)
    {
        var stored = new List<Guid>();
        foreach (var stream in streams)
        {
            var events = await nodes[0].Reader.FetchStream(stream);
            if (!events.Select(e => e.Version).SequenceEqual(Enumerable.Range(1, events.Count).Select(i => (long)i)))
                return $"versions of {stream} are not 1 to {events.Count}";
            if (!events.Select(e => e.Sequence).SequenceEqual(events.Select(e => e.Sequence).Order()))
                return $"events of {stream} are out of sequence";
            var tokens = events.Select(e => e.Data).OfType<TallyCounted>().Select(e => e.Token).ToList();
            stored.AddRange(tokens);
            var snapshot = await nodes[^1].Reader.Load<Tally>(stream, CancellationToken.None);
            if (!(snapshot?.Aggregate.Tokens ?? []).SequenceEqual(tokens) || (snapshot?.Version ?? 0) != events.Count)
                return $"the snapshot of {stream} differs from its events";
        }

        if (stored.Count != stored.Distinct().Count())
            return "an event is stored twice";
        if (saved.Except(stored).Any())
            return "an event whose save returned is not stored";
        if (stored.Intersect(refused).Any())
            return "an event whose save was refused is stored";
        return stored.Count == saved.Count ? null : $"{stored.Count} events are stored and {saved.Count} were saved";
    }
}
