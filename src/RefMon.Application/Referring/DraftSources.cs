using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using RefMon.Application.RiskScreen;

namespace RefMon.Application.Referring;

/// <summary>What a neighbour said, and when it was asked.</summary>
internal sealed record Fetched<T>(T Value, DateTimeOffset At);

/// <summary>The risk assessment; null inside when the person was never assessed, which is not the same as a low risk.</summary>
internal sealed record RiskSource(RiskAssessment? Assessment);

/// <summary>What prison search said; null inside when it has nobody with the person's prison number, or they have none.</summary>
internal sealed record PrisonSource(Prisoner? Prisoner);

/// <summary>
/// What the neighbours said about the person of a draft. Prison is null while it has not been asked or not answered. Sentences and risk are null while their neighbour has never
/// answered since the draft was started.
/// </summary>
internal sealed record DraftSources(
    Fetched<ProbationPerson> Person,
    Fetched<ResponsibleOfficer> Officer,
    Fetched<IReadOnlyList<Sentence>>? Sentences,
    Fetched<RiskSource>? Risk,
    Fetched<PrisonSource>? Prison = null
);

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
