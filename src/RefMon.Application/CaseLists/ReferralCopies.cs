using Npgsql;
using RefMon.Application.Access;
using RefMon.Domain;

namespace RefMon.Application.CaseLists;

/// <summary>Where a referral came from and went, as far as the viewer may see those referrals too.</summary>
public sealed record CopyLinks(string? CopiedFrom, IReadOnlyList<string> SentOnAs)
{
    /// <summary>Neither a copy nor copied.</summary>
    public static CopyLinks None { get; } = new(null, []);
}

/// <summary>Reads the links between a referral that came back and its copies.</summary>
public sealed class ReferralCopies(NpgsqlDataSource database)
{
    /// <summary>One supplier never learns of another's referral: each end is shown to those who may see it.</summary>
    public async Task<CopyLinks> Of(Viewer viewer, ReferralId referral, CancellationToken cancellationToken)
    {
        // index: case_list_row_copied_from and the primary key
        await using var command = database.CreateCommand(
            $"""
            select c.reference, c.referral_id = o.copied_from from case_list_row o
            join case_list_row c on c.referral_id = o.copied_from or c.copied_from = o.referral_id
            where o.referral_id = @referral and {AccessPredicate.ForReferrals(viewer, "c")}
            order by c.sent_at
            """
        );
        command.Parameters.AddWithValue("referral", referral.Value);
        AccessPredicate.AddParameters(viewer, command.Parameters);
        string? from = null;
        var sentOn = new List<string>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            if (!row.IsDBNull(1) && row.GetBoolean(1))
                from = row.GetString(0);
            else
                sentOn.Add(row.GetString(0));
        }
        return new(from, sentOn);
    }
}
