using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Referring;
using Xunit;

namespace RefMon.Application.Tests.Referring;

/// <summary>The list of drafts: how far each is, where to go on, and how long it is kept.</summary>
[Trait("Capability", "Referring")]
public sealed class DraftListTests(ReferringWorld world) : IClassFixture<ReferringWorld>, IDisposable
{
    private readonly DateTimeOffset today = world.Clock.Now;

    public void Dispose() => world.Clock.Now = today;

    [Fact]
    public async Task A_draft_says_how_much_is_done_and_where_its_author_was()
    {
        var draft = await world.Start();
        var fresh = await Listed(draft);
        await world.Get(await world.Needs(draft));
        var saved = await Listed(draft);
        var page = (await world.Get(new GetReason(draft))).Head.Shown;
        await world.Get(
            new KeepTyped(draft, Guid.NewGuid(), "reason", page, 1, [new("Model.Reason", ["Half a thou"])])
        );
        var typed = await Listed(draft);
        var whole = await world.CompleteDraft();
        var complete = await Listed(whole);
        await world.Get(await world.Urgent(whole, nameof(UrgencyReason.SentenceEnding), null, null));
        var urgent = await Listed(whole);
        var tasks = await world.Get(new GetDraft(whole));

        Assert.Equal(fresh.Asked, fresh.Completed + fresh.Missing.Count);
        Assert.Contains("Needs and requirements", fresh.Missing);
        Assert.Null(fresh.LastSection);
        Assert.Equal((fresh.Asked, fresh.Completed + 1), (saved.Asked, saved.Completed));
        Assert.NotNull(saved.LastSection);
        Assert.DoesNotContain("Needs and requirements", saved.Missing);
        Assert.Equal(new("reason", "Reason for referral and further information"), typed.LastSection);
        Assert.Equal(new("check", "Check answers"), complete.LastSection);
        Assert.Equal(complete.Asked, complete.Completed);
        // what can be left unanswered counts neither before it is answered nor after
        Assert.Equal((complete.Asked, complete.Completed), (urgent.Asked, urgent.Completed));
        Assert.Equal((complete.Asked, complete.Completed), (tasks.Total, tasks.Completed));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(82, false)]
    [InlineData(83, true)]
    [InlineData(90, true)]
    public async Task It_says_until_when_it_is_kept_and_warns_seven_days_before(int daysLater, bool warned)
    {
        var draft = await world.Start();

        world.Clock.Now = today.AddDays(daysLater);
        await world.Expire();
        var row = await Listed(draft);

        Assert.Equal(new DateOnly(2027, 2, 19), row.KeptUntil);
        Assert.Equal(warned, row.EndsSoon);
    }

    [Fact]
    public async Task A_draft_that_nobody_touched_is_deleted_after_its_last_day_and_one_worked_on_stays()
    {
        var (left, worked) = (await world.Start(), await world.Start());
        world.Clock.Now = today.AddDays(90);
        await world.Get(await world.Needs(worked));

        world.Clock.Now = today.AddDays(91);
        await world.Expire();
        var again = await world.Expire();

        var rows = (await world.Get(new ListMyDrafts())).Drafts;
        Assert.DoesNotContain(rows, row => row.Id == left);
        Assert.Contains(rows, row => row.Id == worked);
        Assert.Equal(0, again);
        var refused = (await world.Send(new GetDraft(left))).Refusal!;
        Assert.Equal((ReferringRefusals.DraftExpiredCode, RefusalKind.NotFound), (refused.Code, refused.Kind));
        Assert.Contains("90 days", refused.Message);
        Assert.Equal(
            "not-found",
            (await world.Send(new GetDraft(left), ReferringWorld.OtherPractitioner)).Refusal!.Code
        );
        Assert.Equal(0, await world.Ask<long>($"select count(*) from draft where id = '{left}'"));
        Assert.Equal(
            1,
            await world.Ask<long>(
                $"select count(*) from audit_entry where action = 'ExpireDraft' and subject = '{left}'"
            )
        );
    }

    private async Task<DraftListRow> Listed(DraftId draft) =>
        (await world.Get(new ListMyDrafts())).Drafts.Single(row => row.Id == draft);
}
