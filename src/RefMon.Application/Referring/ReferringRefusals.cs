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

    /// <summary>Code of a draft that a colleague of the viewer sent.</summary>
    public const string DraftSentByColleagueCode = "draft-sent-by-colleague";

    /// <summary>Code of a draft that the viewer deleted.</summary>
    public const string DraftDeletedCode = "draft-deleted";

    /// <summary>Code of a draft that a colleague of the viewer deleted.</summary>
    public const string DraftDeletedByColleagueCode = "draft-deleted-by-colleague";

    /// <summary>
    /// Code of a send or a deletion that is refused once because a colleague worked on the draft after the page was opened.
    /// </summary>
    public const string ColleagueMeanwhileCode = "colleague-meanwhile";

    internal static Refusal DraftDeleted(DraftHand by) =>
        new(
            by.IsViewer ? DraftDeletedCode : DraftDeletedByColleagueCode,
            null,
            $"{(by.IsViewer ? "You" : by.Name)} deleted this draft. Start again from the service if you still want to refer the person.",
            RefusalKind.NotFound
        );

    internal static Refusal ColleagueMeanwhile(DraftHand by, string thenDo) =>
        Refusal.Conflict(
            ColleagueMeanwhileCode,
            $"{by.Name} worked on this draft after you opened the page. Look at it again, then {thenDo}."
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

    internal static Refusal DraftSent(string reference, DraftHand by) =>
        new(
            by.IsViewer ? DraftSentCode : DraftSentByColleagueCode,
            null,
            $"This referral was already sent{(by.IsViewer ? "" : $" by {by.Name}")}. Its reference is {reference}.",
            RefusalKind.Conflict
        )
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
        refusal.Code is DraftSentCode or DraftSentByColleagueCode ? refusal.Reference : null;
}
