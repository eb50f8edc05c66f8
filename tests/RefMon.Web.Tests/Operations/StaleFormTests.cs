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
        using var administrator = await WebUser.SignIn(host, "administrator");
        var page = await administrator.Get(Account);

        var shownAgain = await administrator.Submit(page, new() { ["act"] = "disable", [Token] = "CfDJ8stale" });

        Assert.Equal(422, (int)shownAgain.Status);
        Assert.Equal([GovForm.StaleText], shownAgain.Errors);
        Assert.Contains("Enabled", (await administrator.Get(Account)).Text);

        Assert.Equal(200, (int)(await administrator.Submit(shownAgain, new() { ["act"] = "disable" })).Status);
        Assert.Contains("Disabled", (await administrator.Get(Account)).Text);
        await administrator.Submit(await administrator.Get(Account), new() { ["act"] = "enable" });
    }

    [Fact]
    public async Task A_form_without_its_token_is_treated_alike()
    {
        using var administrator = await WebUser.SignIn(host, "administrator");
        var answer = await administrator.Submit(
            await administrator.Get(Account),
            new() { ["act"] = "disable", [Token] = "" }
        );
        Assert.Equal([GovForm.StaleText], answer.Errors);
    }

    [Fact]
    public async Task A_form_sent_from_another_site_is_refused_and_does_nothing()
    {
        using var administrator = await WebUser.SignIn(host, "administrator");
        var page = await administrator.Get(Account);
        administrator.Http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        var answer = await administrator.Submit(page, new() { ["act"] = "disable", [Token] = "forged" });
        Assert.Equal(400, (int)answer.Status);
        Assert.Equal("We could not use what was sent", answer.Heading);
        administrator.Http.DefaultRequestHeaders.Remove("Sec-Fetch-Site");
        Assert.Contains("Enabled", (await administrator.Get(Account)).Text);
    }

    [Fact]
    public async Task The_same_form_sent_twice_acts_once()
    {
        using var administrator = await WebUser.SignIn(host, "administrator");
        var before = await Switched();
        var page = await administrator.Get("/admin/accounts/demo-operator");
        Assert.Equal(200, (int)(await administrator.Submit(page, new() { ["act"] = "disable" })).Status);
        Assert.Equal(200, (int)(await administrator.Submit(page, new() { ["act"] = "disable" })).Status);
        Assert.Equal(before + 1, await Switched());
        await administrator.Submit(
            await administrator.Get("/admin/accounts/demo-operator"),
            new() { ["act"] = "enable" }
        );
    }

    private async Task<int> Switched()
    {
        var audit = await host.As("demo-auditor").Must(new RefMon.Application.Access.ReadAudit("demo-administrator"));
        return audit.Entries.Count(e => e is { Action: "SwitchAccount", Outcome: "accepted" });
    }
}
