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
/// Asks the neighbours about the person of a draft. An answer older than fifteen minutes is asked for again when a page
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

    /// <summary>The same instance when nothing fresher was learned.</summary>
    public async Task<DraftSources> Freshen(
        string crn,
        DraftSources sources,
        SourcePart part,
        CancellationToken cancellationToken
    )
    {
        switch (part)
        {
            case SourcePart.Person when IsOld(sources.Person.At):
                return Value(await cases.FindPerson(crn, cancellationToken)) is { } person
                    ? sources with
                    {
                        Person = person,
                    }
                    : sources;
            case SourcePart.Officer when IsOld(sources.Officer.At):
                return await Officer(crn, cancellationToken) is { } officer
                    ? sources with
                    {
                        Officer = officer,
                    }
                    : sources;
            case SourcePart.Sentences when IsOld(sources.Sentences?.At):
                return await Sentences(crn, cancellationToken) is { } found
                    ? sources with
                    {
                        Sentences = found,
                    }
                    : sources;
            case SourcePart.Prison when IsOld(sources.Prison?.At):
                return await Prison(sources.Person.Value, cancellationToken) is { } prison
                    ? sources with
                    {
                        Prison = prison,
                    }
                    : sources;
            case SourcePart.Risk:
                var before = sources.RiskAnswers;
                var now = await risks.Renew(crn, before, IsOld, cancellationToken);
                return now == before ? sources : sources.With(now);
            default:
                return sources;
        }
    }

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

    private bool IsOld(DateTimeOffset? at) => at is not { } then || time.GetUtcNow() - then >= Fresh;
}
