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
using RefMon.Domain.RiskScreen;
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

    public static Viewer OtherPractitioner { get; } = Person("p-2", "otto.other", "Otto Other");

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

/// <summary>A person as the invented nDelius has them.</summary>
internal sealed class InventedCase(string crn)
{
    public string Crn { get; } = crn;

    public ProbationPerson Person { get; set; } =
        new(
            crn,
            null,
            "Siân",
            "O'Hare-Ŵyn",
            new(1990, 2, 28),
            "Female",
            "White",
            "Welsh",
            null,
            ["Dyslexia"],
            [new("Main", ["1 Test Street", "Testham"], "TE1 1ST")],
            ["07700 900123"],
            null,
            null,
            CustodyStatus.Community,
            null
        );

    /// <summary>The person in prison search; nobody there has their number until a test says so.</summary>
    public Prisoner? Prisoner { get; set; }

    /// <summary>Puts the person into prison, by nDelius and by the prison service.</summary>
    public InventedCase InPrison(DateOnly? release = null, bool confirmed = false, bool allocated = true)
    {
        var number = $"A{Crn[^4..]}BC";
        Person = Person with { Status = CustodyStatus.Custody, NomsNumber = number };
        Prisoner = new(number, new("AAA", "Testmoor (HMP)"), release, confirmed ? release : null, null, null);
        if (!allocated)
            Officer = new(false, null, null, null, null, "020 7946 0002", "Test delivery unit", "Test office");
        return this;
    }

    public AccessLimitations Limits { get; set; } = new([], null, [], null);

    public ResponsibleOfficer Officer { get; set; } =
        new(
            true,
            "Pat Officer",
            "pat.officer",
            "pat.officer@justice.gov.uk",
            "020 7946 0001",
            "020 7946 0002",
            "Test delivery unit",
            null
        );

    public IReadOnlyList<Sentence> Sentences { get; set; } =
    [new(101, "Theft", "Shoplifting", new(2027, 6, 30)), new(102, "Fraud", "", null)];

    public IReadOnlyList<RiskScore> Scores { get; set; } =
    [new(RiskScoreKind.SeriousReoffending, RefMon.Domain.RiskScreen.RoshLevel.Medium, 4.2m, new(2026, 5, 1))];

    public IReadOnlyList<RiskRegistration> Registrations { get; set; } = [];

    public RiskAssessment? Risk { get; set; } =
        new(
            new(2026, 5, 1),
            "Known adults",
            "Harm when drunk",
            "At weekends",
            "Alcohol",
            "Work",
            [new("Children", RefMon.Application.RiskScreen.RoshLevel.Low), new("Public", null)],
            new(
                new(ConcernAnswer.Yes, "Said so in May"),
                new(ConcernAnswer.No, "An old text that must not be shared"),
                new(ConcernAnswer.DontKnow, null),
                new(null, null),
                new(null, null)
            )
        );
}

/// <summary>nDelius with people that a test makes, and a fault that a test sets for one of its questions.</summary>
internal sealed class InventedCases : IProbationCases
{
    private readonly Dictionary<string, InventedCase> people = [];
    private string? meanwhileQuestion;
    private Func<Task>? meanwhile;

    /// <summary>The fault of each question by name; those not named answer.</summary>
    public Dictionary<string, NeighbourFault> Faults { get; } = [];

    /// <summary>The CRNs about whom nDelius never answers.</summary>
    public HashSet<string> SilentAbout { get; } = [];

    /// <summary>Questions that nDelius answers with nothing.</summary>
    public HashSet<string> Nothing { get; } = [];

    /// <summary>Something that happens, once, while nDelius is being asked a question.</summary>
    public void WhileAsked(string question, Func<Task> happens) => (meanwhileQuestion, meanwhile) = (question, happens);

    public InventedCase Add(InventedCase person)
    {
        lock (people)
            return people[person.Crn] = person;
    }

    public InventedCase? Find(string crn)
    {
        lock (people)
            return people.GetValueOrDefault(crn);
    }

    public InventedCase? FindByNoms(string nomsNumber)
    {
        lock (people)
            return people.Values.FirstOrDefault(person => person.Person.NomsNumber == nomsNumber);
    }

    public Task<NeighbourReply<ProbationPerson>> FindPerson(string crn, CancellationToken cancellationToken) =>
        Answer(nameof(FindPerson), crn, person => person.Person);

    public Task<NeighbourReply<IReadOnlyList<Sentence>>> FindSentences(
        string crn,
        CancellationToken cancellationToken
    ) => Answer(nameof(FindSentences), crn, person => person.Sentences);

    public Task<NeighbourReply<ResponsibleOfficer>> FindResponsibleOfficer(
        string crn,
        CancellationToken cancellationToken
    ) => Answer(nameof(FindResponsibleOfficer), crn, person => person.Officer);

    public Task<NeighbourReply<AccessLimitations>> FindRestrictions(string crn, CancellationToken cancellationToken) =>
        Answer(nameof(FindRestrictions), crn, person => person.Limits);

    public Task<NeighbourReply<IReadOnlyList<CaseloadEntry>>> FindCaseload(
        string username,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public Task<NeighbourReply<NeighbourReceipt>> StartReferral(
        string key,
        string crn,
        ReferralStart start,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException("Nothing is told to nDelius while a draft is sent.");

    public Task<NeighbourReply<NeighbourReceipt>> EndReferral(
        string key,
        string crn,
        ReferralEnd end,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public Task<NeighbourReply<NeighbourReceipt>> PutAppointment(
        string key,
        string crn,
        AppointmentEntry appointment,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public Task<NeighbourReply<NeighbourReceipt>> CancelAppointment(
        string key,
        string crn,
        AppointmentCancellation cancellation,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    private async Task<NeighbourReply<T>> Answer<T>(string question, string crn, Func<InventedCase, T> answer)
    {
        if (question == meanwhileQuestion && Interlocked.Exchange(ref meanwhile, null) is { } happens)
            await happens();
        if (SilentAbout.Contains(crn))
            return new NeighbourReply<T>.Unavailable(NeighbourFault.Down, "set by the test");
        return Faults.TryGetValue(question, out var fault) ? new NeighbourReply<T>.Unavailable(fault, "set by the test")
            : Find(crn) is { } person && !Nothing.Contains(question) ? new NeighbourReply<T>.Found(answer(person))
            : new NeighbourReply<T>.NotFound();
    }
}

/// <summary>Assess Risks and Needs, answering from the same people.</summary>
internal sealed class InventedRisks(InventedCases cases) : IRiskAssessments
{
    public NeighbourFault? Fault { get; set; }

    /// <summary>The CRNs whose assessment is not shown to RefMon.</summary>
    public HashSet<string> Withheld { get; } = [];

    public Task<NeighbourReply<RiskAssessment>> FindRisk(string crn, CancellationToken cancellationToken) =>
        Task.FromResult<NeighbourReply<RiskAssessment>>(
            Fault is { } fault ? new NeighbourReply<RiskAssessment>.Unavailable(fault, "set by the test")
            : Withheld.Contains(crn) ? new NeighbourReply<RiskAssessment>.Refused("forbidden", "set by the test")
            : cases.Find(crn)?.Risk is { } risk ? new NeighbourReply<RiskAssessment>.Found(risk)
            : new NeighbourReply<RiskAssessment>.NotFound()
        );

    public Task<NeighbourReply<IReadOnlyList<RiskScore>>> FindScores(string crn, CancellationToken cancellationToken) =>
        Task.FromResult<NeighbourReply<IReadOnlyList<RiskScore>>>(
            Fault is { } fault
                ? new NeighbourReply<IReadOnlyList<RiskScore>>.Unavailable(fault, "set by the test")
                : new NeighbourReply<IReadOnlyList<RiskScore>>.Found(cases.Find(crn)?.Scores ?? [])
        );

    /// <summary>What was shared, by key; a key is applied once.</summary>
    public Dictionary<string, RiskShare> Shared { get; } = new(StringComparer.Ordinal);

    public Task<NeighbourReply<NeighbourReceipt>> ShareRisk(
        string key,
        string crn,
        RiskShare share,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult<NeighbourReply<NeighbourReceipt>>(
            Fault is { } fault
                ? new NeighbourReply<NeighbourReceipt>.Unavailable(fault, "set by the test")
                : new NeighbourReply<NeighbourReceipt>.Found(
                    new NeighbourReceipt(Shared.Count + 1, AlreadyApplied: !Shared.TryAdd(key, share))
                )
        );
}

/// <summary>Prison search, answering from the same people.</summary>
internal sealed class InventedPrisons(InventedCases cases) : IPrisonSearch
{
    private static readonly IReadOnlyList<Prison> All = [new("AAA", "Testmoor (HMP)"), new("BBB", "Otherby (HMP)")];

    public NeighbourFault? Fault { get; set; }

    public Task<NeighbourReply<Prisoner>> FindPrisoner(string nomsNumber, CancellationToken cancellationToken) =>
        Answer(cases.FindByNoms(nomsNumber)?.Prisoner);

    public Task<NeighbourReply<IReadOnlyList<Prison>>> ListPrisons(CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<Prison>>(All);

    private Task<NeighbourReply<T>> Answer<T>(T? found)
        where T : class =>
        Task.FromResult<NeighbourReply<T>>(
            Fault is { } fault ? new NeighbourReply<T>.Unavailable(fault, "set by the test")
            : found is null ? new NeighbourReply<T>.NotFound()
            : new NeighbourReply<T>.Found(found)
        );
}

/// <summary>The registers of nDelius, answering from the same people.</summary>
internal sealed class InventedRegisters(InventedCases cases) : IRiskRegistrations
{
    public NeighbourFault? Fault { get; set; }

    public Task<NeighbourReply<IReadOnlyList<RiskRegistration>>> FindRegistrations(
        string crn,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult<NeighbourReply<IReadOnlyList<RiskRegistration>>>(
            Fault is { } fault
                ? new NeighbourReply<IReadOnlyList<RiskRegistration>>.Unavailable(fault, "set by the test")
                : new NeighbourReply<IReadOnlyList<RiskRegistration>>.Found(cases.Find(crn)?.Registrations ?? [])
        );
}
