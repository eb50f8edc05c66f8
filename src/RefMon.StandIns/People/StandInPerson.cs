namespace RefMon.StandIns.People;

/// <summary>
/// An invented person as all four neighbours know them. <paramref name="Officer"/> is a username of
/// <see cref="Officers"/>; null is not allocated. No <paramref name="Risk"/>: never assessed. No custody: in the community.
/// </summary>
public sealed record StandInPerson(
    string Crn,
    string FirstName,
    string LastName,
    DateOnly DateOfBirth,
    string? NomsNumber,
    string? Sex,
    string? Ethnicity,
    string? PreferredLanguage,
    string? Religion,
    IReadOnlyList<string> Disabilities,
    IReadOnlyList<StandInAddress> Addresses,
    IReadOnlyList<string> Phones,
    string? Email,
    string? Officer,
    IReadOnlyList<StandInSentence> Sentences,
    StandInRisk? Risk
)
{
    public StandInCustody? Custody { get; init; }

    public IReadOnlyList<StandInRegistration> Registrations { get; init; } = [];

    public IReadOnlyList<string> RestrictedTo { get; init; } = [];

    public IReadOnlyList<string> ExcludedFrom { get; init; } = [];

    public DateOnly? DeceasedOn { get; init; }

    public string? MergedInto { get; init; }
}

public sealed record StandInAddress(string Kind, IReadOnlyList<string> Lines, string? Postcode);

public sealed record StandInSentence(long Id, string Category, string Subcategory, DateOnly? EndDate);

public sealed record StandInCustody(
    string PrisonCode,
    DateOnly? ReleaseDate = null,
    DateOnly? ConfirmedReleaseDate = null,
    DateOnly? ConditionalReleaseDate = null,
    DateOnly? AutomaticReleaseDate = null
);

/// <summary>One concern; <paramref name="Current"/> is YES, NO, DONT_KNOW or null for not answered.</summary>
public sealed record StandInConcern(string? Current, string? CurrentConcernsText);

/// <summary>An assessment; <paramref name="Levels"/> goes from LOW, MEDIUM, HIGH and VERY_HIGH to groups of people.</summary>
public sealed record StandInRisk(
    DateOnly? AssessedOn,
    string? WhoIsAtRisk,
    string? NatureOfRisk,
    string? RiskImminence,
    string? IncreaseFactors,
    string? ReductionFactors,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Levels,
    StandInConcern Suicide,
    StandInConcern SelfHarm,
    StandInConcern HostelSetting,
    StandInConcern Vulnerability,
    StandInConcern Custody
)
{
    public IReadOnlyList<StandInScore> Scores { get; init; } = [];
}

/// <summary>
/// A score; <paramref name="Kind"/> is OGRS, OVP, RSR, OSP_DC or OSP_IIC, <paramref name="Band"/> LOW, MEDIUM, HIGH,
/// VERY_HIGH or null.
/// </summary>
public sealed record StandInScore(string Kind, string? Band, decimal? Percent, DateOnly? CompletedOn);

/// <summary>An active registration or alert.</summary>
public sealed record StandInRegistration(
    string Code,
    string Description,
    string Register,
    DateOnly StartedOn,
    DateOnly? ReviewDueOn
);
