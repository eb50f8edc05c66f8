using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using RefMon.Workflows.Activities;
using RefMon.Workflows.Definitions;

namespace RefMon.Workflows.Engine;

/// <summary>
/// Loads the definitions when the application starts, and then looks for timers and effects on every node until it stops. It
/// outlives the database going away.
/// </summary>
internal sealed partial class WorkflowHost(
    DefinitionStore definitions,
    ActivityCatalogue catalogue,
    TimerSweep timers,
    EffectDispatcher effects,
    WorkflowProblems problems,
    WorkflowOptions options,
    ILogger<WorkflowHost> logger
) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Folder is { } folder && options.StopOnProblems)
        {
            var found = DefinitionFolder.Check(folder, catalogue, await Running(cancellationToken));
            if (found.Problems.Count > 0)
                throw new DefinitionsBrokenException(found.Problems);
        }
        await base.StartAsync(cancellationToken);
    }

    // what the files say by themselves is known without the database
    private async Task<IReadOnlyList<RunningVersion>> Running(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return await definitions.Running(patience.Token);
        }
        catch (Exception away)
            when (away is NpgsqlException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            LogAway(away.GetType().Name);
            return [];
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Forever(Load, once: true, stoppingToken);
        var loops = Enumerable
            .Repeat<Func<CancellationToken, Task<int>>>(effects.Run, EffectDispatcher.AtOnce)
            .Append(timers.Run);
        await Task.WhenAll(loops.Select(loop => Forever(loop, once: false, stoppingToken)));
    }

    private async Task<int> Load(CancellationToken cancellationToken)
    {
        if (options.Folder is not { } folder)
            return 0;
        var found = DefinitionFolder.Check(folder, catalogue, await definitions.Running(cancellationToken));
        foreach (var problem in found.Problems)
            LogProblem(problem.ToString());
        problems.Found = found.Problems;
        try
        {
            await definitions.Sync(found, cancellationToken);
        }
        catch (Exception failure) when (IsOfTheFiles(failure, cancellationToken))
        {
            // what was loaded before goes on: timers and effects do not wait for the files to be right
            var problem = new DefinitionProblem(folder, null, "not-loaded", $"not loaded ({failure.GetType().Name})");
            LogProblem(problem.ToString());
            problems.Found = [.. found.Problems, problem];
        }
        return 0;
    }

    // the database away, or not migrated yet, comes right by itself; a value it cannot keep does not
    private static bool IsOfTheFiles(Exception failure, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && (
            failure is not (NpgsqlException or TimeoutException or OperationCanceledException)
            || failure is PostgresException { SqlState: ['2', '2', ..] }
        );

    private async Task Forever(Func<CancellationToken, Task<int>> part, bool once, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await Task.Run(() => part(stop), stop);
                if (once)
                    return;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // whatever it is, the application goes on without
                LogAway(failure.GetType().Name);
            }
            await Task.Delay(options.LookEvery, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Workflow definition not loaded: {Problem}")]
    private partial void LogProblem(string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The workflow engine stopped for a moment: {Error}")]
    private partial void LogAway(string error);
}

/// <summary>What was wrong with the definitions when this node started; readiness and operators are told.</summary>
public sealed class WorkflowProblems
{
    /// <summary>Empty when all were right.</summary>
    public IReadOnlyList<DefinitionProblem> Found { get; internal set; } = [];
}

/// <summary>The definitions have problems, and this environment does not start with problems.</summary>
public sealed class DefinitionsBrokenException(IReadOnlyList<DefinitionProblem> problems)
    : Exception(
        $"The workflow definitions have problems:{Environment.NewLine}{string.Join(Environment.NewLine, problems)}"
    );
