namespace RefMon.Web.Operations;

/// <summary>
/// Invented data that a Development start loads. Loaders run in the order of <see cref="Order"/>; each finds out itself
/// whether anything is missing, and does nothing on a database that people have filled otherwise. Files of loaders are
/// called <c>Demonstration….cs</c>: a published build does not have them.
/// </summary>
public interface IDemonstrationData
{
    /// <summary>10 catalogue, 20 accounts, 30 referrals.</summary>
    int Order { get; }

    /// <summary>Shown while it loads: "services".</summary>
    string Name { get; }

    /// <summary>
    /// Loads what is missing; says what it did in a few words, null when there was nothing to do. What takes a while says in
    /// between how far it is.
    /// </summary>
    Task<string?> Load(Action<string> say, CancellationToken cancellationToken);
}
