using Npgsql;

namespace RefMon.Application.Operations;

/// <summary>
/// Something of a workflow with the reference of the referral it is about; null for a draft, which has none. Operators see references
/// and ids, never people.
/// </summary>
public sealed record AboutReferral<T>(T Shown, string? Reference);

/// <summary>Finds references for what workflows are about, and back.</summary>
public sealed class WorkflowReferences(NpgsqlDataSource database)
{
    /// <summary>Each with its reference.</summary>
    internal async Task<IReadOnlyList<AboutReferral<T>>> Add<T>(
        IReadOnlyList<T> all,
        Func<T, Guid> about,
        CancellationToken cancellationToken
    )
    {
        // index: case_list_row's primary key
        await using var command = database.CreateCommand(
            "select referral_id, reference from case_list_row where referral_id = any($1)"
        );
        command.Parameters.Add(new() { Value = all.Select(about).Distinct().ToArray() });
        var references = new Dictionary<Guid, string>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            references[row.GetGuid(0)] = row.GetString(1);
        return [.. all.Select(one => new AboutReferral<T>(one, references.GetValueOrDefault(about(one))))];
    }

    /// <summary>The names of the operators who did something, by account.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> Names(
        IEnumerable<string?> accounts,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand("select id, name from account where id = any($1)");
        command.Parameters.Add(new() { Value = accounts.OfType<string>().Distinct().ToArray() });
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            names[row.GetString(0)] = row.GetString(1);
        return names;
    }
}
