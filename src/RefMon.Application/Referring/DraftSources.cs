using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using RefMon.Application.RiskScreen;
using RefMon.Domain.RiskScreen;

namespace RefMon.Application.Referring;

/// <summary>
/// What a neighbour said, and when it was asked. <paramref name="IsDoubted"/>: there has been news of it since, and whoever said
/// it has not answered again.
/// </summary>
internal sealed record Fetched<T>(T Value, DateTimeOffset At, bool IsDoubted = false)
{
    /// <summary>How far it can be relied on.</summary>
    [JsonIgnore]
    public ReadAge Age => new(At, IsDoubted);
}

/// <summary>
/// When a neighbour said what a page shows. <paramref name="IsDoubted"/>: there has been news of it since, and the neighbour has
/// not answered again, so that it is not to be relied on however short a time ago it was.
/// </summary>
public readonly record struct ReadAge(DateTimeOffset At, bool IsDoubted)
{
    /// <summary>Of two answers that are shown as one, the older, doubted when either is.</summary>
    public static ReadAge Older(ReadAge one, ReadAge other) =>
        new(one.At < other.At ? one.At : other.At, one.IsDoubted || other.IsDoubted);
}

/// <summary>
/// The risk assessment; null inside when the person was never assessed, which is not the same as a low risk, or when Assess
/// Risks and Needs will not show it (<paramref name="IsWithheld"/>).
/// </summary>
internal sealed record RiskSource(RiskAssessment? Assessment, bool IsWithheld = false);

/// <summary>What prison search said; null inside when it has nobody with the person's prison number, or they have none.</summary>
internal sealed record PrisonSource(Prisoner? Prisoner);

/// <summary>
/// What the neighbours said about the person of a draft. Sentences, risk, scores, registrations and prison are null while
/// their neighbour has never answered since the draft was started, or was not asked.
/// </summary>
internal sealed record DraftSources(
    Fetched<ProbationPerson> Person,
    Fetched<ResponsibleOfficer> Officer,
    Fetched<IReadOnlyList<Sentence>>? Sentences,
    Fetched<RiskSource>? Risk,
    Fetched<PrisonSource>? Prison = null,
    Fetched<IReadOnlyList<RiskScore>>? Scores = null,
    Fetched<IReadOnlyList<RiskRegistration>>? Registrations = null
)
{
    /// <summary>What was said about the person's risk.</summary>
    [JsonIgnore]
    public RiskAnswers RiskAnswers => new(Risk, Scores, Registrations);

    public DraftSources With(RiskAnswers answers) =>
        this with
        {
            Risk = answers.Assessment,
            Scores = answers.Scores,
            Registrations = answers.Registrations,
        };
}

/// <summary>Tells whether a part of the sources has changed, and has it asked for again.</summary>
internal static class DraftSourceParts
{
    /// <summary>The same answers, with those of one part not to be relied on before they have been given again.</summary>
    public static DraftSources Doubted(this DraftSources sources, SourcePart part) =>
        part switch
        {
            SourcePart.Person => sources with { Person = sources.Person with { IsDoubted = true } },
            SourcePart.Officer => sources with { Officer = sources.Officer with { IsDoubted = true } },
            SourcePart.Sentences => sources with
            {
                Sentences = sources.Sentences is { } s ? s with { IsDoubted = true } : null,
            },
            SourcePart.Risk => sources with
            {
                Risk = sources.Risk is { } r ? r with { IsDoubted = true } : null,
                Scores = sources.Scores is { } scores ? scores with { IsDoubted = true } : null,
                Registrations = sources.Registrations is { } register ? register with { IsDoubted = true } : null,
            },
            SourcePart.Prison => sources with { Prison = sources.Prison is { } p ? p with { IsDoubted = true } : null },
        };

    /// <summary>True while some of a part is missing or doubted, because whoever was asked has not answered.</summary>
    public static bool IsDoubted(this DraftSources sources, SourcePart part) =>
        part switch
        {
            SourcePart.Person => sources.Person.IsDoubted,
            SourcePart.Officer => sources.Officer.IsDoubted,
            SourcePart.Sentences => sources.Sentences is not { IsDoubted: false },
            SourcePart.Risk => sources.Risk is not { IsDoubted: false }
                || sources.Scores is not { IsDoubted: false }
                || sources.Registrations is not { IsDoubted: false },
            SourcePart.Prison => sources.Prison is not { IsDoubted: false },
        };

    /// <summary>The same for as long as a part says the same.</summary>
    public static string Mark(this DraftSources sources, SourcePart part) =>
        part switch
        {
            SourcePart.Person => DraftJson.Fingerprint(sources.Person.Value),
            SourcePart.Officer => DraftJson.Fingerprint(sources.Officer.Value),
            SourcePart.Sentences => DraftJson.Fingerprint(sources.Sentences?.Value),
            SourcePart.Risk => DraftJson.Fingerprint(
                new
                {
                    Risk = sources.Risk?.Value,
                    Scores = sources.Scores?.Value,
                    Registrations = sources.Registrations?.Value,
                }
            ),
            SourcePart.Prison => DraftJson.Fingerprint(sources.Prison?.Value.Prisoner),
        };
}

/// <summary>How drafts are written as JSON, and how a value is recognised without repeating it.</summary>
internal static class DraftJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Sixteen characters that change when the value does.</summary>
    public static string Fingerprint<T>(T value) =>
        Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(value, Options)))[..16];
}
