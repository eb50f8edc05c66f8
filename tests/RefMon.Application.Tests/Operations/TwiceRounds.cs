using System.Globalization;
using RefMon.Application.ActionPlans;
using RefMon.Application.Endings;
using RefMon.Application.Pipeline;
using RefMon.Application.Tests.ActionPlans;
using RefMon.Application.Tests.Appointments;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.Domain.ActionPlans;
using RefMon.Domain.Appointments;
using RefMon.Domain.Attention;
using RefMon.Domain.Endings;
using RecordOutcome = RefMon.Application.Appointments.RecordOutcome;

namespace RefMon.Application.Tests.Operations;

/// <summary>
/// Presses every button of a referral's way again and again: the same press at once, as a double-click sends it; a colleague's at the
/// same moment; and both once more afterwards, as a browser does whose reply was lost. Counts what came of it.
/// </summary>
internal sealed class TwiceRounds(CasesWorld world)
{
    /// <summary>How many presses there were of each button.</summary>
    public SortedDictionary<string, int> Presses { get; } = new(StringComparer.Ordinal);

    /// <summary>How the presses were refused that came second.</summary>
    public SortedDictionary<string, int> Refusals { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// One referral to its report and another that is withdrawn. Null when each button did its work once; otherwise what
    /// happened instead.
    /// </summary>
    public async Task<string?> Run(int atOnce, int replays)
    {
        try
        {
            var reported = await Planned(atOnce, replays);
            await Session(reported, atOnce, replays);
            await Reported(reported, atOnce, replays);
            var withdrawn = await Planned(atOnce, replays);
            var withdraw = new WithdrawReferral(Guid.NewGuid(), withdrawn.Reference, "ANO", "Things changed");
            var other = withdraw with { CommandId = Guid.NewGuid(), ReasonCode = "MOV" };
            await Press<IConcludesReferral, Withdrawn>(
                "withdraw",
                withdrawn,
                (withdraw, Staff.Sender),
                (other, Staff.Officer),
                (atOnce, replays)
            );
            return null;
        }
        catch (TwiceException wrong)
        {
            return wrong.Message;
        }
    }

    private async Task<Sent> Planned(int atOnce, int replays)
    {
        var sent = await DeliveredReferral.Allocated(world);
        var assessment = await Booked(sent, null, "book the assessment", atOnce, replays);
        await Recorded(sent, assessment, "record the assessment", atOnce, replays);
        var version = await world.WritePlan(sent, Staff.Caseworker);
        var measures = await world.Get(new GetPlanMeasures(sent.Reference), Staff.Caseworker);
        await world.Get(
            new SavePlanMeasures(Guid.NewGuid(), sent.Reference, measures.Form.Shown, "1", []),
            Staff.Caseworker
        );
        version = (await world.Get(new GetPlanWriting(sent.Reference), Staff.Caseworker)).Draft!.Version;
        var submit = new SubmitPlan(Guid.NewGuid(), sent.Reference, version);
        await Press<ActionPlanSubmitted, Done>(
            "submit the plan",
            sent,
            (submit, Staff.Caseworker),
            (submit with { CommandId = Guid.NewGuid() }, Staff.Colleague),
            (atOnce, replays)
        );
        return sent;
    }

    private async Task Session(Sent sent, int atOnce, int replays)
    {
        var session = await Booked(sent, 1, "book a session", atOnce, replays);
        await Recorded(sent, session, "record a session", atOnce, replays);
    }

    // a colleague books another time at the same moment: one of the two stands
    private async Task<AppointmentId> Booked(Sent sent, int? session, string act, int atOnce, int replays)
    {
        var mine = Delivery.Book(
            sent,
            session,
            Delivery.ByPhone(LondonTime.DayOf(world.Clock.Now).AddDays(1), "09:00")
        );
        var theirs = mine with { CommandId = Guid.NewGuid(), AppointmentId = Guid.NewGuid() };
        theirs = theirs with { Slot = theirs.Slot with { Time = "08:00" } };
        await Press<AppointmentBooked, Done>(
            act,
            sent,
            (mine, Staff.Caseworker),
            (theirs, Staff.Colleague),
            (atOnce, replays)
        );
        world.Clock.Now += TimeSpan.FromDays(2);
        var booked = (await Events(sent)).OfType<AppointmentBooked>().Last();
        return booked.AppointmentId;
    }

    private async Task Recorded(Sent sent, AppointmentId appointment, string act, int atOnce, int replays)
    {
        var mine = new RecordOutcome(Guid.NewGuid(), sent.Reference, appointment.Value, Delivery.Happened);
        await Press<OutcomeRecorded, Done>(
            act,
            sent,
            (mine, Staff.Caseworker),
            (mine with { CommandId = Guid.NewGuid() }, Staff.SupplierLead),
            (atOnce, replays)
        );
    }

    private async Task Reported(Sent sent, int atOnce, int replays)
    {
        foreach (var outcome in new[] { DeliveredReferral.Home, DeliveredReferral.Rent })
        {
            var form = await world.Get(new GetReportOutcome(sent.Reference, outcome.Id), Staff.Caseworker);
            await world.Get(
                new SaveReportOutcome(
                    Guid.NewGuid(),
                    sent.Reference,
                    outcome.Id,
                    form.Form.Shown,
                    "Achieved",
                    "Has done it",
                    null,
                    null
                ),
                Staff.Caseworker
            );
        }
        var version = (await world.Get(new GetReportWriting(sent.Reference), Staff.Caseworker)).Version;
        var submit = new SubmitEndOfServiceReport(Guid.NewGuid(), sent.Reference, version);
        await Press<EndOfServiceReportSubmitted, Done>(
            "submit the report",
            sent,
            (submit, Staff.Caseworker),
            (submit with { CommandId = Guid.NewGuid() }, Staff.Colleague),
            (atOnce, replays)
        );
    }

    private async Task Press<TEvent, TDone>(
        string act,
        Sent sent,
        (ICommand<TDone> Command, string By) mine,
        (ICommand<TDone> Command, string By) theirs,
        (int AtOnce, int Replays) often
    )
    {
        var before = (await Events(sent)).Count(happened => happened is TEvent);
        Presses[act] = Presses.GetValueOrDefault(act) + 2 * (often.AtOnce + often.Replays);
        var together = await Task.WhenAll(
            Enumerable
                .Range(0, 2 * often.AtOnce)
                .Select(i => i % 2 == 0 ? mine : theirs)
                .Select(press => Task.Run(() => world.Send(press.Command, press.By)))
        );
        var (mineDone, theirsDone) = (
            Agreed(act, together.Where((_, i) => i % 2 == 0)),
            Agreed(act, together.Where((_, i) => i % 2 == 1))
        );
        if (mineDone == theirsDone)
            throw new TwiceException($"{act}: {(mineDone ? "both were" : "neither was")} done");
        for (var replay = 0; replay < often.Replays; replay++)
        {
            foreach (var (press, wasDone) in new[] { (mine, mineDone), (theirs, theirsDone) })
            {
                var again = await world.Send(press.Command, press.By);
                Note(act, again);
                if (again.IsRefused == wasDone)
                    throw new TwiceException($"{act}: a replay was {(wasDone ? "refused" : "done")}");
            }
        }
        var count = (await Events(sent)).Count(happened => happened is TEvent) - before;
        if (count != 1)
            throw new TwiceException(string.Create(CultureInfo.InvariantCulture, $"{act}: happened {count} times"));
    }

    // every press of one double-click gets the same answer
    private bool Agreed<TDone>(string act, IEnumerable<Outcome<TDone>> presses)
    {
        var answers = presses.ToList();
        answers.ForEach(answer => Note(act, answer));
        return answers.Select(answer => answer.IsRefused).Distinct().ToList() is [var isRefused]
            ? !isRefused
            : throw new TwiceException($"{act}: one press was done and the same press refused");
    }

    private void Note<TDone>(string act, Outcome<TDone> answer)
    {
        if (!answer.IsRefused)
            return;
        var key = $"{act}: {answer.Refusal!.Code}";
        Refusals[key] = Refusals.GetValueOrDefault(key) + 1;
    }

    private async Task<List<object>> Events(Sent sent) =>
        [.. (await world.Events.FetchStream(sent.Id.Value)).Select(stored => stored.Data)];

    private sealed class TwiceException(string message) : Exception(message);
}
