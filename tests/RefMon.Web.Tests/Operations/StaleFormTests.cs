using RefMon.GovUk;
using RefMon.TestKit;
using Xunit;

namespace RefMon.Web.Tests.Operations;

[Trait("Capability", "Operations")]
public sealed class StaleFormTests(RefMonHost host) : IClassFixture<RefMonHost>
{
    private const string Account = "/admin/accounts/demo-caseworker";
    private const string Token = "__RequestVerificationToken";

    [Fact]
    public async Task A_form_that_was_open_too_long_is_shown_again_does_nothing_and_works_when_sent_again()
    {
        using var administrator = await host.SignInAs("administrator");
        var page = await administrator.Get(Account);

        var shownAgain = await administrator.Submit(page, ("act", "disable"), (Token, "CfDJ8stale"));

        Assert.Equal(422, shownAgain.Status);
        Assert.Equal([GovForm.StaleText], shownAgain.Errors);
        Assert.Contains("Enabled", (await administrator.Get(Account)).Text);

        Assert.Equal(302, (await administrator.Submit(shownAgain, ("act", "disable"))).Status);
        Assert.Contains("Disabled", (await administrator.Get(Account)).Text);
        await administrator.Submit(await administrator.Get(Account), ("act", "enable"));
    }

    [Fact]
    public async Task A_form_without_its_token_is_treated_alike()
    {
        using var administrator = await host.SignInAs("administrator");
        var answer = await administrator.Submit(await administrator.Get(Account), ("act", "disable"), (Token, null));
        Assert.Equal([GovForm.StaleText], answer.Errors);
    }

    [Fact]
    public async Task A_form_sent_from_another_site_is_refused_and_does_nothing()
    {
        using var administrator = await host.SignInAs("administrator");
        var page = await administrator.Get(Account);
        administrator.Raw.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        var answer = await administrator.Submit(page, ("act", "disable"), (Token, "forged"));
        Assert.Equal(400, answer.Status);
        Assert.Equal("We could not use what was sent", answer.Heading);
        administrator.Raw.DefaultRequestHeaders.Remove("Sec-Fetch-Site");
        Assert.Contains("Enabled", (await administrator.Get(Account)).Text);
    }

    [Fact]
    public async Task The_same_form_sent_twice_acts_once()
    {
        using var administrator = await host.SignInAs("administrator");
        var before = await Switched();
        var page = await administrator.Get("/admin/accounts/demo-operator");
        Assert.Equal(302, (await administrator.Submit(page, ("act", "disable"))).Status);
        Assert.Equal(302, (await administrator.Submit(page, ("act", "disable"))).Status);
        Assert.Equal(before + 1, await Switched());
        await administrator.Submit(await administrator.Get("/admin/accounts/demo-operator"), ("act", "enable"));
    }

    private async Task<int> Switched()
    {
        var audit = await host.As("auditor").Ask(new RefMon.Application.Access.ReadAudit("demo-administrator"));
        return audit.Entries.Count(e => e is { Action: "SwitchAccount", Outcome: "accepted" });
    }
}
