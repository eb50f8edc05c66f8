using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RefMon.Application.Attention;
using RefMon.Integrations.Attention;
using RefMon.Integrations.Operations;
using RefMon.Integrations.Referring;
using RefMon.Integrations.Tests.Operations;
using RefMon.StandIns.Exchange;
using static RefMon.Integrations.Tests.Operations.Neighbourhood;

namespace RefMon.Integrations.Tests.Attention;

[Trait("Capability", "Attention")]
public sealed class NotifyMailTests : IClassFixture<Neighbourhood>
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly Neighbourhood at;

    public NotifyMailTests(Neighbourhood neighbourhood)
    {
        at = neighbourhood;
        at.Controls.Clear();
    }

    [Fact]
    public async Task A_mail_arrives_whole_and_is_found_by_its_reference()
    {
        var sent = Found(await at.Mail.Send(EveryCall.SomeMail("one"), None));

        var kept = Assert.Single(at.StandIns.Mail.Messages, m => m.Reference == "one");
        Assert.Equal(("referral-sent", "inbox@supplier.example"), (kept.Template, kept.Recipient));
        Assert.Equal("AB1234CD", kept.Personalisation["reference"]);
        var found = Assert.Single(Found(await at.Mail.FindByReference("one", None)));
        Assert.Equal(new NotifyMessage(sent.Id, "one", "referral-sent", "delivered", at.Time.GetUtcNow()), found);
    }

    [Theory]
    [InlineData("2026-11-21T09:00:00Z", true)]
    [InlineData("2026-11-21T09:00:00.123456Z", true)]
    [InlineData("2026-11-21T10:00:00+01:00", true)]
    [InlineData("2026-11-21T04:00:00-05:00", true)]
    [InlineData("2026-11-21T09:00:00", false)]
    [InlineData("2026-11-21T09:00", false)]
    [InlineData("2026-11-21", false)]
    public void An_instant_without_a_zone_is_nonsense_and_never_this_machines_time(string text, bool isTaken)
    {
        WireNotification? Read() =>
            JsonSerializer.Deserialize<WireNotification>(
                $$"""{"id":"{{Guid.Empty}}","reference":"a","template":{"id":"t"},"status":"sent","created_at":"{{text}}"}""",
                Wire.Json
            );
        if (!isTaken)
            Assert.Throws<JsonException>(Read);
        else
            Assert.Equal(9, Read()!.CreatedAt.UtcDateTime.Hour);
    }

    [Fact]
    public void A_time_where_a_day_is_due_is_nonsense() =>
        Assert.Throws<JsonException>(() =>
            JsonSerializer.Deserialize<WireSentence>(
                """{"id":1,"category":"c","subcategory":"s","endDate":"2026-11-21T23:30:00"}""",
                Wire.Json
            )
        );

    [Fact]
    public async Task Nothing_sent_under_a_reference_is_an_empty_list()
    {
        Assert.Empty(Found(await at.Mail.FindByReference("never", None)));
        Assert.Empty(Found(await at.Mail.FindByReference("odd & strange?#/", None)));
    }

    [Fact]
    public async Task Notify_does_not_deduplicate()
    {
        Found(await at.Mail.Send(EveryCall.SomeMail("twice"), None));
        Found(await at.Mail.Send(EveryCall.SomeMail("twice"), None));
        Assert.Equal(2, Found(await at.Mail.FindByReference("twice", None)).Count);
    }

    [Theory]
    [InlineData(BehaviourKind.DropReply, 1)]
    [InlineData(BehaviourKind.Slow, 1)]
    [InlineData(BehaviourKind.Down, 0)]
    public async Task After_a_lost_reply_looking_up_tells_whether_it_arrived(BehaviourKind loss, int arrived)
    {
        var reference = $"lost-{loss}";
        at.Controls.Set(StandInOperation.SendMail, new Behaviour(loss, Milliseconds: 20_000), times: 1);
        var hasty = at.Hasty.GetRequiredService<INotifyMail>();
        Assert.StartsWith(
            "unavailable",
            Kind(await hasty.Send(EveryCall.SomeMail(reference), None)),
            StringComparison.Ordinal
        );
        Assert.Equal(arrived, Found(await at.Mail.FindByReference(reference, None)).Count);
    }

    [Fact]
    public async Task An_address_that_is_none_is_refused_for_good()
    {
        var mail = EveryCall.SomeMail("bad") with { Recipient = "nobody at all" };
        Assert.Equal("refused: ValidationError", Kind(await at.Mail.Send(mail, None)));
        Assert.Empty(Found(await at.Mail.FindByReference("bad", None)));
    }

    [Fact]
    public async Task A_key_Notify_does_not_know_is_an_outage_for_an_operator_and_not_a_refusal()
    {
        await using var clients = at.Clients(
            ("Timeout", "00:00:30"),
            (
                "Neighbours:Notify:ApiKey",
                "other-11111111-1111-4111-8111-111111111111-22222222-2222-4222-8222-222222222222"
            )
        );
        var mail = clients.GetRequiredService<INotifyMail>();
        Assert.Equal("unavailable: Down", Kind(await mail.Send(EveryCall.SomeMail("unsigned"), None)));
        Assert.Equal("unavailable: Down", Kind(await mail.FindByReference("unsigned", None)));
        Assert.DoesNotContain(at.StandIns.Mail.Messages, m => m.Reference == "unsigned");
    }

    [Fact]
    public async Task A_template_goes_by_Notifys_id_and_comes_back_by_name()
    {
        await using var clients = at.Clients(
            ("Timeout", "00:00:30"),
            ("Neighbours:Notify:Templates:referral-sent", "b58cf8b3-5dbb-4a1f-9c0e-0d1b1f6f0a11")
        );
        var mail = clients.GetRequiredService<INotifyMail>();
        Found(await mail.Send(EveryCall.SomeMail("mapped"), None));
        Assert.Equal(
            "b58cf8b3-5dbb-4a1f-9c0e-0d1b1f6f0a11",
            at.StandIns.Mail.Messages.Single(m => m.Reference == "mapped").Template
        );
        Assert.Equal("referral-sent", Assert.Single(Found(await mail.FindByReference("mapped", None))).Template);
    }

    [Fact]
    public async Task The_stand_in_shows_what_was_sent_with_everything_encoded()
    {
        var mail = EveryCall.SomeMail("shown") with
        {
            Personalisation = new Dictionary<string, string>
            {
                ["link"] = "http://localhost/referrals/1?a=1&b=2",
                ["odd"] = "<script>alert(1)</script>",
                ["not-a-link"] = "javascript:alert(1)",
            },
        };
        Found(await at.Mail.Send(mail, None));

        using var browser = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var page = await browser.GetStringAsync(at.StandIns.NotifyUrl);
        Assert.Contains("This is a stand-in", page, StringComparison.Ordinal);
        Assert.Contains("inbox@supplier.example", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"http://localhost/referrals/1?a=1&amp;b=2\">", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"javascript", page, StringComparison.Ordinal);
    }
}
