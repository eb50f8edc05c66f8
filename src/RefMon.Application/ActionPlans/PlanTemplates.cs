using RefMon.Application.Catalogue;
using RefMon.Domain.Referring;

namespace RefMon.Application.ActionPlans;

/// <summary>
/// Activities to begin a plan from, a small set for each need, in RefMon's own words. They are for every outcome asked for in
/// the category until the caseworker says which; a need that has no set of its own gets the general one.
/// </summary>
internal static class PlanTemplates
{
    private static readonly string[] General =
    [
        "Agree what the person wants to change first, and the small steps that lead there.",
        "Work through those steps together at each session, and note what helped and what got in the way.",
        "Agree how the person keeps it up once the sessions have ended, and who else can help.",
    ];

    private static readonly Dictionary<string, string[]> ByNeed = new(StringComparer.Ordinal)
    {
        [Needs.Accommodation.Code] =
        [
            "Look at where the person lives now, what it costs and what puts it at risk.",
            "Apply together to the council’s housing register and to suitable landlords, and gather the papers they ask for.",
            "Go through a tenancy agreement, rent and bills, and practise what to say to a landlord.",
            "Agree what to do, and whom to ring, if the home is at risk again.",
        ],
        [Needs.Dependency.Code] =
        [
            "Map what leads to use, what it costs and what the person wants instead.",
            "Go along to treatment or a recovery group, and keep to the appointments there.",
            "Practise ways through cravings and difficult moments, and write them down.",
            "Agree a plan for lapses: warning signs, and people to turn to.",
        ],
        [Needs.Employment.Code] =
        [
            "Talk through work and learning so far, and set a goal for the next three months.",
            "Write a CV, and practise talking about convictions with an employer.",
            "Find and apply for courses, training or jobs, and prepare for interviews.",
            "Plan the journey, the money and the routine for the first month.",
        ],
        [Needs.EmotionalWellbeing.Code] =
        [
            "Talk about what sets off strong feelings, and what has helped before.",
            "Practise two ways to cope, and use them between sessions.",
            "Get in touch with the GP or the services the person needs, and go along if wanted.",
        ],
        [Needs.Family.Code] =
        [
            "Draw who matters in the person’s life, and which contact is safe and wanted.",
            "Practise listening, saying no and settling disagreements.",
            "Agree steps towards the relationships the person wants, and support while they try.",
        ],
        [Needs.Lifestyle.Code] =
        [
            "Go through a usual week: where time is spent, with whom, and what leads to trouble.",
            "Try something new that the person chooses, and make it part of the week.",
            "Think through risky situations before they happen, and practise ways out.",
        ],
        [Needs.Inclusion.Code] =
        [
            "Get identification, a doctor and a bank account sorted out.",
            "Visit a local group or activity together until the person goes alone.",
            "Find people who can help when the sessions have ended.",
        ],
        [Needs.Money.Code] =
        [
            "List money coming in and going out, and make a budget that can be kept.",
            "Check which benefits the person can have, and apply for them together.",
            "Write down every debt, and agree with creditors or a debt adviser how to pay.",
            "Open or tidy up a bank account, and set up the payments that matter most.",
        ],
    };

    /// <summary>The activities for one category.</summary>
    public static IReadOnlyList<string> For(CategoryStatement category) =>
        ByNeed.GetValueOrDefault(Needs.Of(category.Name).Code, General);

    /// <summary>A first suggestion for the number of sessions, by the most complex need: 4, 8 or 12.</summary>
    public static int Sessions(IEnumerable<CategoryStatement> categories) =>
        categories.Select(category => category.Complexity.Level).DefaultIfEmpty().Max() switch
        {
            ComplexityGrade.Low => 4,
            ComplexityGrade.Medium => 8,
            ComplexityGrade.High => 12,
        };
}
