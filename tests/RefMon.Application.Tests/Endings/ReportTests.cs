using RefMon.Application.ActionPlans;
using RefMon.Application.CaseLists;
using RefMon.Application.Endings;
using RefMon.Application.Tests.ActionPlans;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.Domain.Endings;
using RefMon.Domain.Referring;
using Xunit;
using ConcludeWithoutReport = RefMon.Application.Endings.ConcludeWithoutReport;

namespace RefMon.Application.Tests.Endings;

/// <summary>The end-of-service report: written together, previewed, submitted once, read ever after.</summary>
[Trait("Capability", "Endings")]
public sealed class ReportTests(CasesWorld world) : IClassFixture<CasesWorld>
{
    [Fact]
    public async Task A_report_is_written_outcome_by_outcome_and_concludes_the_referral_as_completed()
    {
        var sent = await world.Delivering(1, 1);
        await Judge(sent, DeliveredReferral.Home, "Achieved", "Moved in\r\nlast week", "  ", "8");
        Assert.Equal(
            ["Say how far this was achieved: Keeps up with the rent"],
            (await Draft(sent)).Missing.Select(refusal => refusal.Message)
        );
        // the plan has no baseline for this one, so its end score is passed over
        await Judge(sent, DeliveredReferral.Rent, "PartlyAchieved", "Two payments", "A standing order", "5");
        var further = await world.Get(new GetReportFurther(sent.Reference), Staff.Caseworker);
        await world.Get(
            new SaveReportFurther(Guid.NewGuid(), sent.Reference, further.Form.Shown, "Rings on Fridays <b>"),
            Staff.Caseworker
        );
        Assert.Null((await Report(sent, Staff.Sender)).Report);

        await world.Get(
            new SubmitEndOfServiceReport(Guid.NewGuid(), sent.Reference, (await Draft(sent)).Version),
            Staff.Caseworker
        );

        foreach (var reader in new[] { Staff.Sender, Staff.SupplierLead })
        {
            var page = await Report(sent, reader);
            Assert.Equal((Stage.Concluded, Conclusion.Completed), (page.Stage, page.Head.Conclusion));
            Assert.Equal("Rings on Fridays <b>", page.Report!.FurtherInformation);
            var (home, rent) = (page.Report.Judgements[0], page.Report.Judgements[1]);
            Assert.Equal(
                (Achievement.Achieved, "Moved in\nlast week", null, 3, 8),
                (
                    home.Achievement!.Value,
                    home.Progress,
                    home.RemainingTasks,
                    home.Baseline!.Value,
                    home.EndScore!.Value
                )
            );
            Assert.Equal((null, null, "A standing order"), (rent.Baseline, rent.EndScore, rent.RemainingTasks));
        }
        Assert.Equal(0L, await Rows(sent));
    }

    [Fact]
    public async Task Fifty_replays_and_fifty_more_presses_submit_one_report()
    {
        var sent = await Written();
        var press = new SubmitEndOfServiceReport(Guid.NewGuid(), sent.Reference, (await Draft(sent)).Version);
        var replays = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => world.Send(press, Staff.Caseworker)));
        Assert.All(replays, replay => Assert.False(replay.IsRefused, replay.Refusal?.Code));
        var others = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => world.Send(press with { CommandId = Guid.NewGuid() }, Staff.Colleague))
        );
        Assert.All(others, other => Assert.Equal("concluded", other.Refusal!.Code));
        Assert.Equal(1, await world.CountOf<IConcludesReferral>(sent));
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(3, 0)]
    public async Task A_referral_that_needs_no_report_now_says_why_and_takes_none(int sessions, int held)
    {
        var sent = await world.Delivering(sessions, held);
        var page = await Report(sent, Staff.Caseworker);
        Assert.Equal((false, false), (page.MayWrite, page.MayConcludeWithout));
        Assert.StartsWith("No report is owed", page.WhyNone, StringComparison.Ordinal);
        var save = Judgement(sent, DeliveredReferral.Home, null, "Achieved", "Words", null, null);
        Assert.Equal("report-not-owed", (await world.Send(save, Staff.Caseworker)).Refusal!.Code);
        var submit = new SubmitEndOfServiceReport(Guid.NewGuid(), sent.Reference, 0);
        Assert.Equal("wrong-stage", (await world.Send(submit, Staff.Caseworker)).Refusal!.Code);
        var none = new ConcludeWithoutReport(Guid.NewGuid(), sent.Reference, "Nobody left");
        Assert.Equal("wrong-stage", (await world.Send(none, Staff.SupplierLead)).Refusal!.Code);
    }

    [Fact]
    public async Task A_missing_judgement_and_empty_words_are_refused_at_their_fields()
    {
        var sent = await world.Delivering(1, 1);
        var refused = await world.Send(
            Judgement(sent, DeliveredReferral.Home, null, "Splendid", " \n ", null, "11"),
            Staff.Caseworker
        );
        Assert.Equal(["Achievement", "Progress", "EndScore"], refused.Refusals.Select(r => r.Field));
        var unknown = Judgement(
            sent,
            new(new(Guid.NewGuid()), "Nothing of ours"),
            null,
            "Achieved",
            "Words",
            null,
            null
        );
        Assert.Equal("not-found", (await world.Send(unknown, Staff.Caseworker)).Refusal!.Code);
        var submit = new SubmitEndOfServiceReport(Guid.NewGuid(), sent.Reference, 0);
        Assert.Equal(2, (await world.Send(submit, Staff.Caseworker)).Refusals.Count);
    }

    [Fact]
    public async Task A_colleagues_change_to_the_same_outcome_is_shown_before_it_is_saved_over()
    {
        var sent = await world.Delivering(1, 1);
        var shown = await world.Get(new GetReportOutcome(sent.Reference, DeliveredReferral.Home.Id), Staff.Caseworker);
        await Judge(sent, DeliveredReferral.Home, "NotAchieved", "Theirs", null, null, Staff.Colleague);
        var mine = Judgement(sent, DeliveredReferral.Home, shown, "NotAchieved", "Mine", null, null);
        var refused = await world.Send(mine, Staff.Caseworker);
        Assert.Equal((WorkForm.ChangedCode, "Progress"), (refused.Refusal!.Code, refused.Refusal.Field));
    }

    [Fact]
    public async Task A_lead_concludes_without_a_report_with_the_reason_and_what_was_begun_goes()
    {
        var sent = await Written();
        var none = new ConcludeWithoutReport(Guid.NewGuid(), sent.Reference, "Nobody is left who knew them");
        Assert.Equal("not-permitted", (await world.Send(none, Staff.Caseworker)).Refusal!.Code);
        Assert.Equal("not-permitted", (await world.Send(none, Staff.Sender)).Refusal!.Code);
        Assert.Equal(
            "answer-missing",
            (await world.Send(none with { Reason = " " }, Staff.SupplierLead)).Refusal!.Code
        );
        await world.Get(none, Staff.SupplierLead);

        var page = await Report(sent, Staff.Sender);
        Assert.Equal((null, "Nobody is left who knew them"), (page.Report, page.ConcludedWithout!.Reason));
        Assert.Equal(Conclusion.Completed, page.Head.Conclusion);
        var view = await world.Get(new GetOverview(sent.Reference), Staff.Caseworker);
        Assert.Equal("Nobody is left who knew them", view.Ending.WithoutReport!.Reason);
        Assert.Equal(0L, await Rows(sent));
        Assert.Equal(
            "concluded",
            (await world.Send(none with { CommandId = Guid.NewGuid() }, Staff.SupplierLead)).Refusal!.Code
        );
    }

    private async Task<Sent> Written()
    {
        var sent = await world.Delivering(1, 1);
        await Judge(sent, DeliveredReferral.Home, "Achieved", "Moved in", null, null);
        await Judge(sent, DeliveredReferral.Rent, "NotAchieved", "Not yet", "All of it", null);
        return sent;
    }

    private async Task Judge(
        Sent sent,
        OutcomeStatement outcome,
        string achievement,
        string progress,
        string? remaining,
        string? score,
        string by = Staff.Caseworker
    )
    {
        var shown = await world.Get(new GetReportOutcome(sent.Reference, outcome.Id), by);
        await world.Get(Judgement(sent, outcome, shown, achievement, progress, remaining, score), by);
    }

    private static SaveReportOutcome Judgement(
        Sent sent,
        OutcomeStatement outcome,
        ReportOutcomePage? shown,
        string achievement,
        string progress,
        string? remaining,
        string? score
    ) => new(Guid.NewGuid(), sent.Reference, outcome.Id, shown?.Form.Shown, achievement, progress, remaining, score);

    private Task<ReportDraftPage> Draft(Sent sent) => world.Get(new GetReportWriting(sent.Reference), Staff.Caseworker);

    private Task<ReportPage> Report(Sent sent, string who) => world.Get(new GetReport(sent.Reference), who);

    private Task<long> Rows(Sent sent) =>
        world.Ask<long>("select count(*) from unsubmitted_work where referral_id = $1", sent.Id.Value);
}
