using RefMon.Application.Access;
using RefMon.Application.Attention;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.Domain.ActionPlans;
using RefMon.Domain.Allocation;
using RefMon.Domain.Endings;
using RefMon.Domain.RiskScreen;
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
    private const string RiskTold = "risk-assessments risk-assessments confirmed";
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
        await world.EventuallyEffects(sent, DeliusTold, RiskTold, SupplierTold);

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
        await world.EventuallyEffects(sent, DeliusTold, RiskTold, SupplierTold);
        Assert.Single(world.StandIns.NDelius.Referrals, r => r.Content.Reference == sent.Reference);
        Assert.Equal(3, await Attempts(sent, "ndelius"));
    }

    [Theory]
    [InlineData(StandInOperation.StartReferral, NonsenseKind.Truncated)]
    [InlineData(StandInOperation.ShareRisk, NonsenseKind.Empty)]
    [InlineData(StandInOperation.SendMail, NonsenseKind.Html)]
    public async Task What_was_applied_and_answered_with_rubbish_is_done_once(
        StandInOperation operation,
        NonsenseKind rubbish
    )
    {
        world.StandIns.Controls.Set(operation, Behaviour.Nonsense(rubbish), times: 2);
        var sent = await world.Send();
        await world.EventuallyEffects(sent, DeliusTold, RiskTold, SupplierTold);
        Assert.Single(world.StandIns.NDelius.Referrals, r => r.Content.Reference == sent.Reference);
        Assert.Single(SharedOf(sent));
        Assert.Single(MailFor(sent));
    }

    [Fact]
    public async Task Risk_information_refused_for_good_is_parked_with_its_reason_and_the_rest_goes_on()
    {
        world.StandIns.Controls.Set(
            StandInOperation.ShareRisk,
            Behaviour.Refuse("person-closed", "The person's record is closed"),
            times: 1
        );
        var sent = await world.Send();
        await world.EventuallyEffects(sent, DeliusTold, "risk-assessments risk-assessments refused", SupplierTold);
        await world.Eventually(async () => await IsParked(sent, "RiskOutbound"), "parked");
        Assert.Empty(SharedOf(sent));
        Assert.Contains(await world.Reasons(), reason => reason.Reference == sent.Reference);

        await Retry(sent, "RiskOutbound");
        await world.EventuallyEffects(sent, DeliusTold, RiskTold, SupplierTold);
        Assert.Single(SharedOf(sent));
    }

    [Fact]
    public async Task A_message_whose_reply_was_lost_is_looked_up_and_never_sent_twice()
    {
        world.StandIns.Controls.Set(StandInOperation.SendMail, Behaviour.DropReply);
        var sent = await world.Send();
        await world.EventuallyEffects(sent, DeliusTold, RiskTold, SupplierTold);
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
        await world.EventuallyEffects(sent, DeliusTold, RiskTold, SupplierTold);
        Assert.Single(MailFor(sent));
    }

    [Fact]
    public async Task A_message_that_may_have_been_sent_before_Notify_forgot_it_becomes_an_incident_and_is_not_sent()
    {
        world.StandIns.Controls.Set(StandInOperation.SendMail, Behaviour.Down);
        var sent = await world.Send();
        await world.Eventually(async () => await IsParked(sent, "NoticesOutbound"), "the notice is parked");
        world.StandIns.Controls.Clear();
        await Execute("update outbound_effect set first_tried_at = first_tried_at - interval '7 days 1 minute'", sent);

        await Retry(sent);
        await world.EventuallyEffects(sent, DeliusTold, RiskTold, "email supplier refused");
        Assert.True(await IsParked(sent, "NoticesOutbound"));
        Assert.Contains(
            await world.Reasons(),
            r => r.Reference == sent.Reference && r.Words.Contains("nobody can tell any more")
        );
        // whoever tries again, however often
        var tries = (await ParkedOf(sent, "NoticesOutbound"))[0].Attempts;
        await Retry(sent);
        await world.Eventually(
            async () => (await ParkedOf(sent, "NoticesOutbound"))[0].Attempts > tries,
            "tried once more"
        );
        Assert.Empty(MailFor(sent));
        Assert.Contains("email supplier refused", await world.EffectsOf(sent));
    }

    [Fact]
    public async Task A_message_Notify_refused_did_not_arrive_and_is_sent_however_late_the_operator_tries_again()
    {
        world.StandIns.Controls.Set(StandInOperation.SendMail, Behaviour.Refuse("bad-request", "No", 400), times: 1);
        var sent = await world.Send();
        await world.EventuallyEffects(sent, DeliusTold, RiskTold, "email supplier refused");
        await world.Eventually(async () => await IsParked(sent, "NoticesOutbound"), "parked");
        await Execute("update outbound_effect set first_tried_at = first_tried_at - interval '9 days'", sent);

        await Retry(sent);
        await world.EventuallyEffects(sent, DeliusTold, RiskTold, SupplierTold);
        Assert.Single(MailFor(sent));
    }

    [Fact]
    public async Task A_neighbour_that_is_down_for_a_while_is_told_when_it_is_back()
    {
        world.StandIns.Controls.Set(StandInOperation.StartReferral, Behaviour.Down, times: 2);
        world.StandIns.Controls.Set(StandInOperation.SendMail, Behaviour.Fail(503), times: 2);
        var sent = await world.Send();
        await world.EventuallyEffects(sent, DeliusTold, RiskTold, SupplierTold);
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
        await world.EventuallyEffects(refused, "ndelius ndelius refused", RiskTold, SupplierTold);
        await world.Eventually(async () => await IsParked(refused, "NeighboursOutbound"), "parked");
        Assert.Equal(1, await Attempts(refused, "ndelius"));

        var next = await world.Send();
        // nDelius is told nothing of an assignment, but of the end, and only after the beginning
        await world.Append(refused.Id, Assigned(Person(Staff.Caseworker)));
        await world.Append(
            refused.Id,
            new ReferralRecalled(
                Person(Staff.Officer),
                TimeProvider.System.GetUtcNow(),
                RecallReason.WrongPerson,
                "A mistake"
            )
        );
        await world.EventuallyEffects(next, DeliusTold, RiskTold, SupplierTold);
        await world.Eventually(
            async () => (await ParkedOf(refused, "NeighboursOutbound")).Count == 2,
            "the end waits behind the sending"
        );
    }

    [Fact]
    public async Task A_message_Notify_refuses_for_good_is_parked_and_nothing_is_sent()
    {
        world.StandIns.Controls.Set(StandInOperation.SendMail, Behaviour.Refuse("bad-request", "No", 400), times: 1);
        var sent = await world.Send();
        await world.EventuallyEffects(sent, DeliusTold, RiskTold, "email supplier refused");
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
        await world.EventuallyEffects(next, DeliusTold, RiskTold, SupplierTold);
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
            RiskTold,
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
        await world.EventuallyEffects(taken, DeliusTold, RiskTold, SupplierTold, "email practitioner confirmed");
        Assert.DoesNotContain(MailFor(taken), m => m.Recipient == Lead.Email);
    }

    [Fact]
    public async Task The_risk_information_is_given_once_also_when_replies_are_lost_and_each_later_version_too()
    {
        world.StandIns.Controls.Set(StandInOperation.ShareRisk, Behaviour.DropReply, times: 2);
        var sent = await world.Send();
        await world.EventuallyEffects(sent, DeliusTold, RiskTold, SupplierTold);
        var first = Assert.Single(SharedOf(sent));
        Assert.Equal(3, await Attempts(sent, "risk-assessments"));

        var risk = new RiskStatement(
            new RiskVersionId(Guid.NewGuid()),
            null,
            RoshLevel.High,
            [],
            new RiskTexts("Who", null, null, null, null, null, null, "New"),
            Edited: true,
            Acknowledged: true
        );
        await world.Append(sent.Id, new RiskShared(Person(Staff.Officer), TimeProvider.System.GetUtcNow(), risk));
        await world.EventuallyEffects(sent, DeliusTold, RiskTold, RiskTold, SupplierTold, SupplierTold);
        Assert.Equal(
            [first.Content.VersionId, risk.VersionId.Value],
            SharedOf(sent).Select(shared => shared.Content.VersionId)
        );
    }

    [Fact]
    public async Task One_neighbour_failing_for_good_keeps_nothing_from_the_other_and_an_operator_reads_why_and_tries_again()
    {
        world.StandIns.Controls.Set(StandInOperation.ShareRisk, Behaviour.Down);
        var sent = await world.Send();
        await world.EventuallyEffects(sent, DeliusTold, "risk-assessments risk-assessments trying", SupplierTold);
        await world.Eventually(async () => await IsParked(sent, "RiskOutbound"), "parked");
        Assert.Single(world.StandIns.NDelius.Referrals, r => r.Content.Reference == sent.Reference);
        Assert.Empty(SharedOf(sent));
        Assert.Equal(
            ["ndelius Confirmed", "risk-assessments WithSupport", "email Confirmed"],
            (await world.Progress(sent)).Select(e => $"{e.Kind} {e.State}")
        );
        var why = Assert.Single(await world.Reasons(), reason => reason.Reference == sent.Reference);
        Assert.Contains("could not be reached for several minutes", why.Words);

        world.StandIns.Controls.Clear();
        await Retry(sent, "RiskOutbound");
        await world.EventuallyEffects(sent, DeliusTold, RiskTold, SupplierTold);
        Assert.Single(SharedOf(sent));
    }

    [Fact]
    public async Task Before_anything_was_tried_all_of_it_is_on_its_way()
    {
        world.StandIns.Controls.Set(StandInOperation.StartReferral, Behaviour.Refuse("locked", "No"), times: 1);
        var sent = await world.Send();
        Assert.Equal(
            ["ndelius", "risk-assessments", "email"],
            (await world.Progress(sent)).Select(effect => effect.Kind)
        );
        await world.Eventually(async () => await IsParked(sent, "NeighboursOutbound"), "parked");
        await world.Append(sent.Id, Returned());
        await world.Eventually(
            async () => (await ParkedOf(sent, "NeighboursOutbound")).Count == 2,
            "the end waits behind the start"
        );
        Assert.Equal(
            [EffectState.WithSupport, EffectState.WithSupport],
            (await world.Progress(sent)).Where(e => e.Kind == "ndelius").Select(e => e.State)
        );
    }

    [Fact]
    public async Task The_end_of_a_referral_is_told_once_and_those_concerned_are_emailed()
    {
        world.StandIns.Controls.Set(StandInOperation.EndReferral, Behaviour.DropReply, times: 1);
        var returned = await world.Send();
        await world.Append(returned.Id, Returned());
        await world.EventuallyEffects(
            returned,
            DeliusTold,
            "ndelius end confirmed",
            RiskTold,
            SupplierTold,
            "email practitioner confirmed"
        );
        var end = Assert.Single(world.StandIns.NDelius.Ends, e => e.Content.Reference == returned.Reference);
        Assert.Equal("RETURNED", end.Content.Conclusion);
        Assert.Equal("referral-returned", MailFor(returned)[^1].Template);

        var recalled = await world.Send();
        await world.Append(
            recalled.Id,
            Assigned(Person(Staff.Caseworker)),
            new ReferralRecalled(Person(Staff.Sender), TimeProvider.System.GetUtcNow(), RecallReason.WrongPerson, "x")
        );
        await world.Eventually(
            async () => (await world.EffectsOf(recalled)).Count(e => e.EndsWith("confirmed")) == 8,
            "all are told of the recall"
        );
        var told = MailFor(recalled).Where(mail => mail.Template == "referral-recalled").ToList();
        Assert.Equal(2, told.Count);
        Assert.All(told, mail => Assert.EndsWith("/cases?view=concluded", mail.Personalisation["link"]));
    }

    [Fact]
    public async Task Of_a_hand_over_nDelius_is_told_once_and_a_later_one_takes_a_refused_one_off_the_list()
    {
        var sent = await world.Send();
        world.StandIns.Controls.Set(StandInOperation.TransferReferral, Behaviour.DropReply, times: 1);
        await world.Append(sent.Id, HandedOver("EDU", "New Start"));
        await world.Eventually(
            async () => await States(sent, "transfer") is "confirmed",
            "told though a reply was lost"
        );
        Assert.Equal(("EDU", "New Start"), Of(Assert.Single(Told(sent))));

        world.StandIns.Controls.Set(StandInOperation.TransferReferral, Behaviour.Refuse("locked", "No"), times: 1);
        await world.Append(sent.Id, HandedOver("ACC", "Harbour Trust"));
        await world.Eventually(async () => await IsParked(sent, "NeighboursOutbound"), "refused");
        Assert.Contains(
            await world.Reasons(),
            reason => reason.Reference == sent.Reference && reason.Words.Contains("another supplier has the referral")
        );
        Assert.Equal(
            [EffectState.Confirmed, EffectState.Confirmed, EffectState.WithSupport],
            (await world.Progress(sent)).Where(e => e.Kind == "ndelius").Select(e => e.State)
        );

        await world.Append(sent.Id, HandedOver("MEN", "Third Way"), Returned());
        await world.Eventually(async () => (await States(sent, "end")) is "confirmed", "nothing waits behind it");
        Assert.Empty(await ParkedOf(sent, "NeighboursOutbound"));
        Assert.Equal("confirmed confirmed overtaken", await States(sent, "transfer"));
        Assert.Equal(("MEN", "Third Way"), Of(Told(sent)[^1]));

        static (string, string) Of(ReferralTransferRequest told) => (told.ContractTypeCode, told.Supplier);
    }

    [Fact]
    public async Task Every_lead_of_both_sides_is_told_of_an_objection_and_whoever_objected_is_not()
    {
        var sent = await world.Send();
        await world.Append(sent.Id, Assigned(Person(Staff.Caseworker)));
        await world.AddLead(Staff.OtherSupplierLead, Role.SupplierLead, contract: CasesWorld.First.ContractId);
        await world.AddLead(Staff.TeamLead, Role.PractitionerLead, team: Staff.Team);
        await world.AddLead(Staff.StrangeLead, Role.PractitionerLead, team: Staff.Team);
        await world.Append(
            sent.Id,
            new ActionPlanSubmitted(Person(Staff.Caseworker), TimeProvider.System.GetUtcNow(), 1, 3, []),
            new ActionPlanObjectedTo(Person(Staff.TeamLead), TimeProvider.System.GetUtcNow(), 1, "Words")
        );
        await world.Eventually(
            () => Task.FromResult(MailFor(sent).Count(mail => mail.Template == "plan-objected-to") == 3),
            "three are told"
        );
        await world.Settled();
        var told = MailFor(sent).Where(mail => mail.Template == "plan-objected-to").ToList();
        Assert.Equal(
            new[] { Staff.Caseworker, Staff.OtherSupplierLead, Staff.StrangeLead }.Select(Staff.Email).Order(),
            told.Select(mail => mail.Recipient).Order()
        );
        Assert.All(told, mail => Assert.Equal(["link", "reference"], mail.Personalisation.Keys.Order()));
    }

    [Fact]
    public async Task The_record_of_effects_holds_no_addresses_or_names()
    {
        var sent = await world.Send();
        await world.EventuallyEffects(sent, DeliusTold, RiskTold, SupplierTold);
        await using var command = world.Database.CreateCommand(
            "select count(*) from outbound_effect e where e::text like '%@%' or e::text ilike '%surname%'"
        );
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    private static StaffMember Person(string account) => new(account, Staff.Name(account), Staff.Email(account));

    private static CaseworkerAssigned Assigned(StaffMember caseworker) =>
        new(Lead, TimeProvider.System.GetUtcNow(), caseworker, null);

    private static TransferAccepted HandedOver(string type, string supplier)
    {
        var before = new SentReferral().ToEvent(TimeProvider.System.GetUtcNow()).Service;
        var to = before with { ContractId = new(Guid.NewGuid()), ContractTypeCode = type, SupplierName = supplier };
        return new(Lead, TimeProvider.System.GetUtcNow(), before, to);
    }

    private List<ReferralTransferRequest> Told(Sent sent) =>
        [.. world.StandIns.NDelius.Transfers.Select(t => t.Content).Where(t => t.Reference == sent.Reference)];

    private async Task<string> States(Sent sent, string recipient) =>
        string.Join(
            ' ',
            (await world.EffectsOf(sent))
                .Where(e => e.StartsWith($"ndelius {recipient} ", StringComparison.Ordinal))
                .Select(e => e.Split(' ')[2])
        );

    private static ReferralReturned Returned() =>
        new(Lead, TimeProvider.System.GetUtcNow(), ReturnReason.Unsuitable, "Not for us");

    private IReadOnlyList<SharedRisk> SharedOf(Sent sent) =>
        [.. world.StandIns.RiskAssessments.Shared.Where(shared => shared.Content.ReferralId == sent.Id.Value)];

    private IReadOnlyList<KeptMail> MailFor(Sent sent) =>
        [.. world.StandIns.Mail.Messages.Where(mail => mail.Personalisation["reference"] == sent.Reference)];

    private async Task<IReadOnlyList<RefMon.EventStore.Daemon.ParkedEvent>> ParkedOf(Sent sent, string subscription) =>
        [.. (await world.Parked.List(subscription)).Where(parked => parked.StreamId == sent.Id.Value)];

    private async Task<bool> IsParked(Sent sent, string subscription) => (await ParkedOf(sent, subscription)).Count > 0;

    private async Task Retry(Sent sent, string subscription = "NoticesOutbound")
    {
        foreach (var parked in await ParkedOf(sent, subscription))
            await world.Parked.Retry(parked.Subscription, parked.Sequence, default);
    }

    private async Task Execute(string update, Sent sent)
    {
        await using var command = world.Database.CreateCommand(update + " where referral_id = $1 and kind = 'email'");
        command.Parameters.Add(new() { Value = sent.Id.Value });
        await command.ExecuteNonQueryAsync();
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
