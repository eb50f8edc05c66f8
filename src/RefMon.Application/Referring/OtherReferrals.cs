using Npgsql;
using RefMon.Application.Access;
using RefMon.Domain;

namespace RefMon.Application.Referring;

/// <summary>A referral of the same person that is not concluded and that the viewer may see: a warning, never a block.</summary>
public sealed record OtherReferral(
    string Reference,
    ServiceId ServiceId,
    string ServiceTitle,
    Stage Stage,
    DateTimeOffset SentAt
);

/// <summary>Reads the other live referrals of a person.</summary>
internal sealed class OtherReferrals(NpgsqlDataSource database)
{
    /// <summary>Newest first; index case_list_row_crn.</summary>
    public async Task<IReadOnlyList<OtherReferral>> Of(Viewer viewer, string crn, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            select c.reference, c.service_id, c.service_title, c.stage, c.sent_at from case_list_row c
            where c.crn = @crn and c.concluded_at is null and {AccessPredicate.ForReferrals(viewer, "c")}
            order by c.sent_at desc
            """
        );
        command.Parameters.AddWithValue("crn", crn);
        AccessPredicate.AddParameters(viewer, command.Parameters);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var others = new List<OtherReferral>();
        while (await row.ReadAsync(cancellationToken))
        {
            others.Add(
                new(
                    row.GetString(0),
                    new(row.GetGuid(1)),
                    row.GetString(2),
                    Enum.Parse<Stage>(row.GetString(3), ignoreCase: true),
                    row.GetFieldValue<DateTimeOffset>(4)
                )
            );
        }
        return others;
    }
}
