using Microsoft.Extensions.Configuration;
using RefMon.Integrations.Attention;

namespace RefMon.Integrations.Operations;

/// <summary>The settings without which RefMon does not start outside Development.</summary>
public static class NeighbourSettings
{
    private const string NotifyKey = "Neighbours:Notify:ApiKey";

    /// <summary>The configuration key of every required setting.</summary>
    public static IReadOnlyList<string> Required { get; } =
    [
        "Neighbours:NDelius:Url",
        "Neighbours:RiskAssessments:Url",
        "Neighbours:Prisons:Url",
        "Neighbours:Notify:Url",
        NotifyKey,
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

        return Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? null
            : $"{name} is not an absolute http or https address";
    }
}
