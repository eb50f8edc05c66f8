using Npgsql;
using RefMon.Workflows.Activities;
using RefMon.Workflows.Definitions;
using RefMon.Workflows.Flow;

namespace RefMon.Workflows.Engine;

/// <summary>
/// Turns instances inside a transaction of the caller's: that of a page of events with its checkpoint, the sweep's, an effect's or an
/// operator's. Every way that leads to a turn holds the instance's row first, so two nodes never turn one instance at once.
/// </summary>
internal sealed class InstanceEngine(
    DefinitionStore definitions,
    InstanceRunner runner,
    IWorkflowSubjects subjects,
    TimeProvider time
)
{
    // a timer that stays due would be looked at without end
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Things happened, in this order. With each, first what waits for it goes on, then what it triggers starts; what it starts is not
    /// resumed by it, but may be by the next. The instances of all subjects are held at once, and all that changed is written at once.
    /// </summary>
    public async Task Receive(
        NpgsqlConnection connection,
        IReadOnlyList<Happening> happenings,
        CancellationToken cancellationToken
    )
    {
        if (happenings.Count == 0)
            return;
        var about = happenings.Select(h => h.About).Distinct().ToArray();
        var page = new TurnPage(connection);
        foreach (var held in await InstanceStore.HoldAbout(connection, about, cancellationToken))
            page.Hold(held);
        // read once they are held: as new as whatever turned them last, and as all that happened
        var now = await subjects.ReadAll(about, cancellationToken);
        foreach (var happening in happenings)
        {
            var subject = now.GetValueOrDefault(happening.About);
            await Receive(page, happening, subject, isAlone: happenings.Count == 1, cancellationToken);
        }
        await page.Write(cancellationToken);
    }

    private async Task Receive(
        TurnPage page,
        Happening happening,
        object? subject,
        bool isAlone,
        CancellationToken cancellationToken
    )
    {
        var stimuli = happening.Stimuli(subjects, subject);
        if (stimuli.Count == 0)
            return;
        var world = new TurnWorld(happening.About, time.GetUtcNow(), _ => ValueTask.FromResult(subject));
        foreach (var instance in page.About(happening.About))
        {
            try
            {
                await Receive(page, instance, stimuli, happening, world, cancellationToken);
            }
            catch (Exception failure) when (isAlone && IsOfTheInstance(failure, cancellationToken))
            {
                page.GiveUp(instance, failure.GetType().Name, world.Now);
            }
            await page.BeHeard(cancellationToken);
        }
        var triggers = await definitions.Triggers(cancellationToken);
        foreach (var stimulus in stimuli)
        {
            foreach (var definition in triggers[stimulus.Name])
                await Start(page, definition, stimulus, happening, world, cancellationToken);
        }
    }

    private async Task Receive(
        TurnPage page,
        TurningInstance instance,
        IReadOnlyList<Stimulus> stimuli,
        Happening happening,
        TurnWorld world,
        CancellationToken cancellationToken
    )
    {
        if (instance.State.IsOver)
            return;
        var definition = await definitions.Get(instance.DefinitionId, instance.Version, cancellationToken);
        var happened = new Resumption.Happened(NamesFor(instance, stimuli), happening.Sequence);
        var turn = await runner.Receive(definition, instance.State, happened, world, cancellationToken);
        page.Take(instance, turn, happening.Sequence, world.Now);
    }

    private async Task Start(
        TurnPage page,
        WorkflowDefinition definition,
        Stimulus stimulus,
        Happening happening,
        TurnWorld world,
        CancellationToken cancellationToken
    )
    {
        if (definition.IsCorrelatedSingleton && await HasRunning(page, definition, happening.About, cancellationToken))
            return;
        var turn = await runner.Start(definition, definition.Trigger!.Id, stimulus.Key, world, cancellationToken);
        var id = Ids.Of(
            definition.DefinitionId,
            happening.About.ToString("N"),
            happening.Cause,
            stimulus.Name,
            stimulus.Key
        );
        page.Begin(id, definition, happening.About, turn, happening.Sequence, world.Now);
        await page.BeHeard(cancellationToken);
    }

    // one of a version that was no singleton makes way by itself, as it always did
    private async Task<bool> HasRunning(
        TurnPage page,
        WorkflowDefinition definition,
        Guid about,
        CancellationToken cancellationToken
    )
    {
        foreach (
            var other in page.About(about).Where(i => i.DefinitionId == definition.DefinitionId && !i.State.IsOver)
        )
        {
            if (
                other.Version == definition.Version
                || (await definitions.Get(other.DefinitionId, other.Version, cancellationToken)).IsCorrelatedSingleton
            )
                return true;
        }
        return false;
    }

    /// <summary>The time of some of their activities has come, or those are to be looked at again; all is written at once.</summary>
    public async Task Wake(
        NpgsqlConnection connection,
        IReadOnlyList<HeldInstance> due,
        CancellationToken cancellationToken
    )
    {
        if (due.Count == 0)
            return;
        var now = await subjects.ReadAll([.. due.Select(h => h.CorrelationId).Distinct()], cancellationToken);
        var page = new TurnPage(connection);
        foreach (var held in due)
        {
            var definition = await definitions.Get(held.DefinitionId, held.Version, cancellationToken);
            var subject = now.GetValueOrDefault(held.CorrelationId);
            var world = new TurnWorld(held.CorrelationId, time.GetUtcNow(), _ => ValueTask.FromResult(subject));
            var turn = await runner.Wake(definition, held.State, world, cancellationToken, held.Due);
            foreach (var (activity, wait) in turn.State.Waiting.Where(w => w.Value.Until <= world.Now).ToList())
                turn.State.Waiting[activity] = wait with { Until = world.Now + LookAgain };
            var instance = page.Hold(held);
            instance.Looked = held.Due;
            page.Take(instance, turn, null, world.Now);
            await page.BeHeard(cancellationToken);
        }
        await page.Write(cancellationToken);
    }

    /// <summary>The effect that an activity of a held instance waits for is done; nothing when it does not wait for it any more.</summary>
    public async Task EffectDone(
        NpgsqlConnection connection,
        HeldInstance held,
        string activity,
        int run,
        string outcome,
        CancellationToken cancellationToken
    )
    {
        if (held.State.Waiting.GetValueOrDefault(activity) is not { Kind: WaitKind.Effect } wait || wait.Run != run)
            return;
        var definition = await definitions.Get(held.DefinitionId, held.Version, cancellationToken);
        var world = World(held);
        var done = new Resumption.EffectDone(outcome);
        var turn = await runner.Resume(definition, held.State, activity, done, world, cancellationToken);
        var page = new TurnPage(connection);
        page.First(InstanceStore.Resolve(held.Id, activity, "recovered", null, null, world.Now));
        page.Take(page.Hold(held), turn with { Steps = Outcome(turn.Steps, activity, outcome) }, null, world.Now);
        await page.Write(cancellationToken);
    }

    // what came of the effect stands beside the port that the activity left by
    private static IReadOnlyList<Step> Outcome(IReadOnlyList<Step> steps, string activity, string outcome) =>
        steps.Count > 0
        && steps[0] is { Kind: StepKind.Ran, Detail: { } port } first
        && first.Activity == activity
        && port != outcome
            ? [first with { Detail = $"{port}, {outcome}" }, .. steps.Skip(1)]
            : steps;

    /// <summary>An operator has a waiting activity passed over; by its first port unless another is named.</summary>
    public async Task<bool> Skip(
        NpgsqlConnection connection,
        HeldInstance held,
        string activity,
        string? port,
        string by,
        string note,
        CancellationToken cancellationToken
    )
    {
        if (!held.State.Waiting.ContainsKey(activity))
            return false;
        var definition = await definitions.Get(held.DefinitionId, held.Version, cancellationToken);
        var leaveBy = port ?? (runner.PortsOf(definition.Activity(activity)) is [var first, ..] ? first : "Done");
        var world = World(held);
        var page = new TurnPage(connection, new(by, note));
        // before the turn, which would close what is left open when it ends the instance
        page.First(InstanceStore.Resolve(held.Id, activity, "skipped", by, note, world.Now));
        page.First(
            Sql.Command(
                "update workflow_effect set state = 'dropped', finished_at = $3 where instance_id = $1 and activity_id = $2 and state in ('waiting', 'parked')",
                Sql.Of(held.Id),
                Sql.Of(activity),
                Sql.Instant(world.Now)
            )
        );
        var turn = await runner.Skip(definition, held.State, activity, leaveBy, world, cancellationToken);
        page.Take(page.Hold(held), turn, null, world.Now);
        await page.Write(cancellationToken);
        return true;
    }

    /// <summary>An operator ends an instance.</summary>
    public async Task Cancel(
        NpgsqlConnection connection,
        HeldInstance held,
        string by,
        string note,
        CancellationToken cancellationToken
    )
    {
        var world = World(held);
        Turn turn;
        try
        {
            var definition = await definitions.Get(held.DefinitionId, held.Version, cancellationToken);
            turn = runner.Cancel(definition, held.State, world);
        }
        catch (Exception failure) when (IsOfTheInstance(failure, cancellationToken))
        {
            await InstanceStore.EndUnread(connection, held.Id, by, note, world.Now, cancellationToken);
            return;
        }
        var page = new TurnPage(connection, new(by, note));
        page.First(InstanceStore.Resolve(held.Id, null, "cancelled", by, note, world.Now));
        page.Take(page.Hold(held), turn, null, world.Now);
        await page.Write(cancellationToken);
    }

    // one about an appointment is not concerned by what happens to another
    private static IReadOnlyList<string> NamesFor(TurningInstance instance, IReadOnlyList<Stimulus> stimuli) =>
        [
            .. stimuli
                .Where(s => s.Key is null || instance.State.Key is null || s.Key == instance.State.Key)
                .Select(s => s.Name),
        ];

    private TurnWorld World(HeldInstance held) =>
        new(held.CorrelationId, time.GetUtcNow(), token => subjects.Read(held.CorrelationId, token));

    // another version of the application may understand what this one does not, and the database away is nobody's failure
    private static bool IsOfTheInstance(Exception failure, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested && failure is not (NpgsqlException or UnknownActivityException);
}
