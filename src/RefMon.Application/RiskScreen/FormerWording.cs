using RefMon.Application.Referring;
using RefMon.Domain.RiskScreen;

namespace RefMon.Application.RiskScreen;

/// <summary>
/// One text of a version shared before, beside what the sources say now: what it said, whether that is the practitioner's
/// wording (or cannot be told from it), and whether the assessment says something else since.
/// </summary>
internal sealed record FormerText(RiskEdit Edit, string? Was, bool IsReworded, bool HasChangedSince)
{
    /// <summary>What a box begins with: the wording, or what the assessment says now.</summary>
    public string? InBox(RiskTexts originals) => IsReworded ? Was : Edit.In(originals);

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(FormerText)} {Edit.Field}";
}

/// <summary>What the practitioner made of the sources' words in a version that was shared, told from what they left as it was.</summary>
internal static class FormerWording
{
    /// <summary>The seven texts, in the order they are read.</summary>
    public static IReadOnlyList<FormerText> Of(RiskStatement before, RiskBasis now)
    {
        var from = MarksOf(before, now) is { } marks ? FormShown.Read(marks) : null;
        return [.. RiskForm.Edits.Select(edit => Text(edit, before, now, from))];
    }

    /// <summary>
    /// A mark of each text that a version was taken from; null where it was reworded before these were kept. Where the
    /// assessment is still the very same, <paramref name="now"/> tells.
    /// </summary>
    public static string? MarksOf(RiskStatement before, RiskBasis? now = null) =>
        before.Origin is { TextMarks: { } marks } ? marks
        : now is not null && now.HasSameAssessmentAs(before) ? RiskForm.Marks(now.Originals)
        : before.Edited ? null
        : RiskForm.Marks(before.Texts);

    /// <summary>True when one of the texts is not as it was in what these marks were made of, or that is not known.</summary>
    public static bool IsReworded(RiskTexts texts, string? marks) =>
        marks is null || RiskForm.Edits.Any(edit => !FormShown.Read(marks).Had(edit.Name, edit.In(texts)));

    /// <summary>True when a version was shared without a registration that there was, or may have been.</summary>
    public static bool LeavesSomeOut(RiskStatement before) => before.Origin?.LeavesSomeOut ?? before.Edited;

    // where it is not known which texts were reworded, those that differ stay as they were shared and are named
    private static FormerText Text(RiskEdit edit, RiskStatement before, RiskBasis now, FormShown? from)
    {
        var (was, original) = (edit.In(before.Texts), edit.In(now.Originals));
        var isReworded = from is null ? !now.IsAssessmentHeard || was != original : !from.Had(edit.Name, was);
        var isMoved = from is null || !from.Had(edit.Name, original);
        return new(edit, was, isReworded, isReworded && isMoved && now.IsAssessmentHeard && was != original);
    }
}
