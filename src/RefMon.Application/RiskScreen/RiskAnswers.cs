using RefMon.Application.Operations;
using RefMon.Application.Referring;
using RefMon.Domain.RiskScreen;

namespace RefMon.Application.RiskScreen;

/// <summary>
/// What the neighbours said about a person's risk, each part with when it was asked; null where the neighbour has not
/// answered, so that silence never reads as nothing recorded.
/// </summary>
internal sealed record RiskAnswers(
    Fetched<RiskSource>? Assessment,
    Fetched<IReadOnlyList<RiskScore>>? Scores,
    Fetched<IReadOnlyList<RiskRegistration>>? Registrations
)
{
    /// <summary>True when nobody was silent.</summary>
    public bool AreComplete => Assessment is not null && Scores is not null && Registrations is not null;
}

/// <summary>Asks the neighbours about a person's risk; one of them silent keeps nothing from the others.</summary>
internal sealed class RiskEnquiry(IRiskAssessments assessments, IRiskRegistrations registers, TimeProvider time)
{
    /// <summary>Every part, asked at once.</summary>
    public Task<RiskAnswers> Ask(string crn, CancellationToken cancellationToken) =>
        Renew(crn, new(null, null, null), _ => true, cancellationToken);

    /// <summary>The parts that are old are asked for again; a silent neighbour leaves what it said before.</summary>
    public async Task<RiskAnswers> Renew(
        string crn,
        RiskAnswers before,
        Func<ReadAge?, bool> isOld,
        CancellationToken cancellationToken
    )
    {
        var assessment = isOld(before.Assessment?.Age) ? Assessment(crn, cancellationToken) : null;
        var scores = isOld(before.Scores?.Age) ? Scores(crn, cancellationToken) : null;
        var registrations = isOld(before.Registrations?.Age) ? Registrations(crn, cancellationToken) : null;
        return new(
            (assessment is null ? null : await assessment) ?? before.Assessment,
            (scores is null ? null : await scores) ?? before.Scores,
            (registrations is null ? null : await registrations) ?? before.Registrations
        );
    }

    private async Task<Fetched<RiskSource>?> Assessment(string crn, CancellationToken cancellationToken) =>
        await assessments.FindRisk(crn, cancellationToken) switch
        {
            NeighbourReply<RiskAssessment>.Found found => new(new(found.Value), time.GetUtcNow()),
            NeighbourReply<RiskAssessment>.NotFound => new(new(null), time.GetUtcNow()),
            // asked again it says the same: the person can be referred, and the risk is not known
            NeighbourReply<RiskAssessment>.Refused => new(new(null, IsWithheld: true), time.GetUtcNow()),
            _ => null,
        };

    // nobody was assessed means that there are no scores; a person nDelius does not know has no register to read
    private async Task<Fetched<IReadOnlyList<RiskScore>>?> Scores(string crn, CancellationToken cancellationToken) =>
        await assessments.FindScores(crn, cancellationToken) switch
        {
            NeighbourReply<IReadOnlyList<RiskScore>>.Found found => new(found.Value, time.GetUtcNow()),
            NeighbourReply<IReadOnlyList<RiskScore>>.NotFound => new([], time.GetUtcNow()),
            _ => null,
        };

    private async Task<Fetched<IReadOnlyList<RiskRegistration>>?> Registrations(
        string crn,
        CancellationToken cancellationToken
    ) =>
        await registers.FindRegistrations(crn, cancellationToken)
            is NeighbourReply<IReadOnlyList<RiskRegistration>>.Found found
            ? new(found.Value, time.GetUtcNow())
            : null;
}
