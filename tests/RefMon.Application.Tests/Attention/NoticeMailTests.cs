using RefMon.Application.Attention;
using RefMon.Application.CaseLists;
using RefMon.Application.Operations;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.Domain.ActionPlans;
using RefMon.Domain.Allocation;
using RefMon.Domain.Amendments;
using RefMon.Domain.Endings;
using RefMon.Domain.RiskScreen;
using Xunit;

namespace RefMon.Application.Tests.Attention;

/// <summary>When e-mail leaves: at once, after quiet hours, in a summary, to the team lead; and how often.</summary>
[Trait("Capability", "Attention")]
public sealed class NoticeMailTests(AttentionWorld world) : IClassFixture<AttentionWorld>, IAsyncLifetime
{
    private static readonly StaffMember Casey = AttentionWorld.Person(Staff.Caseworker);
    private static readonly StaffMember Officer = AttentionWorld.Person(Staff.Officer);

    // each test has a year of its own, so that nobody's summary of a day has been sent
    private static int year;

    private int summariesBefore;

    public async ValueTask InitializeAsync()
    {
        world.Mail.IsDown = false;
        world.Mail.LosesAnswers = 0;
        world.Mail.Refuses = false;
        year++;
        world.Clock.Now = At(10);
        await world.Cases.Execute("delete from notification_preference");
        await world.Cases.Execute("delete from quiet_hours");
        await world.Cases.Execute("update notice set read_at = now()");
        summariesBefore = Summaries().Count;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Quiet_hours_hold_back_all_but_what_is_urgent_until_they_end()
    {
        var sent = await world.Allocated();
        await Quiet("6pm", "8am");
        world.Clock.Now = At(20);
        await world.Happens(sent, new ActionPlanSubmitted(Casey, world.Clock.Now, 1, 3, []));
        await world.Happens(sent, new ReleaseReported(StaffMember.System, world.Clock.Now, new(2026, 11, 20)));
        Assert.Equal(["caseworker-named", "circumstances-changed"], About(sent));
        Assert.Equal(EmailWay.Held, (await Notice(sent, "plan-submitted")).Email.Way);

        await world.Sweep();
        world.Clock.Now = At(31).AddMinutes(59);
        await world.Sweep();
        Assert.Equal(2, About(sent).Length);
        world.Clock.Now = At(32);
        await Task.WhenAll(world.Sweep(), world.Sweep());
        await world.Sweep();
        Assert.Equal(["caseworker-named", "circumstances-changed", "plan-submitted"], About(sent));
        Assert.Equal(EffectState.Confirmed, (await Notice(sent, "plan-submitted")).Email.Effect?.State);
    }

    [Fact]
    public async Task What_was_read_or_may_not_be_seen_any_more_is_not_sent_afterwards()
    {
        var (read, lost) = (await world.Allocated(), await world.Allocated(new() { Crn = "Q000001" }));
        await Quiet("6pm", "8am");
        world.Clock.Now = At(20);
        await world.Happens(read, new ActionPlanSubmitted(Casey, world.Clock.Now, 1, 3, []));
        await world.Happens(lost, new ActionPlanSubmitted(Casey, world.Clock.Now, 1, 3, []));
        await world.Cases.Get(
            new MarkNoticeRead(Guid.NewGuid(), (await Notice(read, "plan-submitted")).Id),
            Staff.Officer
        );
        world.Cases.NDelius.Limit("Q000001", [], [Staff.UserName(Staff.Officer)]);
        world.Clock.Now = At(32);
        await world.Sweep();
        Assert.DoesNotContain("plan-submitted", About(read));
        Assert.DoesNotContain("plan-submitted", About(lost));
        Assert.Equal("Not emailed", Says((await Notice(read, "plan-submitted")).Email));
    }

    [Fact]
    public async Task Ending_quiet_hours_lets_go_what_they_held_and_a_lost_answer_is_looked_up()
    {
        var sent = await world.Allocated();
        await Quiet("6pm", "8am");
        world.Clock.Now = At(20);
        await world.Happens(sent, new ActionPlanSubmitted(Casey, world.Clock.Now, 1, 3, []));
        await world.Choose(Staff.Officer, EmailChoice.Immediately, NoticeTopic.Notes);
        world.Mail.LosesAnswers = 1;
        await world.Sweep();
        Assert.Equal(EmailWay.Held, (await Notice(sent, "plan-submitted")).Email.Way);
        world.Clock.Now += TimeSpan.FromMinutes(2);
        await world.Sweep();
        Assert.Single(About(sent), code => code == "plan-submitted");
        Assert.Equal(EffectState.Confirmed, (await Notice(sent, "plan-submitted")).Email.Effect?.State);
    }

    [Fact]
    public async Task A_summary_is_one_email_of_references_and_links_at_eight_on_working_days()
    {
        await world.Choose(Staff.Officer, EmailChoice.Daily, NoticeTopic.PlansAndReports, NoticeTopic.People);
        // Friday evening
        world.Clock.Now = At(10 + (4 * 24));
        var (first, second) = (await world.Allocated(), await world.Allocated());
        await world.Happens(first, new ActionPlanSubmitted(Casey, world.Clock.Now, 1, 3, []));
        Assert.Empty(About(first));

        foreach (var hour in new[] { 8 + (5 * 24), 8 + (6 * 24), 7 + (7 * 24) })
        {
            world.Clock.Now = At(hour);
            await world.Sweep();
        }
        Assert.Empty(Summaries());
        world.Clock.Now = At(8 + (7 * 24));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.Sweep()));
        var mail = Assert.Single(Summaries());
        Assert.Equal("3", mail.Personalisation["unread"]);
        Assert.Contains($"{first.Reference}: An action plan was submitted", mail.Personalisation["notices"]);
        Assert.Contains($"https://refmon.example/referrals/{second.Reference}", mail.Personalisation["notices"]);
        Assert.DoesNotContain(
            mail.Personalisation.Values,
            value => value.Contains("Example") || value.Contains("Rowan")
        );
        Assert.Equal("https://refmon.example/attention", mail.Personalisation["link"]);

        // what comes later that day waits for the next, and a day without anything has none
        await world.Happens(second, new ActionPlanSubmitted(Casey, world.Clock.Now, 1, 3, []));
        world.Clock.Now = At(17 + (7 * 24));
        await world.Sweep();
        Assert.Single(Summaries());
        world.Clock.Now = At(9 + (8 * 24));
        await world.Sweep();
        Assert.Equal(2, Summaries().Count);
        world.Clock.Now = At(9 + (9 * 24));
        await world.Sweep();
        Assert.Equal(2, Summaries().Count);
    }

    [Fact]
    public async Task A_summary_whose_node_was_killed_or_whose_answer_was_lost_is_sent_once()
    {
        await world.Choose(Staff.Officer, EmailChoice.Daily, NoticeTopic.People);
        var sent = await world.Allocated();
        world.Clock.Now = At(8 + 24);
        world.Mail.LosesAnswers = 1;
        await world.Sweep();
        Assert.Single(Summaries());
        // read meanwhile, and the node that sent it is gone: whoever takes it on looks it up
        await world.Cases.Execute("update notice set read_at = now() where subject_id = $1", sent.Id.Value);
        await world.Cases.Execute(
            "update daily_digest set leased_until = clock_timestamp() - interval '1 second' where settled_at is null"
        );
        world.Clock.Now += TimeSpan.FromMinutes(5);
        await Task.WhenAll(world.Sweep(), world.Sweep());
        Assert.Single(Summaries());
        Assert.Equal(0, await world.Cases.Ask<long>("select count(*) from daily_digest where settled_at is null"));
    }

    [Fact]
    public async Task While_the_mail_service_is_down_a_summary_waits_and_what_is_hidden_meanwhile_is_left_out()
    {
        await world.Choose(Staff.Officer, EmailChoice.Daily, NoticeTopic.People);
        await world.Allocated(new() { Crn = "Q000002" });
        world.Cases.NDelius.Limit("Q000002", [], [Staff.UserName(Staff.Officer)]);
        world.Clock.Now = At(8 + 24);
        await world.Sweep();
        Assert.Empty(Summaries());

        var sent = await world.Allocated();
        world.Clock.Now = At(8 + 48);
        world.Mail.IsDown = true;
        await world.Sweep();
        world.Mail.IsDown = false;
        world.Clock.Now += TimeSpan.FromMinutes(10);
        await world.Sweep();
        Assert.Equal("1", Assert.Single(Summaries()).Personalisation["unread"]);
        Assert.Contains(sent.Reference, Summaries()[0].Personalisation["notices"]);
    }

    [Fact]
    public async Task A_summary_of_which_all_is_read_before_it_could_leave_is_not_sent()
    {
        await world.Choose(Staff.Officer, EmailChoice.Daily, NoticeTopic.People);
        var sent = await world.Allocated();
        world.Clock.Now = At(8 + 24);
        world.Mail.IsDown = true;
        await world.Sweep();
        await world.Cases.Execute("update notice set read_at = now() where subject_id = $1", sent.Id.Value);
        // while nobody says whether the first try arrived, it is asked for again
        world.Clock.Now += TimeSpan.FromMinutes(10);
        await world.Sweep();
        Assert.Equal(1, await world.Cases.Ask<long>("select count(*) from daily_digest where settled_at is null"));
        world.Mail.IsDown = false;
        world.Clock.Now += TimeSpan.FromHours(1);
        await world.Sweep();
        Assert.Empty(Summaries());
        Assert.Equal(0, await world.Cases.Ask<long>("select count(*) from daily_digest where settled_at is null"));
        // and what is read leaves the index of what waits for one
        Assert.Contains(
            "read_at IS NULL",
            await world.Cases.Ask<string>("select pg_get_indexdef('notice_daily'::regclass)"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_could_not_leave_when_quiet_hours_ended_does_not_leave_in_the_next()
    {
        var sent = await world.Allocated();
        await Quiet("6pm", "8am");
        world.Clock.Now = At(20);
        await world.Happens(sent, new ActionPlanSubmitted(Casey, world.Clock.Now, 1, 3, []));
        world.Clock.Now = At(32);
        world.Mail.IsDown = true;
        await world.Sweep();
        world.Mail.IsDown = false;
        world.Clock.Now = At(43);
        await world.Sweep();
        Assert.DoesNotContain("plan-submitted", About(sent));
        Assert.Equal(At(56), (await Notice(sent, "plan-submitted")).Email.HeldUntil);
        world.Clock.Now = At(56);
        await world.Sweep();
        Assert.Single(About(sent), code => code == "plan-submitted");
    }

    [Fact]
    public async Task An_urgent_notice_goes_to_the_lead_of_the_referrals_team_who_may_open_it()
    {
        // the practitioner's own team has no lead; the referral's has
        var sent = await world.Allocated();
        await world.Happens(sent, new ReleaseReported(StaffMember.System, world.Clock.Now, new(2026, 11, 20)));
        world.Clock.Now += TimeSpan.FromHours(4);
        await world.Sweep();
        Assert.Single(await world.News(Staff.TeamLead, sent), code => code == "urgent-notice-unread");
        Assert.Single(await world.News(Staff.SupplierLead, sent), code => code == "urgent-notice-unread");
        Assert.Equal(2, await Escalated(sent));
        Assert.DoesNotContain(await Untold(), notice => notice.Reference == sent.Reference);
    }

    [Fact]
    public async Task Operators_see_an_urgent_notice_that_no_lead_could_be_told_of_until_one_can()
    {
        var (sent, secret) = (await world.Allocated(), await world.Allocated(new() { Crn = "Q000003" }));
        foreach (var one in new[] { sent, secret })
            await world.Happens(one, new RiskShared(Officer, world.Clock.Now, Risk()));
        await world.Cases.Execute("update account set disabled_at = now() where id = $1", Staff.SupplierLead);
        world.Clock.Now += TimeSpan.FromHours(4);
        await Task.WhenAll(world.Sweep(), world.Sweep());
        var untold = Assert.Single(await Untold(), notice => notice.Reference == sent.Reference);
        Assert.Equal(
            ("Newer risk information was shared", CasesWorld.First.Supplier.Name, true),
            (untold.What, untold.LeadOf, untold.IsSupplier)
        );
        Assert.Equal(0, await Escalated(sent));

        // a lead again, whom nDelius keeps from one of the two before the e-mail could leave
        await world.Cases.Execute("update account set disabled_at = null where id = $1", Staff.SupplierLead);
        world.Mail.IsDown = true;
        world.Clock.Now += TimeSpan.FromHours(1);
        await world.Sweep();
        Assert.DoesNotContain(await Untold(), notice => notice.Reference == secret.Reference);
        world.Mail.IsDown = false;
        world.Cases.NDelius.Limit("Q000003", [], [Staff.UserName(Staff.SupplierLead)]);
        world.Clock.Now += TimeSpan.FromMinutes(20);
        await world.Sweep();
        await world.Sweep();
        Assert.Single(await world.News(Staff.SupplierLead, sent), code => code == "urgent-notice-unread");
        Assert.DoesNotContain(await Untold(), notice => notice.Reference == sent.Reference);
        Assert.Contains(await Untold(), notice => notice.Reference == secret.Reference);
        Assert.DoesNotContain(
            world.Mail.To(Staff.SupplierLead),
            mail => mail.Personalisation.GetValueOrDefault("reference") == secret.Reference
        );
        // read at last
        await world.Cases.Execute("update notice set read_at = now() where subject_id = $1", secret.Id.Value);
        Assert.DoesNotContain(await Untold(), notice => notice.Reference == secret.Reference);
    }

    [Fact]
    public async Task A_referral_that_was_recalled_is_no_leads_to_hear_of()
    {
        var sent = await world.Allocated();
        await world.Happens(sent, new RiskShared(Officer, world.Clock.Now, Risk()));
        await world.Happens(sent, new ReferralRecalled(Officer, world.Clock.Now, RecallReason.WrongPerson, "x"));
        world.Clock.Now += TimeSpan.FromHours(5);
        await world.Sweep();
        Assert.Equal(0, await Escalated(sent));
        Assert.DoesNotContain(await Untold(), notice => notice.Reference == sent.Reference);
    }

    [Fact]
    public async Task An_urgent_notice_that_nobody_reads_goes_to_the_team_lead_once()
    {
        var (unread, read, own) = (await world.Allocated(), await world.Allocated(), await world.Allocated());
        foreach (var sent in new[] { unread, read })
            await world.Happens(sent, new RiskShared(Officer, world.Clock.Now, Risk()));
        await world.Happens(own, new RiskShared(AttentionWorld.Person(Staff.SupplierLead), world.Clock.Now, Risk()));
        world.Clock.Now += TimeSpan.FromHours(4) - TimeSpan.FromSeconds(1);
        await world.Sweep();
        Assert.DoesNotContain("urgent-notice-unread", await world.News(Staff.SupplierLead, unread));
        await world.Cases.Get(
            new MarkNoticeRead(
                Guid.NewGuid(),
                (await world.Inbox(Staff.Caseworker))
                    .News.First(n => n.Reference == read.Reference && n.Type.Code == "risk-updated")
                    .Id
            ),
            Staff.Caseworker
        );

        world.Clock.Now += TimeSpan.FromSeconds(1);
        await Task.WhenAll(world.Sweep(), world.Sweep());
        world.Clock.Now += TimeSpan.FromDays(1);
        await world.Sweep();
        Assert.Single(await world.News(Staff.SupplierLead, unread), code => code == "urgent-notice-unread");
        Assert.DoesNotContain("urgent-notice-unread", await world.News(Staff.SupplierLead, read));
        Assert.DoesNotContain("urgent-notice-unread", await world.News(Staff.SupplierLead, own));
        Assert.Single(
            world.Mail.To(Staff.SupplierLead),
            mail => mail.Template == "urgent-notice-unread" && mail.Personalisation["reference"] == unread.Reference
        );
    }

    [Fact]
    public async Task What_the_mail_service_refuses_later_is_on_the_operators_list_until_it_is_sent_or_settled()
    {
        var sent = await world.Allocated();
        await world.Choose(Staff.Officer, EmailChoice.Daily, NoticeTopic.PlansAndReports);
        await world.Happens(sent, new ActionPlanSubmitted(Casey, world.Clock.Now, 1, 3, []));
        // the plan's notice waits for a summary already, and goes on waiting for it
        await Quiet("6pm", "8am");
        world.Clock.Now = At(20);
        await world.Happens(sent, new ReferralPaused(Casey, world.Clock.Now, "x", new(2027, 12, 1)));
        world.Mail.Refuses = true;
        world.Clock.Now = At(32);
        await world.Sweep();
        var refused = await world.Cases.Get(new GetRefusedEmails(), Staff.Operator);
        Assert.Equal([sent.Reference, null], refused.Select(email => email.Reference).OrderBy(r => r is null));
        Assert.Equal(EffectState.WithSupport, (await Notice(sent, "referral-paused")).Email.Effect?.State);

        world.Mail.Refuses = false;
        foreach (var email in refused)
            await world.Cases.Get(
                new MendRefusedEmail(Guid.NewGuid(), email.CauseId, email.Part, TryAgain: true),
                Staff.Operator
            );
        await Task.WhenAll(world.Sweep(), world.Sweep());
        Assert.Single(About(sent), code => code == "referral-paused");
        Assert.Single(Summaries());
        Assert.Empty(await world.Cases.Get(new GetRefusedEmails(), Staff.Operator));
        var again = new MendRefusedEmail(Guid.NewGuid(), refused[0].CauseId, refused[0].Part, TryAgain: false);
        Assert.Equal("dealt-with", (await world.Cases.Send(again, Staff.Operator)).Refusal?.Code);
    }

    [Fact]
    public async Task In_the_place_of_a_team_whose_accounts_are_all_switched_off_the_mailbox_and_the_leads_are_told()
    {
        var sent = await world.Allocated();
        try
        {
            await Switch(Staff.Caseworker, off: true);
            await world.Happens(sent, new RiskShared(Officer, world.Clock.Now, Risk()));
            Assert.Equal(["risk-updated"], await world.News(Staff.SupplierLead, sent));
            Assert.Equal(["risk-updated"], Mailbox(sent));

            // somebody is there again: they see to it
            await world.Happens(
                sent,
                new HelperAdded(
                    AttentionWorld.Person(Staff.SupplierLead),
                    world.Clock.Now,
                    AttentionWorld.Person(Staff.Colleague)
                )
            );
            await world.Happens(sent, new ReferralPaused(Officer, world.Clock.Now, "x", new(2028, 1, 1)));
            Assert.Equal(["help-asked-of-you", "referral-paused"], (await world.News(Staff.Colleague, sent)).Order());
            Assert.Equal(["risk-updated"], Mailbox(sent));

            await Switch(Staff.Colleague, off: true);
            await world.Happens(sent, new ReferralWithdrawn(Officer, world.Clock.Now, "NOT", "x"));
            Assert.Equal(["risk-updated", "referral-withdrawn"], Mailbox(sent));
            Assert.Contains("referral-withdrawn", await world.News(Staff.SupplierLead, sent));
            // only the caseworker, while the helper was there
            Assert.Equal(1, await Untellable(sent));
        }
        finally
        {
            await Switch(Staff.Caseworker, off: false);
            await Switch(Staff.Colleague, off: false);
        }
    }

    [Fact]
    public async Task A_page_names_whoever_was_really_emailed_and_a_practitioner_who_has_left_has_somebody_in_their_place()
    {
        var (officers, nobodys) = (await world.Allocated(), await world.Allocated(new() { Officer = null }));
        foreach (var sent in new[] { officers, nobodys })
            await world.Happens(sent, new ActionPlanSubmitted(Casey, world.Clock.Now, 1, 3, []));
        Assert.Equal((Staff.Officer, false), await NamedAsMailed(officers, "practitioner"));
        Assert.Equal((Staff.Sender, true), await NamedAsMailed(nobodys, "practitioner"));
        try
        {
            await Switch(Staff.Officer, off: true);
            await world.Happens(officers, new ActionPlanSubmitted(Casey, world.Clock.Now, 2, 3, []));
            Assert.Equal((Staff.Sender, true), await NamedAsMailed(officers, "practitioner"));
            Assert.Contains("plan-submitted", await world.News(Staff.Sender, officers));

            await Switch(Staff.Sender, off: true);
            await world.Happens(officers, new ActionPlanSubmitted(Casey, world.Clock.Now, 3, 3, []));
            Assert.Equal((Staff.TeamLead, false), await NamedAsMailed(officers, $"probation-lead {Staff.TeamLead}"));
            Assert.Equal(0, await Untellable(officers));

            // nobody at all: the operators see it, until probation can be told again
            await Switch(Staff.TeamLead, off: true);
            await world.Happens(officers, new ActionPlanSubmitted(Casey, world.Clock.Now, 4, 3, []));
            var untold = Assert.Single(await Untold(), one => one.Reference == officers.Reference);
            Assert.Equal(
                ("An action plan was submitted", Staff.Team, false),
                (untold.What, untold.LeadOf, untold.IsSupplier)
            );
            await Switch(Staff.Officer, off: false);
            world.Clock.Now += TimeSpan.FromMinutes(1);
            await world.Happens(officers, new ActionPlanSubmitted(Casey, world.Clock.Now, 5, 3, []));
            Assert.DoesNotContain(await Untold(), one => one.Reference == officers.Reference);
        }
        finally
        {
            await Switch(Staff.TeamLead, off: false);
            await Switch(Staff.Officer, off: false);
            await Switch(Staff.Sender, off: false);
        }
    }

    // whom the latest e-mail of this part went to by its address, which is whom the pages name
    private async Task<(string Account, bool IsInPlace)> NamedAsMailed(Sent sent, string part)
    {
        var told = (await world.Cases.Get(new GetOverview(sent.Reference), Staff.SupplierLead)).Told[0].Told;
        var effect = Assert.Single(told, e => e.Recipient == part);
        Assert.Equal(EffectState.Confirmed, effect.State);
        var mail = Assert.Single(world.Mail.Held, mail => mail.Reference == $"{effect.EventId:D}:{part}");
        Assert.Equal(mail.Recipient, Staff.Email(effect.To!.AccountId));
        Assert.Equal(effect.To.Name, Staff.Name(effect.To.AccountId));
        return (effect.To.AccountId, effect.To.IsInPlace);
    }

    private string[] Mailbox(Sent sent) =>
        [
            .. world
                .Mail.Held.Where(mail =>
                    mail.Recipient.EndsWith(CasesWorld.First.Supplier.MailDomain, StringComparison.Ordinal)
                    && mail.Personalisation.GetValueOrDefault("reference") == sent.Reference
                )
                .Select(mail => mail.Template),
        ];

    private Task Switch(string account, bool off) =>
        world.Cases.Execute($"update account set disabled_at = {(off ? "now()" : "null")} where id = $1", account);

    private Task<long> Untellable(Sent sent) =>
        world.Cases.Ask<long>(
            "select count(*) from outbound_effect where referral_id = $1 and status = 'no-address'",
            sent.Id.Value
        );

    [Fact]
    public async Task Preferences_say_what_is_wrong_with_them()
    {
        async Task<string?> Refused(bool quiet, string? from, string? until, NoticeTopic topic = NoticeTopic.Notes) =>
            (
                await world.Cases.Send(
                    new SetNotificationPreferences(
                        Guid.NewGuid(),
                        new Dictionary<NoticeTopic, EmailChoice> { [topic] = EmailChoice.Never },
                        quiet,
                        from,
                        until
                    ),
                    Staff.Officer
                )
            )
                .Refusal
                ?.Code;

        Assert.Equal("time-missing", await Refused(true, "", "8am"));
        Assert.Equal("time-ambiguous", await Refused(true, "6", "8am"));
        Assert.Equal("quiet-hours-without-end", await Refused(true, "6pm", "18:00"));
        Assert.Equal("urgent-always-sent", await Refused(false, null, null, NoticeTopic.Safety));
        Assert.Null(await Refused(false, "rubbish", null));
        Assert.Null(await Refused(true, "18:30", "8am"));
        var stored = await world.Cases.Get(new GetNotificationPreferences(), Staff.Officer);
        Assert.Equal(new QuietHours(new(18, 30), new(8, 0)), stored.Quiet);
        Assert.Equal(EmailChoice.Never, stored.For(NoticeTopic.Notes));
        Assert.Equal(EmailChoice.Immediately, stored.For(NoticeTopic.Endings));
    }

    // hours after midnight of this test's Monday
    private static DateTimeOffset At(int hour) =>
        new DateTimeOffset(2027, 1, 18, 0, 0, 0, TimeSpan.Zero).AddDays(364 * (year - 1)).AddHours(hour);

    private Task Quiet(string from, string until) =>
        world.Cases.Get(
            new SetNotificationPreferences(
                Guid.NewGuid(),
                new Dictionary<NoticeTopic, EmailChoice>(),
                true,
                from,
                until
            ),
            Staff.Officer
        );

    private string[] About(Sent sent) =>
        [
            .. world
                .Mail.To(Staff.Officer)
                .Where(mail => mail.Personalisation.GetValueOrDefault("reference") == sent.Reference)
                .Select(mail => mail.Template),
        ];

    // of this test: a calendar year has days of two
    private List<NotifyMail> Summaries() =>
        [.. world.Mail.To(Staff.Officer).Where(mail => mail.Template == DailyDigest.Template).Skip(summariesBefore)];

    private async Task<NoticeShown> Notice(Sent sent, string code) =>
        (await world.Inbox(Staff.Officer, new())).News.First(n => n.Reference == sent.Reference && n.Type.Code == code);

    private Task<long> Escalated(Sent sent) =>
        world.Cases.Ask<long>(
            "select count(*) from notice where subject_id = $1 and kind = 'urgent-notice-unread'",
            sent.Id.Value
        );

    private Task<IReadOnlyList<NobodyTold>> Untold() => world.Cases.Get(new GetNobodyTold(), Staff.Operator);

    private static string Says(NoticeEmail email) => email.Way is EmailWay.None ? "Not emailed" : email.Way.ToString();

    private static RiskStatement Risk() => new SentReferral().ToEvent(default).Risk;
}
