namespace RefMon.Application.Operations;

/// <summary>Whether the neighbouring systems answer at all, for operators.</summary>
public interface INeighbourHealth
{
    /// <summary>Asks each neighbour for anything; no personal data is sent or read.</summary>
    Task<IReadOnlyList<NeighbourHealth>> Ask(CancellationToken cancellationToken);
}

/// <summary>One neighbour: <paramref name="Reachable"/> when it answered within two seconds, whatever it answered.</summary>
public sealed record NeighbourHealth(string Name, bool Reachable, TimeSpan Took);
