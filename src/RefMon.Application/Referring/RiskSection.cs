using RefMon.Application.RiskScreen;
using RefMon.Domain.RiskScreen;
using GroupRisk = RefMon.Domain.RiskScreen.GroupRisk;
using RoshLevel = RefMon.Domain.RiskScreen.RoshLevel;

namespace RefMon.Application.Referring;

internal sealed record RiskSection() : DraftSection(DraftSections.AboutPerson, "risk", "Risk information")
{
    public const string AsIs = "as-is";
    public const string Edit = "edit";
    public const string Choice = "riskChoice";
    public const string Additional = "riskAdditional";
    public const string Acknowledged = "riskAcknowledged";
    public const string Seen = "risk";

    public static readonly IReadOnlyList<RiskEdit> Edits =
    [
        new(
            "riskWho",
            nameof(SaveRiskInformation.WhoIsAtRisk),
            "Who is at risk",
            c => c.WhoIsAtRisk,
            t => t.WhoIsAtRisk
        ),
        new(
            "riskNature",
            nameof(SaveRiskInformation.NatureOfRisk),
            "Nature of the risk",
            c => c.NatureOfRisk,
            t => t.NatureOfRisk
        ),
        new(
            "riskImminence",
            nameof(SaveRiskInformation.RiskImminence),
            "When the risk is greatest",
            c => c.RiskImminence,
            t => t.RiskImminence
        ),
        new("riskSelfHarm", nameof(SaveRiskInformation.SelfHarm), "Self-harm", c => c.SelfHarm, t => t.SelfHarm),
        new("riskSuicide", nameof(SaveRiskInformation.Suicide), "Suicide", c => c.Suicide, t => t.Suicide),
        new(
            "riskHostel",
            nameof(SaveRiskInformation.HostelSetting),
            "Coping in a hostel setting",
            c => c.HostelSetting,
            t => t.HostelSetting
        ),
        new(
            "riskVulnerability",
            nameof(SaveRiskInformation.Vulnerability),
            "Vulnerability",
            c => c.Vulnerability,
            t => t.Vulnerability
        ),
    ];

    public override SectionReview Review(OpenDraft open)
    {
        var texts = Shared(open);
        var summary = Summary(open);
        var rows = new List<CheckRow>
        {
            new(
                "Overall risk of serious harm",
                [summary is null ? "Unknown" : InWords(summary.Overall)],
                summary?.AssessedOn is { } day ? $"Assessed on {Words.Day(day)}" : "No assessment date found"
            ),
        };
        rows.AddRange(Edits.Select(edit => Words.Row(edit.Label, edit.In(texts), "No information provided")));
        rows.Add(Words.Row("Additional information", texts.AdditionalInformation, "None"));
        return SectionReview.Of(open.Answers.Has(Choice), Missing(open), rows);
    }

    public static string Fingerprint(OpenDraft open) =>
        open.Sources.Risk is { } risk ? DraftJson.Fingerprint(risk.Value) : "";

    public static bool IsAcknowledged(OpenDraft open) => open.Answers[Acknowledged] == Fingerprint(open);

    public static string ChoiceInWords(string choice) => choice == Edit ? "Edit before sharing" : "Share as it is";

    public static RiskSummary? Summary(OpenDraft open) =>
        open.Sources.Risk is { Value.Assessment: { } assessment } risk
            ? new(
                assessment.AssessedOn,
                assessment.AssessedOn is { } day ? open.Today.DayNumber - day.DayNumber : null,
                risk.At,
                LevelOf(assessment.Overall),
                [.. assessment.Levels.Select(group => new GroupRisk(group.Group, LevelOf(group.Level)))],
                assessment.IncreaseFactors,
                assessment.ReductionFactors
            )
            : null;

    /// <summary>The assessment's words, as they are shared when nobody edits them.</summary>
    public static RiskTexts Originals(OpenDraft open)
    {
        if (open.Sources.Risk?.Value.Assessment is not { } assessment)
            return new(null, null, null, null, null, null, null, null);
        var self = assessment.ToSelf;
        return new(
            TypedText.Lines(assessment.WhoIsAtRisk),
            TypedText.Lines(assessment.NatureOfRisk),
            TypedText.Lines(assessment.RiskImminence),
            InWords(self.Suicide),
            InWords(self.SelfHarm),
            InWords(self.HostelSetting),
            InWords(self.Vulnerability),
            null
        );
    }

    /// <summary>The texts of the edit boxes: as edited, otherwise the original.</summary>
    public static RiskTexts Edited(OpenDraft open, RiskTexts originals)
    {
        string? Text(int index) =>
            open.Answers.Field(Edits[index].Name) is { Value: { } text } ? text : Edits[index].In(originals);
        return new(Text(0), Text(1), Text(2), Text(4), Text(3), Text(5), Text(6), open.Answers[Additional]);
    }

    /// <summary>What the supplier will read: the choice decides, and the additional information always goes with it.</summary>
    public static RiskTexts Shared(OpenDraft open)
    {
        var originals = Originals(open);
        if (open.Answers[Choice] != Edit)
            return originals with { AdditionalInformation = open.Answers[Additional] };
        var edited = Edited(open, originals);
        return new(
            TypedText.Lines(edited.WhoIsAtRisk),
            TypedText.Lines(edited.NatureOfRisk),
            TypedText.Lines(edited.RiskImminence),
            TypedText.Lines(edited.Suicide),
            TypedText.Lines(edited.SelfHarm),
            TypedText.Lines(edited.HostelSetting),
            TypedText.Lines(edited.Vulnerability),
            open.Answers[Additional]
        );
    }

    public static RoshLevel LevelOf(RefMon.Application.RiskScreen.RoshLevel? level) =>
        level is { } known ? LevelOf(known) : RoshLevel.Unknown;

    private static RoshLevel LevelOf(RefMon.Application.RiskScreen.RoshLevel level) =>
        level switch
        {
            RefMon.Application.RiskScreen.RoshLevel.Low => RoshLevel.Low,
            RefMon.Application.RiskScreen.RoshLevel.Medium => RoshLevel.Medium,
            RefMon.Application.RiskScreen.RoshLevel.High => RoshLevel.High,
            RefMon.Application.RiskScreen.RoshLevel.VeryHigh => RoshLevel.VeryHigh,
        };

    public static string InWords(RoshLevel level) =>
        level switch
        {
            RoshLevel.Unknown => "Unknown",
            RoshLevel.Low => "Low",
            RoshLevel.Medium => "Medium",
            RoshLevel.High => "High",
            RoshLevel.VeryHigh => "Very high",
        };

    // the concern's own words only while it is a concern; an old text behind a no is not shared
    private static string? InWords(SelfConcern concern) =>
        concern switch
        {
            { Current: ConcernAnswer.Yes } => TypedText.Lines(concern.Text)
                ?? "Yes, a concern now. No details are recorded.",
            { Current: ConcernAnswer.No } => "Not a concern at the time of the assessment.",
            { Current: ConcernAnswer.DontKnow } => "The assessor did not know whether this is a concern.",
            _ => null,
        };

    private static string? Missing(OpenDraft open) =>
        open.Sources.Risk is null ? "Risk information could not be fetched. Open this section to try again"
        : !open.Answers.Has(Choice) ? "Read the risk information and say how to share it"
        : !IsAcknowledged(open) ? "There is a newer risk assessment: read it and confirm again"
        : null;
}
