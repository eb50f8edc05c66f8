using Npgsql;
using RefMon.Domain;

namespace RefMon.Application.CaseLists;

/// <summary>Finds the stream behind a reference. Whether the viewer may see it has been checked before.</summary>
public sealed class ReferralLookup(NpgsqlDataSource database)
{
    /// <summary>The referral's id; null when there is no such reference.</summary>
    public async Task<ReferralId?> Find(string reference, CancellationToken cancellationToken)
    {
        // index: case_list_row_reference_key
        await using var command = database.CreateCommand("select referral_id from case_list_row where reference = $1");
        command.Parameters.Add(new() { Value = reference });
        return await command.ExecuteScalarAsync(cancellationToken) is Guid id ? new ReferralId(id) : null;
    }
}
