namespace RefMon.Application.Catalogue;

/// <summary>RefMon's own titles and descriptions of services, by the kind of work a contract type is for.</summary>
internal static class ServiceWording
{
    private const string Wales = "D";
    private const string GreaterManchester = "L";

    private sealed record Kind(string[] TypePrefixes, string Title, string WelshTitle, string[] Paragraphs);

    private static readonly Kind[] Kinds =
    [
        new(
            ["ACC", "ACH"],
            "Accommodation support",
            "Cymorth llety",
            [
                "Helps people who are homeless, at risk of losing their home or leaving prison with nowhere to go to find somewhere to live and keep it.",
                "A caseworker helps with applications to councils and landlords, deposits and rent in advance, getting essential furniture, and sorting out arrears or disputes before they end a tenancy.",
                "The service gives advice and practical help. It does not provide accommodation itself.",
            ]
        ),
        new(
            ["DNR", "DRS"],
            "Dependency and recovery support",
            "Cymorth dibyniaeth ac adferiad",
            [
                "Supports people to cut down, stop or stay free of drugs, alcohol or gambling, alongside or after treatment.",
                "Sessions look at what leads to use, how to cope with lapses, and how to build a daily life that makes recovery last. The caseworker helps with referrals to treatment and mutual aid groups.",
                "It is not a clinical service and does not prescribe. People who need treatment first should be referred to their local treatment provider.",
            ]
        ),
        new(
            ["ETE", "ETR"],
            "Education, training and employment support",
            "Cymorth addysg, hyfforddiant a chyflogaeth",
            [
                "Helps people to get into work, training or education and to stay there.",
                "A caseworker agrees a plan of small steps: recognising strengths, reading, writing and number skills, a CV, talking about convictions with an employer, applications and interviews, and support in the first weeks of a job.",
                "People who are not ready for work yet can begin with confidence, routine and volunteering.",
            ]
        ),
        new(
            ["FBD", "MNY"],
            "Finance, benefit and debt support",
            "Cymorth ariannol, budd-daliadau a dyledion",
            [
                "Helps people to sort out money: claiming what they are entitled to, dealing with debt and managing from week to week.",
                "A caseworker goes through income, bills and letters, helps to open a bank account, agrees payments with creditors and challenges decisions about benefits where needed.",
                "Regulated debt advice is given by qualified advisers who work with the caseworker.",
            ]
        ),
        new(
            ["MTR", "MEN"],
            "Mentoring",
            "Mentora",
            [
                "Matches people with a trained mentor who meets them regularly and helps them to keep going when things are hard.",
                "Many mentors have been in prison or on probation themselves. They help people to get to appointments, meet others, and use what is there in their community.",
                "Mentoring works best for people who want it, so ask before you refer.",
            ]
        ),
        new(
            ["PWB", "PWS"],
            "Personal wellbeing support",
            "Cymorth lles personol",
            [
                "Supports people with how they feel, their relationships, how they spend their time and who they spend it with.",
                "One caseworker covers emotional wellbeing, family and significant others, lifestyle and associates, and social inclusion, so that a person does not have to tell their story several times.",
                "It does not replace mental health treatment. In a crisis use the local crisis team.",
            ]
        ),
        new(
            ["WOS", "WSM", "WMS"],
            "Women’s services",
            "Gwasanaethau i fenywod",
            [
                "Support for women in one place and with one caseworker, whatever the mix of needs: home, money, work, health, family and safety.",
                "Women are seen by women, in a centre for women where there is one or wherever they feel safe. Help with childcare and travel to sessions can be arranged.",
                "Choose every need that applies. The supplier works out with each woman what to begin with.",
            ]
        ),
        new(
            ["SIN"],
            "Social inclusion support",
            "Cymorth cynhwysiant cymdeithasol",
            [
                "Helps people who are cut off from others to take part in the life of their community and to find support that lasts.",
                "A caseworker goes along to first visits, helps with identification, doctors and local groups, and builds a network the person can rely on after probation.",
                "Suitable for people who move into a new area, leave prison after a long time or have few people around them.",
            ]
        ),
        new(
            ["YAD"],
            "Young adults’ support",
            "Cymorth i oedolion ifanc",
            [
                "For people aged 18 to 25: help with growing up as well as with staying out of trouble.",
                "Sessions are active and short. They cover work and learning, feelings and coping, friends and influences, and taking charge of everyday life.",
                "Caseworkers are used to working with young people who have been in care or in youth justice, and with brain injury or neurodivergence.",
            ]
        ),
    ];

    private static readonly Kind AnyKind = new(
        [],
        "Rehabilitative support",
        "Cymorth adsefydlu",
        [
            "Helps people on probation with what stands in the way of a settled life.",
            "A caseworker agrees a plan with each person, meets them regularly and reports on what was achieved.",
            "Ask the supplier if you are not sure whether a person is suitable.",
        ]
    );

    private static readonly string[] Boroughs =
    [
        "Bolton",
        "Bury",
        "Manchester",
        "Oldham",
        "Rochdale",
        "Salford",
        "Stockport",
        "Tameside",
        "Trafford",
        "Wigan",
    ];

    /// <summary>The title and description of a service of this contract type in this place; paragraphs are separated by an empty line.</summary>
    public static (string Title, string Description) For(
        string typeCode,
        string place,
        string regionCode,
        int minimumAge,
        int? maximumAge
    )
    {
        var kind =
            Kinds.FirstOrDefault(k => k.TypePrefixes.Any(p => typeCode.StartsWith(p, StringComparison.Ordinal)))
            ?? AnyKind;
        var title = $"{kind.Title} in {WithArticle(place)}";
        if (kind.TypePrefixes is not ["YAD"])
            title += (minimumAge, maximumAge) switch
            {
                (_, <= 25) => ", young adults",
                (> 25, _) => $", {minimumAge} and over",
                _ => "",
            };
        if (regionCode == Wales)
            title += $" ({kind.WelshTitle})";
        return (title, string.Join("\n\n", kind.Paragraphs));
    }

    // the North East, but North Yorkshire
    private static string WithArticle(string place) =>
        place is "North East" or "North West" or "South West" or "East Midlands" or "West Midlands" or "East of England"
            ? $"the {place}"
            : place;

    /// <summary>A place to name in a title: Greater Manchester's contracts say in their reference which borough they are for.</summary>
    public static string Place(string contractReference, string regionCode, string name) =>
        regionCode == GreaterManchester
        && Boroughs.FirstOrDefault(borough =>
            contractReference.Split('_').Contains(borough, StringComparer.OrdinalIgnoreCase)
        )
            is { } borough
            ? borough
            : name;
}
