using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using Xunit;

namespace RefMon.TestKit;

/// <summary>How a person looks at the application.</summary>
public enum Screen
{
    /// <summary>1280 by 900.</summary>
    Desktop,

    /// <summary>375 by 812, touch.</summary>
    Phone,

    /// <summary>Desktop width without scripts.</summary>
    DesktopWithoutScripts,
}

/// <summary>
/// One real Chromium for a test run: the one named by REFMON_CHROMIUM, an installed one, or one that Playwright fetches. When there
/// is none, the test fails and says what is missing.
/// </summary>
public static class Browser
{
    private static readonly string[] Installed =
    [
        // without the windows nobody sees, a page takes half the processor time
        "/usr/bin/chromium-headless-shell",
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
    ];

    private static readonly Lazy<Task<IBrowser>> Launched = new(Launch);

    /// <summary>A new window with cookies of its own.</summary>
    public static Task<BrowserWindow> Open(RefMonHost host, Screen screen = Screen.Desktop) =>
        Open(host.Address, screen);

    /// <summary>The same, at an address.</summary>
    public static async Task<BrowserWindow> Open(string address, Screen screen = Screen.Desktop)
    {
        var browser = await Launched.Value;
        var context = await browser.NewContextAsync(
            new()
            {
                BaseURL = address,
                ViewportSize = screen == Screen.Phone ? BrowserWindow.Phone : BrowserWindow.Desktop,
                HasTouch = screen == Screen.Phone,
                JavaScriptEnabled = screen != Screen.DesktopWithoutScripts,
                Locale = "en-GB",
                TimezoneId = "Europe/London",
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        // a wrong selector fails soon, with its name
        context.SetDefaultTimeout(10_000);
        context.SetDefaultNavigationTimeout(15_000);
        return new(context, await context.NewPageAsync(), screen);
    }

    private static async Task<IBrowser> Launch()
    {
        var path = Environment.GetEnvironmentVariable("REFMON_CHROMIUM") ?? Array.Find(Installed, File.Exists);
        if (path is null && Microsoft.Playwright.Program.Main(["install", "chromium"]) != 0)
            Assert.Fail(
                "There is no browser for the browser tests. Install Chromium (for example with the system's package manager: "
                    + "chromium or chromium-headless-shell), or set REFMON_CHROMIUM to one. Fetching one with Playwright did not work either."
            );
        var playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = path,
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );
    }
}

/// <summary>
/// A window with one page. Script errors and refused content (CSP) are collected; <see cref="AssertSound()"/> fails on them and on
/// what axe finds.
/// </summary>
public sealed class BrowserWindow : IAsyncDisposable
{
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>The width of a usual screen.</summary>
    public static readonly ViewportSize Desktop = new() { Width = 1280, Height = 900 };

    /// <summary>The width of a phone.</summary>
    public static readonly ViewportSize Phone = new() { Width = 375, Height = 812 };

    private static readonly object Everything = new
    {
        type = "tag",
        values = (string[])["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    };

    // what may be in order on a wide screen and not on a narrow one
    private static readonly object ByWidth = new
    {
        type = "rule",
        values = (string[])["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"],
    };
    private readonly IBrowserContext context;
    private readonly List<string> complaints = [];
    private IPage? reader;

    internal BrowserWindow(IBrowserContext context, IPage page, Screen screen)
    {
        this.context = context;
        Page = page;
        Screen = screen;
        Watch(page);
    }

    public IPage Page { get; }

    public Screen Screen { get; }

    /// <summary>A second tab with the same sign-in.</summary>
    public async Task<IPage> SecondTab()
    {
        var page = await context.NewPageAsync();
        Watch(page);
        return page;
    }

    /// <summary>Forgets the sign-in, as when it has run out.</summary>
    public Task ForgetSignIn() => context.ClearCookiesAsync();

    /// <summary>Signs in with a persona's button.</summary>
    public async Task SignIn(string persona)
    {
        await Page.GotoAsync("/sign-in");
        await Page.ClickAsync($"button[name=persona][value={persona}]");
        await Page.UntilAt(url => !url.Contains("/sign-in", StringComparison.Ordinal));
    }

    /// <summary>Follows a link or presses a button that leads to another address, so the page that is left is not mistaken for it.</summary>
    public async Task Leave(ILocator by, bool twice = false)
    {
        var here = Page.Url;
        await (twice ? by.DblClickAsync() : by.ClickAsync());
        await Page.UntilAwayFrom(here);
    }

    /// <summary>No axe violations of WCAG 2.2 AA, no horizontal scrolling, no script errors, nothing refused by the content security policy.</summary>
    public Task AssertSound() => AssertSound(Page);

    /// <summary>
    /// The same with a picture of this name, and at a phone's width too, without walking there twice: all of the page fits, and what
    /// the width decides is in order.
    /// </summary>
    public async Task AssertSoundAtBothWidths(string picture)
    {
        await Picture(picture);
        await AssertSound();
        await Page.SetViewportSizeAsync(Phone.Width, Phone.Height);
        await Picture(picture, Page, "-phone");
        await AssertSound(Page, ByWidth);
        await Page.SetViewportSizeAsync(Desktop.Width, Desktop.Height);
    }

    /// <summary>The same of another tab of this window.</summary>
    public Task AssertSound(IPage page) => AssertSound(page, Everything);

    private async Task AssertSound(IPage page, object rules)
    {
        // a click that leaves the page may have been taken while the next one is still arriving
        await page.UntilWhole();
        var seen = Screen == Screen.DesktopWithoutScripts ? await Shown(page) : page;
        var found = await AxeFindings(seen, rules);
        Assert.True(found.Length == 0, $"{page.Url}{Environment.NewLine}{string.Join(Environment.NewLine, found)}");
        var overflow = await seen.EvaluateAsync<int>("document.documentElement.scrollWidth - window.innerWidth");
        Assert.True(overflow <= 0, $"{page.Url} is {overflow} pixels wider than the screen");
        Assert.True(
            complaints.Count == 0,
            $"{Page.Url}{Environment.NewLine}{string.Join(Environment.NewLine, complaints)}"
        );
    }

    // axe is a script: the page as it stands is shown once more where scripts may run, and none of its own does
    private async Task<IPage> Shown(IPage page)
    {
        var html = await page.ContentAsync();
        reader ??= await (
            await context.Browser!.NewContextAsync(
                new() { ViewportSize = Desktop, ReducedMotion = ReducedMotion.Reduce }
            )
        ).NewPageAsync();
        await reader.UnrouteAllAsync();
        await reader.RouteAsync(
            "**/*",
            route =>
                route.Request.ResourceType switch
                {
                    "document" => route.FulfillAsync(new() { ContentType = "text/html; charset=utf-8", Body = html }),
                    "script" => route.AbortAsync(),
                    _ => route.ContinueAsync(),
                }
        );
        await reader.GotoAsync(page.Url);
        await reader.UntilWhole();
        return reader;
    }

    // run in the page itself, as no page has frames: a quarter of the time of axe's own way through a second page
    private static async Task<string[]> AxeFindings(IPage page, object rules)
    {
        if (!await page.EvaluateAsync<bool>("'axe' in window"))
            await page.EvaluateAsync(Axe);
        return await page.EvaluateAsync<string[]>(
            """
            async (rules) => {
              const found = await axe.run(document, { runOnly: rules, resultTypes: ['violations'] })
              return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${rule.help} at ${node.html}`))
            }
            """,
            rules
        );
    }

    /// <summary>Keeps a picture for the README, when REFMON_SCREENSHOTS names a folder.</summary>
    public Task Picture(string name) => Picture(name, Page);

    /// <summary>The same of another tab.</summary>
    public Task Picture(string name, IPage page) =>
        Picture(
            name,
            page,
            Screen switch
            {
                Screen.Phone => "-phone",
                Screen.DesktopWithoutScripts => "-without-scripts",
                _ => "",
            }
        );

    private static async Task Picture(string name, IPage page, string suffix)
    {
        if (Environment.GetEnvironmentVariable("REFMON_SCREENSHOTS") is not { Length: > 0 } folder)
            return;
        var path = Path.Combine(folder, $"{name}{suffix}.png");
        await page.ScreenshotAsync(new() { Path = path, FullPage = true });
    }

    public async ValueTask DisposeAsync()
    {
        if (reader is not null)
            await reader.Context.DisposeAsync();
        await context.DisposeAsync();
    }

    private void Watch(IPage page)
    {
        page.PageError += (_, error) => complaints.Add($"script error: {error}");
        page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.OrdinalIgnoreCase))
                complaints.Add(message.Text);
        };
    }
}
