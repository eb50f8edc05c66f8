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
