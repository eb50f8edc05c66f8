using Npgsql;
using RefMon.TestKit;
using Xunit;

namespace RefMon.Web.Tests.Operations;

[Trait("Capability", "Operations")]
public sealed class OperationsPageTests(RefMonHost host) : IClassFixture<RefMonHost>
{
    [Fact]
    public async Task The_operator_sees_readers_neighbours_and_the_schema()
    {
        using var client = await WebUser.SignIn(host, "operator");
        var page = await client.Get("/operations");
        Assert.Equal(200, (int)page.Status);
        Assert.Contains("NoticesOutbound", page.Text);
        Assert.Contains("NeighboursOutbound", page.Text);
        Assert.Contains("nDelius Answers", page.Text);
        Assert.Contains("0010 access", page.Text);
        var again = await client.Get(page.Links.Single(link => link == "/operations/referred-again"));
        Assert.Contains("0 of 0 referrals sent since", again.Text);
        using var lead = await WebUser.SignIn(host, "supplier-lead");
        Assert.Equal(403, (int)(await lead.Get(again.Path)).Status);
    }

    [Fact]
    public async Task An_event_put_aside_can_be_dismissed_with_a_reason_and_only_once()
    {
        await ParkedEvents.Park(host, 7001);
        using var client = await WebUser.SignIn(host, "operator");
        var page = await client.Get("/operations/parked/NoticesOutbound/7001");
        Assert.Contains("OutboundFailedException", page.Text);

        var withoutReason = await client.Submit(page, new() { ["act"] = "dismiss" });
        Assert.Equal(422, (int)withoutReason.Status);
        Assert.Equal(["Enter why this event is given up"], withoutReason.Errors);

        var done = await client.Submit(withoutReason, new() { ["act"] = "dismiss", ["Model.Reason"] = "Sent by hand" });
        Assert.Equal("/operations", done.Path);
        Assert.Equal("dismissed by demo-operator: Sent by hand", await Resolution(7001));
        Assert.Equal(404, (int)(await client.Get("/operations/parked/NoticesOutbound/7001")).Status);
    }

    [Fact]
    public async Task An_event_put_aside_can_be_asked_to_be_tried_again()
    {
        await ParkedEvents.Park(host, 7002);
        using var client = await WebUser.SignIn(host, "operator");
        var page = await client.Get("/operations/parked/NoticesOutbound/7002");
        Assert.Equal("/operations", (await client.Submit(page, new() { ["act"] = "retry" })).Path);
        var audit = await host.As("demo-auditor").Must(new RefMon.Application.Access.ReadAudit("demo-operator"));
        Assert.Contains(audit.Entries, e => e is { Action: "RetryParkedEvent", Outcome: "accepted" });
    }

    private async Task<string?> Resolution(long sequence)
    {
        await using var owner = NpgsqlDataSource.Create(host.OwnerConnectionString);
        await using var read = owner.CreateCommand(
            "select resolution || ' by ' || resolved_by || ': ' || reason from parked_event where seq_id = $1"
        );
        read.Parameters.Add(new() { Value = sequence });
        return (string?)await read.ExecuteScalarAsync();
    }
}
