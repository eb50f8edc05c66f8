using RefMon.Domain;

namespace RefMon.Application.Referring;

/// <summary>The refusals of this capability that more than one use case gives.</summary>
public static class ReferringRefusals
{
    /// <summary>Code of <see cref="DraftSent"/>.</summary>
    public const string DraftSentCode = "draft-sent";

    /// <summary>Code of a save that would overwrite an answer changed since the form was opened.</summary>
    public const string DraftChangedCode = "draft-changed";

    /// <summary>Code of a section that is not complete; the refusal's field is the section's address.</summary>
    public const string SectionIncompleteCode = "section-incomplete";

    /// <summary>Code of a draft that its author deleted.</summary>
    public const string DraftDeletedCode = "draft-deleted";

    internal static readonly Refusal DraftDeleted = new(
        DraftDeletedCode,
        null,
        "You deleted this draft. Start again from the service if you still want to refer the person.",
        RefusalKind.NotFound
    );

    /// <summary>Code of a draft that was deleted because nobody worked on it.</summary>
    public const string DraftExpiredCode = "draft-expired";

    internal static readonly Refusal DraftExpired = new(
        DraftExpiredCode,
        null,
        "This draft was deleted because nobody had worked on it for 90 days. Start again from the service if you still want to refer the person.",
        RefusalKind.NotFound
    );

    internal static readonly Refusal ServiceUnknown = new(
        "service-unknown",
        null,
        "There is no such service. Find a service and start the referral from its page.",
        RefusalKind.NotFound
    );

    internal static readonly Refusal ServiceClosed = new(
        "service-closed",
        null,
        "This service does not take new referrals now. Find another service for the person.",
        RefusalKind.Conflict
    );

    internal static Refusal DraftSent(string reference) =>
        new(DraftSentCode, null, $"This referral was already sent. Its reference is {reference}.", RefusalKind.Conflict)
        {
            Reference = reference,
        };

    internal static Refusal NeighbourSilent(string neighbour, string? field = null) =>
        new(
            "neighbour-unavailable",
            field,
            $"{neighbour} is not answering. Nothing was lost: try again in a few minutes.",
            RefusalKind.Unavailable
        );

    /// <summary>The reference a draft was sent under, when that is why the request was refused; null otherwise.</summary>
    public static string? SentReference(this Refusal refusal) =>
        refusal.Code == DraftSentCode ? refusal.Reference : null;
}
