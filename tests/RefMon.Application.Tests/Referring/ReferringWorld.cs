using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using RefMon.Application.Access;
using RefMon.Application.Amendments;
using RefMon.Application.CaseLists;
using RefMon.Application.Catalogue;
using RefMon.Application.Operations;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Application.RiskScreen;
using RefMon.Domain;
using RefMon.Domain.Referring;
using RefMon.EmbeddedPostgres;
using RefMon.EventStore;
using Xunit;

namespace RefMon.Application.Tests.Referring;

/// <summary>
/// The application on a database of its own with the demonstration catalogue: requests go through the whole pipeline; the
/// neighbours are people and faults that a test sets.
/// </summary>
public sealed class ReferringWorld : IAsyncLifetime
{
    private const string Role = "refmon_app_referring";

    private static readonly TemplatedDatabases Databases = new(
        async (connectionString, stop) =>
        {
            await DatabaseRoles.EnsureApplicationRole(connectionString, Role, Role, stop);
            var migrator = new SchemaMigrator(
                typeof(SchemaMigrator).Assembly,
                typeof(RefMon.Workflows.Activities.ActivityCatalogue).Assembly,
                typeof(StartDraft).Assembly
            );
            await migrator.MigrateAsync(connectionString, Role, cancellationToken: stop);
            await using var database = NpgsqlDataSource.Create(connectionString);
            await DemonstrationCatalogue.Load(database, new SettableClock(), stop);
        }
    );

    private static int people;
    private ServiceProvider provider = null!;

    internal SettableClock Clock { get; } = new();

    internal InventedCases Cases { get; } = new();

    internal InventedRisks Risks { get; }

    internal InventedPrisons Prisons { get; }

    internal InventedRegisters Registers { get; }

    internal DrawnReferences References { get; } = new();

    public NpgsqlDataSource Database => provider.GetRequiredService<NpgsqlDataSource>();

    public static Viewer Practitioner { get; } = Person("p-1", "joan.sender", "Joan Sender");

    /// <summary>Of another team.</summary>
    public static Viewer OtherPractitioner { get; } =
        Person("p-2", "otto.other", "Otto Other") with
        {
            Team = "Another unit",
        };

    /// <summary>Of the practitioner's team.</summary>
    public static Viewer Colleague { get; } = Person("p-3", "cora.colleague", "Cora Colleague");

    /// <summary>A service with one category.</summary>
    public CatalogueService Single { get; private set; } = null!;

    /// <summary>A service with several categories.</summary>
    public CatalogueService Cohort { get; private set; } = null!;

    /// <summary>A service that no longer takes referrals.</summary>
    public CatalogueService Closed { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var connectionString = new NpgsqlConnectionStringBuilder(await Databases.CreateAsync("referring"))
        {
            Username = Role,
            Password = Role,
            MaxPoolSize = 30,
        }.ConnectionString;
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<IProbationCases>(Cases);
        services.AddSingleton<IRiskAssessments>(Risks);
        services.AddSingleton<IPrisonSearch>(Prisons);
        services.AddSingleton<IRiskRegistrations>(Registers);
        services.AddLogging();
        services.AddRefMonApplication();
        services.AddSingleton<ReferenceDraw>(References.Draw);
        services.AddEventStore(options =>
        {
            options.ConnectTo(connectionString);
            options.RunDaemon = false;
            options.Json = DomainJson.Options;
            options.EventTypes(EventTypes.All);
            options.Aggregate<Referral>("referral", (state, e) => Referral.Apply(state, (IReferralEvent)e));
            options.InlineProjection<CaseListProjection>();
        });
        provider = services.BuildServiceProvider(validateScopes: true);
        var catalogue = provider.GetRequiredService<ServiceCatalogue>();
        var all = new List<CatalogueService>();
        foreach (var listed in DemonstrationServices.All)
            all.Add((await catalogue.FindService(listed.Id, default))!);
        var open = all.Where(s => s.Contract.IsOpen(Clock.GetUtcNow())).ToList();
        Single = open.First(s => s.Categories.Count == 1 && s.Categories[0].Outcomes.Count > 1);
        Cohort = open.First(s => s.Categories.Count(c => c.Outcomes.Count > 1) > 2);
        Closed = all.First(s => !s.Contract.IsOpen(Clock.GetUtcNow()));
    }

    public ValueTask DisposeAsync() => provider.DisposeAsync();

    public async Task<Outcome<T>> Send<T>(IRequest<Outcome<T>> request, Viewer? viewer = null)
    {
        await using var scope = provider.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentViewer>().Viewer = viewer ?? Practitioner;
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    /// <summary>The value, failing the test with the refusal's code when there is none.</summary>
    public async Task<T> Get<T>(IRequest<Outcome<T>> request, Viewer? viewer = null) =>
        (await Send(request, viewer)).Value;

    internal InventedCase NewPerson() => Cases.Add(new InventedCase($"T{Interlocked.Increment(ref people):D6}"));

    internal async Task<DraftId> Start(InventedCase person, CatalogueService? service = null, Viewer? viewer = null) =>
        (await Get(new StartDraft((service ?? Single).Id, Guid.NewGuid(), person.Crn), viewer)).DraftId;

    internal async Task<DraftId> Start(CatalogueService? service = null) => await Start(NewPerson(), service);

    /// <summary>The look at everybody, which nothing starts here but a test.</summary>
    public NightlySweep Sweep => provider.GetRequiredService<NightlySweep>();

    /// <summary>Takes notices, which nothing follows here but a test.</summary>
    public InboundNotices Notices => provider.GetRequiredService<InboundNotices>();

    /// <summary>Follows those that are due.</summary>
    public Task<int> FollowDue() => provider.GetRequiredService<NoticeWorker>().FollowDue(default);

    /// <summary>Follows a notice about somebody, as the worker does who takes it up.</summary>
    internal async Task Follow(string crn, NewsParts parts = NewsParts.All) =>
        Assert.Null(await FollowAsFarAsAnswered(crn, parts));

    /// <summary>The same while somebody may be silent: their fault, or null.</summary>
    internal async Task<NeighbourFault?> FollowAsFarAsAnswered(string crn, NewsParts parts)
    {
        await using var scope = provider.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<NewsFollower>().Follow(crn, parts, default);
    }

    /// <summary>Deletes the drafts whose last day has passed; how many.</summary>
    public Task<int> Expire() => provider.GetRequiredService<DraftExpiry>().DeleteExpired(CancellationToken.None);

    public async Task<T> Ask<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task<ReferralSent> FirstEvent(string reference)
    {
        var id = await Ask<Guid>($"select referral_id from reference_reservation where reference = '{reference}'");
        return (ReferralSent)(await provider.GetRequiredService<IEventReader>().FetchStream(id))[0].Data;
    }

    public ReferringWorld() => (Risks, Prisons, Registers) = (new(Cases), new(Cases), new(Cases));

    private static Viewer Person(string id, string userName, string name) =>
        new(
            id,
            userName,
            name,
            $"{userName}@justice.gov.uk",
            RefMon.Application.Access.Role.Practitioner,
            null,
            "Test region",
            "Test unit",
            []
        );
}

/// <summary>A clock that a test sets. Midday in London on 21 November 2026 until then.</summary>
internal sealed class SettableClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>Draws references: real ones, unless a test queues others.</summary>
internal sealed class DrawnReferences
{
    public Queue<string> Next { get; } = new();

    public int Drawn { get; private set; }

    public ReferralReference Draw(string contractTypeName)
    {
        lock (Next)
        {
            Drawn++;
            return Next.TryDequeue(out var text)
                ? ReferralReference.Parse(text)
                : ReferralReference.Generate(contractTypeName, Random.Shared);
        }
    }
}
