using RefMon.StandIns.Exchange;
using RefMon.StandIns.People;

namespace RefMon.StandIns.Neighbours;

/// <summary>
/// Assess Risks and Needs: levels as a map of level to groups, as the real one has it; and the registers of nDelius.
/// </summary>
internal static class RiskStandIn
{
    public static void Map(WebApplication app, Desk desk, Population people, RiskLedger ledger)
    {
        desk.Post<CrnRequest>(
            app,
            "/arns/risks/find",
            StandInOperation.Risk,
            (_, r) =>
                people.Find(r.Crn) is { Risk: { } risk } person ? Answer.Ok(Describe(person, risk)) : Answer.Missing
        );
        desk.Post<CrnRequest>(
            app,
            "/arns/risks/scores",
            StandInOperation.Scores,
            (_, r) =>
                people.Find(r.Crn) is { Risk: { } risk } person
                    ? Answer.Ok(new { person.Crn, risk.Scores })
                    : Answer.Missing
        );
        desk.Post<CrnRequest>(
            app,
            "/ndelius/people/registrations",
            StandInOperation.Registrations,
            (_, r) =>
                people.Find(r.Crn) is { } person ? Answer.Ok(new { person.Crn, person.Registrations }) : Answer.Missing
        );
        desk.Post<RiskShareRequest>(
            app,
            "/arns/risks/shared",
            StandInOperation.ShareRisk,
            (context, r) => ledger.Keep(context.Request.Headers["Idempotency-Key"], r)
        );
    }

    private static object Describe(StandInPerson person, StandInRisk risk) =>
        new
        {
            person.Crn,
            risk.AssessedOn,
            Summary = new
            {
                risk.WhoIsAtRisk,
                risk.NatureOfRisk,
                risk.RiskImminence,
                risk.IncreaseFactors,
                risk.ReductionFactors,
                RiskInCommunity = risk.Levels,
            },
            RiskToSelf = new
            {
                risk.Suicide,
                risk.SelfHarm,
                risk.HostelSetting,
                risk.Vulnerability,
                risk.Custody,
            },
        };

    private sealed record CrnRequest(string Crn);
}
