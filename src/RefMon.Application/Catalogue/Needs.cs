using System.Text.RegularExpressions;

namespace RefMon.Application.Catalogue;

/// <summary>
/// The needs that people search by. Reference data has a category of its own for many places ("Finance, Benefit and Debt
/// (Bolton)"); all of them meet one need, and a need is also found by everyday words.
/// </summary>
internal static partial class Needs
{
    public static readonly KnownNeed Accommodation = new(
        "accommodation",
        "Accommodation",
        "accommodation",
        "housing home house flat rent tenancy landlord homeless homelessness rough sleeping hostel council"
    );
    public static readonly KnownNeed Dependency = new(
        "dependency-and-recovery",
        "Dependency and recovery",
        "dependency and recovery",
        "drugs alcohol drinking addiction substance misuse gambling sober abstinence relapse"
    );
    public static readonly KnownNeed Employment = new(
        "education-training-and-employment",
        "Education, training and employment",
        "education, training and employment",
        "job work employer career skills course college school learning literacy numeracy CV interview apprenticeship"
    );
    public static readonly KnownNeed EmotionalWellbeing = new(
        "emotional-wellbeing",
        "Emotional wellbeing",
        "emotional wellbeing",
        "mental health anxiety depression stress trauma coping confidence self-esteem feelings"
    );
    public static readonly KnownNeed Family = new(
        "family-and-significant-others",
        "Family and significant others",
        "family and significant others",
        "relationships parenting children partner parent contact"
    );
    public static readonly KnownNeed Money = new(
        "finance-benefit-and-debt",
        "Finance, benefit and debt",
        "finance, benefit",
        "money budget budgeting bank account universal credit welfare arrears loan bills"
    );
    public static readonly KnownNeed Lifestyle = new(
        "lifestyle-and-associates",
        "Lifestyle and associates",
        "lifestyle and associates",
        "friends peers gang influence routine leisure activities thinking choices"
    );
    public static readonly KnownNeed Inclusion = new(
        "social-inclusion",
        "Social inclusion",
        "social inclusion",
        "mentor mentoring community isolation lonely loneliness support network identification documents"
    );

    private static readonly KnownNeed[] Known =
    [
        Accommodation,
        Dependency,
        Employment,
        EmotionalWellbeing,
        Family,
        Money,
        Lifestyle,
        Inclusion,
    ];

    /// <summary>The need a category of this name meets; a need of its own, without everyday words, when the name is new.</summary>
    public static KnownNeed Of(string categoryName)
    {
        var known = Known.FirstOrDefault(need =>
            categoryName.StartsWith(need.NamePrefix, StringComparison.OrdinalIgnoreCase)
        );
        if (known is not null)
            return known;
        var plain = Bracketed().Replace(categoryName, "").Trim();
        var code = NotInCode().Replace(plain.ToLowerInvariant(), "-").Trim('-');
        return new(code.Length > 0 ? code : "other", plain.Length > 0 ? plain : categoryName, plain, "");
    }

    [GeneratedRegex(@"\([^)]*\)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Bracketed();

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NotInCode();
}

/// <summary>A need with the beginning of its categories' names and the everyday words it is searched by.</summary>
internal sealed record KnownNeed(string Code, string Name, string NamePrefix, string Keywords);
