namespace RefMon.StandIns.People;

/// <summary>Invented names, places and sentences to make people from. No one real is meant.</summary>
internal static class Wording
{
    public static readonly string[] MensNames =
    [
        "Adam",
        "Aled",
        "Andrzej",
        "Ben",
        "Callum",
        "Chidi",
        "Connor",
        "Curtis",
        "Daniel",
        "Darren",
        "Declan",
        "Dylan",
        "Emyr",
        "Ethan",
        "Femi",
        "Gareth",
        "George",
        "Haroon",
        "Ieuan",
        "Imran",
        "Jack",
        "Jamie",
        "Jay",
        "Jordan",
        "Kai",
        "Kieran",
        "Kwame",
        "Lewis",
        "Liam",
        "Llŷr",
        "Luke",
        "Marcus",
        "Mohammed",
        "Nathan",
        "Oisín",
        "Owain",
        "Patrick",
        "Reece",
        "Rhys",
        "Ryan",
        "Scott",
        "Siôn",
        "Stephen",
        "Tariq",
        "Tomasz",
        "Tŵm",
        "Tyrone",
        "Usman",
        "Wayne",
        "Zach",
    ];

    public static readonly string[] WomensNames =
    [
        "Abigail",
        "Aisha",
        "Angharad",
        "Becky",
        "Carly",
        "Chantelle",
        "Chloë",
        "Danielle",
        "Donna",
        "Elin",
        "Esther",
        "Fatima",
        "Ffion",
        "Gemma",
        "Gwenllïan",
        "Hayley",
        "Holly",
        "Jade",
        "Kelly",
        "Kirsty",
        "Leanne",
        "Lowri",
        "Magda",
        "Mair",
        "Naomi",
        "Ngozi",
        "Priya",
        "Rachel",
        "Shanice",
        "Siân",
        "Sophie",
        "Stacey",
        "Toni",
        "Zara",
    ];

    public static readonly string[] LastNames =
    [
        "Abara",
        "Ainsworth",
        "Appleby",
        "Ashdown",
        "Bâl",
        "Barraclough",
        "Begum",
        "Birtwistle",
        "Bowen",
        "Brâs",
        "Campbell-Reid",
        "Chaudhry",
        "Clegg",
        "Cŵper",
        "Dâvies",
        "D'Arcy",
        "Dhillon",
        "Donnelly",
        "Eccles",
        "Fâr",
        "Fairweather",
        "Farquhar",
        "Goodfellow",
        "Gŵyn",
        "Hargreaves",
        "Hussain",
        "Iqbal",
        "Jenkins",
        "Jones-Pugh",
        "Kaminska",
        "Kershaw",
        "Lockwood",
        "Lloyd",
        "Llwŷd",
        "MacAllister",
        "Malik",
        "McBride",
        "Merrick",
        "Mensah",
        "Nowak",
        "O'Brien",
        "O'Hara",
        "O'Neill",
        "Okafor",
        "Ormerod",
        "Owusu",
        "Parry",
        "Patel",
        "Penrose",
        "Quick",
        "Rahman",
        "Ramsbottom",
        "St John",
        "Singh",
        "Sŵyn",
        "Tanner",
        "Tattersall",
        "Thistlethwaite",
        "Tudur",
        "Underhill",
        "Vaughan",
        "Wadsworth",
        "Whittaker",
        "Wilkes-Brown",
        "Wyn",
        "Yates",
        "Zielinski",
    ];

    public static readonly string[] Ethnicities =
    [
        "White: British/English/Welsh/Scottish/Northern Irish",
        "White: Irish",
        "White: Gypsy or Irish Traveller",
        "White: Other",
        "Mixed: White and Black Caribbean",
        "Mixed: White and Asian",
        "Asian or Asian British: Indian",
        "Asian or Asian British: Pakistani",
        "Asian or Asian British: Bangladeshi",
        "Black or Black British: African",
        "Black or Black British: Caribbean",
        "Other: Arab",
        "Not stated",
    ];

    public static readonly string[] Languages =
    [
        "English",
        "English",
        "English",
        "English",
        "Welsh",
        "Polish",
        "Urdu",
        "Romanian",
    ];

    public static readonly string[] Religions =
    [
        "No religion",
        "No religion",
        "Christian",
        "Muslim",
        "Roman Catholic",
        "Sikh",
        "Hindu",
        "Jewish",
        "Buddhist",
        "Prefer not to say",
    ];

    public static readonly string[] Disabilities =
    [
        "Dyslexia",
        "Hearing impairment",
        "Reduced mobility",
        "Mental illness",
        "Learning difficulties",
        "Autism",
        "Visual impairment",
        "Long-term illness",
    ];

    public static readonly string[] Streets =
    [
        "Tannery Row",
        "Cooper's Lane",
        "Station Road",
        "Lower Mill Street",
        "Heol y Nant",
        "Quarry View",
        "Chapel Hill",
        "Canal Side",
        "Orchard Close",
        "Foundry Court",
        "Ropewalk",
        "St Anne's Terrace",
    ];

    public static readonly string[] Towns =
    [
        "Aldermoor",
        "Brackenfell",
        "Cwmderwen",
        "Dunholt",
        "Eastmarsh",
        "Fallowgate",
        "Holmcross",
        "Longstead",
        "Netherby",
    ];

    public static readonly (string Category, string Subcategory)[] Sentences =
    [
        ("Theft offences", "Stealing from shops and stalls"),
        ("Theft offences", "Theft from the person"),
        ("Violence against the person", "Assault occasioning actual bodily harm"),
        ("Violence against the person", "Threats to kill"),
        ("Drug offences", "Possession of a class B drug"),
        ("Drug offences", "Supplying a class A drug"),
        ("Criminal damage and arson", "Criminal damage"),
        ("Public order offences", "Affray"),
        ("Summary motoring", "Driving while disqualified"),
        ("Burglary", "Burglary in a dwelling"),
        ("Fraud offences", "Fraud by false representation"),
        ("Possession of weapons", "Having a bladed article in a public place"),
    ];

    public static readonly string[] WhoIsAtRisk =
    [
        "Shop staff who challenge them.",
        "Former partners and people close to them.",
        "Members of the public met when drunk, mostly men of a similar age.",
        "Family members who share a home with them.",
    ];

    public static readonly string[] NatureOfRisk =
    [
        "Verbal abuse and pushing; a weapon has not been used.",
        "Punching and kicking, with injuries needing treatment.",
        "Controlling behaviour and damage to belongings.",
        "Emotional harm to children who see or hear arguments.",
    ];

    public static readonly string[] Imminence =
    [
        "Most likely at weekends after drinking.",
        "When a relationship ends or contact with children is stopped.",
        "When money has run out and there is pressure from a lender.",
        "No pattern is known; take care with new surroundings.",
    ];

    public static readonly string[] IncreaseFactors =
    [
        "Losing the tenancy; a return to daily drinking.",
        "Missing medication; isolation.",
        "Contact with former associates.",
    ];

    public static readonly string[] ReductionFactors =
    [
        "Steady work and the support of a sister.",
        "Abstinence, and the evening group.",
        "Stable housing away from the town centre.",
    ];

    public static readonly string[] SuicideConcerns =
    [
        "Spoke of feeling hopeless in the last month; knows whom to call.",
        "Took an overdose two years ago; sees the crisis team when low.",
        "Thoughts of not wanting to live around the anniversary of a loss.",
        "Has asked for a weekly call while waiting for counselling.",
    ];

    public static readonly string[] SelfHarmConcerns =
    [
        "Has hurt themselves under stress in the past year.",
        "Cuts when contact with the children falls through.",
        "Old scars on both arms; says it has not happened since spring.",
        "Hits walls when angry; has broken a hand twice.",
    ];

    public static readonly string[] HostelConcerns =
    [
        "Finds shared housing hard and has left it twice.",
        "Keeps to the room where others drink or use drugs.",
        "Noise at night brings back time in care; asks for a room at the end.",
        "Fell out with staff over visitors and was given notice.",
    ];

    public static readonly string[] VulnerabilityConcerns =
    [
        "Has been pressed for money by neighbours.",
        "Others have used the flat to store what is not theirs.",
        "Agrees to what is asked without having understood it.",
        "Lends a bank card to people met in the street.",
    ];

    public static readonly string[] CustodyConcerns =
    [
        "Found the first weeks of an earlier sentence hard to bear.",
        "Owes money on the wing and stays in the cell.",
        "Does not eat when moved to another prison.",
        "Has lost visits from family since the last move.",
    ];
}
