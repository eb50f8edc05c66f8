namespace RefMon.Domain.Referring;

/// <summary>Where the person is and who looks after them when the referral is made; it decides what is asked.</summary>
public enum ReferralKind
{
    /// <summary>In the community, with an allocated practitioner.</summary>
    Community,

    /// <summary>In custody, with an allocated community practitioner.</summary>
    PreRelease,

    /// <summary>In custody without one, to be released within 12 weeks.</summary>
    UnallocatedReleasing,

    /// <summary>In custody without one, not to be released within 12 weeks.</summary>
    UnallocatedStaying,
}

/// <summary>What the kinds have in common.</summary>
public static class ReferralKinds
{
    /// <summary>True when the person is in custody.</summary>
    public static bool IsInCustody(this ReferralKind kind) => kind is not ReferralKind.Community;

    /// <summary>True when no probation practitioner is allocated yet, and a main point of contact stands in.</summary>
    public static bool IsUnallocated(this ReferralKind kind) =>
        kind is ReferralKind.UnallocatedReleasing or ReferralKind.UnallocatedStaying;

    /// <summary>True when a release is expected before or while the service is delivered.</summary>
    public static bool HasRelease(this ReferralKind kind) =>
        kind is ReferralKind.PreRelease or ReferralKind.UnallocatedReleasing;
}

/// <summary>The service referred to, as listed when the referral was sent or transferred.</summary>
public sealed record ServiceStatement(
    ServiceId Id,
    string Title,
    ContractId ContractId,
    string ContractReference,
    string ContractTypeCode,
    string ContractTypeName,
    SupplierId SupplierId,
    string SupplierName,
    string RegionName
);

/// <summary>
/// The person on probation as nDelius knew them. People with one name have an empty <paramref name="LastName"/>;
/// <paramref name="AddressLines"/> is null when nDelius has none.
/// </summary>
public sealed record PersonStatement(
    PersonId Id,
    Crn Crn,
    string? NomsNumber,
    string FirstName,
    string LastName,
    DateOnly? DateOfBirth,
    string? Sex,
    string? Ethnicity,
    string? PreferredLanguage,
    IReadOnlyList<string> Disabilities,
    string? Religion,
    IReadOnlyList<string>? AddressLines,
    IReadOnlyList<string> Phones,
    string? Email
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(PersonStatement);
}

/// <summary>Where a release date comes from.</summary>
public enum ReleaseDateSource
{
    /// <summary>The prison's record.</summary>
    Prison,

    /// <summary>Entered by the practitioner.</summary>
    Practitioner,
}

/// <summary>How sure a release date is.</summary>
public enum ReleaseDateConfidence
{
    /// <summary>Worked out or expected; it may move.</summary>
    Expected,

    /// <summary>Confirmed by the prison or the practitioner.</summary>
    Confirmed,
}

/// <summary>
/// Where a person in custody is held and when they are expected out. Either a date with its source and confidence or a
/// reason why it is not known; the same for the probation office expected after release.
/// </summary>
public sealed record CustodyStatement(
    string PrisonId,
    string PrisonName,
    DateOnly? ReleaseDate,
    ReleaseDateSource? ReleaseDateSource,
    ReleaseDateConfidence? ReleaseDateConfidence,
    string? ReleaseDateUnknownReason,
    string? ExpectedOffice,
    string? ExpectedOfficeUnknownReason
);

/// <summary>Why a referral is urgent.</summary>
public enum UrgencyReason
{
    /// <summary>The person leaves custody soon.</summary>
    ReleaseSoon,

    /// <summary>The sentence ends soon.</summary>
    SentenceEnding,

    /// <summary>Something else, in words.</summary>
    Other,
}

/// <summary>
/// The referral is urgent. <paramref name="Words"/> say more, and are never missing for <see cref="UrgencyReason.Other"/>.
/// </summary>
public sealed record UrgencyStatement(UrgencyReason Reason, string? Words)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(UrgencyStatement)} {Reason}";
}

/// <summary>A value as typed here, beside what nDelius says. A typed value stands before nDelius's.</summary>
public sealed record SourcedValue(string? Value, string? FromNDelius)
{
    /// <summary>Nothing known.</summary>
    public static SourcedValue Unknown { get; } = new(null, null);

    /// <summary>The value to show: as typed, otherwise nDelius's; null when both are missing or blank.</summary>
    public string? Shown() =>
        !string.IsNullOrWhiteSpace(Value) ? Value
        : !string.IsNullOrWhiteSpace(FromNDelius) ? FromNDelius
        : null;
}

/// <summary>
/// The probation practitioner, or the main point of contact while none is allocated (then <paramref name="Role"/> and
/// possibly <paramref name="Establishment"/>). <paramref name="AccountId"/> is their account where they have one.
/// </summary>
public sealed record PractitionerStatement(
    SourcedValue Name,
    string? Role,
    SourcedValue Email,
    SourcedValue Phone,
    SourcedValue TeamPhone,
    SourcedValue Pdu,
    SourcedValue Office,
    string? Establishment = null,
    string? AccountId = null
)
{
    /// <summary>Shows the account only.</summary>
    public override string ToString() => $"{nameof(PractitionerStatement)} {AccountId}";
}

/// <summary>Whom to ask when the practitioner is away; the sender, when somebody else.</summary>
public sealed record BackUpContact(string Name, string? Email, string? Phone);

/// <summary>Needs and requirements. The language and the unavailable times stand only beside a yes.</summary>
public sealed record NeedsStatement(
    string? AccessibilityNeeds,
    string? AdditionalInformation,
    bool NeedsInterpreter,
    string? InterpreterLanguage,
    bool HasResponsibilities,
    string? WhenUnavailable
);

/// <summary>The sentence the referral serves; <paramref name="Id"/> is nDelius's.</summary>
public sealed record SentenceStatement(string Id, string Category, string? Subcategory, DateOnly? EndDate);

/// <summary>A service category asked for, with its desired outcomes (at least one) and complexity level.</summary>
public sealed record CategoryStatement(
    ServiceCategoryId Id,
    string Name,
    IReadOnlyList<OutcomeStatement> Outcomes,
    ComplexityStatement Complexity
);

/// <summary>A desired outcome, with its text as it stood.</summary>
public sealed record OutcomeStatement(DesiredOutcomeId Id, string Text);

/// <summary>How complex a need is.</summary>
public enum ComplexityGrade
{
    /// <summary>Low.</summary>
    Low,

    /// <summary>Medium.</summary>
    Medium,

    /// <summary>High.</summary>
    High,
}

/// <summary>A complexity level, with its title as it stood.</summary>
public sealed record ComplexityStatement(ComplexityLevelId Id, ComplexityGrade Level, string Title);

/// <summary>What a referral says that a neighbour was asked about.</summary>
public enum StatedSource
{
    /// <summary>The person's details, from nDelius.</summary>
    Person,

    /// <summary>Who supervises the person, from nDelius.</summary>
    Practitioner,

    /// <summary>The sentences, from nDelius.</summary>
    Sentences,

    /// <summary>The risk assessment, from Assess Risks and Needs.</summary>
    RiskAssessment,

    /// <summary>The scores, from Assess Risks and Needs.</summary>
    RiskScores,

    /// <summary>The registrations and alerts, from nDelius.</summary>
    Registrations,

    /// <summary>Where the person is held and until when, from prison search.</summary>
    Prison,
}

/// <summary>
/// What a neighbour did not answer about when the referral was sent, and so went as it had said before, at
/// <paramref name="ReadAt"/>; null where it had never answered.
/// </summary>
public sealed record UncheckedSource(StatedSource Source, DateTimeOffset? ReadAt);
