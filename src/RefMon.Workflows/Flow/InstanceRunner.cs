using System.Runtime.CompilerServices;
using Npgsql;
using RefMon.Workflows.Activities;
using RefMon.Workflows.Definitions;

namespace RefMon.Workflows.Flow;

/// <summary>
/// Runs turns of instances: state and what happened in, state and what is to be written out. Writes nothing itself.
/// </summary>
internal sealed class InstanceRunner(ActivityCatalogue activities, RunnerLimits bounds)
{
    /// <summary>How long an event waits for an activity that waits for it.</summary>
    public static readonly TimeSpan EarlyFor = TimeSpan.FromMinutes(10);

    private readonly ActivityCatalogue catalogue = activities;
    private readonly RunnerLimits limits = bounds;

    private readonly ConditionalWeakTable<WorkflowDefinition, Dictionary<string, FlowGraph>> graphs = [];

    /// <summary>Begins an instance where a trigger fired (or, without one, where the definition starts) and runs until it waits.</summary>
    public Task<Turn> Start(
        WorkflowDefinition definition,
        string? trigger,
        string? key,
        TurnWorld world,
        CancellationToken cancellationToken
    )
    {
        var root = FlowMachine.RootOf(definition, trigger);
        var state = new InstanceState
        {
            Root = root,
            Key = key,
            Variables = definition.Variables.ToDictionary(v => v.Id, v => v.Default, StringComparer.Ordinal),
        };
        var run = new Run(this, definition, state, world);
        if (trigger is null)
            run.Machine.Scheduled.Enqueue((root, false));
        else
            run.Fired(trigger);
        return run.ToTheEnd(cancellationToken);
    }

    /// <summary>Something came for a waiting activity.</summary>
    public async Task<Turn> Resume(
        WorkflowDefinition definition,
        InstanceState before,
        string activity,
        Resumption resumption,
        TurnWorld world,
        CancellationToken cancellationToken
    )
    {
        var run = new Run(this, definition, before.Copy(), world);
        await run.Again(activity, resumption, cancellationToken);
        return await run.ToTheEnd(cancellationToken);
    }

    /// <summary>Something happened to the subject: every activity that it may concern is looked at.</summary>
    public async Task<Turn> Receive(
        WorkflowDefinition definition,
        InstanceState before,
        Resumption.Happened happened,
        TurnWorld world,
        CancellationToken cancellationToken
    )
    {
        var concerned = before
            .Waiting.Where(w => w.Value.Kind is WaitKind.Stimulus)
            .Where(w =>
                w.Value.Events is null || w.Value.Events.Intersect(happened.Names, StringComparer.Ordinal).Any()
            )
            .Select(w => w.Key)
            .Order(StringComparer.Ordinal)
            .ToList();
        var early = EarlyNames(definition, happened, concerned);
        if (concerned.Count == 0 && early.Count == 0)
            return new(before, [], [], [], []);
        var run = new Run(this, definition, before.Copy(), world);
        run.KeepForLater(early);
        foreach (var activity in concerned)
            await run.Again(activity, happened, cancellationToken);
        return await run.ToTheEnd(cancellationToken);
    }

    // events that an activity of the flow waits for, but not yet
    private static List<string> EarlyNames(
        WorkflowDefinition definition,
        Resumption.Happened happened,
        List<string> concerned
    ) =>
        [
            .. definition
                .Activities.Where(a => !a.CanStart && !concerned.Contains(a.Id))
                .Select(BuiltInActivities.EventName)
                .OfType<string>()
                .Where(name => happened.Names.Contains(name, StringComparer.Ordinal)),
        ];

    /// <summary>
    /// Every activity whose time has come is looked at, and those of <paramref name="again"/> that wait for something, whatever their
    /// time: that may have moved without their knowing.
    /// </summary>
    public async Task<Turn> Wake(
        WorkflowDefinition definition,
        InstanceState before,
        TurnWorld world,
        CancellationToken cancellationToken,
        IReadOnlyList<string>? again = null
    )
    {
        var run = new Run(this, definition, before.Copy(), world);
        var due = before
            .Waiting.Where(w =>
                w.Value.Until <= world.Now
                || (w.Value.Kind is WaitKind.Stimulus && again is not null && again.Contains(w.Key))
            )
            .OrderBy(w => w.Value.Until)
            .ThenBy(w => w.Key);
        foreach (var (activity, _) in due)
            await run.Again(activity, new Resumption.TimeCame(), cancellationToken);
        return await run.ToTheEnd(cancellationToken);
    }

    /// <summary>The ports an activity of a definition can leave by.</summary>
    public IReadOnlyList<string> PortsOf(ActivityNode node) => catalogue.Of(node).PortsOf(node);

    /// <summary>An operator has a waiting activity left by a port without doing what it is for.</summary>
    public Task<Turn> Skip(
        WorkflowDefinition definition,
        InstanceState before,
        string activity,
        string port,
        TurnWorld world,
        CancellationToken cancellationToken
    )
    {
        var run = new Run(this, definition, before.Copy(), world);
        if (run.State.Waiting.Remove(activity, out var wait))
        {
            run.Note(activity, StepKind.Skipped, port);
            run.Machine.Leave(activity, [port], wait.ReachedBackward);
        }
        return run.ToTheEnd(cancellationToken);
    }

    /// <summary>Ends an instance without regard to its definition.</summary>
    public Turn Cancel(WorkflowDefinition definition, InstanceState before, TurnWorld world)
    {
        var run = new Run(this, definition, before.Copy(), world);
        run.End(InstanceSubStatus.Cancelled);
        run.Note(run.State.Root, StepKind.Cancelled, null);
        return run.Result();
    }

    private sealed class Run(InstanceRunner runner, WorkflowDefinition definition, InstanceState state, TurnWorld world)
    {
        private readonly List<Step> steps = [];
        private readonly List<RunEffect> effects = [];
        private readonly List<RunFailure> failures = [];
        private readonly List<string> recovered = [];

        public InstanceState State => state;

        public FlowMachine Machine { get; } = new(definition, runner.GraphOf(definition, state.Root), state);

        public void Fired(string trigger)
        {
            state.Runs++;
            Note(trigger, StepKind.Ran, "Done");
            Machine.Leave(trigger, ActivityDescriptor.OnlyDone, reachedBackward: false);
        }

        public async Task<Turn> ToTheEnd(CancellationToken cancellationToken)
        {
            var ran = 0;
            while (!state.IsOver && Machine.Scheduled.TryDequeue(out var next))
            {
                if (++ran > runner.limits.StepsInOneTurn)
                {
                    Failed(next.Activity, state.Runs, next.Backward, null, "too-many-steps", runner.limits.Attempts);
                    break;
                }
                state.Runs++;
                await Execute(next.Activity, state.Runs, next.Backward, null, 0, cancellationToken);
            }
            foreach (var activity in Machine.GivenUp)
                Note(activity, StepKind.GivenUp, null);
            if (!state.IsOver && state.Waiting.Count == 0 && !state.HasIncident)
                End(InstanceSubStatus.Finished);
            return Result();
        }

        public Turn Result() => new(state, steps, effects, failures, recovered);

        /// <summary>A waiting activity is looked at; one that failed does again what it failed at.</summary>
        public async Task Again(string activity, Resumption resumption, CancellationToken cancellationToken)
        {
            if (state.IsOver || !state.Waiting.TryGetValue(activity, out var wait))
                return;
            var failed = wait.Kind is WaitKind.Retry;
            await Execute(
                activity,
                wait.Run,
                wait.ReachedBackward,
                failed ? wait.FailedAt?.Again() : resumption,
                failed ? wait.Failures : 0,
                cancellationToken
            );
        }

        /// <summary>An event that comes before the activity that waits for it is kept a while, as Elsa does.</summary>
        public void KeepForLater(IReadOnlyList<string> names)
        {
            if (state.IsOver)
                return;
            foreach (var past in state.Early.Where(e => e.Value < world.Now - EarlyFor).Select(e => e.Key).ToList())
                state.Early.Remove(past);
            foreach (var name in names)
                state.Early[name] = world.Now;
        }

        public void End(InstanceSubStatus how)
        {
            state.Status = InstanceStatus.Finished;
            state.SubStatus = how;
            // a faulted instance keeps what waited, which can never go on; all else is given up
            if (how is not InstanceSubStatus.Faulted)
                state.Waiting.Clear();
        }

        public void Note(string activity, StepKind kind, string? detail) =>
            steps.Add(new(++state.Steps, activity, kind, detail));

        private async Task Execute(
            string activity,
            int run,
            bool backward,
            Resumption? resumption,
            int failuresBefore,
            CancellationToken cancellationToken
        )
        {
            var before = state.Waiting.GetValueOrDefault(activity);
            ActivityResult result;
            try
            {
                result = await Ask(activity, resumption, cancellationToken);
            }
            catch (Exception failure) when (!IsTheEnginesOwn(failure, cancellationToken))
            {
                Failed(activity, run, backward, resumption, ErrorOf(failure), failuresBefore + 1);
                return;
            }
            if (failuresBefore > 0)
                recovered.Add(activity);
            if (result is ActivityResult.Waits again && before is { Kind: WaitKind.Stimulus })
            {
                // nothing has come yet: at most its time has moved, which is no step
                state.Waiting[activity] = before with
                {
                    Events = again.Events,
                    Until = again.Until,
                };
                return;
            }
            state.Waiting.Remove(activity);
            Apply(activity, run, backward, result);
        }

        private async Task<ActivityResult> Ask(
            string activity,
            Resumption? resumption,
            CancellationToken cancellationToken
        )
        {
            var node = definition.Activity(activity);
            var type = runner.catalogue.Of(node);
            var context = new ActivityContext(definition, node, state, world);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(runner.limits.OneRun);
            var running = resumption is null
                ? type.Execute(context, limit.Token)
                : type.Resume(context, resumption, limit.Token);
            // one that does not heed its token is left behind
            return running.IsCompletedSuccessfully ? running.Result : await running.AsTask().WaitAsync(limit.Token);
        }

        private void Apply(string activity, int run, bool backward, ActivityResult result)
        {
            switch (result)
            {
                case ActivityResult.Left left:
                    Note(activity, StepKind.Ran, string.Join(',', left.Ports));
                    Machine.Leave(activity, left.Ports, backward);
                    break;
                case ActivityResult.Waits wait:
                    Note(activity, StepKind.Waits, null);
                    state.Waiting[activity] = new(run, backward, WaitKind.Stimulus, wait.Events, wait.Until);
                    break;
                case ActivityResult.Performs performs:
                    Note(activity, StepKind.Asked, performs.Effect.Kind);
                    effects.Add(new(activity, run, performs.Effect));
                    state.Waiting[activity] = new(run, backward, WaitKind.Effect, []);
                    break;
                case ActivityResult.Ends:
                    Note(activity, StepKind.Ended, null);
                    End(InstanceSubStatus.Finished);
                    break;
                case ActivityResult.Fails fails:
                    Note(activity, StepKind.Faulted, fails.Code);
                    state.FaultCode = fails.Code;
                    state.HasIncident = true;
                    if (definition.IncidentStrategy is IncidentStrategy.Fault)
                        End(InstanceSubStatus.Faulted);
                    break;
            }
        }

        // it is put aside as it was when it failed, to be tried again, by itself or when an operator says so
        private void Failed(string activity, int run, bool backward, Resumption? resumption, string error, int count)
        {
            var isParked = count >= runner.limits.Attempts;
            Note(activity, StepKind.Failed, error);
            failures.Add(new(activity, run, error, count, isParked));
            DateTimeOffset? until = isParked ? null : world.Now + runner.limits.Wait(count);
            state.Waiting[activity] = new(run, backward, WaitKind.Retry, [], until, count, FailedAt.Of(resumption));
        }

        // the turn itself is over when it is called off or the database is away
        private static bool IsTheEnginesOwn(Exception failure, CancellationToken cancellationToken) =>
            cancellationToken.IsCancellationRequested || failure is NpgsqlException or UnknownActivityException;

        private static string ErrorOf(Exception failure) =>
            failure is OperationCanceledException or TimeoutException ? "took-too-long" : failure.GetType().Name;
    }

    private FlowGraph GraphOf(WorkflowDefinition definition, string root)
    {
        var known = graphs.GetOrCreateValue(definition);
        lock (known)
        {
            if (!known.TryGetValue(root, out var graph))
                known.Add(root, graph = new(definition.Connections, root));
            return graph;
        }
    }
}

/// <summary>How long and how often activities are tried.</summary>
internal sealed record RunnerLimits
{
    /// <summary>How long one run of an activity may take.</summary>
    public TimeSpan OneRun { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Runs that fail before an operator is asked.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>More than any definition needs: a circle that the checks missed stops here.</summary>
    public int StepsInOneTurn { get; init; } = 500;

    /// <summary>The wait after the nth failure: 30 seconds, then twice as long each time.</summary>
    public TimeSpan Wait(int failures) => TimeSpan.FromSeconds(30 * Math.Pow(2, Math.Min(failures, 8) - 1));
}
