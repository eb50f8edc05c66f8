using RefMon.StandIns.Exchange;
using RefMon.StandIns.People;

namespace RefMon.StandIns.Neighbours;

/// <summary>Prison search. The prisons are invented.</summary>
internal static class PrisonsStandIn
{
    public static void Map(WebApplication app, Desk desk, Population people)
    {
        desk.Post<PrisonerRequest>(
            app,
            "/prisons/prisoners/find",
            StandInOperation.Prisoner,
            (_, r) =>
                people.FindPrisoner(r.NomsNumber) is { Custody: { } custody } person
                    ? Answer.Ok(
                        new
                        {
                            person.NomsNumber,
                            Prison = Prisons.All.Single(p => p.Code == custody.PrisonCode),
                            custody.ReleaseDate,
                            custody.ConfirmedReleaseDate,
                            custody.ConditionalReleaseDate,
                            custody.AutomaticReleaseDate,
                        }
                    )
                    : Answer.Missing
        );
        desk.Get(app, "/prisons/prisons", StandInOperation.PrisonList, _ => Answer.Ok(new { Prisons = Prisons.All }));
    }

    private sealed record PrisonerRequest(string NomsNumber);
}
