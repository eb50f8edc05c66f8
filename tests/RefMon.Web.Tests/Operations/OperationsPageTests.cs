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

    [Fact]
    public async Task An_email_that_could_not_be_delivered_is_sent_again_or_settled_by_hand()
    {
        await Refused("0190c0de-0000-7000-8000-000000000001", "bad-request");
        await Refused("0190c0de-0000-7000-8000-000000000002", "too-old-to-look-up");
        using var client = await WebUser.SignIn(host, "operator");
        var page = await client.Get("/operations/emails");
        Assert.Contains("Referral ZZ1234ED practitioner", page.Text);
        Assert.Contains("will not take it (its code is bad-request)", page.Text);
        Assert.Single(page.Document.QuerySelectorAll("button[name=again]"));
        Assert.Equal(2, page.Document.QuerySelectorAll("button[name=settle]").Length);

        foreach (var (button, end) in new[] { ("again", '1'), ("settle", '2') })
            page = await client.Submit(
                page,
                new() { [button] = $"0190c0de-0000-7000-8000-00000000000{end}:practitioner" }
            );
        Assert.DoesNotContain("7 days", page.Text);
        Assert.Equal(
            "held",
            await host.Scalar<string>(
                "select email from notice where cause_id = '0190c0de-0000-7000-8000-000000000001'"
            )
        );
        Assert.Equal(
            "settled",
            await host.Scalar<string>(
                "select status from outbound_effect where event_id = '0190c0de-0000-7000-8000-000000000002'"
            )
        );
    }

    [Fact]
    public async Task A_neighbours_notice_that_was_put_aside_is_listed_without_its_person_and_tried_again()
    {
        await NoticePutAside("0190c0de-0000-7000-8000-0000000000a1", "nonsense");
        await NoticePutAside("0190c0de-0000-7000-8000-0000000000a2", "failed");
        using var client = await WebUser.SignIn(host, "operator");
        var operations = await client.Get("/operations");
        var page = await client.Get(operations.Links.Single(link => link == "/operations/notices"));
        Assert.Contains("Put aside 2.", operations.Text);
        Assert.Contains("prisons Release, 0190c0de-0000-7000-8000-0000000000a1", page.Text);
        Assert.Contains("answers were not what was agreed", page.Text);
        Assert.Contains("RefMon itself could not follow it", page.Text);
        Assert.DoesNotContain("X000777", page.Html);
        using var lead = await WebUser.SignIn(host, "supplier-lead");
        Assert.Equal(403, (int)(await lead.Get(page.Path)).Status);

        const string one = "prisons:0190c0de-0000-7000-8000-0000000000a1";
        var left = await client.Submit(page, new() { ["again"] = one });
        Assert.DoesNotContain("0000000000a1", left.Text);
        var late = await client.Submit(await client.Get(page.Path), new() { ["again"] = one });
        Assert.Equal(409, (int)late.Status);
        Assert.Equal(["This notice has been dealt with already. Nothing was changed."], late.Errors);
        Assert.Contains("None.", (await client.Submit(left, new() { ["again"] = "all" })).Text);
        // nothing is held about the person: there is nothing to follow
        await RefMonHost.Eventually(
            async () =>
                await host.Scalar<long>(
                    "select count(*) from inbound_notice where crn = 'X000777' and handled_at is not null"
                ) == 2,
            "both are tried again"
        );
    }

    private async Task NoticePutAside(string id, string fault)
    {
        await using var command = host.Database.CreateCommand(
            """
            insert into inbound_notice (source, id, kind, crn, changed_at, content_hash, received_at, attempts, next_try_at, last_fault, parked_at)
            values ('prisons', $1::uuid, 'Release', 'X000777', now(), '', now() - interval '2 days', 15, 'infinity', $2, now())
            """
        );
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = fault });
        await command.ExecuteNonQueryAsync();
    }

    private async Task Refused(string cause, string code)
    {
        await using var command = host.Database.CreateCommand(
            """
            with told as (
                insert into notice (id, cause_id, account_id, part, kind, subject_id, reference, raised_at, urgent, email, email_attempts)
                values (gen_random_uuid(), $1::uuid, 'demo-practitioner', 'practitioner', 'plan-submitted', gen_random_uuid(),
                        'ZZ1234ED', now(), false, 'now', 1))
            insert into outbound_effect (event_id, kind, recipient, referral_id, reference, status, attempts, first_tried_at, last_tried_at, refusal_code)
            values ($1::uuid, 'email', 'practitioner', gen_random_uuid(), 'ZZ1234ED', 'refused', 1, now(), now(), $2)
            """
        );
        command.Parameters.Add(new() { Value = cause });
        command.Parameters.Add(new() { Value = code });
        await command.ExecuteNonQueryAsync();
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
