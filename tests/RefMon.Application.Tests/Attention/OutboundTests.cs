using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.Domain.Allocation;
using RefMon.EventStore;
using RefMon.StandIns.Exchange;
using RefMon.StandIns.Neighbours;
using Xunit;

namespace RefMon.Application.Tests.Attention;

/// <summary>What follows outside after commit, with neighbours that lose answers, are down, or refuse.</summary>
[Trait("Capability", "Attention")]
public sealed class OutboundTests(OutboundWorld world) : IClassFixture<OutboundWorld>, IAsyncLifetime
{
    private const string DeliusTold = "ndelius ndelius confirmed";
    private const string SupplierTold = "email supplier confirmed";

    private static readonly StaffMember Lead = Person(Staff.SupplierLead);

    // what the test before left under way must not meet the neighbours as this one sets them
    public async ValueTask InitializeAsync() => await world.Settled();

    public ValueTask DisposeAsync()
    {
        world.StandIns.Controls.Clear();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Sending_tells_nDelius_and_the_supplier_once_by_reference_and_link_only()
    {
        var sent = await world.Send();
        await world.EventuallyEffects(sent, DeliusTold, SupplierTold);

        var started = Assert.Single(world.StandIns.NDelius.Referrals, r => r.Content.Reference == sent.Reference);
        Assert.Equal($"https://refmon.example/referrals/{sent.Reference}", started.Content.Url.ToString());
        var mail = Assert.Single(MailFor(sent));
        Assert.Equal("referral-received", mail.Template);
        Assert.EndsWith(CasesWorld.First.Supplier.MailDomain, mail.Recipient, StringComparison.Ordinal);
        Assert.Equal(["link", "reference"], mail.Personalisation.Keys.Order());
        Assert.DoesNotContain(mail.Personalisation.Values, value => value.Contains("Surname"));
    }

    [Fact]
    public async Task A_reply_lost_by_nDelius_is_asked_for_again_under_the_same_key_and_applied_once()
    {
        world.StandIns.Controls.Set(StandInOperation.StartReferral, Behaviour.DropReply, times: 2);
        var sent = await world.Send();
        await world.EventuallyEffects(sent, DeliusTold, SupplierTold);
        Assert.Single(world.StandIns.NDelius.Referrals, r => r.Content.Reference == sent.Reference);
        Assert.Equal(3, await Attempts(sent, "ndelius"));
    }

    [Fact]
    public async Task A_message_whose_reply_was_lost_is_looked_up_and_never_sent_twice()
    {
        world.StandIns.Controls.Set(StandInOperation.SendMail, Behaviour.DropReply);
        var sent = await world.Send();
        await world.EventuallyEffects(sent, DeliusTold, SupplierTold);
        Assert.Single(MailFor(sent));
        Assert.True(world.StandIns.Controls.Calls(StandInOperation.FindMail) > 0);
    }

    [Fact]
    public async Task While_the_look_up_gives_no_answer_nothing_is_sent_again()
    {
        world.StandIns.Controls.Set(StandInOperation.SendMail, Behaviour.DropReply, times: 1);
        world.StandIns.Controls.Set(StandInOperation.FindMail, Behaviour.Down);
        var sent = await world.Send();
        await world.Eventually(async () => await IsParked(sent, "NoticesOutbound"), "the notice is parked");
        Assert.Single(MailFor(sent));

        world.StandIns.Controls.Clear();
        await Retry(sent);
        await world.EventuallyEffects(sent, DeliusTold, SupplierTold);
        Assert.Single(MailFor(sent));
    }

    [Fact]
    public async Task A_neighbour_that_is_down_for_a_while_is_told_when_it_is_back()
    {
        world.StandIns.Controls.Set(StandInOperation.StartReferral, Behaviour.Down, times: 2);
        world.StandIns.Controls.Set(StandInOperation.SendMail, Behaviour.Fail(503), times: 2);
        var sent = await world.Send();
        await world.EventuallyEffects(sent, DeliusTold, SupplierTold);
        Assert.Single(MailFor(sent));
    }

    [Fact]
    public async Task What_nDelius_refuses_for_good_is_parked_at_once_with_the_referrals_later_events_and_others_go_on()
    {
        world.StandIns.Controls.Set(
            StandInOperation.StartReferral,
            Behaviour.Refuse("person-unknown", "No such person"),
            times: 1
        );
        var refused = await world.Send();
        await world.EventuallyEffects(refused, "ndelius ndelius refused", SupplierTold);
        await world.Eventually(async () => await IsParked(refused, "NeighboursOutbound"), "parked");
        Assert.Equal(1, await Attempts(refused, "ndelius"));

        var next = await world.Send();
        await world.Append(refused.Id, Assigned(Person(Staff.Caseworker)));
        await world.EventuallyEffects(next, DeliusTold, SupplierTold);
        await world.Eventually(
            async () => (await ParkedOf(refused, "NeighboursOutbound")).Count == 2,
            "the assignment waits behind the sending"
        );
    }

    [Fact]
    public async Task A_message_Notify_refuses_for_good_is_parked_and_nothing_is_sent()
    {
        world.StandIns.Controls.Set(StandInOperation.SendMail, Behaviour.Refuse("bad-request", "No", 400), times: 1);
        var sent = await world.Send();
        await world.EventuallyEffects(sent, DeliusTold, "email supplier refused");
        await world.Eventually(async () => await IsParked(sent, "NoticesOutbound"), "parked");
        Assert.Empty(MailFor(sent));
    }

    [Fact]
    public async Task Nothing_is_sent_for_a_command_that_was_rolled_back()
    {
        var before = world.StandIns.Mail.Messages.Count;
        await Assert.ThrowsAsync<EnlistedRowsException>(() => world.Send(fail: true));
        // what is sent afterwards has overtaken anything that could still come
        var next = await world.Send();
        await world.EventuallyEffects(next, DeliusTold, SupplierTold);
        Assert.Equal(before + 1, world.StandIns.Mail.Messages.Count);
    }

    [Fact]
    public async Task A_named_caseworker_and_the_practitioner_are_emailed_and_whoever_took_it_on_is_not()
    {
        var named = await world.Send();
        await world.Append(named.Id, Assigned(Person(Staff.Caseworker)));
        await world.EventuallyEffects(
            named,
            DeliusTold,
            SupplierTold,
            "email caseworker confirmed",
            "email practitioner confirmed"
        );
        Assert.Equal(
            [Staff.Email(Staff.Caseworker), Staff.Email(Staff.Officer)],
            MailFor(named).Where(m => m.Template != "referral-received").Select(m => m.Recipient).Order()
        );

        var taken = await world.Send();
        await world.Append(taken.Id, Assigned(Lead));
        await world.EventuallyEffects(taken, DeliusTold, SupplierTold, "email practitioner confirmed");
        Assert.DoesNotContain(MailFor(taken), m => m.Recipient == Lead.Email);
    }

    [Fact]
    public async Task The_record_of_effects_holds_no_addresses_or_names()
    {
        var sent = await world.Send();
        await world.EventuallyEffects(sent, DeliusTold, SupplierTold);
        await using var command = world.Database.CreateCommand(
            "select count(*) from outbound_effect e where e::text like '%@%' or e::text ilike '%surname%'"
        );
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    private static StaffMember Person(string account) => new(account, Staff.Name(account), Staff.Email(account));

    private static CaseworkerAssigned Assigned(StaffMember caseworker) =>
        new(Lead, TimeProvider.System.GetUtcNow(), caseworker, null);

    private IReadOnlyList<KeptMail> MailFor(Sent sent) =>
        [.. world.StandIns.Mail.Messages.Where(mail => mail.Personalisation["reference"] == sent.Reference)];

    private async Task<IReadOnlyList<RefMon.EventStore.Daemon.ParkedEvent>> ParkedOf(Sent sent, string subscription) =>
        [.. (await world.Parked.List(subscription)).Where(parked => parked.StreamId == sent.Id.Value)];

    private async Task<bool> IsParked(Sent sent, string subscription) => (await ParkedOf(sent, subscription)).Count > 0;

    private async Task Retry(Sent sent)
    {
        foreach (var parked in await ParkedOf(sent, "NoticesOutbound"))
            await world.Parked.Retry(parked.Subscription, parked.Sequence, default);
    }

    private async Task<int> Attempts(Sent sent, string kind)
    {
        await using var command = world.Database.CreateCommand(
            "select attempts from outbound_effect where referral_id = $1 and kind = $2"
        );
        command.Parameters.Add(new() { Value = sent.Id.Value });
        command.Parameters.Add(new() { Value = kind });
        return (int)(await command.ExecuteScalarAsync())!;
    }
}
