using RefMon.Domain;
using RefMon.Domain.Referring;

namespace RefMon.Application.Catalogue;

/// <summary>A commissioned service as listed, with everything a referral to it may choose from.</summary>
/// <param name="Id">The service.</param>
/// <param name="Title">As listed.</param>
/// <param name="Description">Paragraphs separated by an empty line; the first stands alone as a summary.</param>
/// <param name="Contract">What it is delivered under.</param>
/// <param name="Supplier">Who leads the delivery.</param>
/// <param name="Subcontractors">Suppliers that deliver parts of it, by name.</param>
/// <param name="ReferralEmail">The mailbox that is told of new referrals.</param>
/// <param name="Categories">By name; the needs it meets.</param>
public sealed record CatalogueService(
    ServiceId Id,
    string Title,
    string Description,
    CatalogueContract Contract,
    CatalogueSupplier Supplier,
    IReadOnlyList<CatalogueSupplier> Subcontractors,
    string ReferralEmail,
    IReadOnlyList<CatalogueCategory> Categories
)
{
    /// <summary>As an event states the service a referral was sent to.</summary>
    public ServiceStatement AsStatement() =>
        new(
            Id,
            Title,
            Contract.Id,
            Contract.Reference,
            Contract.TypeCode,
            Contract.TypeName,
            Supplier.Id,
            Supplier.Name,
            Contract.RegionName
        );
}

/// <summary>A supplier.</summary>
public sealed record CatalogueSupplier(SupplierId Id, string Name);

/// <summary>A contract: where, for whom and when its service takes referrals.</summary>
/// <param name="Id">The contract.</param>
/// <param name="Reference">The department's reference, unique.</param>
/// <param name="TypeCode">Code of its contract type, as nDelius knows it.</param>
/// <param name="TypeName">Name of its contract type.</param>
/// <param name="RegionCode">The probation region it lies in.</param>
/// <param name="RegionName">That region's name.</param>
/// <param name="Areas">The police areas it covers, by name: one, or all of the region's.</param>
/// <param name="CoversWholeRegion">False when it covers one police area only.</param>
/// <param name="Eligibility">Who it is for.</param>
/// <param name="OpenFrom">The first instant it takes referrals.</param>
/// <param name="OpenUntil">The instant it stops; null when that is not planned. A contract that vanished from an import stopped then.</param>
public sealed record CatalogueContract(
    ContractId Id,
    string Reference,
    string TypeCode,
    string TypeName,
    string RegionCode,
    string RegionName,
    IReadOnlyList<string> Areas,
    bool CoversWholeRegion,
    Eligibility Eligibility,
    DateTimeOffset OpenFrom,
    DateTimeOffset? OpenUntil
)
{
    /// <summary>True when referrals can be sent at this instant.</summary>
    public bool IsOpen(DateTimeOffset now) => AvailabilityAt(now) == Availability.Open;

    /// <summary>Where the instant lies in the contract's life.</summary>
    public Availability AvailabilityAt(DateTimeOffset now) =>
        OpenUntil <= now ? Availability.Closed
        : OpenFrom > now ? Availability.NotYetOpen
        : Availability.Open;
}

/// <summary>Whether a contract takes referrals.</summary>
public enum Availability
{
    /// <summary>It will, from its first day.</summary>
    NotYetOpen,

    /// <summary>It does.</summary>
    Open,

    /// <summary>It no longer does.</summary>
    Closed,
}

/// <summary>Who may be referred: ages in whole years, both ends included.</summary>
public sealed record Eligibility(int MinimumAge, int? MaximumAge, bool Men, bool Women)
{
    /// <summary>For example "men and women", "women".</summary>
    public string SexInWords =>
        (Men, Women) switch
        {
            (true, true) => "men and women",
            (true, false) => "men",
            (false, true) => "women",
            (false, false) => "nobody",
        };

    /// <summary>For example "aged 18 and over", "aged 18 to 25".</summary>
    public string AgesInWords =>
        MaximumAge is { } maximum ? $"aged {MinimumAge} to {maximum}" : $"aged {MinimumAge} and over";

    /// <summary>One phrase, for example "Women aged 18 to 25".</summary>
    public string InWords => $"{char.ToUpperInvariant(SexInWords[0])}{SexInWords[1..]} {AgesInWords}";
}

/// <summary>
/// A service category with what a new referral under one contract may choose. Some have no active outcome left: nothing
/// can be asked of them any more.
/// </summary>
/// <param name="Id">The category.</param>
/// <param name="Name">Its name; categories of different regions may have much the same one.</param>
/// <param name="Outcomes">Not deprecated, and offered under the contract's include and exclude rules; in reference order.</param>
/// <param name="ComplexityLevels">From low to high; not every category has all three.</param>
public sealed record CatalogueCategory(
    ServiceCategoryId Id,
    string Name,
    IReadOnlyList<CatalogueOutcome> Outcomes,
    IReadOnlyList<CatalogueComplexityLevel> ComplexityLevels
);

/// <summary>A desired outcome that can be chosen.</summary>
public sealed record CatalogueOutcome(DesiredOutcomeId Id, string Description);

/// <summary>A complexity level that can be chosen.</summary>
public sealed record CatalogueComplexityLevel(
    ComplexityLevelId Id,
    ComplexityGrade Grade,
    string Title,
    string Description
);

/// <summary>A probation office. Names repeat across and even within regions; the id does not. Some are unknown to nDelius.</summary>
public sealed record ProbationOffice(
    int Id,
    string Name,
    string RegionCode,
    string RegionName,
    string? DeliusCode,
    IReadOnlyList<string> AddressLines
);

/// <summary>A probation delivery unit.</summary>
public sealed record DeliveryUnit(int Id, string Name, string RegionCode, string RegionName);

/// <summary>A probation region.</summary>
public sealed record ProbationRegion(string Code, string Name);

/// <summary>A reason for withdrawing a referral, and the group under which forms offer it: problem, user, sentence, early or other.</summary>
public sealed record WithdrawalReason(string Code, string Description, string Grouping);
