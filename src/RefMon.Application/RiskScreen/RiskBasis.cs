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
            Kept[0]
                ?? Part(
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
                ),
            Kept[1] ?? Part(Sources.ScoresReadAt, Scores),
            Kept[2] ?? Part(Sources.RegistrationsReadAt, Registrations)
        );

    // the parts of a silent source that were shared before stay as they were then, whatever was made of its words
    private IReadOnlyList<string?> Kept { get; init; } = [null, null, null];

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
        var edited =
            texts with { AdditionalInformation = null } != Originals || registrations.Count < Registrations.Count;
        return new RiskStatement(
            id,
            AssessedOn,
            Overall,
            Groups,
            texts,
            edited,
            acknowledged,
            Scores,
            registrations,
            Sources,
            Mark
        );
    }

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
                Availability =
                    before.AssessedOn is null && before.Groups.Count == 0
                        ? RiskAvailability.Unavailable
                        : RiskAvailability.Assessed,
                AssessedOn = before.AssessedOn,
                Overall = OverallRisk.Of(before).Level,
                Groups = before.Groups,
                Originals = before.Texts with { AdditionalInformation = null },
            };
        return now with
        {
            Kept =
            [
                answers.Assessment is null ? PartOf(before.SourceMark, 0) : null,
                answers.Scores is null ? PartOf(before.SourceMark, 1) : null,
                answers.Registrations is null ? PartOf(before.SourceMark, 2) : null,
            ],
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
            ? new(null, null, null, null, null, null, null, null)
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

/// <summary>
/// How the practitioner words what is shared: the assessment's own words, or (<paramref name="Edit"/>) theirs, without the
/// registrations whose keys are left out. The additional information in <paramref name="Texts"/> goes with either.
/// </summary>
public sealed record RiskWording(bool Edit, RiskTexts Texts, IReadOnlyCollection<string> LeftOut)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(RiskWording);

    /// <summary>What a registration is called on a form: the same as long as it is the same registration.</summary>
    public static string KeyOf(RiskRegistration registration) =>
        FormattableString.Invariant($"{registration.Code}.{registration.StartedOn:yyyyMMdd}");

    internal RiskTexts Of(RiskTexts originals) =>
        Edit
            ? new(
                TypedText.Lines(Texts.WhoIsAtRisk),
                TypedText.Lines(Texts.NatureOfRisk),
                TypedText.Lines(Texts.RiskImminence),
                TypedText.Lines(Texts.Suicide),
                TypedText.Lines(Texts.SelfHarm),
                TypedText.Lines(Texts.HostelSetting),
                TypedText.Lines(Texts.Vulnerability),
                TypedText.Lines(Texts.AdditionalInformation)
            )
            : originals with
            {
                AdditionalInformation = TypedText.Lines(Texts.AdditionalInformation),
            };

    internal IReadOnlyList<RiskRegistration> Of(IReadOnlyList<RiskRegistration> registrations) =>
        Edit ? [.. registrations.Where(registration => !LeftOut.Contains(KeyOf(registration)))] : registrations;
}
