namespace RefMon.Application.Catalogue;

/// <summary>
/// Regions and areas under their real names; offices and delivery units partly real names of places, all with invented
/// addresses. Ids begin where imported ones will not reach.
/// </summary>
internal static class DemonstrationPlaces
{
    private const int FirstId = 9001;

    private static readonly (string Code, string Name, string[] Areas)[] Known =
    [
        ("A", "North East", ["Cleveland", "Durham", "Northumbria"]),
        ("B", "North West", ["Cheshire", "Cumbria", "Lancashire", "Merseyside"]),
        ("C", "Yorkshire and the Humber", ["Humberside", "North Yorkshire", "South Yorkshire", "West Yorkshire"]),
        ("D", "Wales", ["Dyfed-Powys", "Gwent", "North Wales", "South Wales"]),
        ("E", "West Midlands", ["Staffordshire", "Warwickshire", "West Mercia", "West Midlands"]),
        ("F", "East Midlands", ["Derbyshire", "Leicestershire", "Lincolnshire", "Nottinghamshire"]),
        ("G", "South West", ["Avon & Somerset", "Devon & Cornwall", "Dorset", "Gloucestershire", "Wiltshire"]),
        ("H", "South Central", ["Hampshire", "Thames Valley"]),
        (
            "I",
            "East of England",
            ["Bedfordshire", "Cambridgeshire", "Essex", "Hertfordshire", "Norfolk", "Northamptonshire", "Suffolk"]
        ),
        ("J", "London", ["London (Metropolitan Police)"]),
        ("K", "Kent, Surrey and Sussex", ["Kent", "Surrey", "Sussex"]),
        ("L", "Greater Manchester", ["Greater Manchester"]),
    ];

    private static readonly (string Region, string Name, string? DeliusCode)[] KnownOffices =
    [
        ("A", "Newcastle: Quaygarth House", "RMD0001"),
        ("A", "Durham: Millrace House", "RMD0002"),
        ("A", "Middlesbrough: 14 Foundry Row", null),
        ("B", "Liverpool: Eleanor Rathbone House", "RMD0003"),
        ("B", "Carlisle: Castlegate Probation Office", "RMD0004"),
        ("C", "Hull: Barclays House", "RMD0005"),
        ("C", "Sheffield: Riverdale Chambers", "RMD0006"),
        ("C", "Wakefield: Calder Court", null),
        ("D", "Merthyr Tydfil: Martin Evans House", "RMD0007"),
        ("D", "Wrecsam: Tŷ Derwen", "RMD0008"),
        ("D", "Casnewydd: Llys y Bont", null),
        ("E", "Birmingham: Saltley Yard", "RMD0009"),
        ("E", "Stafford: Tipping House", "RMD0010"),
        ("F", "Derby City: Derwent Centre", "RMD0011"),
        ("F", "Nottingham: Weekday Cross House", "RMD0012"),
        ("F", "Lincoln: Brayford Probation Office", null),
        ("G", "Somerset: Bridgwater Probation Office", "RMD0013"),
        ("G", "Plymouth: Hoe View House", "RMD0014"),
        ("H", "Reading: Kennet Wharf", "RMD0015"),
        ("H", "Southampton: Itchen House", null),
        ("I", "Peterborough: 12-13 Adam Court", "RMD0016"),
        ("I", "Ipswich: Orwell Chambers", "RMD0017"),
        ("J", "London: Huntingdon House", "RMD0018"),
        ("J", "Southwark: Lant Yard Office", "RMD0019"),
        ("J", "Haringey: Seven Corners", null),
        ("K", "Maidstone: Medway Row", "RMD0020"),
        ("K", "Brighton: Old Steine Probation Office", "RMD0021"),
        ("L", "Rochdale: Chichester Business Centre", "RMD0022"),
        ("L", "Salford: Irwell Mills", null),
    ];

    private static readonly (string Region, string Name)[] KnownUnits =
    [
        ("A", "County Durham and Darlington"),
        ("A", "Newcastle upon Tyne"),
        ("B", "Cumbria"),
        ("B", "Sefton"),
        ("C", "Hull and East Riding"),
        ("C", "Wakefield"),
        ("D", "Cwm Taf Morgannwg"),
        ("D", "Gwent"),
        ("E", "Birmingham Central and South"),
        ("E", "Staffordshire"),
        ("F", "Derby City"),
        ("F", "Nottingham City"),
        ("G", "Gloucestershire"),
        ("G", "Plymouth"),
        ("H", "East Berkshire"),
        ("I", "Norfolk"),
        ("I", "Suffolk"),
        ("J", "Enfield and Haringey"),
        ("J", "Lambeth and Southwark"),
        ("K", "West Kent"),
        ("L", "Rochdale"),
        ("L", "Wigan"),
    ];

    public static IReadOnlyList<RegionRow> Regions { get; } =
    [.. Known.Select(region => new RegionRow(region.Code, region.Name))];

    public static IReadOnlyList<AreaRow> Areas { get; } =
    [.. Known.SelectMany(region => region.Areas.Select(name => new AreaRow(AreaCode(name), name, region.Code)))];

    public static IReadOnlyList<OfficeRow> Offices { get; } =
    [
        .. KnownOffices.Select(
            (office, index) =>
                new OfficeRow(
                    FirstId + index,
                    office.Name,
                    office.Region,
                    office.DeliusCode,
                    InventedDetails.OfficeAddress(FirstId + index, office.Name)
                )
        ),
    ];

    public static IReadOnlyList<DeliveryUnitRow> DeliveryUnits { get; } =
    [.. KnownUnits.Select((unit, index) => new DeliveryUnitRow(FirstId + index, unit.Name, unit.Region))];

    private static string AreaCode(string name) =>
        name.StartsWith("London", StringComparison.Ordinal)
            ? "metropolitan"
            : name.ToLowerInvariant().Replace("&", "and", StringComparison.Ordinal).Replace(' ', '-');
}
