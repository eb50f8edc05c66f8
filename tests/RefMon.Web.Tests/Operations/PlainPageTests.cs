using RefMon.TestKit;
using Xunit;

namespace RefMon.Web.Tests.Operations;

/// <summary>Messages for everybody, at three moments.</summary>
public sealed class HostWithAnnouncements : RefMonHost
{
    protected override IReadOnlyDictionary<string, string?> Settings { get; } =
        new Dictionary<string, string?>
        {
            ["RefMon:Announcements:0:Text"] = "Maintenance is under way",
            ["RefMon:Announcements:0:From"] = "2020-01-01T00:00:00Z",
            ["RefMon:Announcements:0:Until"] = "2120-01-01T00:00:00Z",
            ["RefMon:Announcements:1:Text"] = "This was last year",
            ["RefMon:Announcements:1:Until"] = "2021-01-01T00:00:00Z",
            ["RefMon:Announcements:2:Text"] = "This comes later <b>",
            ["RefMon:Announcements:2:From"] = "2119-01-01T00:00:00Z",
            ["RefMon:FeedbackUrl"] = "https://feedback.example/refmon",
            ["RefMon:SupportEmail"] = "support@refmon.example",
        };
}

[Trait("Capability", "Operations")]
public sealed class PlainPageTests(HostWithAnnouncements host) : IClassFixture<HostWithAnnouncements>
{
    [Theory]
    [InlineData("/help", "Help and report a problem")]
    [InlineData("/accessibility", "Accessibility statement")]
    [InlineData("/privacy", "Privacy")]
    [InlineData("/cookies", "Cookies")]
    [InlineData("/whats-new", "What’s new")]
    public async Task A_plain_page_is_there_for_strangers_too(string path, string heading)
    {
        using var client = WebUser.At(host);
        var page = await client.Get(path);
        Assert.Equal(200, (int)page.Status);
        Assert.Equal(heading, page.Heading);
        Assert.Equal($"{heading} – RefMon", page.Title);
    }

    [Fact]
    public async Task Announcements_show_between_their_start_and_their_end()
    {
        using var client = WebUser.At(host);
        var page = await client.Get("/help");
        Assert.Contains("Maintenance is under way", page.Html);
        Assert.DoesNotContain("This was last year", page.Html);
        Assert.DoesNotContain("This comes later", page.Html);
        host.Time.Set(new DateTimeOffset(2119, 6, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Contains("This comes later &lt;b&gt;", (await client.Get("/help")).Html);
        host.Time.Set(TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task Feedback_and_support_lead_where_the_settings_say()
    {
        using var client = WebUser.At(host);
        var page = await client.Get("/help");
        Assert.Contains("https://feedback.example/refmon", page.Links);
        Assert.Contains("mailto:support@refmon.example", page.Links);
    }
}
