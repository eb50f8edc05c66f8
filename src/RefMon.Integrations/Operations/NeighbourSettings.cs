using Microsoft.Extensions.Configuration;
using RefMon.Application.Amendments;
using RefMon.Integrations.Attention;

namespace RefMon.Integrations.Operations;

/// <summary>The settings without which RefMon does not start outside Development.</summary>
public static class NeighbourSettings
{
    /// <summary>The secret neighbours sign their notices with: at least 32 characters.</summary>
    public const string NoticeSecret = "Neighbours:Notices:Secret";

    /// <summary>The secret before it, good as well while neighbours change over; may be missing.</summary>
    public const string PreviousNoticeSecret = "Neighbours:Notices:PreviousSecret";

    private const string NotifyKey = "Neighbours:Notify:ApiKey";

    /// <summary>The configuration key of every required setting.</summary>
    public static IReadOnlyList<string> Required { get; } =
    [
        "Neighbours:NDelius:Url",
        "Neighbours:RiskAssessments:Url",
        "Neighbours:Prisons:Url",
        "Neighbours:Notify:Url",
        NotifyKey,
        NoticeSecret,
    ];

    /// <summary>
    /// One sentence for each setting that is missing or unusable, beginning with its name; empty when all is well.
    /// Values are never repeated: one of them is a secret.
    /// </summary>
    public static IReadOnlyList<string> Problems(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Required.Select(name => Problem(name, configuration[name])).OfType<string>().ToList();
    }

    // CRNs and names travel to them
    private static bool MayBeCalled(Uri uri) =>
        uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback);

    private static string? Problem(string name, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return $"{name} is missing";
        }

        if (name == NotifyKey)
        {
            return NotifyToken.TryParse(value, out _)
                ? null
                : $"{name} is not a Notify API key (a name, a service id and a secret, joined by hyphens)";
        }

        if (name == NoticeSecret)
        {
            return value.Length >= NoticeSignature.ShortestSecret
                ? null
                : $"{name} is not a secret of at least {NoticeSignature.ShortestSecret} characters";
        }

        return Uri.TryCreate(value, UriKind.Absolute, out var uri) && MayBeCalled(uri)
            ? null
            : $"{name} is not an absolute https address (http is for this machine only)";
    }
}
