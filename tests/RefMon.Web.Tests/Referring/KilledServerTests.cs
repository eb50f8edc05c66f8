using Microsoft.Playwright;
using RefMon.Application.Referring;
using RefMon.TestKit;
using Xunit;

namespace RefMon.Web.Tests.Referring;

/// <summary>The built program as a process of its own, killed without warning while somebody types.</summary>
[Trait("Capability", "Referring")]
public sealed class KilledServerTests(ReferringSite site) : IClassFixture<ReferringSite>
{
    private static readonly TimeSpan MostLost = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_server_killed_in_the_middle_of_typing_loses_at_most_the_last_two_seconds_and_nothing_saved_without_scripts()
    {
        // with a referral there already, the program loads no invented ones
        await site.Do(new SendReferral(await site.CompleteDraft(), Guid.NewGuid()));
        var draft = await site.StartDraft(site.NewPerson().Crn);
        await using var server = await Serve(null);
        var address = server.Address;
        await using var plain = await Browser.Open(address, Screen.DesktopWithoutScripts);
        await FillDaysIn(plain, draft.ToString());
        await using var window = await Browser.Open(address);
        await window.SignIn("practitioner");
        await window.Page.GotoAsync($"/refer/{draft}/reason");
        var box = window.Page.GetByLabel("Reason for the referral");

        var typing = new Typist(box);
        await typing.For(TimeSpan.FromSeconds(5));
        var stillTyping = typing.For(TimeSpan.FromSeconds(2));
        var killed = await SaveAndKill(plain, server);
        await stillTyping;
        await window.Page.GetByText("Not saved").WaitForAsync();

        var kept = (await site.Do(new GetReason(draft))).Head.TypedIn("reason").Single().Values[0];
        Assert.StartsWith(kept, typing.Text);
        var expected = typing.TypedBy(killed - MostLost);
        Assert.True(
            kept.Length >= expected.Length && expected.Length > 0,
            $"{kept.Length} characters were kept; {expected.Length} had been typed two seconds before the server was killed"
        );
        Assert.Equal(typing.Text, await box.InputValueAsync());

        await using var again = await Serve(address);
        await window.Page.GetByText("Saved at").WaitForAsync(new() { Timeout = 30_000 });
        await using var elsewhere = await Browser.Open(address);
        await elsewhere.SignIn("practitioner");
        await elsewhere.Page.GotoAsync($"/refer/{draft}/reason");
        Assert.Equal(typing.Text, await elsewhere.Page.GetByLabel("Reason for the referral").InputValueAsync());
        await elsewhere.Page.GotoAsync($"/refer/{draft}/enforceable-days");
        Assert.Equal(
            "17",
            await elsewhere.Page.GetByLabel("What is the maximum number of enforceable days?").InputValueAsync()
        );
    }

    private static async Task FillDaysIn(BrowserWindow window, string draft)
    {
        await window.SignIn("practitioner");
        await window.Page.GotoAsync($"/refer/{draft}/enforceable-days");
        await window.Page.GetByLabel("What is the maximum number of enforceable days?").FillAsync("17");
    }

    // killed the moment the browser has the answer to what it posted, before it can ask for the next page; when that was
    private static async Task<DateTimeOffset> SaveAndKill(BrowserWindow window, RefMonProgram server)
    {
        var killed = new TaskCompletionSource<DateTimeOffset>();
        window.Page.Response += (_, answer) =>
        {
            if (answer.Request.Method != HttpMethod.Post.Method)
                return;
            server.Kill();
            killed.TrySetResult(TimeProvider.System.GetUtcNow());
        };
        await window.Page.Locator("main form button.govuk-button[type=submit]").First.ClickAsync();
        return await killed.Task.WaitAsync(TimeSpan.FromSeconds(15));
    }

    // remembers what stood in the box when
    private sealed class Typist(ILocator box)
    {
        private readonly List<(DateTimeOffset At, string Text)> typed = [];

        public string Text => typed[^1].Text;

        public async Task For(TimeSpan time)
        {
            var until = TimeProvider.System.GetUtcNow() + time;
            while (TimeProvider.System.GetUtcNow() < until)
            {
                var word = $"word{typed.Count} ";
                await box.PressSequentiallyAsync(word, new() { Delay = 20 });
                typed.Add((TimeProvider.System.GetUtcNow(), (typed.Count == 0 ? "" : Text) + word));
            }
        }

        public string TypedBy(DateTimeOffset instant) => typed.LastOrDefault(step => step.At <= instant).Text ?? "";
    }

    // a second node beside the site's own: the same database, the same neighbours
    private Task<RefMonProgram> Serve(string? address) =>
        RefMonProgram.Serve(
            "Development",
            new Dictionary<string, string?>(site.StandIns.Settings)
            {
                ["ConnectionStrings:RefMon"] = site.ConnectionString,
                ["ConnectionStrings:RefMonOwner"] = site.OwnerConnectionString,
                // at night it would sweep the database of the tests beside it
                ["RefMon:SweepFrom"] = "off",
            },
            address
        );
}
