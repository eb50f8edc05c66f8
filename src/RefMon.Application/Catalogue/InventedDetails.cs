using System.Globalization;

namespace RefMon.Application.Catalogue;

/// <summary>What reference data leaves out on purpose and RefMon invents, always the same for the same id. Nobody here exists.</summary>
internal static class InventedDetails
{
    public static readonly IReadOnlyList<string> SupplierNames =
    [
        "Alderwick Partnership",
        "Barleymow Futures",
        "Calderhythe Trust",
        "Dunnockfield Support",
        "Elmscar Works",
        "Fairlinton Care",
        "Garthmoor Pathways",
        "Hawkserry Communities",
        "Inglestow Foundation",
        "Juniper Fold Services",
        "Kelderbeck Together",
        "Lintwhistle Group",
        "Marlowdene Links",
        "Netherwold Progress",
        "Orchardhey Project",
        "Pikestone Solutions",
        "Quillerby Rehabilitation",
        "Ravensoke Advice",
        "Saltersgill Housing",
        "Thornwaite Learning",
        "Umberslack Recovery",
        "Vellacombe Centres",
        "Wychbarrow Alliance",
        "Yarrowdale Network",
    ];

    /// <summary>The same as the stand-in for prison search knows.</summary>
    public static readonly IReadOnlyList<PrisonRow> Prisons =
    [
        new("ALM", "Aldermoor (HMP)"),
        new("BRC", "Brackenfell (HMP & YOI)"),
        new("CWM", "Cwmderwen (HMP)"),
        new("DUN", "Dunholt (HMP)"),
        new("EST", "Eastmarsh (HMP)"),
        new("FAL", "Fallowgate (HMP & YOI)"),
        new("GRY", "Greywell Park (Secure Children's Home)"),
        new("HLM", "Holmcross (HMP)"),
        new("KST", "Kestrel Bank (HMP)"),
        new("LNG", "Longstead (HMP)"),
        new("MAR", "Marlpit (HMP)"),
        new("NTH", "Netherby (HMP)"),
    ];

    private static readonly string[] Streets =
    [
        "Albert Street",
        "Bridge Road",
        "Canal Street",
        "Dock Road",
        "Exchange Place",
        "Foundry Lane",
        "Guildhall Street",
        "High Street",
        "Infirmary Road",
        "Jubilee Way",
        "King Street",
        "Library Square",
        "Market Place",
        "North Parade",
        "Old Station Road",
        "Park Terrace",
    ];

    public static string SupplierName(string contractReference) =>
        SupplierNames[CatalogueIds.Number("supplier-of", contractReference, SupplierNames.Count)];

    /// <summary>Other suppliers than the lead, fewer than there are.</summary>
    public static IEnumerable<string> Subcontractors(string contractReference, int count)
    {
        var lead = CatalogueIds.Number("supplier-of", contractReference, SupplierNames.Count);
        return Enumerable.Range(1, count).Select(step => SupplierNames[(lead + step) % SupplierNames.Count]);
    }

    public static string ReferralEmail(string contractReference, string supplierName) =>
        ReferralEmailAt(contractReference, $"{Letters(supplierName)}.example");

    public static string ReferralEmailAt(string contractReference, string mailDomain)
    {
        var mailbox = contractReference.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-');
        return $"referrals.{new string([.. mailbox])}@{mailDomain}";
    }

    /// <summary>Street, place and a postcode of an area that does not exist.</summary>
    public static string[] OfficeAddress(int id, string officeName)
    {
        var key = id.ToString(CultureInfo.InvariantCulture);
        var house = 1 + CatalogueIds.Number("house", key, 180);
        var street = Streets[CatalogueIds.Number("street", key, Streets.Length)];
        var place = officeName.Split(':', 2)[0].Replace("Probation Office", "", StringComparison.Ordinal).Trim();
        var district = 1 + CatalogueIds.Number("district", key, 40);
        var unit = CatalogueIds.Number("unit", key, 9) + 1;
        return
        [
            string.Create(CultureInfo.InvariantCulture, $"{house} {street}"),
            place.Length > 0 ? place : officeName,
            string.Create(CultureInfo.InvariantCulture, $"QZ{district} {unit}{Letter("a", key)}{Letter("b", key)}"),
        ];
    }

    private static char Letter(string kind, string key) => "ABDEFGHJLNPQRSTUWXYZ"[CatalogueIds.Number(kind, key, 20)];

    private static string Letters(string name) => new([.. name.ToLowerInvariant().Where(char.IsAsciiLetterLower)]);
}
