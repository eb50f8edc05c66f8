using MediatR;
using Npgsql;
using RefMon.Application.Access;
using RefMon.Application.Attention;
using RefMon.Application.Pipeline;
using RefMon.Application.RiskScreen;
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

    /// <summary>
    /// What the live referrals say about contacting the person safely, where they do not all say the same; none otherwise, and the
    /// person's card is what stands.
    /// </summary>
    public IReadOnlyList<SafeContactSaid> SafeContacts { get; init; } = [];
}

internal sealed class ListPersonReferralsHandler(
    NpgsqlDataSource database,
    ListedLimitedAccess limitedAccess,
    ReferralReader referrals,
    DoubleReferrals doubles,
    PersonRecords records,
    PersonSafeContacts contacts,
    DueWording wording,
    CurrentViewer current
) : IRequestHandler<ListPersonReferrals, Outcome<PersonReferrals>>
{
    // records that nDelius has merged lead to each other; of each, its own marks decide
    private const string OfPerson = "c.person_id = any (@people)";

    public async Task<Outcome<PersonReferrals>> Handle(ListPersonReferrals request, CancellationToken cancellationToken)
    {
        var people = await records.Of(request.PersonId, cancellationToken);
        var (rows, isOld) = await limitedAccess.Read(
            $"{AccessPredicate.Relationship(current.Required, "c")} and {OfPerson}",
            AddParameters(people),
            () => Read(people, cancellationToken),
            read => [.. read.Select(row => row.Crn)],
            cancellationToken
        );
        if (rows.Count == 0 || await referrals.Read(rows[0].Reference, cancellationToken) is not { } newest)
            return AccessRefusals.NotFound;
        var person = newest.Referral.Referring.Person.Id;
        var said = await contacts.Of(current.Required, request.PersonId, cancellationToken);
        var live = said.Where(referral => referral.IsLive).ToList();
        var differs = live.Exists(one => one.SaysSomething) && live.DistinctBy(one => one.Said).Count() > 1;
        // a finished one says what stands only where no live one does
        var stands =
            differs ? null
            : live.Count > 0 ? live[0].Said
            : SafeContactSaid.Newest(said)?.Said;
        return new PersonReferrals(newest.Person with { SafeContact = stands }, rows, isOld)
        {
            SafeContacts = differs ? live : [],
            Doubles = current.Required.Role.IsSupplier()
                ? []
                : await doubles.Of(person, current.Required, cancellationToken),
        };
    }

    private Action<NpgsqlParameterCollection> AddParameters(Guid[] people) =>
        parameters =>
        {
            parameters.AddWithValue("people", people);
            AccessPredicate.AddParameters(current.Required, parameters);
            limitedAccess.AddParameters(parameters);
        };

    private async Task<List<CaseRow>> Read(Guid[] people, CancellationToken cancellationToken)
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
        AddParameters(people)(command.Parameters);
        var rows = new List<CaseRow>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            rows.Add(CaseRows.Read(row, wording));
        return rows;
    }
}
