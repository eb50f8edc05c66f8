namespace RefMon.EmbeddedPostgres;

/// <summary>How a private PostgreSQL is started.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>
    /// The folder of this database: cluster, password, log and lock. Made when missing. When the process is root, the
    /// unprivileged account that runs the server must be able to reach it.
    /// </summary>
    public required string DataDirectory { get; init; }

    /// <summary>The TCP port on loopback; 0 or null takes a free one.</summary>
    public int? Port { get; init; }

    /// <summary>Whether commits wait for the disk. Off only where the data may be lost: tests.</summary>
    public bool Fsync { get; init; } = true;

    /// <summary>Most connections at a time.</summary>
    public int MaxConnections { get; init; } = 200;

    /// <summary>Told, in one line each, what is being done.</summary>
    public Action<string>? Log { get; init; }

    /// <summary>
    /// A place outside the checkout that the server's account can reach: below <c>/var/lib/refmon</c> for root, below the
    /// account's local application data for everybody else.
    /// </summary>
    public static string DefaultDataDirectory(string name) => Path.Combine(ServerAccount.DataRoot, name);
}

/// <summary>The private PostgreSQL cannot be used; the message says why and what to do about it.</summary>
public sealed class EmbeddedPostgresException(string message, Exception? inner = null) : Exception(message, inner);
