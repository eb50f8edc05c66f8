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

    /// <summary>Shown on the sign-in page: the address has an account, which another work account signed in to before.</summary>
    public const string OtherWorkAccount = "other-work-account";
}
