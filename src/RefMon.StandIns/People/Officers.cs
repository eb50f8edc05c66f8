namespace RefMon.StandIns.People;

/// <summary>A probation practitioner nDelius knows.</summary>
public sealed record StandInOfficer(
    string Username,
    string Name,
    string? Email,
    string? Phone,
    string TeamPhone,
    string DeliveryUnit,
    string Office
);

/// <summary>The practitioners whose caseloads make up the population.</summary>
public static class Officers
{
    public const string Pat = "pat.practitioner";
    public const string Lee = "lee.lead";

    /// <summary>An officer nDelius holds no e-mail address for.</summary>
    public const string WithoutEmail = "robin.carr";

    public static IReadOnlyList<StandInOfficer> All { get; } =
    [
        Officer(Pat, "Pat Practitioner", 1, "Derby City", "Derby City: Derwent Centre"),
        Officer(Lee, "Lee Lead", 2, "Derby City", "Derby City: Derwent Centre"),
        Officer(WithoutEmail, "Robin Carr", 3, "Derby City", "Derby City: Derwent Centre") with
        {
            Email = null,
        },
        Officer("nia.brynmor", "Nia Brynmor", 4, "Cwm Taf Morgannwg", "Merthyr Tydfil: Martin Evans House"),
        Officer("sam.osei", "Sam Osei", 5, "Enfield and Haringey", "London: Huntingdon House"),
        Officer("jo.whitlock", "Jo Whitlock", 6, "Norfolk", "Peterborough: 12-13 Adam Court"),
        Officer("tariq.mahmood", "Tariq Mahmood", 7, "Wakefield", "Hull: Barclays House"),
        Officer("grace.oconnell", "Grace O'Connell", 8, "Sefton", "Liverpool: Eleanor Rathbone House"),
        Officer("ines.duarte", "Ines Duarte", 9, "Gloucestershire", "Somerset: Bridgwater Probation Office"),
        Officer("callum.reid", "Callum Reid", 10, "Wigan", "Rochdale: Chichester Business Centre") with
        {
            Phone = null,
        },
    ];

    /// <summary>Who holds people until somebody is named; it has no name, username or address of its own.</summary>
    public static StandInOfficer UnallocatedTeam { get; } =
        Officer("", "", 11, "Derby City", "Derby City: Derwent Centre");

    public static StandInOfficer? Find(string username) =>
        All.FirstOrDefault(o => o.Username.Equals(username, StringComparison.OrdinalIgnoreCase));

    // 01632 is the range kept for fiction
    private static StandInOfficer Officer(string username, string name, int number, string unit, string office) =>
        new(
            username,
            name,
            $"{username}@probation.example",
            FormattableString.Invariant($"01632 960{number:000}"),
            FormattableString.Invariant($"01632 9605{number:00}"),
            unit,
            office
        );
}

/// <summary>A prison or secure setting.</summary>
public sealed record StandInPrison(string Code, string Name);

/// <summary>Invented prisons.</summary>
public static class Prisons
{
    public static IReadOnlyList<StandInPrison> All { get; } =
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
}
