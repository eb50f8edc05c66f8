using RefMon.Integrations.Operations;
using RefMon.Web.Access;

namespace RefMon.Web.Operations;

/// <summary>The settings without which nothing starts: RefMon fails closed, and says which are missing.</summary>
internal static class RequiredSettings
{
    public const string ConnectionString = "ConnectionStrings:RefMon";
    public const string OwnerConnectionString = "ConnectionStrings:RefMonOwner";

    /// <summary>Where people reach RefMon, for links in messages.</summary>
    public const string PublicUrl = "RefMon:PublicUrl";

    /// <summary>Addresses and networks of the proxies that end TLS, separated by commas; nobody is believed without it.</summary>
    public const string TrustedProxies = "RefMon:TrustedProxies";

    /// <summary>One sentence for each missing or unusable setting, beginning with its name; values are never repeated.</summary>
    public static IReadOnlyList<string> Problems(IConfiguration configuration, bool outsideDevelopment)
    {
        string[] signIn = outsideDevelopment ? [PublicUrl, .. OidcRegistration.Required] : [];
        return
        [
            .. Missing(configuration, [ConnectionString, .. signIn]),
            .. outsideDevelopment ? Unusable(configuration, PublicUrl, mayBePlainHere: false) : [],
            .. outsideDevelopment ? Unusable(configuration, "AzureAd:Instance", mayBePlainHere: true) : [],
            .. HttpsEdge
                .NotUnderstood(configuration[TrustedProxies])
                .Take(1)
                .Select(_ => $"{TrustedProxies} has an entry that is neither an address nor a network like 10.0.0.0/8"),
            .. NeighbourSettings.Problems(configuration),
        ];
    }

    /// <summary>As a message to whoever starts the program.</summary>
    public static string Message(IEnumerable<string> problems, string environment) =>
        $"RefMon does not start: these settings are missing or unusable (environment: {environment}).{Environment.NewLine}"
        + string.Join(Environment.NewLine, problems.Select(problem => $"  {problem}"))
        + $"{Environment.NewLine}Set them as environment variables (ConnectionStrings__RefMon) or in appsettings. "
        + "In the environment Development none of them is needed.";

    public static IEnumerable<string> Missing(IConfiguration configuration, params IEnumerable<string> names) =>
        names.Where(name => string.IsNullOrWhiteSpace(configuration[name])).Select(name => $"{name} is missing");

    private static IEnumerable<string> Unusable(IConfiguration configuration, string name, bool mayBePlainHere)
    {
        if (string.IsNullOrWhiteSpace(configuration[name]))
            yield break;
        if (!Uri.TryCreate(configuration[name], UriKind.Absolute, out var address))
            yield return $"{name} is not an address";
        else if (address.Scheme != Uri.UriSchemeHttps && !(mayBePlainHere && address.IsLoopback))
            yield return $"{name} is not an https address";
    }
}
