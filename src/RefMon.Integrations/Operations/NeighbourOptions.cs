namespace RefMon.Integrations.Operations;

/// <summary>Where the neighbours are: the configuration section <c>Neighbours</c>.</summary>
public sealed class NeighbourOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Neighbours";

    /// <summary>nDelius.</summary>
    public NeighbourAddress NDelius { get; set; } = new();

    /// <summary>Assess Risks and Needs.</summary>
    public NeighbourAddress RiskAssessments { get; set; } = new();

    /// <summary>Prison search.</summary>
    public NeighbourAddress Prisons { get; set; } = new();

    /// <summary>GOV.UK Notify.</summary>
    public NotifyAddress Notify { get; set; } = new();
}

/// <summary>One neighbour's address and how long RefMon waits for it.</summary>
public class NeighbourAddress
{
    /// <summary>The absolute http or https address below which the neighbour's operations lie.</summary>
    public Uri? Url { get; set; }

    /// <summary>The most one call may take, its retries included. Default 5 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>Notify's address, key and template ids.</summary>
public sealed class NotifyAddress : NeighbourAddress
{
    /// <summary>A Notify API key: a name, the service id and the secret, joined by hyphens (both ids are UUIDs).</summary>
    public string? ApiKey { get; set; }

    /// <summary>Notify's template id for each of RefMon's template names; a name without one is sent as it is.</summary>
    public Dictionary<string, string> Templates { get; } = new(StringComparer.Ordinal);
}
