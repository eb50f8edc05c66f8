using MediatR;
using Npgsql;
using RefMon.Application.Access;
using RefMon.Application.Attention;
using RefMon.Application.Pipeline;
using RefMon.Domain;

namespace RefMon.Application.CaseLists;

/// <summary>
/// Every referral of one person that the viewer may see, newest first. Refused as not found when there is none: what
/// others referred the person to is not for everyone who may see the person. A record that nDelius has merged into another
/// leads to that one's.
/// </summary>
[Requires(Permission.SeeReferrals)]
[AuditedRead]
public sealed record ListPersonReferrals(PersonId PersonId) : IQuery<PersonReferrals>, IConcernsPerson;

/// <summary>The person and their referrals, newest first.</summary>
public sealed record PersonReferrals(CasePerson Person, IReadOnlyList<CaseRow> Referrals);

internal sealed class ListPersonReferralsHandler(
    NpgsqlDataSource database,
    ReferralReader referrals,
    DueWording wording,
    CurrentViewer current
) : IRequestHandler<ListPersonReferrals, Outcome<PersonReferrals>>
{
    public async Task<Outcome<PersonReferrals>> Handle(ListPersonReferrals request, CancellationToken cancellationToken)
    {
        // index: case_list_row_person
        await using var command = database.CreateCommand(
            $"""
            select {CaseRows.Columns} from case_list_row c
            where c.person_id = any (array(
                select @person::uuid union
                select s.id from person p join person s on s.crn = p.merged_into where p.id = @person)) and {AccessPredicate.ForReferrals(
                current.Required,
                "c"
            )}
            order by c.sent_at desc, c.reference
            """
        );
        command.Parameters.AddWithValue("person", request.PersonId.Value);
        AccessPredicate.AddParameters(current.Required, command.Parameters);
        var rows = new List<CaseRow>();
        await using (var row = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await row.ReadAsync(cancellationToken))
                rows.Add(CaseRows.Read(row, wording));
        }
        if (rows.Count == 0 || await referrals.Read(rows[0].Reference, cancellationToken) is not { } newest)
            return AccessRefusals.NotFound;
        return new PersonReferrals(newest.Person, rows);
    }
}
