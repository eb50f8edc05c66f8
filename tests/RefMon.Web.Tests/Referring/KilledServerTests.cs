using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Playwright;
using RefMon.Application.Referring;
using RefMon.TestKit;
using RefMon.Web.Operations;
using Xunit;

namespace RefMon.Web.Tests.Referring;

/// <summary>The built program as a process of its own, killed without warning while somebody types.</summary>
[Trait("Capability", "Referring")]
public sealed class KilledServerTests(ReferringSite site) : IClassFixture<ReferringSite>
{
    private static readonly TimeSpan MostLost = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_server_killed_in_the_middle_of_typing_loses_at_most_the_last_two_seconds()
    {
        // with a referral there already, the program loads no invented ones
        await site.Do(new SendReferral(await site.CompleteDraft(), Guid.NewGuid()));
        var draft = await site.StartDraft(site.NewPerson().Crn);
        await using var server = new ServerProcess(site);
        await server.Start();
        await using (var plain = await Browser.Open(server.Address, Screen.DesktopWithoutScripts))
            await SaveDays(plain, draft.ToString());
        await using var window = await Browser.Open(server.Address);
        await window.SignIn("practitioner");
        await window.Page.GotoAsync($"/refer/{draft}/reason");
        var box = window.Page.GetByLabel("Reason for the referral");

        var typing = new Typist(box);
        await typing.For(TimeSpan.FromSeconds(5));
        server.Kill();
        var killed = TimeProvider.System.GetUtcNow();
        await typing.For(TimeSpan.FromSeconds(1));
        await window.Page.GetByText("Not saved").WaitForAsync();

        var kept = (await site.Do(new GetReason(draft))).Head.TypedIn("reason").Single().Values[0];
        Assert.StartsWith(kept, typing.Text);
        var expected = typing.TypedBy(killed - MostLost);
        Assert.True(
            kept.Length >= expected.Length && expected.Length > 0,
            $"{kept.Length} characters were kept; {expected.Length} had been typed two seconds before the server was killed"
        );
        Assert.Equal(typing.Text, await box.InputValueAsync());

        await server.Start();
        await window.Page.GetByText("Saved at").WaitForAsync(new() { Timeout = 30_000 });
        await using var elsewhere = await Browser.Open(server.Address);
        await elsewhere.SignIn("practitioner");
        await elsewhere.Page.GotoAsync($"/refer/{draft}/reason");
        Assert.Equal(typing.Text, await elsewhere.Page.GetByLabel("Reason for the referral").InputValueAsync());
        await elsewhere.Page.GotoAsync($"/refer/{draft}/enforceable-days");
        Assert.Equal(
            "17",
            await elsewhere.Page.GetByLabel("What is the maximum number of enforceable days?").InputValueAsync()
        );
    }

    private static async Task SaveDays(BrowserWindow window, string draft)
    {
        await window.SignIn("practitioner");
        await window.Page.GotoAsync($"/refer/{draft}/enforceable-days");
        var here = window.Page.Url;
        await window.Page.GetByLabel("What is the maximum number of enforceable days?").FillAsync("17");
        await window.Page.Locator("main form button.govuk-button[type=submit]").First.ClickAsync();
        await window.Page.UntilAwayFrom(here);
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
    private sealed class ServerProcess(ReferringSite site) : IAsyncDisposable
    {
        private readonly int port = FreePort();
        private Process? process;

        public string Address => $"http://127.0.0.1:{port}";

        public async Task Start()
        {
            var start = new ProcessStartInfo("dotnet")
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = AppContext.BaseDirectory,
            };
            start.ArgumentList.Add(typeof(RefMonWeb).Assembly.Location);
            var settings = new Dictionary<string, string?>(site.StandIns.Settings)
            {
                ["ConnectionStrings:RefMon"] = site.ConnectionString,
                ["ConnectionStrings:RefMonOwner"] = site.OwnerConnectionString,
                ["urls"] = Address,
                // at night it would sweep the database of the tests beside it
                ["RefMon:SweepFrom"] = "off",
            };
            foreach (var (name, value) in settings)
                start.ArgumentList.Add($"--{name}={value}");
            start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
            process = Process.Start(start)!;
            // read, so that the program never waits for its output to be
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            using var client = new HttpClient();
            await RefMonHost.Eventually(() => Lives(client), "the program answers");
        }

        /// <summary>Ends it as a power cut does: SIGKILL, nothing is told beforehand.</summary>
        public void Kill()
        {
            process!.Kill();
            process.WaitForExit();
        }

        public ValueTask DisposeAsync()
        {
            if (process is { HasExited: false })
                Kill();
            process?.Dispose();
            return ValueTask.CompletedTask;
        }

        private async Task<bool> Lives(HttpClient client)
        {
            Assert.False(process!.HasExited, "the program ended by itself");
            try
            {
                using var answer = await client.GetAsync(new Uri($"{Address}/health/live"));
                return answer.StatusCode == HttpStatusCode.OK;
            }
            catch (HttpRequestException)
            {
                // not listening yet
                return false;
            }
        }

        private static int FreePort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
