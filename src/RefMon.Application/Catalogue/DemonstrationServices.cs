using RefMon.Domain;

namespace RefMon.Application.Catalogue;

/// <summary>An invented supplier of the demonstration catalogue.</summary>
public sealed record DemonstrationSupplier(string Name)
{
    /// <summary>Its id, the same on every machine.</summary>
    public SupplierId Id { get; } = CatalogueIds.Supplier(Name);

    /// <summary>Where its mail goes: a domain that cannot exist.</summary>
    public string MailDomain { get; } =
        $"{new string([.. Name.ToLowerInvariant().Where(char.IsAsciiLetterLower)])}.example";
}

/// <summary>
/// A service of the demonstration catalogue: its contract's reference, the code of its contract type, its lead supplier and
/// where it is. <paramref name="Area"/> is a police area of the region; null when it covers the whole region.
/// </summary>
public sealed record DemonstrationService(
    string Reference,
    string TypeCode,
    DemonstrationSupplier Supplier,
    string Region,
    string? Area = null
)
{
    /// <summary>The service's id, the same on every machine.</summary>
    public ServiceId Id { get; } = CatalogueIds.Service(Reference);

    /// <summary>Its contract's id.</summary>
    public ContractId ContractId { get; } = CatalogueIds.Contract(Reference);

    /// <summary>Who it is for; adults of both sexes unless said.</summary>
    public Eligibility Eligibility { get; init; } = new(18, null, Men: true, Women: true);

    /// <summary>The first day of referrals.</summary>
    public DateOnly OpenFrom { get; init; } = new(2024, 4, 1);

    /// <summary>The last day of referrals; null when it goes on.</summary>
    public DateOnly? LastDay { get; init; }

    /// <summary>Suppliers that deliver a part of it.</summary>
    public IReadOnlyList<DemonstrationSupplier> Subcontractors { get; init; } = [];
}

/// <summary>The invented suppliers, by the kind of work they mostly do.</summary>
public static class DemonstrationSuppliers
{
    /// <summary>Accommodation.</summary>
    public static readonly DemonstrationSupplier Brackenfold = new("Brackenfold Homes");

    /// <summary>Education, training and employment.</summary>
    public static readonly DemonstrationSupplier Larkmead = new("Larkmead Skills");

    /// <summary>Personal wellbeing.</summary>
    public static readonly DemonstrationSupplier Merrowgate = new("Merrowgate Wellbeing");

    /// <summary>Women's services.</summary>
    public static readonly DemonstrationSupplier Rowanhythe = new("Rowanhythe Women's Services");

    /// <summary>Finance, benefit and debt.</summary>
    public static readonly DemonstrationSupplier Pennyfield = new("Pennyfield Money Advice");

    /// <summary>Dependency and recovery.</summary>
    public static readonly DemonstrationSupplier Ashlow = new("Ashlow Recovery");

    /// <summary>Mentoring and young adults.</summary>
    public static readonly DemonstrationSupplier Fennelby = new("Fennelby Mentoring");

    /// <summary>Services in Wales.</summary>
    public static readonly DemonstrationSupplier CwmEithin = new("Cwm Eithin Cymru");

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<DemonstrationSupplier> All =
    [
        Brackenfold,
        Larkmead,
        Merrowgate,
        Rowanhythe,
        Pennyfield,
        Ashlow,
        Fennelby,
        CwmEithin,
    ];
}

/// <summary>The services of the demonstration catalogue; the named ones are for tests, personas and demonstration referrals.</summary>
public static class DemonstrationServices
{
    private static readonly Eligibility WomenOnly = new(18, null, Men: false, Women: true);
    private static readonly Eligibility MenOnly = new(18, null, Men: true, Women: false);
    private static readonly Eligibility YoungMen = new(18, 25, Men: true, Women: false);
    private static readonly Eligibility YoungAdults = new(18, 25, Men: true, Women: true);

    /// <summary>One category, both sexes, the whole region; the plain case.</summary>
    public static readonly DemonstrationService AccommodationNorthEast = new(
        "RMD-ACH-A",
        "ACH",
        DemonstrationSuppliers.Brackenfold,
        "A"
    );

    /// <summary>Where the demonstration's practitioners work; one category, both sexes.</summary>
    public static readonly DemonstrationService AccommodationEastMidlands = new(
        "RMD-ACH-F",
        "ACH",
        DemonstrationSuppliers.Brackenfold,
        "F"
    );

    /// <summary>Where the demonstration's practitioners work; one category, both sexes.</summary>
    public static readonly DemonstrationService EmploymentEastMidlands = new(
        "RMD-ETR-F",
        "ETR",
        DemonstrationSuppliers.Larkmead,
        "F"
    );

    /// <summary>Where the demonstration's practitioners work; four categories, men only.</summary>
    public static readonly DemonstrationService WellbeingEastMidlands = new(
        "RMD-PWS-F",
        "PWS",
        DemonstrationSuppliers.Merrowgate,
        "F"
    )
    {
        Eligibility = MenOnly,
    };

    /// <summary>Where the demonstration's practitioners work; eight categories, women only.</summary>
    public static readonly DemonstrationService WomensServicesEastMidlands = new(
        "RMD-WMS-F",
        "WMS",
        DemonstrationSuppliers.Rowanhythe,
        "F"
    )
    {
        Eligibility = WomenOnly,
        Subcontractors = [DemonstrationSuppliers.Brackenfold],
    };

    /// <summary>In Wales, with a Welsh name beside the English one.</summary>
    public static readonly DemonstrationService AccommodationWales = new(
        "RMD-ACH-D",
        "ACH",
        DemonstrationSuppliers.CwmEithin,
        "D"
    )
    {
        Subcontractors = [DemonstrationSuppliers.Brackenfold],
    };

    /// <summary>One category, the whole region, with a subcontractor.</summary>
    public static readonly DemonstrationService EmploymentNorthEast = new(
        "RMD-ETR-A",
        "ETR",
        DemonstrationSuppliers.Larkmead,
        "A"
    )
    {
        Subcontractors = [DemonstrationSuppliers.Fennelby],
    };

    /// <summary>Its contract has ended: no new referrals.</summary>
    public static readonly DemonstrationService ClosedEmploymentSouthCentral = new(
        "RMD-ETR-H",
        "ETR",
        DemonstrationSuppliers.Larkmead,
        "H"
    )
    {
        LastDay = new(2025, 3, 31),
    };

    /// <summary>Four categories, men only.</summary>
    public static readonly DemonstrationService WellbeingNorthEast = new(
        "RMD-PWS-A",
        "PWS",
        DemonstrationSuppliers.Merrowgate,
        "A"
    )
    {
        Eligibility = MenOnly,
    };

    /// <summary>Eight categories, women only.</summary>
    public static readonly DemonstrationService WomensServicesNorthEast = new(
        "RMD-WMS-A",
        "WMS",
        DemonstrationSuppliers.Rowanhythe,
        "A"
    )
    {
        Eligibility = WomenOnly,
        Subcontractors = [DemonstrationSuppliers.Pennyfield, DemonstrationSuppliers.Ashlow],
    };

    /// <summary>One police area of its region.</summary>
    public static readonly DemonstrationService MoneySouthYorkshire = new(
        "RMD-MNY-C",
        "MNY",
        DemonstrationSuppliers.Pennyfield,
        "C",
        "south-yorkshire"
    );

    /// <summary>Opens years from now.</summary>
    public static readonly DemonstrationService FutureRecoveryKentSurreyAndSussex = new(
        "RMD-DRS-K",
        "DRS",
        DemonstrationSuppliers.Ashlow,
        "K"
    )
    {
        OpenFrom = new(2035, 4, 1),
    };

    /// <summary>Men aged 18 to 25, three categories.</summary>
    public static readonly DemonstrationService YoungAdultsNorthEast = new(
        "RMD-YAD-A",
        "YAD",
        DemonstrationSuppliers.Fennelby,
        "A"
    )
    {
        Eligibility = YoungMen,
    };

    /// <summary>All of them: about forty, open, closed and not yet open.</summary>
    public static readonly IReadOnlyList<DemonstrationService> All =
    [
        AccommodationNorthEast,
        Plain("ACH", DemonstrationSuppliers.Brackenfold, "B"),
        Plain("ACH", DemonstrationSuppliers.Brackenfold, "C"),
        AccommodationWales,
        Plain("ACH", DemonstrationSuppliers.Brackenfold, "E"),
        AccommodationEastMidlands,
        Plain("ACH", DemonstrationSuppliers.Brackenfold, "G") with
        {
            Eligibility = MenOnly,
        },
        Plain("ACH", DemonstrationSuppliers.Brackenfold, "J"),
        Plain("ACH", DemonstrationSuppliers.Brackenfold, "L"),
        EmploymentNorthEast,
        Plain("ETR", DemonstrationSuppliers.Larkmead, "C"),
        Plain("ETR", DemonstrationSuppliers.CwmEithin, "D"),
        EmploymentEastMidlands,
        ClosedEmploymentSouthCentral,
        Plain("ETR", DemonstrationSuppliers.Larkmead, "J"),
        Plain("ETR", DemonstrationSuppliers.Larkmead, "K"),
        WellbeingNorthEast,
        Plain("PWS", DemonstrationSuppliers.Merrowgate, "B") with
        {
            Eligibility = MenOnly,
        },
        Plain("PWS", DemonstrationSuppliers.Merrowgate, "C", "west-yorkshire") with
        {
            Eligibility = MenOnly,
        },
        Plain("PWS", DemonstrationSuppliers.CwmEithin, "D", "gwent"),
        Plain("PWS", DemonstrationSuppliers.Merrowgate, "E") with
        {
            Eligibility = MenOnly,
        },
        WellbeingEastMidlands,
        Plain("PWS", DemonstrationSuppliers.Merrowgate, "J") with
        {
            Eligibility = MenOnly,
        },
        WomensServicesNorthEast,
        Plain("WMS", DemonstrationSuppliers.Rowanhythe, "D") with
        {
            Eligibility = WomenOnly,
        },
        WomensServicesEastMidlands,
        Plain("WMS", DemonstrationSuppliers.Rowanhythe, "J") with
        {
            Eligibility = WomenOnly,
        },
        Plain("WMS", DemonstrationSuppliers.Rowanhythe, "L") with
        {
            Eligibility = WomenOnly,
        },
        Plain("MNY", DemonstrationSuppliers.Pennyfield, "B"),
        MoneySouthYorkshire,
        Plain("MNY", DemonstrationSuppliers.Pennyfield, "J"),
        Plain("MNY", DemonstrationSuppliers.Pennyfield, "F"),
        Plain("DRS", DemonstrationSuppliers.Ashlow, "C"),
        Plain("DRS", DemonstrationSuppliers.Ashlow, "G", "devon-and-cornwall"),
        Plain("DRS", DemonstrationSuppliers.Ashlow, "I"),
        FutureRecoveryKentSurreyAndSussex,
        Plain("MEN", DemonstrationSuppliers.Fennelby, "A"),
        Plain("MEN", DemonstrationSuppliers.Fennelby, "J"),
        Plain("SIN", DemonstrationSuppliers.CwmEithin, "D", "north-wales"),
        Plain("SIN", DemonstrationSuppliers.Merrowgate, "H"),
        YoungAdultsNorthEast,
        Plain("YAD", DemonstrationSuppliers.Fennelby, "J") with
        {
            Eligibility = YoungAdults,
        },
        Plain("YAD", DemonstrationSuppliers.Fennelby, "L") with
        {
            Eligibility = YoungAdults,
        },
    ];

    /// <summary>The contracts a supplier leads, for its demonstration accounts.</summary>
    public static IReadOnlyList<ContractId> ContractsLedBy(DemonstrationSupplier supplier) =>
        [.. All.Where(service => service.Supplier == supplier).Select(service => service.ContractId)];

    private static DemonstrationService Plain(
        string type,
        DemonstrationSupplier supplier,
        string region,
        string? area = null
    ) => new($"RMD-{type}-{region}", type, supplier, region, area);
}
