using Microsoft.AspNetCore.Authentication;

namespace RefMon.Web.Access;

/// <summary>Names shared by the identity provider's sign-in and the pages around it.</summary>
internal static class OidcDefaults
{
    /// <summary>The authentication scheme; registered outside Development only.</summary>
    public const string Scheme = "oidc";

    /// <summary>Shown on the sign-in page: the identity provider knows the person, RefMon does not.</summary>
    public const string NoAccount = "no-account";

    /// <summary>Shown on the sign-in page: the identity provider's answer was not usable.</summary>
    public const string Failed = "failed";

    /// <summary>Where the identity provider's token is kept for signing out there too.</summary>
    public const string IdToken = "id_token";

    /// <summary>What the handler needs to sign out at the identity provider as well.</summary>
    public static AuthenticationProperties SignOutWith(string idToken)
    {
        var properties = new AuthenticationProperties { RedirectUri = "/sign-out" };
        properties.Items[IdToken] = idToken;
        return properties;
    }
}
