using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using RefMon.Application.Attention;
using RefMon.Domain;
using RefMon.Domain.Attention;
using RefMon.Domain.Tests;
using RefMon.EventStore;
using RefMon.Workflows.Activities;
using RefMon.Workflows.Definitions;
using RefMon.Workflows.Flow;

namespace RefMon.Application.Tests.Attention;

/// <summary>
/// The process files walked with a story, without a database: time moves from timer to timer, and what is asked for is written down and
/// done at once.
/// </summary>
internal sealed class WorkflowWalk
{
    private readonly List<(WorkflowDefinition Definition, InstanceState State)> instances = [];
    private readonly List<(DateTimeOffset At, string Role, string What)> told = [];
    private readonly HashSet<(int Instance, string Role, string Item)> listed = [];
    private readonly WorkflowSubjects subjects = new(null!, null!);
    private readonly InstanceRunner runner;
    private readonly Story story;
    private DateTimeOffset now;
    private int delivered;
    private Referral? referral;

    public WorkflowWalk(Story story, DeadlineRuleBook? rules = null)
    {
        this.story = story;
        runner = new(rules is null ? Catalogue : CatalogueBy(rules), new());
    }

    public static string Folder { get; } = Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", "workflows"));

    public static ActivityCatalogue Catalogue { get; } = CatalogueBy(DeadlineRuleBook.Default);

    private static ActivityCatalogue CatalogueBy(DeadlineRuleBook rules) =>
        new([
            new AwaitDeadline(() => WorkingDayCalendar.EnglandAndWales, () => rules),
            new AwaitTime(() => WorkingDayCalendar.EnglandAndWales, () => rules),
            new ReadFact(),
            new TellRole(),
            new RaiseAttention(),
            new ClearAttention(),
            new DispatchCommand(),
        ]);

    private static CheckedFolder Files { get; } = DefinitionFolder.Check(Folder, Catalogue);

    /// <summary>Who was told what, at London times, in order.</summary>
    public IEnumerable<string> Told =>
        told.Select(t =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{LondonTime.DayOf(t.At):yyyy-MM-dd} {LondonTime.TimeOf(t.At):HH\\:mm} {t.Role} {t.What}"
                )
            )
            .Order(StringComparer.Ordinal);

    public IEnumerable<string> Listed => listed.Select(l => $"{l.Role} {l.Item}").Order(StringComparer.Ordinal);

    public IEnumerable<string> Running =>
        instances.Where(i => !i.State.IsOver).Select(i => i.Definition.DefinitionId).Order(StringComparer.Ordinal);

    /// <summary>What the story has told since, each at its time, and then time until the story's now.</summary>
    public async Task Follow()
    {
        foreach (var happened in story.Events.Skip(delivered).ToList())
        {
            await PassTo(happened.At);
            delivered++;
            referral = Referral.Apply(referral, happened);
            await Deliver(happened);
        }
        await PassTo(story.Now);
    }

    /// <summary>All that the story has told since, handled in one page: each as its subject stands after the last.</summary>
    public async Task FollowTogether()
    {
        var page = story.Events.Skip(delivered).ToList();
        await PassTo(page[^1].At);
        foreach (var happened in page)
            referral = Referral.Apply(referral, happened);
        foreach (var happened in page)
        {
            delivered++;
            await Deliver(happened);
        }
    }

    private async Task PassTo(DateTimeOffset until)
    {
        while (Next() is { } next && next <= until)
        {
            now = next > now ? next : now;
            for (var i = 0; i < instances.Count; i++)
            {
                if (!instances[i].State.IsOver && instances[i].State.Waiting.Values.Any(w => w.Until <= now))
                    await Keep(i, await runner.Wake(instances[i].Definition, instances[i].State, World(), default));
            }
        }
        now = until;
    }

    private DateTimeOffset? Next() =>
        instances.Where(i => !i.State.IsOver).SelectMany(i => i.State.Waiting.Values).Min(w => w.Until);

    private async Task Deliver(IReferralEvent happened)
    {
        var version = delivered;
        var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(happened.GetType().Name);
        var stored = new StoredEvent(Guid.NewGuid(), version, referral!.Id.Value, version, happened, name, now, new());
        var stimuli = subjects.StimuliOf(stored, new WorkflowSubject.OfReferral(referral!));
        // as in the engine: what a turn asks for is done after the turns of the event
        var turns = new List<(int Instance, Turn Turn)>();
        for (var i = 0; i < instances.Count; i++)
        {
            var (definition, state) = instances[i];
            var names = stimuli
                .Where(s => s.Key is null || state.Key is null || s.Key == state.Key)
                .Select(s => s.Name);
            if (!state.IsOver)
                turns.Add(
                    (i, Hold(i, await runner.Receive(definition, state, new([.. names], version), World(), default)))
                );
        }
        foreach (var stimulus in stimuli)
        {
            foreach (var definition in Files.Definitions.Where(d => d.Trigger!.Literal("eventName") == stimulus.Name))
            {
                if (definition.IsCorrelatedSingleton && Running.Contains(definition.DefinitionId))
                    continue;
                var turn = await runner.Start(definition, definition.Trigger!.Id, stimulus.Key, World(), default);
                instances.Add((definition, turn.State));
                turns.Add((instances.Count - 1, Hold(instances.Count - 1, turn)));
            }
        }
        foreach (var (instance, turn) in turns)
            await Perform(instance, turn);
    }

    private Task Keep(int i, Turn turn) => Perform(i, Hold(i, turn));

    private Turn Hold(int i, Turn turn)
    {
        // as if it had been written and read again
        instances[i] = (instances[i].Definition, InstanceState.Read(turn.State.Write()));
        Xunit.Assert.Empty(turn.Failures);
        // the database takes what an instance has listed with it
        if (instances[i].State.IsOver)
            listed.RemoveWhere(l => l.Instance == i);
        return turn;
    }

    private async Task Perform(int i, Turn turn)
    {
        var definition = instances[i].Definition;
        foreach (var effect in turn.Effects)
        {
            Do(i, effect.Asked);
            var done = new Resumption.EffectDone("done");
            await Keep(i, await runner.Resume(definition, instances[i].State, effect.Activity, done, World(), default));
        }
    }

    private void Do(int instance, EffectAsked asked)
    {
        if (asked.Kind == TellRole.Effect)
            told.Add((now, asked.Values["role"], asked.Values["reminder"]));
        else if (asked.Kind == RaiseAttention.Effect)
            listed.Add((instance, asked.Values["role"], asked.Values["item"]));
        else if (asked.Kind == ClearAttention.Effect)
            listed.RemoveWhere(l =>
                l.Instance == instance && (asked.Values.GetValueOrDefault("item") ?? l.Item) == l.Item
            );
    }

    private TurnWorld World()
    {
        var subject = new WorkflowSubject.OfReferral(referral!);
        return new(referral!.Id.Value, now, _ => ValueTask.FromResult<object?>(subject));
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
