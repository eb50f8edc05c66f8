using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.RiskScreen;
using Shared = RefMon.Domain.RiskScreen;

namespace RefMon.Application.RiskScreen;

/// <summary>Whether there is an assessment to show.</summary>
public enum RiskAvailability
{
    /// <summary>There is one.</summary>
    Assessed,

    /// <summary>The person was never assessed. That is not a low risk.</summary>
    NeverAssessed,

    /// <summary>Assess Risks and Needs will not show it. Whether there is one is not known; nor is the risk.</summary>
    Withheld,

    /// <summary>
    /// Assess Risks and Needs has not answered, and no assessment was shared before that could stand in. Whether there is
    /// one is not known.
    /// </summary>
    Unavailable,
}

/// <summary>
/// What a version of the risk information is made from: the assessment's date, levels and words, the scores and the
/// registrations, each as its source last gave it (<see cref="RiskSources"/>: null where it has not answered). A level that
/// nobody gave is unknown, never low. The last two are for the practitioner only and are not shared.
/// </summary>
public sealed record RiskBasis(
    RiskAvailability Availability,
    DateOnly? AssessedOn,
    Shared.RoshLevel Overall,
    IReadOnlyList<Shared.GroupRisk> Groups,
    RiskTexts Originals,
    IReadOnlyList<RiskScore> Scores,
    IReadOnlyList<RiskRegistration> Registrations,
    RiskSources Sources,
    string? IncreaseFactors,
    string? ReductionFactors
)
{
    private const string NotHeard = "-";

    /// <summary>
    /// Tells this from any other basis, whenever it was read: a part for each source, so that one which was silent then is
    /// news once it answers. Holds nothing of what they say.
    /// </summary>
    public string Mark =>
        string.Join(
            '.',
            AssessmentMark,
            AreScoresFormer ? PartOf(Before!.SourceMark, 1) : Part(Sources.ScoresReadAt, Scores),
            AreRegistrationsFormer ? PartOf(Before!.SourceMark, 2) : Part(Sources.RegistrationsReadAt, Registrations)
        );

    /// <summary>
    /// The same, with which sources were silent: what stands in for one is not what it says, be it taken from the very same, so
    /// that a page that showed the one has not shown the other.
    /// </summary>
    internal string MarkAsShown =>
        FormattableString.Invariant($"{Mark} {AreWordsFormer} {AreScoresFormer} {AreRegistrationsFormer}");

    /// <summary>True when the words are those shared last, the practitioner's among them: the assessment's source is silent.</summary>
    public bool AreWordsFormer => Before is not null && Silent.Assessment;

    /// <summary>True when the registrations are those shared last, without what was left out: their source is silent.</summary>
    public bool AreRegistrationsFormer => Before is not null && Silent.Registrations;

    private bool AreScoresFormer => Before is not null && Silent.Scores;

    // what a silent source leaves of what was shared before, whatever was made of its words then
    private RiskStatement? Before { get; init; }

    private (bool Assessment, bool Scores, bool Registrations) Silent { get; init; }

    private string AssessmentMark =>
        AreWordsFormer
            ? PartOf(Before!.SourceMark, 0)
            : Part(
                Sources.AssessmentReadAt,
                new
                {
                    Availability,
                    AssessedOn,
                    Groups,
                    Originals,
                    IncreaseFactors,
                    ReductionFactors,
                }
            );

    private static string Part<T>(DateTimeOffset? readAt, T said) =>
        readAt is null ? NotHeard : DraftJson.Fingerprint(said);

    private static string PartOf(string? mark, int source) =>
        mark?.Split('.') is { Length: 3 } parts ? parts[source] : NotHeard;

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(RiskBasis);

    /// <summary>The version to share: exactly what the supplier will read.</summary>
    public RiskStatement Share(RiskVersionId id, RiskWording wording, bool acknowledged)
    {
        var texts = wording.Of(Originals);
        var registrations = wording.Of(Registrations);
        // what stands in for a silent source is as the practitioner had made it: shared again it is still theirs
        var marks = AreWordsFormer ? FormerWording.MarksOf(Before!) : RiskForm.Marks(Originals);
        var leavesSomeOut =
            registrations.Count < Registrations.Count
            || (AreRegistrationsFormer && FormerWording.LeavesSomeOut(Before!));
        return new RiskStatement(
            id,
            AssessedOn,
            Overall,
            Groups,
            texts,
            FormerWording.IsReworded(texts, marks) || leavesSomeOut,
            acknowledged,
            Scores,
            registrations,
            Sources,
            Mark,
            new(Availability is RiskAvailability.Assessed, marks, leavesSomeOut)
        );
    }

    /// <summary>True when the assessment's source has answered.</summary>
    internal bool IsAssessmentHeard => Sources.AssessmentReadAt is not null && !AreWordsFormer;

    /// <summary>True when a version was taken from the very assessment that its source gives now.</summary>
    internal bool HasSameAssessmentAs(RiskStatement version) =>
        IsAssessmentHeard && PartOf(version.SourceMark, 0) == AssessmentMark;

    /// <summary>True when a version was taken from the very registrations that their source gives now.</summary>
    internal bool HasSameRegistrationsAs(RiskStatement version) =>
        Sources.RegistrationsReadAt is not null
        && PartOf(version.SourceMark, 2) == Part(Sources.RegistrationsReadAt, Registrations);

    internal static RiskBasis Of(RiskAnswers answers)
    {
        var assessment = answers.Assessment?.Value.Assessment;
        return new(
            answers.Assessment is null ? RiskAvailability.Unavailable
                : assessment is not null ? RiskAvailability.Assessed
                : answers.Assessment.Value.IsWithheld ? RiskAvailability.Withheld
                : RiskAvailability.NeverAssessed,
            assessment?.AssessedOn,
            LevelOf(assessment?.Overall),
            [.. assessment?.Levels.Select(group => new Shared.GroupRisk(group.Group, LevelOf(group.Level))) ?? []],
            OriginalsOf(assessment),
            answers.Scores?.Value ?? [],
            answers.Registrations?.Value ?? [],
            new(answers.Assessment?.At, answers.Scores?.At, answers.Registrations?.At),
            assessment?.IncreaseFactors,
            assessment?.ReductionFactors
        );
    }

    /// <summary>
    /// The same, where a silent source leaves what was shared before: what is known now can be shared although a
    /// neighbour is down.
    /// </summary>
    internal static RiskBasis Of(RiskAnswers answers, RiskStatement before)
    {
        var now = Of(answers);
        var sources = before.Sources ?? new RiskSources(null, null, null);
        if (answers.Assessment is null)
            now = now with
            {
                Availability = before.IsAssessed ? RiskAvailability.Assessed : RiskAvailability.Unavailable,
                AssessedOn = before.AssessedOn,
                Overall = OverallRisk.Of(before).Level,
                Groups = before.Groups,
                Originals = before.Texts with { AdditionalInformation = null },
            };
        return now with
        {
            Before = before,
            Silent = (answers.Assessment is null, answers.Scores is null, answers.Registrations is null),
            Scores = answers.Scores is null ? before.Scores ?? [] : now.Scores,
            Registrations = answers.Registrations is null ? before.Registrations ?? [] : now.Registrations,
            Sources = new(
                now.Sources.AssessmentReadAt ?? sources.AssessmentReadAt,
                now.Sources.ScoresReadAt ?? sources.ScoresReadAt,
                now.Sources.RegistrationsReadAt ?? sources.RegistrationsReadAt
            ),
        };
    }

    private static Shared.RoshLevel LevelOf(RoshLevel? level) =>
        level is { } known ? LevelOf(known) : Shared.RoshLevel.Unknown;

    private static Shared.RoshLevel LevelOf(RoshLevel level) =>
        level switch
        {
            RoshLevel.Low => Shared.RoshLevel.Low,
            RoshLevel.Medium => Shared.RoshLevel.Medium,
            RoshLevel.High => Shared.RoshLevel.High,
            RoshLevel.VeryHigh => Shared.RoshLevel.VeryHigh,
        };

    // the assessment's words, as they are shared when nobody edits them
    private static RiskTexts OriginalsOf(RiskAssessment? assessment) =>
        assessment is null
            ? RiskTexts.Nothing
            : new(
                TypedText.Lines(assessment.WhoIsAtRisk),
                TypedText.Lines(assessment.NatureOfRisk),
                TypedText.Lines(assessment.RiskImminence),
                InWords(assessment.ToSelf.Suicide),
                InWords(assessment.ToSelf.SelfHarm),
                InWords(assessment.ToSelf.HostelSetting),
                InWords(assessment.ToSelf.Vulnerability),
                null
            );

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
}
