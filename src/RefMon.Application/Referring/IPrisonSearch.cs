using RefMon.Application.Operations;

namespace RefMon.Application.Referring;

/// <summary>Prison search: where a person in custody is held and when they may be released. Reads only; retried.</summary>
public interface IPrisonSearch
{
    /// <summary>The prisoner with this prison number; not found for people who are not, or no longer, in prison.</summary>
    Task<NeighbourReply<Prisoner>> FindPrisoner(string nomsNumber, CancellationToken cancellationToken);

    /// <summary>Every prison and secure setting, by name.</summary>
    Task<NeighbourReply<IReadOnlyList<Prison>>> ListPrisons(CancellationToken cancellationToken);
}

/// <summary>A prison: its short code (for example "LEI") and its name.</summary>
public sealed record Prison(string Code, string Name);

/// <summary>Where a prisoner is held and the release dates known, any of which may be missing.</summary>
public sealed record Prisoner(
    string NomsNumber,
    Prison Prison,
    DateOnly? ReleaseDate,
    DateOnly? ConfirmedReleaseDate,
    DateOnly? ConditionalReleaseDate,
    DateOnly? AutomaticReleaseDate
)
{
    /// <summary>The best date known: confirmed before planned before calculated.</summary>
    public DateOnly? ExpectedReleaseDate =>
        ConfirmedReleaseDate ?? ReleaseDate ?? ConditionalReleaseDate ?? AutomaticReleaseDate;

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(Prisoner);
}
