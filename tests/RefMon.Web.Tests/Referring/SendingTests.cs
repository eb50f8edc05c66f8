using RefMon.Domain;
using RefMon.StandIns.Exchange;
using RefMon.TestKit;
using Xunit;

namespace RefMon.Web.Tests.Referring;

[Trait("Capability", "Referring")]
[Collection(nameof(ReferringSite))]
public sealed class SendingTests(ReferringSite site)
{
    [Fact]
    public async Task A_second_click_leads_to_the_same_confirmation()
    {
        var draft = await site.CompleteDraft();
        using var practitioner = await site.SignIn();
        var page = await practitioner.Get($"/refer/{draft}/check");

        var clicks = await Task.WhenAll(practitioner.Send(page), practitioner.Send(page), practitioner.Send(page));

        Assert.Single(clicks.Select(click => click.Path).Distinct());
        Assert.Equal("Referral sent", clicks[0].Heading);
        Assert.Equal(1, await Referrals(draft));
    }

    [Fact]
    public async Task Two_browsers_that_send_the_same_draft_send_it_once_and_both_learn_the_reference()
    {
        var draft = await site.CompleteDraft();
        using var office = await site.SignIn();
        using var home = await site.SignIn();
        var atOffice = await office.Get($"/refer/{draft}/check");
        var atHome = await home.Get($"/refer/{draft}/check");

        var answers = await Task.WhenAll(office.Send(atOffice), home.Send(atHome));

        Assert.Equal(["Referral already sent", "Referral sent"], answers.Select(page => page.Heading).Order());
        Assert.Single(answers.Select(answer => answer.Path.Split('?')[0]).Distinct());
        // the page that won is posted again and again, from both
        var won = answers[0].Heading == "Referral sent" ? atOffice : atHome;
        var command = won.Typed("CommandId")!;
        for (var times = 0; times < 10; times++)
        {
            var (again, fromTheOther) = (
                await office.Send(atOffice, ("CommandId", command)),
                await home.Send(atHome, ("CommandId", command))
            );
            Assert.All(
                [again, fromTheOther],
                page => Assert.Equal(answers[0].Path.Split('?')[0], page.Path.Split('?')[0])
            );
        }
        Assert.Equal(1, await Referrals(draft));
    }

    // at length: dotnet run -c Release --project tests/RefMon.Benchmarks -- soak referring
    [Fact]
    public async Task However_often_a_draft_is_sent_and_replies_are_lost_there_is_one_of_everything() =>
        Assert.Null(await new SendingRounds(site).Run(atOnce: 50, replays: 1000, lostReplies: 2));

    [Theory]
    [InlineData("")]
    [InlineData("/check")]
    [InlineData("/personal-details")]
    public async Task Every_page_of_a_draft_that_was_sent_leads_to_its_confirmation(string below)
    {
        var draft = await site.CompleteDraft();
        using var practitioner = await site.SignIn();
        var sent = await practitioner.Send(await practitioner.Get($"/refer/{draft}/check"));

        var again = await practitioner.Get($"/refer/{draft}{below}");

        Assert.Equal(sent.Path + "?already=yes", again.Path);
        Assert.Equal("Referral already sent", again.Heading);
        Assert.Contains("Nothing was sent twice", again.Text);
    }

    [Fact]
    public async Task A_section_saved_after_the_draft_was_sent_leads_to_the_confirmation_too()
    {
        var draft = await site.CompleteDraft();
        using var practitioner = await site.SignIn();
        var section = await practitioner.Get($"/refer/{draft}/practitioner-details");
        var delete = await practitioner.Get($"/drafts/{draft}/delete");
        var sent = await practitioner.Send(await practitioner.Get($"/refer/{draft}/check"));

        var saved = await practitioner.Send(section, ("Model.Phone", "020 7946 0005"));
        var deleted = await practitioner.Send(delete);

        Assert.Equal(sent.Path + "?already=yes", saved.Path);
        Assert.Equal(sent.Path + "?already=yes", deleted.Path);
    }

    [Fact]
    public async Task The_confirmation_says_who_is_told_and_what_happens_next()
    {
        var draft = await site.CompleteDraft();
        using var practitioner = await site.SignIn();
        var page = await practitioner.Send(await practitioner.Get($"/refer/{draft}/check"));

        Assert.Contains(ReferringSite.Accommodation.Supplier.Name, page.Text);
        Assert.Matches("working days to name a caseworker", page.Text);
        Assert.Contains("/referrals/" + page.Path.Split('/')[^1], page.Links());
    }

    [Fact]
    public async Task The_confirmation_shows_what_is_confirmed_and_what_is_still_on_its_way()
    {
        site.StandIns.Controls.Set(StandInOperation.StartReferral, Behaviour.Down);
        using var practitioner = await site.SignIn();
        WebPage page;
        try
        {
            var draft = await site.CompleteDraft();
            page = await practitioner.Send(await practitioner.Get($"/refer/{draft}/check"));
            Assert.Contains("till being sent", page.Text, StringComparison.Ordinal);
            Assert.Contains("You do not have to wait", page.Text, StringComparison.Ordinal);
        }
        finally
        {
            site.StandIns.Controls.Clear();
        }
        await RefMonHost.Eventually(
            async () => !(await practitioner.Get(page.Path)).Text.Contains("till being sent", StringComparison.Ordinal),
            "everything is confirmed once nDelius answers"
        );
        page = await practitioner.Get(page.Path);
        Assert.Contains("Confirmed on", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("You do not have to wait", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_confirmation_is_only_for_those_who_may_see_the_referral()
    {
        var draft = await site.CompleteDraft();
        using var practitioner = await site.SignIn();
        var sent = await practitioner.Send(await practitioner.Get($"/refer/{draft}/check"));
        using var supplier = await site.SignIn("supplier-lead");

        Assert.Equal(403, (int)(await supplier.Get(sent.Path)).Status);
        Assert.Equal(404, (int)(await practitioner.Get("/refer/sent/XX0000XX")).Status);
        Assert.Equal(404, (int)(await practitioner.Get("/refer/sent/" + new string('A', 500))).Status);
    }

    private Task<long> Referrals(DraftId draft) =>
        site.Scalar<long>($"select count(*) from case_list_row where referral_id = '{draft}'");
}
