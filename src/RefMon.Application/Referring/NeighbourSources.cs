using RefMon.Application.Operations;
using RefMon.Application.RiskScreen;

namespace RefMon.Application.Referring;

/// <summary>The parts of a draft's sources that are asked for separately.</summary>
internal enum SourcePart
{
    Person,
    Officer,
    Sentences,
    Risk,
    Prison,
}

/// <summary>
/// Asks the neighbours about the person of a draft. An answer older than fifteen minutes, or doubted, is asked for again when a page
/// that shows it is opened; a silent neighbour leaves the last answer, which the page shows with its age.
/// </summary>
internal sealed class NeighbourSources(
    IProbationCases cases,
    RiskEnquiry risks,
    IPrisonSearch prisons,
    TimeProvider time
)
{
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(15);

    /// <summary>True of an answer that must be asked for again: it was never given, is doubted, or too old.</summary>
    public static bool IsOld(ReadAge? read, DateTimeOffset now) =>
        read is not { IsDoubted: false } age || now - age.At >= Fresh;

    public async Task<DraftSources> Gather(
        ProbationPerson person,
        ResponsibleOfficer officer,
        CancellationToken cancellationToken
    )
    {
        var sentences = Sentences(person.Crn, cancellationToken);
        var risk = risks.Ask(person.Crn, cancellationToken);
        var prison = person.Status == CustodyStatus.Custody ? Prison(person, cancellationToken) : null;
        var now = time.GetUtcNow();
        return new DraftSources(
            new(person, now),
            new(officer, now),
            await sentences,
            Risk: null,
            prison is null ? null : await prison
        ).With(await risk);
    }

    /// <summary>Several parts, asked for at once. The same instance when nothing fresher was learned.</summary>
    public async Task<DraftSources> Freshen(
        string crn,
        DraftSources sources,
        IReadOnlyCollection<SourcePart> parts,
        CancellationToken cancellationToken
    )
    {
        bool Needs(SourcePart part, ReadAge? read) => parts.Contains(part) && IsOld(read);
        var person = Asked(Needs(SourcePart.Person, sources.Person.Age), () => Person(crn, cancellationToken));
        var officer = Asked(Needs(SourcePart.Officer, sources.Officer.Age), () => Officer(crn, cancellationToken));
        var sentences = Asked(
            Needs(SourcePart.Sentences, sources.Sentences?.Age),
            () => Sentences(crn, cancellationToken)
        );
        var prison = Asked(
            Needs(SourcePart.Prison, sources.Prison?.Age),
            () => Prison(sources.Person.Value, cancellationToken)
        );
        var before = sources.RiskAnswers;
        var risk = parts.Contains(SourcePart.Risk)
            ? risks.Renew(crn, before, IsOld, cancellationToken)
            : Task.FromResult(before);
        await Task.WhenAll(person, officer, sentences, prison, risk);
        // asked about by the number known till now, which nDelius may have changed
        var found =
            Needs(SourcePart.Prison, sources.Prison?.Age)
            && (await person)?.Value is { } now
            && now.NomsNumber != sources.Person.Value.NomsNumber
                ? await Prison(now, cancellationToken)
                : await prison;
        var fresher = sources with
        {
            Person = await person ?? sources.Person,
            Officer = await officer ?? sources.Officer,
            Sentences = await sentences ?? sources.Sentences,
            Prison = found ?? sources.Prison,
        };
        fresher = await risk == before ? fresher : fresher.With(await risk);
        return fresher == sources ? sources : fresher;
    }

    private static Task<Fetched<T>?> Asked<T>(bool isNeeded, Func<Task<Fetched<T>?>> ask) =>
        isNeeded ? ask() : Task.FromResult<Fetched<T>?>(null);

    private async Task<Fetched<ProbationPerson>?> Person(string crn, CancellationToken cancellationToken) =>
        Value(await cases.FindPerson(crn, cancellationToken));

    // nobody is an answer: whoever supervised the person before does not any more
    private async Task<Fetched<ResponsibleOfficer>?> Officer(string crn, CancellationToken cancellationToken) =>
        await cases.FindResponsibleOfficer(crn, cancellationToken) switch
        {
            NeighbourReply<ResponsibleOfficer>.Found found => new(found.Value, time.GetUtcNow()),
            NeighbourReply<ResponsibleOfficer>.NotFound => new(PersonLookup.NobodyYet, time.GetUtcNow()),
            _ => null,
        };

    private async Task<Fetched<PrisonSource>?> Prison(ProbationPerson person, CancellationToken cancellationToken)
    {
        if (person.NomsNumber is not { } number)
            return new(new(null), time.GetUtcNow());
        return await prisons.FindPrisoner(number, cancellationToken) switch
        {
            NeighbourReply<Prisoner>.Found found => new(new(found.Value), time.GetUtcNow()),
            NeighbourReply<Prisoner>.NotFound => new(new(null), time.GetUtcNow()),
            _ => null,
        };
    }

    private async Task<Fetched<IReadOnlyList<Sentence>>?> Sentences(string crn, CancellationToken cancellationToken) =>
        Value(await cases.FindSentences(crn, cancellationToken));

    private Fetched<T>? Value<T>(NeighbourReply<T> reply) =>
        reply is NeighbourReply<T>.Found found ? new(found.Value, time.GetUtcNow()) : null;

    private bool IsOld(ReadAge? read) => IsOld(read, time.GetUtcNow());
}
