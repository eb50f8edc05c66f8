namespace RefMon.Domain;

/// <summary>Why a command was refused, as far as a caller must tell apart.</summary>
public enum RefusalKind
{
    /// <summary>What was asked is not acceptable as it stands; the API answers 422.</summary>
    Invalid,

    /// <summary>The referral is in another stage or has moved on meanwhile; 409.</summary>
    Conflict,

    /// <summary>There is no such thing, as far as the caller may know; 404.</summary>
    NotFound,

    /// <summary>The caller knows of it but may not do this; 403.</summary>
    Forbidden,

    /// <summary>A neighbouring system did not answer; 503.</summary>
    Unavailable,
}

/// <summary>
/// A command that was not carried out. <paramref name="Code"/> is a stable kebab-case name, <paramref name="Field"/> the
/// field of the command at fault where there is one, <paramref name="Message"/> a sentence for the person that says how
/// to put it right and holds no personal data.
/// </summary>
public sealed record Refusal(string Code, string? Field, string Message, RefusalKind Kind = RefusalKind.Invalid)
{
    /// <summary>The single refusals behind one that stands for several, for example each missing answer of a draft.</summary>
    public IReadOnlyList<Refusal> Items { get; init; } = [];

    /// <summary>The stage the referral is in, when that is why.</summary>
    public Stage? Stage { get; init; }

    /// <summary>The reference of the referral that is there already, when that is why: for a link to it.</summary>
    public string? Reference { get; init; }

    /// <summary>A refusal because of the referral's stage or version.</summary>
    public static Refusal Conflict(string code, string message, string? field = null) =>
        new(code, field, message, RefusalKind.Conflict);

    /// <summary>A refusal because there is no such thing.</summary>
    public static Refusal NotFound(string code, string message, string? field = null) =>
        new(code, field, message, RefusalKind.NotFound);

    /// <summary>A refusal because of who asks.</summary>
    public static Refusal Forbidden(string code, string message) => new(code, null, message, RefusalKind.Forbidden);

    /// <summary>Several refusals as one; the one itself when there is only one.</summary>
    public static Refusal Several(string code, string message, IReadOnlyList<Refusal> items) =>
        items is [var only] ? only : new Refusal(code, null, message, items[0].Kind) { Items = items };
}
