using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RefMon.Application.Access;
using RefMon.Application.Attention;
using RefMon.Application.CaseLists;
using RefMon.Application.Catalogue;
using RefMon.Application.Operations;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Application.RiskScreen;
using RefMon.Application.Tests.Referring;
using RefMon.Domain;
using RefMon.Domain.RiskScreen;
using RefMon.EmbeddedPostgres;
using RefMon.EventStore;
using Xunit;

namespace RefMon.Application.Tests.CaseLists;

/// <summary>
/// The application on a database of its own with the demonstration catalogue. Requests go through the whole pipeline;
/// nDelius is what a test says, and the clock stands where a test puts it.
/// </summary>
public sealed class CasesWorld : IAsyncLifetime
{
    private const string AppRole = "refmon_app_cases";

    private static readonly TemplatedDatabases Databases = new(
        async (connectionString, stop) =>
        {
            await DatabaseRoles.EnsureApplicationRole(connectionString, AppRole, AppRole, stop);
            var migrator = new SchemaMigrator(
                typeof(SchemaMigrator).Assembly,
                typeof(RefMon.Workflows.Activities.ActivityCatalogue).Assembly,
                typeof(ListCases).Assembly
            );
            await migrator.MigrateAsync(connectionString, AppRole, cancellationToken: stop);
            await using var database = NpgsqlDataSource.Create(connectionString);
            await DemonstrationCatalogue.Load(database, TimeProvider.System, stop);
        }
    );

    private ServiceProvider provider = null!;

    internal StandingClock Clock { get; } = new();

    internal ScriptedCases NDelius { get; } = new();

    internal ScriptedMail Mail { get; } = new();

    public NpgsqlDataSource Database => provider.GetRequiredService<NpgsqlDataSource>();

    public IEventReader Events => provider.GetRequiredService<IEventReader>();

    public IServiceProvider Services => provider;

    /// <summary>Two services of one supplier and one of another.</summary>
    public static DemonstrationService First { get; } =
        DemonstrationServices.All.First(s => s.Supplier == DemonstrationSuppliers.Larkmead);

    public static DemonstrationService Second { get; } =
        DemonstrationServices.All.Where(s => s.Supplier == DemonstrationSuppliers.Larkmead).Skip(1).First();

    public static DemonstrationService Foreign { get; } =
        DemonstrationServices.All.First(s =>
            s.Supplier == DemonstrationSuppliers.Brackenfold
            && !s.Subcontractors.Contains(DemonstrationSuppliers.Larkmead)
        );

    public async ValueTask InitializeAsync()
    {
        var connectionString = await NewDatabase("cases");
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<IProbationCases>(NDelius);
        services.AddSingleton<IRiskAssessments, NoRisks>();
        services.AddSingleton<INotifyMail>(Mail);
        services.AddSingleton(new PublicAddress(new Uri("https://refmon.example")));
        services.AddRefMonApplication();
        services.AddEventStore(options =>
        {
            options.ConnectTo(connectionString);
            options.RunDaemon = false;
            options.AddReferrals();
        });
        provider = services.BuildServiceProvider(validateScopes: true);
        await Staff.Add(this);
    }

    public ValueTask DisposeAsync() => provider.DisposeAsync();

    /// <summary>A new database, as the application's role.</summary>
    public static async Task<string> NewDatabase(string hint) =>
        new NpgsqlConnectionStringBuilder(await Databases.CreateAsync(hint))
        {
            Username = AppRole,
            Password = AppRole,
            MaxPoolSize = 30,
        }.ConnectionString;

    public async Task<Outcome<T>> Send<T>(IRequest<Outcome<T>> request, string accountId)
    {
        await using var scope = provider.CreateAsyncScope();
        var directory = scope.ServiceProvider.GetRequiredService<AccountDirectory>();
        scope.ServiceProvider.GetRequiredService<CurrentViewer>().Viewer = await directory.Find(accountId, default);
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    /// <summary>The value, failing the test with the refusal's code when there is none.</summary>
    public async Task<T> Get<T>(IRequest<Outcome<T>> request, string accountId)
    {
        var outcome = await Send(request, accountId);
        Assert.False(outcome.IsRefused, $"{request.GetType().Name}: {outcome.Refusal?.Code}");
        return outcome.Value;
    }

    /// <summary>Appends events to a stream as a command would.</summary>
    public async Task Append(ReferralId id, params IReferralEvent[] events)
    {
        await using var scope = provider.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IEventSession>();
        (await session.FetchForWriting<Referral>(id.Value, default)).Append(events);
        await session.SaveChanges(default);
    }

    /// <summary>The text of a step of the schema, to do what it does once more.</summary>
    internal static async Task<string> SchemaStep(string file)
    {
        var assembly = typeof(ListCases).Assembly;
        var name = assembly.GetManifestResourceNames().Single(n => n.EndsWith(file, StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return await reader.ReadToEndAsync();
    }

    /// <summary>Sends a referral straight into the store.</summary>
    internal async Task<Sent> Sent(SentReferral referral)
    {
        NDelius.Know(referral.Crn);
        var sent = referral.ToEvent(Clock.GetUtcNow());
        await using var scope = provider.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IEventSession>();
        session.StartStream<Referral>(sent.ReferralId.Value, sent);
        session.Enlist(
            new("insert into person (id, crn, created_at) values ($1, $2, now()) on conflict do nothing")
            {
                Parameters =
                {
                    new() { Value = sent.Person.Id.Value },
                    new() { Value = referral.Crn },
                },
            }
        );
        await session.SaveChanges(default);
        return new(sent.ReferralId, sent.Reference.Value, sent.Person.Id);
    }

    public async Task Execute(string sql, params object?[] values)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>
    /// Holds up whoever writes, at a lock taken by this statement, until the tasks given have all come that far, one after the other;
    /// then lets them go in that order. So a race is run and not hoped for.
    /// </summary>
    public async Task<IReadOnlyList<T>> Race<T>(string lockStatement, params Func<Task<T>>[] runners)
    {
        await using var connection = await Database.OpenConnectionAsync();
        await using var gate = await connection.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand(lockStatement, connection, gate))
            await hold.ExecuteNonQueryAsync();
        var running = new List<Task<T>>();
        foreach (var run in runners)
        {
            running.Add(run());
            for (var tries = 0; await Waiting() < running.Count; tries++)
            {
                Assert.True(tries < 500 && !running.Exists(task => task.IsCompleted), "one did not come to the lock");
                await Task.Delay(20);
            }
        }
        await gate.CommitAsync();
        return await Task.WhenAll(running);

        Task<long> Waiting() =>
            Ask<long>(
                """
                select count(distinct pid) from pg_locks l join pg_stat_activity a using (pid)
                where not l.granted and a.datname = current_database() and a.backend_type = 'client backend'
                """
            );
    }

    public async Task<T> Ask<T>(string sql, params object[] values)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private sealed class NoRisks : IRiskAssessments
    {
        public Task<NeighbourReply<RiskAssessment>> FindRisk(string crn, CancellationToken cancellationToken) =>
            Task.FromResult<NeighbourReply<RiskAssessment>>(new NeighbourReply<RiskAssessment>.NotFound());

        public Task<NeighbourReply<IReadOnlyList<RiskScore>>> FindScores(
            string crn,
            CancellationToken cancellationToken
        ) =>
            Task.FromResult<NeighbourReply<IReadOnlyList<RiskScore>>>(
                new NeighbourReply<IReadOnlyList<RiskScore>>.NotFound()
            );

        public Task<NeighbourReply<NeighbourReceipt>> ShareRisk(
            string key,
            string crn,
            RiskShare share,
            CancellationToken cancellationToken
        ) =>
            Task.FromResult<NeighbourReply<NeighbourReceipt>>(
                new NeighbourReply<NeighbourReceipt>.Found(new NeighbourReceipt(1, AlreadyApplied: false))
            );
    }
}

/// <summary>A referral that was sent.</summary>
public sealed record Sent(ReferralId Id, string Reference, PersonId Person);

/// <summary>A clock that stands still. Ten in the morning of Wednesday 18 November 2026 until a test moves it.</summary>
internal sealed class StandingClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 11, 18, 10, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>nDelius as a test wants it: caseloads, limited access, and silence.</summary>
internal sealed class ScriptedCases : UnscriptedProbationCases
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, AccessLimitations> people = [];
    private readonly Dictionary<string, IReadOnlyList<CaseloadEntry>> caseloads = [];

    public bool IsSilent { get; set; }

    public int Asked { get; private set; }

    public void Know(string crn)
    {
        lock (gate)
            people.TryAdd(crn, new([], null, [], null));
    }

    public void Forget(string crn)
    {
        lock (gate)
            people.Remove(crn);
    }

    public void Limit(string crn, IReadOnlyList<string> restrictedTo, IReadOnlyList<string> excludedFrom)
    {
        lock (gate)
            people[crn] = new(restrictedTo, null, excludedFrom, null);
    }

    public void Supervise(string userName, params string[] crns)
    {
        lock (gate)
            caseloads[userName] = [.. crns.Select(crn => new CaseloadEntry(crn, "Any", "Body"))];
    }

    public override Task<NeighbourReply<AccessLimitations>> FindRestrictions(
        string crn,
        CancellationToken cancellationToken
    ) => Answer(() => people.GetValueOrDefault(crn));

    public override Task<NeighbourReply<IReadOnlyList<CaseloadEntry>>> FindCaseload(
        string username,
        CancellationToken cancellationToken
    ) => Answer(() => caseloads.GetValueOrDefault(username));

    private Task<NeighbourReply<T>> Answer<T>(Func<T?> answer)
        where T : class
    {
        lock (gate)
        {
            Asked++;
            return Task.FromResult<NeighbourReply<T>>(
                IsSilent ? new NeighbourReply<T>.Unavailable(NeighbourFault.Down, "set by the test")
                : answer() is { } value ? new NeighbourReply<T>.Found(value)
                : new NeighbourReply<T>.NotFound()
            );
        }
    }
}
