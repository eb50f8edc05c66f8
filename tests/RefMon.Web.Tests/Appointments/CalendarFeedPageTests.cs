using System.Net;
using RefMon.TestKit;
using RefMon.Web.Tests.CaseLists;
using Xunit;

namespace RefMon.Web.Tests.Appointments;

/// <summary>The address of a calendar, for the programs people keep theirs in.</summary>
[Trait("Capability", "Appointments")]
[Collection(nameof(AppointmentHost))]
public sealed class CalendarFeedPageTests(CasesHost host)
{
    [Fact]
    public async Task The_feeds_address_opens_the_calendar_without_signing_in_until_it_is_stopped_and_is_logged_nowhere()
    {
        using var caseworker = await WebUser.SignIn(host, CasesHost.Caseworker);
        var made = await caseworker.Submit(await caseworker.Get("/account/calendar"), new() { ["act"] = "make" });
        var address = made.Document.QuerySelector("code")!.TextContent;
        var token = new Uri(address).Segments[^1].Replace(".ics", "", StringComparison.Ordinal);
        Assert.Equal(43, token.Length);
        using var program = new HttpClient { BaseAddress = new Uri(host.Address) };
        using var feed = await program.GetAsync(new Uri(address).PathAndQuery);
        Assert.Equal(HttpStatusCode.OK, feed.StatusCode);
        Assert.Equal("text/calendar", feed.Content.Headers.ContentType!.MediaType);
        Assert.True(feed.Headers.CacheControl!.NoStore);
        Assert.StartsWith("BEGIN:VCALENDAR", await feed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(token, (await caseworker.Get("/account/calendar")).Html, StringComparison.Ordinal);

        await caseworker.Submit(await caseworker.Get("/account/calendar"), new() { ["act"] = "stop" });
        using var gone = await program.GetAsync(new Uri(address).PathAndQuery);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        using var nonsense = await program.GetAsync("/calendar/feed/nonsense.ics");
        Assert.Equal(HttpStatusCode.NotFound, nonsense.StatusCode);
        Assert.Contains(host.Logs.Lines, line => line.Contains("/calendar/feed/", StringComparison.Ordinal));
        Assert.DoesNotContain(host.Logs.Lines, line => line.Contains(token, StringComparison.Ordinal));
    }
}
