using Microsoft.Extensions.DependencyInjection;
using RefMon.Application.Attention;
using RefMon.Application.CaseLists;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.Domain.ActionPlans;
using RefMon.Domain.Allocation;
using RefMon.Domain.Amendments;
using RefMon.Domain.Attention;
using RefMon.Domain.Endings;
using RefMon.EventStore;
using Xunit;

namespace RefMon.Application.Tests.Attention;

/// <summary>Who finds what in their inbox, and who does not any more. What is counted is compared with what is shown throughout.</summary>
[Trait("Capability", "Attention")]
public sealed class AttentionInboxTests(AttentionWorld world) : IClassFixture<AttentionWorld>
{
    private static readonly StaffMember Lead = AttentionWorld.Person(Staff.SupplierLead);
    private static readonly StaffMember Casey = AttentionWorld.Person(Staff.Caseworker);
    private static readonly StaffMember Officer = AttentionWorld.Person(Staff.Officer);

    private DateTimeOffset Now => world.Clock.Now;

    [Fact]
    public async Task Each_is_told_once_of_what_others_did_and_never_of_their_own_act()
    {
        var sent = await world.Allocated();
        await world.Deliver(sent, all: true);
        await world.Deliver(sent, all: true);
        Assert.Equal(["case-assigned-to-you"], await world.News(Staff.Caseworker, sent));
        Assert.Equal(["caseworker-named"], await world.News(Staff.Officer, sent));
        // whoever reads the mailbox's e-mail, its lead finds the referral in the inbox; who assigned it is not told of that
        Assert.Equal(["referral-received"], await world.News(Staff.SupplierLead, sent));
        Assert.Empty(await world.News(Staff.OtherContractLead, sent));

        world.Clock.Now += TimeSpan.FromSeconds(1);
        await world.Happens(sent, new ActionPlanSubmitted(Casey, Now, 1, 3, []));
        Assert.Equal(["plan-submitted", "caseworker-named"], await world.News(Staff.Officer, sent));
        Assert.Single(await world.News(Staff.Caseworker, sent));
    }

    [Fact]
    public async Task Reading_is_kept_through_repeats_and_a_rebuild_of_all_lists()
    {
        var sent = await world.Allocated();
        var notice = (await world.Inbox(Staff.Officer)).News.First(n => n.Reference == sent.Reference);
        var opened = await world.Cases.Get(new MarkNoticeRead(Guid.NewGuid(), notice.Id), Staff.Officer);
        Assert.Equal(new("caseworker-named", sent.Reference), opened);
        await world.Deliver(sent, all: true);
        await world.Cases.Services.GetRequiredService<ProjectionRebuilder>().Rebuild(CaseListProjection.ProjectionName);
        Assert.Equal(["caseworker-named read"], await world.News(Staff.Officer, sent));

        // nobody else's, as if there were none
        var refused = await world.Cases.Send(new MarkNoticeRead(Guid.NewGuid(), notice.Id), Staff.Caseworker);
        Assert.Equal(RefusalKind.NotFound, refused.Refusal?.Kind);
    }

    [Fact]
    public async Task All_are_read_that_had_come_when_the_page_was_and_looking_at_a_referral_reads_what_was_said_of_it()
    {
        await world.Cases.Execute("update notice set read_at = now() where account_id = $1", Staff.Officer);
        var sent = await world.Allocated();
        var seen = (await world.Inbox(Staff.Officer)).ReadAt;
        world.Clock.Now += TimeSpan.FromSeconds(1);
        var later = await world.Allocated();
        await world.Cases.Get(new MarkAllNoticesRead(Guid.NewGuid(), seen, []), Staff.Officer);
        Assert.Equal(["caseworker-named read"], await world.News(Staff.Officer, sent));
        Assert.Equal(["caseworker-named"], await world.News(Staff.Officer, later));
        Assert.Equal(1, (await world.Inbox(Staff.Officer, new(UnreadOnly: true))).NewsTotal);

        await world.Cases.Get(new GetOverview(later.Reference), Staff.Officer);
        Assert.Equal(["caseworker-named read"], await world.News(Staff.Officer, later));
        Assert.Equal(["case-assigned-to-you"], await world.News(Staff.Caseworker, later));
    }

    [Fact]
    public async Task Marking_all_as_read_leaves_what_is_urgent_and_was_not_on_the_page()
    {
        await world.Cases.Execute("update notice set read_at = now() where account_id = $1", Staff.Officer);
        var sent = await world.Allocated();
        await world.Happens(sent, new ReleaseReported(StaffMember.System, Now, new(2026, 11, 20)));
        world.Clock.Now += TimeSpan.FromMinutes(1);
        await world.Cases.Execute(
            """
            insert into notice (id, cause_id, account_id, part, kind, subject_id, reference, raised_at, urgent, email)
            select gen_random_uuid(), gen_random_uuid(), $1, 'practitioner', 'note-added', $2, $3,
                $4::timestamptz - i * interval '1 second', false, 'none'
            from generate_series(1, 20) i
            """,
            Staff.Officer,
            sent.Id.Value,
            sent.Reference,
            Now.UtcDateTime
        );
        var page = await world.Inbox(Staff.Officer, new());
        Assert.Equal((22, 1, 1), (page.Unread, page.UrgentUnread, page.UrgentElsewhere));
        await world.Cases.Get(new MarkAllNoticesRead(Guid.NewGuid(), page.ReadAt, []), Staff.Officer);
        var left = await world.Inbox(Staff.Officer, new(UnreadOnly: true));
        var urgent = Assert.Single(left.News);
        Assert.Equal(("circumstances-changed", 0), (urgent.Type.Code, left.UrgentElsewhere));

        // now it was on the page
        await world.Cases.Get(new MarkAllNoticesRead(Guid.NewGuid(), left.ReadAt, [urgent.Id]), Staff.Officer);
        Assert.Equal(0, await world.Count(Staff.Officer));
    }

    [Fact]
    public async Task A_transfer_that_waits_or_was_made_is_shown_however_old_the_answer_about_the_person_is()
    {
        const string Crn = "L900001";
        var referral = new SentReferral { Crn = Crn };
        var sent = await world.Allocated(referral);
        await Limit(Crn, [Staff.UserName(Staff.Officer)], []);
        var (from, to) = (
            referral.ToEvent(Now).Service,
            (referral with { Service = CasesWorld.Foreign }).ToEvent(Now).Service
        );
        await world.Happens(sent, new TransferRequested(Officer, Now, to, "x"));
        Assert.Equal(["transfer-waits"], await world.News(Staff.OtherSupplierLead, sent));
        await Limit(Crn, [Staff.UserName(Staff.Officer)], []);
        Assert.Equal(["transfer-waits"], await world.News(Staff.OtherSupplierLead, sent));

        world.Clock.Now += TimeSpan.FromSeconds(1);
        await world.Happens(sent, new TransferAccepted(Officer, Now, from, to, Casey, null));
        await Limit(Crn, [Staff.UserName(Staff.Officer)], []);
        Assert.Equal(["referral-handed-over"], await world.News(Staff.Caseworker, sent));
        // and not when nDelius says meanwhile that they may not know of the person
        await Limit(Crn, [], [Staff.UserName(Staff.Caseworker)]);
        Assert.Empty(await world.News(Staff.Caseworker, sent));
    }

    [Fact]
    public async Task The_navigation_counts_by_what_nDelius_last_said_without_asking_it()
    {
        const string Crn = "L900002";
        await world.Cases.Execute("update notice set read_at = now() where account_id = $1", Staff.Officer);
        var sent = await world.Allocated(new() { Crn = Crn });
        Assert.Equal(["caseworker-named"], await world.News(Staff.Officer, sent));
        var asked = world.Cases.NDelius.Asked;
        Assert.Equal(1, await world.Count(Staff.Officer));

        // just restricted, and known to be: nDelius tells RefMon of that
        await world.Cases.Execute(
            "update limited_access set restricted = true, checked_at = $2 where crn = $1",
            Crn,
            Now.UtcDateTime
        );
        Assert.Equal(0, await world.Count(Staff.Officer));
        // on the list of those who may, while the answer is not old
        await world.Cases.Execute(
            "insert into limited_access_name (crn, kind, user_name) values ($1, 'restriction', $2)",
            Crn,
            Staff.UserName(Staff.Officer)
        );
        Assert.Equal(1, await world.Count(Staff.Officer));
        await world.Cases.Execute(
            "update limited_access set checked_at = $2 where crn = $1",
            Crn,
            Now.AddMinutes(-16).UtcDateTime
        );
        Assert.Equal(0, await world.Count(Staff.Officer));
        Assert.Equal(asked, world.Cases.NDelius.Asked);
    }

    public static TheoryData<string> Losses =>
        [
            "recalled",
            "restricted",
            "excluded",
            "off the contract",
            "transferred",
            "never asked",
            "somebody else's case",
        ];

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task What_somebody_may_not_see_any_more_is_neither_shown_nor_counted_nor_opened(string loss)
    {
        var crn = $"L{Losses.Select((row, i) => (row.Data, i)).First(x => x.Data == loss).i:D6}";
        var referral = new SentReferral { Crn = crn };
        var sent = await world.Allocated(referral);
        await Raise(sent, "Supplier", ReminderKind.PlanLate);
        await Raise(sent, "Practitioner", ReminderKind.RiskSourceNewer);
        var reader = loss is "restricted" or "never asked" or "somebody else's case" ? Staff.Officer : Staff.Caseworker;
        var notice = (await world.Inbox(reader)).News.First(n => n.Reference == sent.Reference);
        Assert.Contains((await world.Inbox(reader)).ToDo, item => item.Reference == sent.Reference);

        switch (loss)
        {
            case "recalled":
                await world.Happens(sent, new ReferralRecalled(Officer, Now, RecallReason.WrongPerson, "x"));
                break;
            case "restricted":
                await Limit(crn, [Staff.UserName(Staff.Supervisor)], []);
                break;
            case "excluded":
                await Limit(crn, [], [Staff.UserName(Staff.Caseworker)]);
                break;
            case "off the contract":
                await world.Cases.Execute("delete from account_contract where account_id = $1", reader);
                break;
            case "transferred":
                var (from, to) = (
                    referral.ToEvent(Now).Service,
                    (referral with { Service = CasesWorld.Foreign }).ToEvent(Now).Service
                );
                await world.Happens(sent, new TransferAccepted(Officer, Now, from, to, Casey, null));
                break;
            case "never asked":
                world.Cases.NDelius.Forget(crn);
                await world.Cases.Execute("delete from limited_access where crn = $1", crn);
                break;
            default:
                await world.Cases.Execute(
                    "update case_list_row set practitioner_account_id = null, team = null, sent_by = 'nobody' where crn = $1",
                    crn
                );
                break;
        }
        // what there is to say of a recall or a hand-over is said by the reference alone
        string[] left = loss switch
        {
            "recalled" => ["referral-recalled"],
            "transferred" => ["referral-handed-over"],
            _ => [],
        };
        Assert.Equal(left, await world.News(reader, sent));
        var inbox = await world.Inbox(reader);
        Assert.All(inbox.News.Where(n => n.Reference == sent.Reference), n => Assert.Null(n.PersonName));
        Assert.DoesNotContain(inbox.ToDo, item => item.Reference == sent.Reference);
        var refused = await world.Cases.Send(new MarkNoticeRead(Guid.NewGuid(), notice.Id), reader);
        Assert.Equal(RefusalKind.NotFound, refused.Refusal?.Kind);

        if (loss is "off the contract")
            await world.Cases.Execute(
                "insert into account_contract values ($1, $2)",
                reader,
                CasesWorld.First.ContractId.Value
            );
    }

    [Fact]
    public async Task What_needs_doing_stands_with_whom_it_concerns_late_things_first()
    {
        var late = await world.Allocated(new() { Service = CasesWorld.Second });
        await Raise(late, "BothLeads", ReminderKind.PlanLate, new(2026, 11, 16));
        var later = await world.Allocated(new() { Service = CasesWorld.Second });
        await Raise(later, "BothLeads", ReminderKind.ReportLate, new(2026, 11, 13));
        var undated = await world.Allocated(new() { Service = CasesWorld.Second });
        await Raise(undated, "Practitioner", ReminderKind.RiskSourceNewer);
        // raised twice for two roles, and shown once
        await Raise(late, "SupplierLeads", ReminderKind.PlanDueToday, new(2026, 11, 16));

        var leads = (await world.Inbox(Staff.OtherContractLead)).ToDo.Where(Of(late, later, undated)).ToList();
        Assert.Equal(
            [
                $"{later.Reference} Submit the end-of-service report: 3 working days late, Casey Worker",
                $"{late.Reference} Submit the action plan: 2 working days late, Casey Worker",
            ],
            leads.Where(item => item.Page is AttentionPage.Plan or AttentionPage.Report).Select(Words)
        );
        Assert.All(leads, item => Assert.False(item.IsOwn));
        // the probation lead of the same team, and not of another; who is asked themselves owes it
        Assert.Contains((await world.Inbox(Staff.TeamLead)).ToDo, item => item.Reference == late.Reference);
        Assert.DoesNotContain((await world.Inbox(Staff.StrangeLead)).ToDo, item => item.Reference == late.Reference);
        var own = Assert.Single((await world.Inbox(Staff.Officer)).ToDo, Of(undated).Invoke);
        Assert.Equal(("Share the newer risk information", true, null), (own.What, own.IsOwn, own.Due));

        var onlyLate = await world.Inbox(Staff.OtherContractLead, new(AttentionKind.ToDo, LateOnly: true));
        Assert.All(onlyLate.ToDo, item => Assert.Equal(DeadlineState.Late, item.Due?.State));
        Assert.Equal(onlyLate.Late, onlyLate.ToDoTotal);
        Assert.Empty(onlyLate.News);

        await world.Cases.Execute("update attention_item set cleared_at = now() where subject_id = $1", late.Id.Value);
        Assert.DoesNotContain(
            (await world.Inbox(Staff.TeamLead)).ToDo,
            item => item.Reference == late.Reference && item.Page is AttentionPage.Plan
        );
    }

    [Fact]
    public async Task What_a_caseworker_owes_soon_stands_there_before_any_workflow_raises_it()
    {
        var sent = await world.Allocated();
        var item = Assert.Single((await world.Inbox(Staff.Caseworker)).ToDo, Of(sent).Invoke);
        Assert.Equal(("Confirm you have read the risk information", true), (item.What, item.IsOwn));
        Assert.Equal("2 working days left", item.Due?.DueWords);
    }

    [Fact]
    public async Task Without_an_account_of_the_practitioner_the_sender_finds_it()
    {
        var sent = await world.Allocated(new() { Officer = null });
        Assert.Equal(["caseworker-named"], await world.News(Staff.Sender, sent));
    }

    private Task Limit(string crn, IReadOnlyList<string> restrictedTo, IReadOnlyList<string> excludedFrom)
    {
        world.Cases.NDelius.Limit(crn, restrictedTo, excludedFrom);
        return world.Cases.Execute(
            "update limited_access set checked_at = $2 where crn = $1",
            crn,
            Now.AddHours(-1).UtcDateTime
        );
    }

    private Task Raise(Sent sent, string role, ReminderKind item, DateOnly? due = null) =>
        world.Cases.Execute(
            """
            insert into attention_item (id, subject_id, role, item, raised_by, raised_at, due_on)
            values ($1, $2, $3, $4, $5, $6, $7::date)
            """,
            Guid.NewGuid(),
            sent.Id.Value,
            role,
            item.ToString(),
            Guid.NewGuid(),
            Now.UtcDateTime,
            due
        );

    private static Func<ToDoShown, bool> Of(params Sent[] sent) =>
        item => sent.Any(one => one.Reference == item.Reference);

    private static string Words(ToDoShown item) => $"{item.Reference} {item.What}: {item.Due?.DueWords}, {item.OwedBy}";
}
