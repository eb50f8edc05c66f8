using RefMon.Application.RiskScreen;
using RefMon.Domain;
using RefMon.Domain.RiskScreen;
using RoshLevel = RefMon.Domain.RiskScreen.RoshLevel;

namespace RefMon.Application.Referring;

internal sealed record RiskSection() : DraftSection(DraftSections.AboutPerson, Address, "Risk information")
{
    public const string Address = "risk";
    public const string Choice = "riskChoice";
    public const string LeftOut = "riskLeftOut";
    public const string Additional = "riskAdditional";
    public const string Acknowledged = "riskAcknowledged";

    /// <summary>What each text said in the assessment when it was edited, as marks.</summary>
    public const string EditedFrom = "riskEditedFrom";
    public const string Seen = "risk";

    public override SectionReview Review(OpenDraft open)
    {
        var shared = Statement(open);
        var rows = new List<CheckRow>
        {
            new(
                "Overall risk of serious harm",
                [OverallRisk.Of(shared).InWords()],
                shared.AssessedOn is { } day ? $"Assessed on {Words.Day(day)}" : "No assessment date found"
            ),
        };
        if (shared.Groups.Count > 0)
            rows.Add(new("Risk to each group", [.. shared.Groups.Select(g => $"{g.Group}: {InWords(g.Level)}")]));
        rows.AddRange(
            RiskForm.Edits.Select(edit => Words.Row(edit.Label, edit.In(shared.Texts), "No information provided"))
        );
        rows.Add(Words.Row("Additional information", shared.Texts.AdditionalInformation, "None"));
        rows.Add(Words.Rows("Scores", [.. shared.Scores!.Select(InWords)], NoneOr(shared.Sources!.ScoresReadAt)));
        rows.Add(
            Words.Rows(
                "Registrations and alerts",
                [.. shared.Registrations!.Select(r => $"{r.Description}, since {Words.Day(r.StartedOn)}")],
                NoneOr(shared.Sources!.RegistrationsReadAt)
            ) with
            {
                Note = LeftOutInWords(Wording(open).WithoutThoseOf(Basis(open).Registrations)),
            }
        );
        if (open.Answers[Choice] is { } choice)
            rows.Add(new("How it is shared", [ChoiceInWords(choice)]));
        rows.AddRange(KeptUnshared(open));
        return SectionReview.Of(open.Answers.Has(Choice), Missing(open), rows);
    }

    // sharing as it is loses no wording: it waits, and whoever checks the answers sees that it does
    private static IEnumerable<CheckRow> KeptUnshared(OpenDraft open)
    {
        if (open.Answers[Choice] == RiskForm.Edit)
            yield break;
        var note = open.Answers.Has(Choice)
            ? "Kept in the draft only: the assessment is shared as it is"
            : "Kept in the draft only, until you say how to share the risk information";
        foreach (var edit in RiskForm.Edits)
        {
            if (open.Answers[edit.Name] is { } text)
                yield return Words.Row(
                    $"{edit.Label}: your wording, not shared",
                    text,
                    "Emptied: no information provided",
                    note
                );
        }
        var names = (Wording(open) with { Edit = true })
            .WithoutThoseOf(Basis(open).Registrations)
            .Select(r => r.Description)
            .ToList();
        if (names.Count > 0)
            yield return new(
                open.Answers.Has(Choice)
                    ? "Registrations you left out, shared all the same"
                    : "Registrations you left out",
                names,
                note
            );
    }

    /// <summary>What the neighbours say.</summary>
    public static RiskBasis Basis(OpenDraft open) => RiskBasis.Of(open.Sources.RiskAnswers);

    public static bool IsAcknowledged(OpenDraft open) => open.Answers[Acknowledged] == Basis(open).Mark;

    /// <summary>How the practitioner words it.</summary>
    public static RiskWording Wording(OpenDraft open) =>
        new(open.Answers[Choice] == RiskForm.Edit, EditedTexts(open), Split(open.Answers[LeftOut]));

    /// <summary>The texts of the edit boxes: as edited, otherwise the original.</summary>
    public static RiskTexts EditedTexts(OpenDraft open)
    {
        var originals = Basis(open).Originals;
        return RiskForm.Texts(edit => open.Answers[edit.Name] ?? edit.In(originals), open.Answers[Additional]);
    }

    /// <summary>The fields whose text was edited and has changed in the assessment since.</summary>
    public static IReadOnlyList<string> ChangedSinceEdited(OpenDraft open)
    {
        var originals = Basis(open).Originals;
        var editedFrom = FormShown.Read(open.Answers[EditedFrom]);
        return
        [
            .. RiskForm
                .Edits.Where(edit =>
                    open.Answers.Has(EditedFrom)
                    && open.Answers.Has(edit.Name)
                    && !editedFrom.Had(edit.Name, edit.In(originals))
                )
                .Select(edit => edit.Field),
        ];
    }

    /// <summary>What would be shared if the referral were sent now.</summary>
    public static RiskStatement Statement(OpenDraft open) =>
        Basis(open).Share(new RiskVersionId(Guid.CreateVersion7(open.Now)), Wording(open), IsAcknowledged(open));

    public static string ChoiceInWords(string choice) =>
        choice == RiskForm.Edit ? "Edit before sharing" : "Share as it is";

    public static string? Join(IEnumerable<string> keys) =>
        string.Join(' ', keys.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)) is { Length: > 0 } text
            ? text
            : null;

    public static IReadOnlyList<string> Split(string? text) =>
        text?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    public static string InWords(RoshLevel level) =>
        level switch
        {
            RoshLevel.Unknown => "Unknown",
            RoshLevel.Low => "Low",
            RoshLevel.Medium => "Medium",
            RoshLevel.High => "High",
            RoshLevel.VeryHigh => "Very high",
        };

    private static string InWords(RiskScore score) =>
        string.Join(
            ", ",
            new[]
            {
                $"{ScoreName(score.Kind)}: {InWords(score.Band)}",
                score.Percent is { } percent ? FormattableString.Invariant($"{percent:0.##}%") : null,
                score.CompletedOn is { } day ? $"worked out on {Words.Day(day)}" : "no date",
            }.OfType<string>()
        );

    private static string ScoreName(RiskScoreKind kind) =>
        kind switch
        {
            RiskScoreKind.Reoffending => "Any reoffending (OGRS)",
            RiskScoreKind.ViolentReoffending => "Violent reoffending (OVP)",
            RiskScoreKind.SeriousReoffending => "Serious reoffending (RSR)",
            RiskScoreKind.ContactSexualReoffending => "Sexual reoffending with contact (OSP)",
            RiskScoreKind.IndirectSexualReoffending => "Sexual reoffending without contact (OSP)",
        };

    private static string NoneOr(DateTimeOffset? readAt) =>
        readAt is null ? "Not known: there was no answer when this was asked for" : "None";

    private static string? LeftOutInWords(IReadOnlyList<RiskRegistration> leftOut) =>
        leftOut.Count == 0 ? null : $"Left out: {string.Join(", ", leftOut.Select(r => r.Description))}";

    private static string? Missing(OpenDraft open) =>
        open.Sources.Risk is null ? "Risk information could not be fetched. Open this section to try again"
        : !open.Answers.Has(Choice) ? "Read the risk information and say how to share it"
        : !IsAcknowledged(open) ? "The risk information has changed since you confirmed it: read it and confirm again"
        : null;
}
