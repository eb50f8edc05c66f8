using Microsoft.Extensions.DependencyInjection;
using RefMon.EmbeddedPostgres;
using RefMon.EventStore;
using RefMon.EventStore.Tests.Soak;
using RefMon.Workflows.Activities;
using RefMon.Workflows.Definitions;
using RefMon.Workflows.Engine;

namespace RefMon.Workflows.Tests.Soak;

/// <summary>One node with the engine, fed by tallies.</summary>
internal static class EngineNode
{
    private static readonly TemplatedDatabases All = new(Prepare);

    private static readonly SchemaMigration Notices = new(
        901,
        "notice",
        "create table notice (id uuid not null, correlation_id uuid not null, what text not null, at timestamptz not null default clock_timestamp());",
        "notice"
    );

    public static async Task<string> NewDatabase(string hint) => StoreNode.AsApplication(await All.CreateAsync(hint));

    public static async Task Prepare(string superuser, CancellationToken cancellationToken)
    {
        await DatabaseRoles.EnsureApplicationRole(superuser, StoreNode.Role, StoreNode.RolePassword, cancellationToken);
        var own = new SchemaMigrator(typeof(IEventSession).Assembly, typeof(ActivityCatalogue).Assembly).Migrations;
        await new SchemaMigrator([.. own, Tally.Schema, Notices]).MigrateAsync(
            superuser,
            StoreNode.Role,
            cancellationToken: cancellationToken
        );
    }

    public static StoreNode Of(
        string database,
        TimeProvider? time = null,
        StandInMood? mood = null,
        WorkflowOptions? options = null,
        TimeSpan? leaseFor = null,
        params IActivity[] more
    ) =>
        new(
            database,
            store =>
            {
                store.AddWorkflows(new() { FirstRetryAfter = TimeSpan.FromMilliseconds(20), PageSize = 100 });
                store.LeaseFor = leaseFor ?? store.LeaseFor;
            },
            services =>
            {
                services.AddSingleton(time ?? TimeProvider.System);
                services.AddSingleton(mood ?? new StandInMood());
                services.AddSingleton<IWorkflowSubjects, TallySubjects>();
                services.AddScoped<IEffectHandler, StandIn>();
                services.AddSingleton(
                    new ActivityCatalogue([new AwaitTokens(), new AwaitSpan(), new Leave(), .. more])
                );
                services.AddWorkflowEngine(
                    options
                        ?? new()
                        {
                            LookEvery = TimeSpan.FromMilliseconds(50),
                            FirstRetryAfter = TimeSpan.FromMilliseconds(100),
                        }
                );
            }
        );

    /// <summary>Loads definitions as a start does.</summary>
    public static async Task Load(this StoreNode node, params IEnumerable<string> json)
    {
        var catalogue = node.Services.GetRequiredService<ActivityCatalogue>();
        var definitions = node.Services.GetRequiredService<DefinitionStore>();
        var running = await definitions.Running(default);
        var found = DefinitionFolder.Check(json.Select((text, i) => ($"{i}.json", text)), catalogue, running);
        await definitions.Sync(found, default);
        var problems = found.Problems.Where(p => p.Code != "edited-while-running").ToList();
        if (problems.Count > 0)
            throw new InvalidOperationException(string.Join(Environment.NewLine, problems));
    }

    public static WorkflowOperator Operator(this StoreNode node) =>
        node.Services.GetRequiredService<WorkflowOperator>();

    public static WorkflowRecords Records(this StoreNode node) => node.Services.GetRequiredService<WorkflowRecords>();

    public static Task<int> Sweep(this StoreNode node) => node.Services.GetRequiredService<TimerSweep>().Run(default);

    public static Task Until(this StoreNode node, string sql, string what, int seconds = 30) =>
        ReceiverNodes.Until(() => node.Ask<bool>(sql), what, seconds);

    public static Task UntilIdle(this StoreNode node, int seconds = 30) =>
        node.Until(
            """
            select coalesce((select last_seq_id from mt_event_progression where name = 'Workflows:All'), 0) >= coalesce((select max(seq_id) from mt_events), 0)
                and not exists (select from workflow_effect where state = 'waiting')
            """,
            "every event handled and every effect done",
            seconds
        );

    /// <summary>A definition in a few lines: its id and version, the trigger, then "id type inputs" and "a.Port -> b".</summary>
    public static string Definition(
        string id,
        int version,
        string trigger,
        string activities,
        params string[] connections
    )
    {
        var nodes = activities
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', 3))
            .Select(parts =>
            {
                var input = parts.ElementAtOrDefault(2)?.Split('=', 2);
                var given = input is null
                    ? ""
                    : $$""", "{{input[0]}}": { "typeName": "String", "expression": { "type": "Literal", "value": "{{input[1]}}" } }""";
                return $$"""{ "id": "{{parts[0]}}", "type": "{{parts[1]}}"{{given}} }""";
            });
        var lines = connections
            .Prepend($"trigger.Done -> {connections[0].Split('.')[0]}")
            .Prepend("start.Done -> trigger")
            .Select(c => (Source: c.Split(" -> ")[0].Split('.'), Target: c.Split(" -> ")[1]))
            .Select(c =>
                $$"""{ "source": { "activity": "{{c.Source[0]}}", "port": "{{c.Source[1]}}" }, "target": { "activity": "{{c.Target}}", "port": "In" } }"""
            );
        return $$"""
            { "id": "{{id}}:{{version}}", "definitionId": "{{id}}", "name": "{{id}}", "version": {{version}}, "toolVersion": "3.8.0.0", "isLatest": true, "isPublished": true,
              "variables": [], "inputs": [], "outputs": [], "outcomes": [], "customProperties": {}, "options": {},
              "root": { "id": "flow", "type": "Elsa.Flowchart", "version": 1, "activities": [ { "id": "start", "type": "Elsa.Start" },
                { "id": "trigger", "type": "Elsa.Event", "customProperties": { "canStartWorkflow": true }, "eventName": { "typeName": "String", "expression": { "type": "Literal", "value": "{{trigger}}" } } },
                {{string.Join(",\n", nodes)}} ], "connections": [ {{string.Join(",\n", lines)}} ] } }
            """;
    }

    /// <summary>A notice for every token, and one a moment after the tally was closed.</summary>
    public static string Counting(int version = 1, string span = "00:00:00.2000000", string over = "over") =>
        Definition(
            "counting",
            version,
            "tally-opened",
            $"""
            tokens Test.AwaitTokens
            counted Test.Leave what=counted
            pause Test.AwaitSpan span={span}
            over Test.Leave what={over}
            end Elsa.End
            """,
            "tokens.More -> counted",
            "counted.Done -> tokens",
            "tokens.Closed -> pause",
            "pause.Done -> over",
            "over.Done -> end"
        );
}
