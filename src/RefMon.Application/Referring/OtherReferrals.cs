using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;
using RefMon.Domain;

namespace RefMon.Application.Referring;

/// <summary>
/// Another referral of the same person that the viewer may see: a warning, never a block. <paramref name="SameNeeds"/> are
/// the needs that both ask for help with. <paramref name="Conclusion"/> and <paramref name="ConcludedAt"/> are null while it
/// is live.
/// </summary>
public sealed record OtherReferral(
    string Reference,
    ServiceId ServiceId,
    string ServiceTitle,
    Stage Stage,
    DateTimeOffset SentAt,
    IReadOnlyList<string> SameNeeds,
    Conclusion? Conclusion,
    DateTimeOffset? ConcludedAt
);

/// <summary>Reads the other referrals of a person.</summary>
internal sealed class OtherReferrals(NpgsqlDataSource database)
{
    private const int Most = 50;

    /// <summary>Live ones only, of the person of a draft.</summary>
    public async Task<IReadOnlyList<OtherReferral>> LiveOf(OpenDraft open, CancellationToken cancellationToken)
    {
        var askedFor = (open.Chosen.Count > 0 ? open.Chosen : open.Offered).Select(category => category.Id);
        var all = await Of(open.Viewer, open.Draft.Crn, askedFor, cancellationToken);
        return [.. all.Where(other => other.ConcludedAt is null)];
    }

    /// <summary>
    /// Live and past ones, newest first; index case_list_row_crn. Needs are compared by category, across regions, with
    /// those the new referral asks for.
    /// </summary>
    public async Task<IReadOnlyList<OtherReferral>> Of(
        Viewer viewer,
        string crn,
        IEnumerable<ServiceCategoryId> askedFor,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(
            $"""
            select c.reference, c.service_title, c.stage, c.sent_at, c.conclusion, c.concluded_at, c.service_id,
                   array(select distinct k.need_name
                         from jsonb_array_elements(d.data -> 'referring' -> 'categories') chosen
                         join service_category k on k.id = (chosen ->> 'id')::uuid
                         where k.need_code in (select need_code from service_category where id = any (@asked_for))
                         order by k.need_name)
            from case_list_row c left join mt_doc_referral d on d.id = c.referral_id
            where c.crn = @crn and {AccessPredicate.ForReferrals(viewer, "c")}
            order by c.sent_at desc limit {Most}
            """
        );
        command.Parameters.AddWithValue("crn", crn);
        command.Parameters.Add(
            new("asked_for", NpgsqlDbType.Array | NpgsqlDbType.Uuid)
            {
                Value = askedFor.Select(category => category.Value).ToArray(),
            }
        );
        AccessPredicate.AddParameters(viewer, command.Parameters);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var others = new List<OtherReferral>();
        while (await row.ReadAsync(cancellationToken))
        {
            others.Add(
                new(
                    row.GetString(0),
                    new(row.GetGuid(6)),
                    row.GetString(1),
                    Enum.Parse<Stage>(row.GetString(2), ignoreCase: true),
                    row.GetFieldValue<DateTimeOffset>(3),
                    row.GetFieldValue<string[]>(7),
                    row.IsDBNull(4) ? null : Enum.Parse<Conclusion>(row.GetString(4), ignoreCase: true),
                    row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5)
                )
            );
        }
        return others;
    }
}
