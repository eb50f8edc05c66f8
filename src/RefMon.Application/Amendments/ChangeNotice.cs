using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using RefMon.Domain;

namespace RefMon.Application.Amendments;

/// <summary>Who says that something changed.</summary>
public enum NoticeSource
{
    /// <summary>The probation case system.</summary>
    NDelius,

    /// <summary>Assess Risks and Needs.</summary>
    RiskAssessments,

    /// <summary>Prison search.</summary>
    Prisons,
}

/// <summary>What changed about a person.</summary>
public enum ChangeKind
{
    /// <summary>Their name or details.</summary>
    Person,

    /// <summary>Their CRN or prison number.</summary>
    Identifiers,

    /// <summary>Their record was merged into another.</summary>
    Merge,

    /// <summary>Who may see them.</summary>
    Restriction,

    /// <summary>Who supervises them.</summary>
    Officer,

    /// <summary>They died.</summary>
    Death,

    /// <summary>Where they are held, or when they are expected out.</summary>
    Custody,

    /// <summary>They were released.</summary>
    Release,

    /// <summary>Their risk assessment.</summary>
    Risk,
}

/// <summary>
/// A neighbour's notice that something about a person changed. It says where to look and is not believed: what changed is
/// asked of the neighbour. So a notice that comes late, twice or out of order does no harm.
/// </summary>
/// <param name="Id">The neighbour's own id of the notice; the same id again is the same notice.</param>
/// <param name="Source">Whose notice it is.</param>
/// <param name="Kind">What changed.</param>
/// <param name="Crn">The person's case reference number when it changed.</param>
/// <param name="ChangedAt">When it changed.</param>
public sealed record ChangeNotice(Guid Id, NoticeSource Source, ChangeKind Kind, Crn Crn, DateTimeOffset ChangedAt)
{
    /// <summary>Recognises the same id with other content.</summary>
    internal string ContentHash =>
        Convert.ToHexString(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{Source}|{Id:D}|{Kind}|{Crn.Value}|{ChangedAt.UtcTicks}"))
        );

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(ChangeNotice)} {Source} {Id} {Kind}";
}

/// <summary>The body of a notice as it is posted; every field is required.</summary>
/// <param name="Id">The neighbour's own id of the notice, a UUID. Sent again with the same content it is accepted once.</param>
/// <param name="Source">Who sends it: ndelius, risk-assessments or prisons.</param>
/// <param name="Kind">
/// What changed: person, identifiers, merge, restriction, officer, death or custody from nDelius; custody or release from
/// prisons; risk from risk-assessments.
/// </param>
/// <param name="Crn">The person's case reference number: a letter and six digits.</param>
/// <param name="ChangedAt">When it changed, with an offset (RFC 3339).</param>
public sealed record ChangeNoticeBody(string? Id, string? Source, string? Kind, string? Crn, string? ChangedAt)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(ChangeNoticeBody);
}

/// <summary>Reads a notice strictly: what is not exactly as agreed is refused with the fields at fault.</summary>
public static class ChangeNoticeReading
{
    private static readonly TimeSpan AheadAtMost = TimeSpan.FromMinutes(5);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        MaxDepth = 4,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    // in small letters only: what is not exactly as agreed is refused
    private static readonly Dictionary<string, ChangeKind> Kinds = Enum.GetValues<ChangeKind>()
        .ToDictionary(kind => kind.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    private static readonly Dictionary<string, (NoticeSource Source, ChangeKind[] Kinds)> Sources = new(
        StringComparer.Ordinal
    )
    {
        ["ndelius"] = (
            NoticeSource.NDelius,
            [
                ChangeKind.Person,
                ChangeKind.Identifiers,
                ChangeKind.Merge,
                ChangeKind.Restriction,
                ChangeKind.Officer,
                ChangeKind.Death,
                ChangeKind.Custody,
            ]
        ),
        ["risk-assessments"] = (NoticeSource.RiskAssessments, [ChangeKind.Risk]),
        ["prisons"] = (NoticeSource.Prisons, [ChangeKind.Custody, ChangeKind.Release]),
    };

    /// <summary>The notice, or the problems by field; values are never repeated.</summary>
    public static (ChangeNotice? Notice, IReadOnlyDictionary<string, string[]> Problems) Read(
        ReadOnlySpan<byte> body,
        DateTimeOffset now
    )
    {
        ChangeNoticeBody? posted;
        try
        {
            posted = JsonSerializer.Deserialize<ChangeNoticeBody>(body, Json);
        }
        catch (JsonException)
        {
            // the message may quote the body
            posted = null;
        }
        return posted is null
            ? (
                null,
                new Dictionary<string, string[]> { ["body"] = ["The body is not the JSON object that was agreed."] }
            )
            : Read(posted, now);
    }

    /// <summary>A source in the words of a notice.</summary>
    public static string WordOf(NoticeSource source) => Sources.Single(known => known.Value.Source == source).Key;

    private static (ChangeNotice?, IReadOnlyDictionary<string, string[]>) Read(
        ChangeNoticeBody posted,
        DateTimeOffset now
    )
    {
        var problems = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (!Guid.TryParseExact(posted.Id, "D", out var id) || id == Guid.Empty)
            problems["id"] = ["Must be a UUID."];
        if (!Sources.TryGetValue(posted.Source ?? "", out var source))
            problems["source"] = ["Must be ndelius, risk-assessments or prisons."];
        var kind = KindOf(posted.Kind);
        if (kind is null)
            problems["kind"] = ["Must be one of the agreed kinds."];
        else if (source.Kinds is { } kinds && !kinds.Contains(kind.Value))
            problems["kind"] = ["This source does not report changes of this kind."];
        if (!Domain.Crn.TryParse(posted.Crn, out var crn))
            problems["crn"] = ["Must be a letter and six digits."];
        if (
            !DateTimeOffset.TryParseExact(
                posted.ChangedAt,
                ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"],
                System.Globalization.CultureInfo.InvariantCulture,
                System.Globalization.DateTimeStyles.AssumeUniversal,
                out var at
            ) || !HasOffset(posted.ChangedAt!)
        )
            problems["changedAt"] = ["Must be a date and time with an offset, as in 2027-03-04T09:30:00Z."];
        else if (at > now + AheadAtMost)
            problems["changedAt"] = ["Must not lie in the future."];
        return problems.Count > 0
            ? (null, problems)
            : (new ChangeNotice(id, source.Source, kind!.Value, crn!, at.ToUniversalTime()), problems);
    }

    private static bool HasOffset(string text) => text.EndsWith('Z') || text[^6] is '+' or '-';

    private static ChangeKind? KindOf(string? word) => Kinds.TryGetValue(word ?? "", out var kind) ? kind : null;
}
