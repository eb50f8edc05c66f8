using RefMon.Application.Operations;
using RefMon.Application.Referring;
using RefMon.Application.RiskScreen;
using RefMon.Domain.RiskScreen;

namespace RefMon.Application.Tests.Referring;

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
internal sealed class InventedCases : UnscriptedProbationCases
{
    private readonly Dictionary<string, InventedCase> people = [];
    private string? meanwhileQuestion;
    private Func<Task>? meanwhile;

    /// <summary>The fault of each question by name; those not named answer.</summary>
    public Dictionary<string, NeighbourFault> Faults { get; } = [];

    /// <summary>The CRNs about whom nDelius never answers.</summary>
    public HashSet<string> SilentAbout { get; } = [];

    /// <summary>What is asked of all neighbours, where a test wants to know whether it is asked at once.</summary>
    public Gathering? Gathering { get; set; }

    /// <summary>Questions that nDelius answers with nothing.</summary>
    public HashSet<string> Nothing { get; } = [];

    /// <summary>Questions that nDelius refuses to answer, about whomever.</summary>
    public HashSet<string> Refuses { get; } = [];

    /// <summary>Something that happens, once, while nDelius is being asked a question.</summary>
    public void WhileAsked(string question, Func<Task> happens) => (meanwhileQuestion, meanwhile) = (question, happens);

    /// <summary>Says that a question was asked, of whichever neighbour; it is answered when the others have been asked too.</summary>
    public Task Gathered(string question) => Gathering?.Join(question) ?? Task.CompletedTask;

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

    public override Task<NeighbourReply<ProbationPerson>> FindPerson(string crn, CancellationToken cancellationToken) =>
        Answer(nameof(FindPerson), crn, person => person.Person);

    public override Task<NeighbourReply<IReadOnlyList<Sentence>>> FindSentences(
        string crn,
        CancellationToken cancellationToken
    ) => Answer(nameof(FindSentences), crn, person => person.Sentences);

    public override Task<NeighbourReply<ResponsibleOfficer>> FindResponsibleOfficer(
        string crn,
        CancellationToken cancellationToken
    ) => Answer(nameof(FindResponsibleOfficer), crn, person => person.Officer);

    public override Task<NeighbourReply<AccessLimitations>> FindRestrictions(
        string crn,
        CancellationToken cancellationToken
    ) => Answer(nameof(FindRestrictions), crn, person => person.Limits);

    private async Task<NeighbourReply<T>> Answer<T>(string question, string crn, Func<InventedCase, T> answer)
    {
        await Gathered(question);
        if (question == meanwhileQuestion && Interlocked.Exchange(ref meanwhile, null) is { } happens)
            await happens();
        if (SilentAbout.Contains(crn))
            return new NeighbourReply<T>.Unavailable(NeighbourFault.Down, "set by the test");
        if (Refuses.Contains(question))
            return new NeighbourReply<T>.Refused("forbidden", "set by the test");
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

    public async Task<NeighbourReply<RiskAssessment>> FindRisk(string crn, CancellationToken cancellationToken)
    {
        await cases.Gathered(nameof(FindRisk));
        return Fault is { } fault ? new NeighbourReply<RiskAssessment>.Unavailable(fault, "set by the test")
            : Withheld.Contains(crn) ? new NeighbourReply<RiskAssessment>.Refused("forbidden", "set by the test")
            : cases.Find(crn)?.Risk is { } risk ? new NeighbourReply<RiskAssessment>.Found(risk)
            : new NeighbourReply<RiskAssessment>.NotFound();
    }

    public async Task<NeighbourReply<IReadOnlyList<RiskScore>>> FindScores(
        string crn,
        CancellationToken cancellationToken
    )
    {
        await cases.Gathered(nameof(FindScores));
        return Fault is { } fault
            ? new NeighbourReply<IReadOnlyList<RiskScore>>.Unavailable(fault, "set by the test")
            : new NeighbourReply<IReadOnlyList<RiskScore>>.Found(cases.Find(crn)?.Scores ?? []);
    }

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
        Answer(nameof(FindPrisoner), cases.FindByNoms(nomsNumber)?.Prisoner);

    public Task<NeighbourReply<IReadOnlyList<Prison>>> ListPrisons(CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<Prison>>(nameof(ListPrisons), All);

    private async Task<NeighbourReply<T>> Answer<T>(string question, T? found)
        where T : class
    {
        await cases.Gathered(question);
        return Fault is { } fault ? new NeighbourReply<T>.Unavailable(fault, "set by the test")
            : found is null ? new NeighbourReply<T>.NotFound()
            : new NeighbourReply<T>.Found(found);
    }
}

/// <summary>The registers of nDelius, answering from the same people.</summary>
internal sealed class InventedRegisters(InventedCases cases) : IRiskRegistrations
{
    public NeighbourFault? Fault { get; set; }

    public async Task<NeighbourReply<IReadOnlyList<RiskRegistration>>> FindRegistrations(
        string crn,
        CancellationToken cancellationToken
    )
    {
        await cases.Gathered(nameof(FindRegistrations));
        return Fault is { } fault
            ? new NeighbourReply<IReadOnlyList<RiskRegistration>>.Unavailable(fault, "set by the test")
            : new NeighbourReply<IReadOnlyList<RiskRegistration>>.Found(cases.Find(crn)?.Registrations ?? []);
    }
}

/// <summary>
/// Answers none of some questions before all of them have been asked, or fifteen seconds have passed: those that are asked one after
/// the other never come together.
/// </summary>
internal sealed class Gathering(params string[] expected)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly HashSet<string> asked = [];
    private readonly HashSet<string> waiting = [];
    private readonly TaskCompletionSource together = new();

    /// <summary>True when all of them were waiting for an answer at one time.</summary>
    public bool CameTogether => together.Task.IsCompletedSuccessfully;

    /// <summary>Everything that was asked.</summary>
    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (asked)
                return [.. asked.Order(StringComparer.Ordinal)];
        }
    }

    public async Task Join(string question)
    {
        lock (asked)
        {
            asked.Add(question);
            waiting.Add(question);
            if (waiting.IsSupersetOf(expected))
                together.TrySetResult();
        }
        if (expected.Contains(question))
            await Task.WhenAny(together.Task, Task.Delay(Patience));
        lock (asked)
            waiting.Remove(question);
    }
}
