using Microsoft.Extensions.Configuration;
using RefMon.Application.Amendments;
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
        .. Enum.GetValues<NoticeSource>().Select(NoticeSecret),
    ];

    /// <summary>The secret a neighbour signs its notices with: at least 32 characters, and no other neighbour's.</summary>
    public static string NoticeSecret(NoticeSource source) => $"Neighbours:Notices:{source}:Secret";

    /// <summary>The secret before it, good as well while the neighbour changes over; may be missing.</summary>
    public static string PreviousNoticeSecret(NoticeSource source) => $"Neighbours:Notices:{source}:PreviousSecret";

    /// <summary>How each neighbour's notices are told to be its own.</summary>
    public static NoticeSigners Signers(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new(
            Enum.GetValues<NoticeSource>()
                .ToDictionary(
                    source => source,
                    source => new NoticeSignature(
                        configuration[NoticeSecret(source)],
                        configuration[PreviousNoticeSecret(source)]
                    )
                )
        );
    }

    /// <summary>
    /// One sentence for each setting that is missing or unusable, beginning with its name; empty when all is well.
    /// Values are never repeated: one of them is a secret.
    /// </summary>
    public static IReadOnlyList<string> Problems(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return
        [
            .. Required.Select(name => Problem(name, configuration[name])).OfType<string>(),
            .. Enum.GetValues<NoticeSource>()
                .Select(PreviousNoticeSecret)
                .Where(name => !string.IsNullOrWhiteSpace(configuration[name]))
                .Select(name => Problem(name, configuration[name]))
                .OfType<string>(),
            .. SharedSecrets(configuration),
        ];
    }

    // who has the secret of two neighbours can speak for both
    private static IEnumerable<string> SharedSecrets(IConfiguration configuration)
    {
        var secrets = Enum.GetValues<NoticeSource>()
            .SelectMany(source =>
                new[] { NoticeSecret(source), PreviousNoticeSecret(source) }.Select(name =>
                    (Source: source, Name: name)
                )
            )
            .Where(secret => !string.IsNullOrWhiteSpace(configuration[secret.Name]))
            .ToList();
        return secrets
            .Where(
                (secret, at) =>
                    secrets
                        .Take(at)
                        .Any(other =>
                            other.Source != secret.Source && configuration[other.Name] == configuration[secret.Name]
                        )
            )
            .Select(secret => $"{secret.Name} is another neighbour's secret too: give each neighbour its own");
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

        if (name.StartsWith("Neighbours:Notices:", StringComparison.Ordinal))
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
