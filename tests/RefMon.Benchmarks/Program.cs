using System.Globalization;
using RefMon.Benchmarks;
using RefMon.EventStore.Tests.Soak;
using RefMon.Workflows.Tests.Soak;

const string Help = """
    Measures and strains RefMon. Run with -c Release.

      event-store                       the event store's figures, medians of three runs, as "name: value"
      soak event-store [options]        random interleavings and kill -9 rounds; fails when an event is lost, doubled or reordered
        --rounds N                      kill -9 rounds (200)
        --interleavings N               interleavings of several writers (10000)
        --seed N                        seed of the random choices (by the clock)
      soak lifecycle [options]          random commands put to the Domain and to a model of the life of a referral; fails when they differ
        --sequences N                   walks of 120 commands (20000)
        --seed N                        seed of the first walk (by the clock)
      soak drafts [options]             drafts answered, typed into and changed by neighbours in any order, then sent; fails when one
                                        contradicts itself, or holds what its check page does not show or nobody looked at again
        --seeds N                       walks (300)
        --seed N                        seed of the first walk (by the clock)
      soak referring [options]          one draft sent from many machines at once and over and over, while neighbours lose replies;
                                        fails unless there is one referral, reference, start in nDelius, risk share and e-mail
        --rounds N                      drafts (5)
        --at-once N                     machines (50)
        --replays N                     repeats of the press that won (1000)
      soak ndelius [options]            a day of commands while nDelius loses replies, is late, away, refuses or answers nonsense; fails
                                        when it differs afterwards in something that is not on the operator's list
        --commands N                    commands (5000)
        --seed N                        seed of the day (by the clock)
      soak twice [options]              every button of a referral's way pressed twice at once, by a colleague at the same moment and
                                        again later; fails when one does its work twice
        --rounds N                      pairs of referrals, one reported and one withdrawn (200)
        --at-once N                     equal presses at once (4)
        --replays N                     repeats afterwards (2)
      workflows [form-post]             the workflow engine's figures, as "name: value"; or only those of a form post while it is fed
      soak workflows [options]          nodes of the workflow engine killed with kill -9 and frozen past their leases, one and two at a time;
                                        fails unless every instance ends as it should and each notice is left once
        --rounds N                      kill -9 rounds (200)
        --freezes N                     SIGSTOP rounds (50)
        --seed N                        seed of the random choices (by the clock)
      --help                          this

    Both start a private PostgreSQL of their own, with fsync on, in a temporary folder.
    """;

switch (args)
{
    case ["child", KillRounds.Child, var connectionString, var seed]:
        await KillRounds.Write(connectionString, int.Parse(seed, CultureInfo.InvariantCulture));
        return 0;
    case ["child", WorkflowChild.Name, .. var rest]:
        return await WorkflowChild.Run(WorkflowChild.Name, rest);
    case ["workflows"] or ["workflows", "form-post"]:
        await WorkflowBenchmark.Run(formPostOnly: args.Length > 1);
        return 0;
    case ["soak", "workflows", .. var options] when WorkflowSoak.Parse(options) is { } asked:
        return await WorkflowSoak.Run(asked);
    case ["event-store"]:
        await EventStoreBenchmark.Run();
        return 0;
    case ["soak", "event-store", .. var options] when SoakOptions.Parse(options) is { } parsed:
        return await EventStoreSoak.Run(parsed);
    case ["soak", "lifecycle", .. var options] when LifecycleSoak.Parse(options) is { } walks:
        return LifecycleSoak.Run(walks.Sequences, walks.Seed);
    case ["soak", "drafts", .. var options] when DraftsSoak.Parse(options) is { } drafts:
        return await DraftsSoak.Run(drafts.Seeds, drafts.Seed);
    case ["soak", "referring", .. var options] when SendingSoak.Parse(options) is { } sending:
        return await SendingSoak.Run(sending);
    case ["soak", "ndelius", .. var options] when NDeliusSoak.Parse(options) is { } day:
        return await NDeliusSoak.Run(day.Commands, day.Seed);
    case ["soak", "twice", .. var options] when TwiceSoak.Parse(options) is { } twice:
        return await TwiceSoak.Run(twice);
    case [] or ["--help"] or ["-h"] or ["help"]:
        Console.WriteLine(Help);
        return 0;
    default:
        await Console.Error.WriteLineAsync($"Not understood: {string.Join(' ', args)}");
        await Console.Error.WriteLineAsync(Help);
        return 2;
}
