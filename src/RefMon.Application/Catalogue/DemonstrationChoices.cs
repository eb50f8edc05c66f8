namespace RefMon.Application.Catalogue;

/// <summary>The demonstration's service categories, with outcomes and complexity levels in RefMon's own words.</summary>
internal static class DemonstrationChoices
{
    /// <summary>A category: its need, its outcomes in order, and what low, medium and high mean for it.</summary>
    private sealed record Choice(KnownNeed Need, string[] Outcomes, string Low, string Medium, string High)
    {
        /// <summary>Outcomes offered in former years.</summary>
        public string[] Former { get; init; } = [];

        public Guid Id { get; } = CatalogueIds.From("demonstration-category", Need.Code);
    }

    private const string OnlyInWales = "Is able to use services in Welsh where that is their choice.";
    private const string NotInLondon = "Has a plan for travelling to work, training and appointments.";

    private static readonly Choice[] Choices =
    [
        new(
            Needs.Accommodation,
            [
                "Has somewhere safe and settled to live.",
                "Keeps the home they have: rent is paid and disputes are dealt with.",
                "Is on the right housing registers and knows what happens next.",
                "Has what is needed to run a home.",
            ],
            "Has somewhere to live or the means to find it, and needs advice to get there.",
            "Is at risk of losing a home or about to leave prison, has kept a tenancy before, and needs regular help.",
            "Is homeless or has often lost homes, and has other needs that make it hard to get or keep one."
        )
        {
            Former = ["Has been given a list of landlords."],
        },
        new(
            Needs.Dependency,
            [
                "Understands what leads to their use and what it costs them.",
                "Has used less, or not at all, and can say how.",
                "Takes part in treatment and keeps appointments there.",
                "Has people and places that support recovery.",
            ],
            "Is motivated and stable, and wants support to stay so.",
            "Has lapses or is at a turning point, and needs steady support.",
            "Has used for a long time or several substances, has little trust in treatment, and needs intensive support."
        ),
        new(
            Needs.Employment,
            [
                "Is in work, training or education and has kept it up for a month.",
                "Has a CV, and can talk about convictions with an employer.",
                "Reads, writes and counts better than at the start.",
                "Has a routine that gets them ready for work.",
                NotInLondon,
            ],
            "Has worked before and needs help to find the next step.",
            "Has been out of work for some time or lacks skills that employers ask for.",
            "Has hardly worked or learned since school, or has several barriers that must be dealt with first."
        ),
        new(
            Needs.EmotionalWellbeing,
            [
                "Knows what sets off strong feelings and has ways to cope.",
                "Is in touch with the health services they need.",
                "Feels more confident about everyday life.",
            ],
            "Copes on most days and would gain from some support.",
            "Often feels low, anxious or angry, and it gets in the way.",
            "Has distress or trauma that shapes most days; may have a diagnosis or be waiting for one."
        ),
        new(
            Needs.Family,
            [
                "Has safer and better relationships with the people who matter.",
                "Is a more confident parent, where they are one.",
                "Knows how to end or avoid relationships that harm.",
            ],
            "Has support from family and wants to build on it.",
            "Has strained relationships that affect how they live.",
            "Has lost contact with family, or relationships bring conflict or harm."
        ),
        new(
            Needs.Lifestyle,
            [
                "Spends their time in ways that keep them out of trouble.",
                "Has made choices of their own about who they spend time with.",
                "Can think through a risky situation before it happens.",
                OnlyInWales,
            ],
            "Knows what needs to change and has begun.",
            "Has some friends or habits that lead to trouble and some that do not.",
            "Most of their time and most of their contacts are tied to offending."
        ),
        new(
            Needs.Inclusion,
            [
                "Has identification, a doctor and a bank account.",
                "Takes part in something in their community.",
                "Has someone to turn to who is not paid to help.",
            ],
            "Has a few people around them and needs help to find more.",
            "Is often alone and unsure where to turn.",
            "Has no one, or is new to life outside an institution."
        ),
        new(
            Needs.Money,
            [
                "Receives the benefits they are entitled to.",
                "Knows what they owe, and has agreed with creditors how to pay.",
                "Has a budget and keeps to it.",
                "Has a bank account and uses it.",
            ],
            "Manages most of the time and needs advice on one or two things.",
            "Has debts or gaps in income that need work with others.",
            "Has serious debts or no income, and cannot deal with it without close support."
        ),
    ];

    private static readonly (string Code, string Name, KnownNeed[] Needs)[] Types =
    [
        ("ACH", "Accommodation", [Needs.Accommodation]),
        ("ETR", "Education, training and employment", [Needs.Employment]),
        ("PWS", "Personal wellbeing", [Needs.EmotionalWellbeing, Needs.Family, Needs.Lifestyle, Needs.Inclusion]),
        ("WMS", "Women’s services", [.. Choices.Select(choice => choice.Need)]),
        ("MNY", "Finance, benefit and debt", [Needs.Money]),
        ("DRS", "Dependency and recovery", [Needs.Dependency]),
        ("MEN", "Mentoring", [Needs.Inclusion]),
        ("SIN", "Social inclusion", [Needs.Inclusion]),
        ("YAD", "Young adults", [Needs.Employment, Needs.EmotionalWellbeing, Needs.Lifestyle]),
    ];

    public static IReadOnlyList<CategoryRow> Categories { get; } =
    [.. Choices.Select(c => new CategoryRow(c.Id, c.Need.Name, c.Need.Code, c.Need.Name, c.Need.Keywords))];

    public static IReadOnlyList<LevelRow> Levels { get; } =
    [
        .. Choices.SelectMany(c =>
            new[]
            {
                Level(c, "LOW", "Low complexity", c.Low),
                Level(c, "MEDIUM", "Medium complexity", c.Medium),
                Level(c, "HIGH", "High complexity", c.High),
            }
        ),
    ];

    public static IReadOnlyList<OutcomeRow> Outcomes { get; } =
    [
        .. Choices.SelectMany(c =>
            c.Outcomes.Concat(c.Former)
                .Select(
                    (text, position) =>
                        new OutcomeRow(
                            OutcomeId(c, text),
                            c.Id,
                            text,
                            c.Former.Contains(text) ? new DateTimeOffset(2023, 4, 1, 0, 0, 0, TimeSpan.Zero) : null,
                            position
                        )
                )
        ),
    ];

    public static IReadOnlyList<OutcomeRuleRow> Rules { get; } =
    [Rule(OnlyInWales, "INCLUDE", "D"), Rule(NotInLondon, "EXCLUDE", "J")];

    public static IReadOnlyList<ContractTypeRow> ContractTypes { get; } =
    [.. Types.Select(type => new ContractTypeRow(TypeId(type.Code), type.Code, type.Name))];

    public static IReadOnlyList<ContractTypeCategoryRow> ContractTypeCategories { get; } =
    [
        .. Types.SelectMany(type =>
            type.Needs.Select(need => new ContractTypeCategoryRow(
                TypeId(type.Code),
                CatalogueIds.From("demonstration-category", need.Code)
            ))
        ),
    ];

    public static Guid TypeId(string code) => CatalogueIds.From("demonstration-contract-type", code);

    private static LevelRow Level(Choice choice, string grade, string title, string description) =>
        new(
            CatalogueIds.From("demonstration-level", $"{choice.Need.Code}/{grade}"),
            choice.Id,
            grade,
            title,
            description
        );

    private static Guid OutcomeId(Choice choice, string text) =>
        CatalogueIds.From("demonstration-outcome", $"{choice.Need.Code}/{text}");

    private static OutcomeRuleRow Rule(string outcome, string kind, string region)
    {
        var choice = Choices.Single(c => c.Outcomes.Contains(outcome));
        var contracts = DemonstrationServices.All.Where(service => service.Region == region);
        return new(OutcomeId(choice, outcome), 0, kind, [.. contracts.Select(service => service.Reference)]);
    }
}
