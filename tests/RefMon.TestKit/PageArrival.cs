using System.Diagnostics;
using Microsoft.Playwright;
using Xunit;

namespace RefMon.TestKit;

/// <summary>
/// Waits for another page by asking where the browser is, not for an event: a load event that comes before one listens is
/// missed for good, and a sound test then fails.
/// </summary>
public static class PageArrival
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Until the browser is at an address other than this one.</summary>
    public static Task UntilAwayFrom(this IPage page, string address) => page.UntilAt(url => url != address);

    /// <summary>Until the browser is at an address that will do, with all of its page.</summary>
    public static async Task UntilAt(this IPage page, Func<string, bool> isThere)
    {
        await Until(() => Task.FromResult(isThere(page.Url)), () => $"Still at {page.Url}");
        await page.UntilWhole();
    }

    /// <summary>Until all of the page has come.</summary>
    public static Task UntilWhole(this IPage page) => Until(() => IsWhole(page), () => $"{page.Url} does not finish");

    /// <summary>
    /// Presses a button or follows a link and waits for the whole page that answers, which may be at the same address: the page
    /// that is left is marked, and is gone when the mark is.
    /// </summary>
    public static async Task Follow(this IPage page, ILocator by)
    {
        await page.EvaluateAsync("window.isLeft = true");
        await by.ClickAsync();
        await Until(async () => await IsWhole(page, "!window.isLeft"), () => $"Still at {page.Url}");
    }

    private static async Task<bool> IsWhole(IPage page, string condition = "true")
    {
        try
        {
            return await page.EvaluateAsync<bool>($"document.readyState === 'complete' && {condition}");
        }
        catch (PlaywrightException) when (!page.IsClosed)
        {
            // asked while one page gave way to the next
            return false;
        }
    }

    private static async Task Until(Func<Task<bool>> holds, Func<string> otherwise)
    {
        var watch = Stopwatch.StartNew();
        while (!await holds())
        {
            if (watch.Elapsed > Longest)
                Assert.Fail(otherwise());
            await Task.Delay(Pause);
        }
    }
}
