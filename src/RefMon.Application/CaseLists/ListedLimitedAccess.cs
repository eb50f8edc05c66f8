using Npgsql;
using RefMon.Application.Access;
using RefMon.Application.Operations;
using RefMon.Application.Referring;

namespace RefMon.Application.CaseLists;

/// <summary>
/// Keeps limited access (LAO) up to date for whole lists, so that a list never shows a person whom opening the referral
/// would hide: the same rule as <see cref="LimitedAccessFreshness"/>, for many people at once.
/// </summary>
public sealed class ListedLimitedAccess(
    NpgsqlDataSource database,
    LimitedAccessFreshness freshness,
    IProbationCases probationCases,
    TimeProvider time
)
{
    private const int AtOnce = 8;
    private const int AtMost = 200;

    /// <summary>
    /// A condition on a table with a <c>crn</c> column: what is known may be relied on. People under limited access are
    /// hidden when the answer is older than fifteen minutes, and so are people nDelius was never asked about.
    /// </summary>
    public static string Reliable(string alias) =>
            // a scalar subquery, so that it is one look at the key for each row of the viewer's and never a join with everybody
            $"""
            coalesce((select f.known and (f.checked_at > @limits_since or not (f.restricted or f.excluded))
                      from limited_access f where f.crn = {alias}.crn), false)
            """;

    /// <summary>Adds the parameter that <see cref="Reliable"/> names.</summary>
    public void AddParameters(NpgsqlParameterCollection parameters) => parameters.AddWithValue("limits_since", Since);

    /// <summary>
    /// Reads a list as it must be shown: nDelius is asked again about those of its people (a condition over
    /// <c>case_list_row c</c>) who would be hidden because what is known of them is too old, then about those who are shown.
    /// <c>IsOld</c> says that it did not answer of everybody.
    /// </summary>
    public async Task<(T List, bool IsOld)> Read<T>(
        string condition,
        Action<NpgsqlParameterCollection> addParameters,
        Func<Task<T>> read,
        Func<T, Task<IReadOnlyCollection<string>>> crnsOf,
        CancellationToken cancellationToken
    )
    {
        var hidden = await AskAboutHidden(condition, addParameters, cancellationToken);
        var list = await read();
        var shown =
            hidden is AskedAgain.Silent
                ? AskedAgain.Silent
                : await AskAboutShown(await crnsOf(list), cancellationToken);
        // what was just learnt may hide somebody, so the list is read again under it
        if (shown is not AskedAgain.NotNeeded)
            list = await read();
        return (list, shown is AskedAgain.Silent);
    }

    /// <summary>The same where the list itself has the CRNs.</summary>
    public Task<(T List, bool IsOld)> Read<T>(
        string condition,
        Action<NpgsqlParameterCollection> addParameters,
        Func<Task<T>> read,
        Func<T, IReadOnlyCollection<string>> crnsOf,
        CancellationToken cancellationToken
    ) => Read(condition, addParameters, read, list => Task.FromResult(crnsOf(list)), cancellationToken);

    private async Task<AskedAgain> AskAboutHidden(
        string condition,
        Action<NpgsqlParameterCollection> addParameters,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            $"""
            select c.crn from case_list_row c left join limited_access f on f.crn = c.crn
            where (f.crn is null or (f.checked_at <= @limits_since and (f.restricted or f.excluded or not f.known)))
            and {condition}
            group by c.crn order by max(c.sent_at) desc limit {AtMost}
            """
        );
        addParameters(command.Parameters);
        return await Ask(await Read(command, cancellationToken), cancellationToken);
    }

    /// <summary>Asks nDelius again about those of these people of whom the answer is old, or of whom nothing is known.</summary>
    public async Task<AskedAgain> AskAboutShown(IReadOnlyCollection<string> crns, CancellationToken cancellationToken)
    {
        if (crns.Count == 0)
            return AskedAgain.NotNeeded;
        await using var command = database.CreateCommand(
            """
            select a.crn from unnest(@crns) a(crn) left join limited_access f on f.crn = a.crn
            where f.crn is null or f.checked_at <= @limits_since
            """
        );
        command.Parameters.AddWithValue("crns", crns.Distinct(StringComparer.Ordinal).ToArray());
        AddParameters(command.Parameters);
        return await Ask(await Read(command, cancellationToken), cancellationToken);
    }

    private DateTimeOffset Since => time.GetUtcNow() - LimitedAccessFreshness.Tolerated;

    // one first: when nDelius is silent, a list must not wait for each of its rows
    private async Task<AskedAgain> Ask(List<string> crns, CancellationToken cancellationToken)
    {
        if (crns.Count == 0)
            return AskedAgain.NotNeeded;
        if (!await Ask(crns[0], cancellationToken))
            return AskedAgain.Silent;
        var silent = 0;
        await Parallel.ForEachAsync(
            crns.Skip(1),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (crn, token) =>
            {
                if (Volatile.Read(ref silent) == 0 && !await Ask(crn, token))
                    Volatile.Write(ref silent, 1);
            }
        );
        return silent == 0 ? AskedAgain.Answered : AskedAgain.Silent;
    }

    private async Task<bool> Ask(string crn, CancellationToken cancellationToken)
    {
        switch (await probationCases.FindRestrictions(crn, cancellationToken))
        {
            case NeighbourReply<AccessLimitations>.Found found:
                await freshness.Store(crn, found.Value, cancellationToken);
                return true;
            case NeighbourReply<AccessLimitations>.Unavailable:
                return false;
            // what is known of somebody nDelius no longer knows may not be relied on, as when one is opened
            default:
                await freshness.StoreUnknown(crn, cancellationToken);
                return true;
        }
    }

    private static async Task<List<string>> Read(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var crns = new List<string>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            crns.Add(row.GetString(0));
        return crns;
    }
}

/// <summary>Whether nDelius was asked about a list, and answered.</summary>
public enum AskedAgain
{
    /// <summary>What is known is not old.</summary>
    NotNeeded,

    /// <summary>All of them are up to date now.</summary>
    Answered,

    /// <summary>nDelius did not answer for at least one.</summary>
    Silent,
}
