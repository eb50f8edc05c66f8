using RefMon.Domain;

namespace RefMon.Application.Access;

/// <summary>The refusals of the access rules.</summary>
public static class AccessRefusals
{
    /// <summary>Unknown, not yours and restricted look alike.</summary>
    public static readonly Refusal NotFound = new(
        "not-found",
        null,
        "There is nothing here that you can see. Check the address or reference.",
        RefusalKind.NotFound
    );

    /// <summary>
    /// One's own draft about somebody under limited access, while nDelius cannot be asked whether that has changed: that it
    /// exists is known to who wrote it, so they are told what is the matter.
    /// </summary>
    public static readonly Refusal WaitsForNDelius = new(
        "waits-for-ndelius",
        null,
        "nDelius limits who may see this person and is not answering. Your draft is kept: try again in a few minutes.",
        RefusalKind.Unavailable
    );

    /// <summary>A forbidden act on something the person may know.</summary>
    public static readonly Refusal NotPermitted = new(
        "not-permitted",
        null,
        "Your account does not let you do this. Ask your team lead if you think it should.",
        RefusalKind.Forbidden
    );

    /// <summary>Nobody is signed in.</summary>
    public static readonly Refusal NotSignedIn = new(
        "not-signed-in",
        null,
        "Sign in to continue.",
        RefusalKind.Forbidden
    );
}
