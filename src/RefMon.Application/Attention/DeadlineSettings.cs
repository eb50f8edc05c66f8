using Npgsql;
using RefMon.Domain.Attention;

namespace RefMon.Application.Attention;

/// <summary>
/// The figures that deadlines are counted by: the defaults, and what administrators set for a contract type. Read again once a minute;
/// a change begins on a later day, so that no node counts with figures that no longer hold. Whatever lives longer than a request asks
/// for <see cref="Book"/> each time.
/// </summary>
public sealed class DeadlineSettings(NpgsqlDataSource database, DeadlineRules defaults, TimeProvider time)
{
    /// <summary>How long a node may go on with the figures it has read.</summary>
    public static readonly TimeSpan ReadAgainAfter = TimeSpan.FromMinutes(1);

    private readonly Lock reading = new();
    private volatile Known? known;

    /// <summary>As they stand now.</summary>
    public DeadlineRuleBook Book
    {
        get
        {
            var now = known;
            if (now is not null && IsFresh(now))
                return now.Book;
            // one reads, and the others go on with what there is; only the very first must be waited for
            if (now is null)
                reading.Enter();
            else if (!reading.TryEnter())
                return now.Book;
            try
            {
                if (known is { } meanwhile && IsFresh(meanwhile))
                    return meanwhile.Book;
                known = new(new(defaults, Read()), time.GetUtcNow());
                return known.Book;
            }
            catch (NpgsqlException)
            {
                // the request that asked has no database either, and says so
                return now?.Book ?? defaults;
            }
            finally
            {
                reading.Exit();
            }
        }
    }

    // a name that this version of the application does not know is another's
    private List<DeadlineChange> Read()
    {
        using var command = database.CreateCommand(
            "select contract_type_code, setting, working_days, from_day from deadline_setting order by contract_type_code, setting, version"
        );
        using var row = command.ExecuteReader();
        var changes = new List<DeadlineChange>();
        while (row.Read())
        {
            if (Enum.TryParse<DeadlineSetting>(row.GetString(1), out var setting))
                changes.Add(
                    new(
                        row.GetString(0),
                        setting,
                        row.IsDBNull(2) ? null : row.GetInt32(2),
                        row.GetFieldValue<DateOnly>(3)
                    )
                );
        }
        return changes;
    }

    private bool IsFresh(Known then) => (time.GetUtcNow() - then.ReadAt).Duration() < ReadAgainAfter;

    private sealed record Known(DeadlineRuleBook Book, DateTimeOffset ReadAt);
}
