using RefMon.StandIns.Exchange;
using RefMon.StandIns.People;

namespace RefMon.StandIns.Neighbours;

/// <summary>nDelius's operations.</summary>
internal static class NDeliusStandIn
{
    public static void Map(WebApplication app, Desk desk, Population people, NDeliusLedger ledger)
    {
        desk.Post<CrnRequest>(
            app,
            "/ndelius/people/find",
            StandInOperation.Person,
            (_, r) => people.Find(r.Crn) is { } person ? Answer.Ok(Describe(person)) : Answer.Missing
        );
        desk.Post<CrnRequest>(
            app,
            "/ndelius/people/sentences",
            StandInOperation.Sentences,
            (_, r) => people.Survivor(r.Crn) is { } person ? Answer.Ok(new { r.Crn, person.Sentences }) : Answer.Missing
        );
        desk.Post<CrnRequest>(
            app,
            "/ndelius/people/responsible-officer",
            StandInOperation.ResponsibleOfficer,
            (_, r) => people.Survivor(r.Crn) is { } person ? Answer.Ok(Officer(r.Crn, person)) : Answer.Missing
        );
        desk.Post<CrnRequest>(
            app,
            "/ndelius/people/restrictions",
            StandInOperation.Restrictions,
            (_, r) => people.Find(r.Crn) is { } person ? Answer.Ok(Restrictions(person, people)) : Answer.Missing
        );
        desk.Post<UsernameRequest>(
            app,
            "/ndelius/caseloads/find",
            StandInOperation.Caseload,
            (_, r) => Caseload(r.Username, people)
        );
        desk.Post<ReferralStartRequest>(
            app,
            "/ndelius/referrals",
            StandInOperation.StartReferral,
            (context, r) => ledger.Start(Key(context), r)
        );
        desk.Post<ReferralTransferRequest>(
            app,
            "/ndelius/referrals/transfer",
            StandInOperation.TransferReferral,
            (context, r) => ledger.Transfer(Key(context), r)
        );
        desk.Post<ReferralEndRequest>(
            app,
            "/ndelius/referrals/end",
            StandInOperation.EndReferral,
            (context, r) => ledger.End(Key(context), r)
        );
        desk.Post<AppointmentRequest>(
            app,
            "/ndelius/appointments",
            StandInOperation.Appointment,
            (context, r) => ledger.Put(Key(context), r)
        );
        desk.Post<CancellationRequest>(
            app,
            "/ndelius/appointments/cancel",
            StandInOperation.CancelAppointment,
            (context, r) => ledger.Cancel(Key(context), r)
        );
    }

    private static string? Key(HttpContext context) => context.Request.Headers["Idempotency-Key"];

    private static object Describe(StandInPerson person) =>
        new
        {
            person.Crn,
            person.NomsNumber,
            person.FirstName,
            person.LastName,
            person.DateOfBirth,
            person.Sex,
            person.Ethnicity,
            person.PreferredLanguage,
            person.Religion,
            person.Disabilities,
            person.Addresses,
            person.Phones,
            person.Email,
            person.DeceasedOn,
            Status = person.Custody is null ? "COMMUNITY" : "CUSTODY",
            person.MergedInto,
        };

    private static object Officer(string crn, StandInPerson person) =>
        person.Officer is { } username && Officers.Find(username) is { } officer
            ? new
            {
                Crn = crn,
                Allocated = true,
                officer.Name,
                officer.Username,
                officer.Email,
                officer.Phone,
                officer.TeamPhone,
                officer.DeliveryUnit,
                officer.Office,
            }
            : new
            {
                Crn = crn,
                Allocated = false,
                Officers.UnallocatedTeam.TeamPhone,
                Officers.UnallocatedTeam.DeliveryUnit,
                Officers.UnallocatedTeam.Office,
            };

    private static object Restrictions(StandInPerson person, Population people)
    {
        // the marks of a merged record are those of both
        var survivor = people.Survivor(person.Crn) ?? person;
        var restricted = person.RestrictedTo.Union(survivor.RestrictedTo).ToList();
        var excluded = person.ExcludedFrom.Union(survivor.ExcludedFrom).ToList();
        return new
        {
            person.Crn,
            RestrictedTo = restricted,
            RestrictionMessage = restricted.Count > 0 ? "This is a restricted record. Contact the team lead." : null,
            ExcludedFrom = excluded,
            ExclusionMessage = excluded.Count > 0 ? "You are excluded from viewing this record." : null,
        };
    }

    private static Answer Caseload(string username, Population people) =>
        Officers.Find(username) is { } officer
            ? Answer.Ok(
                new
                {
                    People = people
                        .All.Where(p => p.Officer == officer.Username && p.MergedInto is null)
                        .OrderBy(p => p.LastName, StringComparer.Ordinal)
                        .ThenBy(p => p.FirstName, StringComparer.Ordinal)
                        .ThenBy(p => p.Crn, StringComparer.Ordinal)
                        .Select(p => new
                        {
                            p.Crn,
                            p.FirstName,
                            p.LastName,
                        })
                        .ToList(),
                }
            )
            : Answer.Missing;

    private sealed record CrnRequest(string Crn);

    private sealed record UsernameRequest(string Username);
}
