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
public sealed class ReferralCopies(NpgsqlDataSource database, ListedLimitedAccess limitedAccess)
{
    // indexes: the primary key and case_list_row_copied_from
    private const string Linked = """
        (c.referral_id = any (array(select o.copied_from from case_list_row o where o.referral_id = @referral))
         or c.copied_from = @referral)
        """;

    /// <summary>
    /// One supplier never learns of another's referral: each end is shown to those who may see it. The other end may be under
    /// another CRN, about which nobody has asked nDelius for this page yet.
    /// </summary>
    public async Task<CopyLinks> Of(Viewer viewer, ReferralId referral, CancellationToken cancellationToken)
    {
        var (linked, _) = await limitedAccess.Read(
            $"{AccessPredicate.Relationship(viewer, "c")} and {Linked}",
            AddParameters,
            () => Read(viewer, AddParameters, cancellationToken),
            read => [.. read.Select(link => link.Crn)],
            cancellationToken
        );
        return linked.Count == 0
            ? CopyLinks.None
            : new(
                linked.Find(link => !link.IsCopy)?.Reference,
                [.. linked.Where(link => link.IsCopy).Select(link => link.Reference)]
            );

        void AddParameters(NpgsqlParameterCollection parameters)
        {
            parameters.AddWithValue("referral", referral.Value);
            AccessPredicate.AddParameters(viewer, parameters);
            limitedAccess.AddParameters(parameters);
        }
    }

    private async Task<List<Link>> Read(
        Viewer viewer,
        Action<NpgsqlParameterCollection> addParameters,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            $"""
            select c.reference, c.crn, c.copied_from is not distinct from @referral from case_list_row c
            where {Linked} and {AccessPredicate.ForReferrals(viewer, "c")} and {ListedLimitedAccess.Reliable("c")}
            order by c.sent_at
            """
        );
        addParameters(command.Parameters);
        var linked = new List<Link>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            linked.Add(new(row.GetString(0), row.GetString(1), row.GetBoolean(2)));
        return linked;
    }

    private sealed record Link(string Reference, string Crn, bool IsCopy);
}
