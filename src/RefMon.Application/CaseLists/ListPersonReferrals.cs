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

/// <summary>
/// The person and their referrals, newest first. <paramref name="LimitedAccessIsOld"/> says that nDelius did not answer about
/// everybody whose record is or was theirs, so that some may be hidden until it does.
/// </summary>
public sealed record PersonReferrals(CasePerson Person, IReadOnlyList<CaseRow> Referrals, bool LimitedAccessIsOld)
{
    /// <summary>Live ones that may be one too many; for probation only.</summary>
    public IReadOnlyList<DoubleReferral> Doubles { get; init; } = [];
}

internal sealed class ListPersonReferralsHandler(
    NpgsqlDataSource database,
    ListedLimitedAccess limitedAccess,
    ReferralReader referrals,
    DoubleReferrals doubles,
    DueWording wording,
    CurrentViewer current
) : IRequestHandler<ListPersonReferrals, Outcome<PersonReferrals>>
{
    // a merged record leads to its survivor, whose marks are another CRN's: the pipeline has asked about the one of the address
    private const string OfPerson = """
        c.person_id = any (array(
            select @person::uuid union
            select s.id from person p join person s on s.crn = p.merged_into where p.id = @person))
        """;

    public async Task<Outcome<PersonReferrals>> Handle(ListPersonReferrals request, CancellationToken cancellationToken)
    {
        var (rows, isOld) = await limitedAccess.Read(
            $"{AccessPredicate.Relationship(current.Required, "c")} and {OfPerson}",
            AddParameters(request),
            () => Read(request, cancellationToken),
            read => [.. read.Select(row => row.Crn)],
            cancellationToken
        );
        if (rows.Count == 0 || await referrals.Read(rows[0].Reference, cancellationToken) is not { } newest)
            return AccessRefusals.NotFound;
        var person = newest.Referral.Referring.Person.Id;
        return new PersonReferrals(newest.Person, rows, isOld)
        {
            Doubles = current.Required.Role.IsSupplier()
                ? []
                : await doubles.Of(person, current.Required, cancellationToken),
        };
    }

    private Action<NpgsqlParameterCollection> AddParameters(ListPersonReferrals request) =>
        parameters =>
        {
            parameters.AddWithValue("person", request.PersonId.Value);
            AccessPredicate.AddParameters(current.Required, parameters);
            limitedAccess.AddParameters(parameters);
        };

    private async Task<List<CaseRow>> Read(ListPersonReferrals request, CancellationToken cancellationToken)
    {
        // index: case_list_row_person
        await using var command = database.CreateCommand(
            $"""
            select {CaseRows.Columns} from case_list_row c
            where {OfPerson} and {AccessPredicate.ForReferrals(current.Required, "c")}
              and {ListedLimitedAccess.Reliable("c")}
            order by c.sent_at desc, c.reference
            """
        );
        AddParameters(request)(command.Parameters);
        var rows = new List<CaseRow>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            rows.Add(CaseRows.Read(row, wording));
        return rows;
    }
}
