using RefMon.Application.Attention;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.Domain.ActionPlans;
using RefMon.Domain.Allocation;
using RefMon.Domain.Amendments;
using RefMon.Domain.CaseNotes;
using RefMon.Domain.Endings;
using RefMon.Domain.Referring;
using Xunit;

namespace RefMon.Application.Tests.Attention;

/// <summary>Who is told what: one row for each case.</summary>
[Trait("Capability", "Attention")]
public sealed class NotificationPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 18, 10, 0, 0, TimeSpan.Zero);

    private static readonly StaffMember Lead = Person(Staff.SupplierLead);
    private static readonly StaffMember Casey = Person(Staff.Caseworker);
    private static readonly StaffMember Officer = Person(Staff.Officer);

    private static readonly ServiceStatement To = new SentReferral().ToEvent(Now).Service;

    public static TheoryData<string, string?, StaffMember, StaffMember, string[]> Assignments =>
        new()
        {
            { "a lead names a caseworker", Staff.Officer, Lead, Casey, ["caseworker", "practitioner"] },
            { "a caseworker takes it on", Staff.Officer, Casey, Casey, ["practitioner"] },
            { "no practitioner has an account yet", null, Lead, Casey, ["caseworker", "practitioner"] },
            { "the practitioner assigned it, were that possible", Staff.Officer, Officer, Casey, ["caseworker"] },
        };

    [Theory]
    [MemberData(nameof(Assignments))]
    public void A_named_caseworker_and_the_practitioner_are_told_but_never_of_their_own_act(
        string when,
        string? officer,
        StaffMember by,
        StaffMember caseworker,
        string[] told
    )
    {
        var referral = Referral.Fold([new SentReferral { Officer = officer }.ToEvent(Now)])!;
        var notices = NotificationPolicy.For(new CaseworkerAssigned(by, Now, caseworker, null), referral);
        Assert.True(told.SequenceEqual(notices.Select(notice => notice.Recipient.Part)), when);
    }

    [Fact]
    public void A_reminder_goes_to_the_leads_of_both_sides_and_past_a_team_that_is_not_known_to_the_practitioner()
    {
        string[] Told(ReminderRole role, string? team) =>
            [
                .. NotificationPolicy
                    .ForReminder(role, Referral.Fold([new SentReferral { Pdu = team }.ToEvent(Now)])!)
                    .Select(recipient => recipient.Part),
            ];

        Assert.Equal(["supplier-leads", "probation-leads"], Told(ReminderRole.BothLeads, Staff.Team));
        Assert.Equal(["supplier-leads", "practitioner"], Told(ReminderRole.BothLeads, null));
        Assert.Equal(["practitioner"], Told(ReminderRole.PractitionerLeads, null));
        Assert.Equal(["supplier-leads"], Told(ReminderRole.SupplierLeads, null));
        Assert.Equal(["practitioner"], Told(ReminderRole.Practitioner, null));
        Assert.Empty(Told(ReminderRole.DraftAuthor, null));
        // whatever the role, there is somebody in the place of a group without members
        var referral = Referral.Fold([new SentReferral().ToEvent(Now)])!;
        Assert.Equal(
            ["supplier", "practitioner"],
            NotificationPolicy
                .ForReminder(ReminderRole.BothLeads, referral)
                .Select(group => ReminderRecipients.InPlaceOf(group, referral)!.Part)
        );
    }

    [Fact]
    public void A_new_referral_goes_to_the_services_mailbox()
    {
        var sent = new SentReferral().ToEvent(Now);
        var notice = Assert.Single(NotificationPolicy.For(sent, Referral.Fold([sent])!));
        Assert.Equal(
            ("referral-received", new NoticeRecipient.Mailbox(sent.Service.Id)),
            (notice.Template, notice.Recipient)
        );
    }

    [Fact]
    public void Nobody_is_told_of_what_the_policy_does_not_name()
    {
        var sent = new SentReferral().ToEvent(Now);
        var note = new CaseNoteAdded(Lead, Now, new CaseNoteId(Guid.NewGuid()), "Subject", "Body");
        Assert.Empty(NotificationPolicy.For(note, Referral.Fold([sent])!));
    }

    public static TheoryData<string, IReferralEvent, string[]> Deliveries =>
        new()
        {
            { "a plan is submitted", new ActionPlanSubmitted(Casey, Now, 1, 3, []), ["plan-submitted practitioner"] },
            {
                "an objection",
                new ActionPlanObjectedTo(Officer, Now, 1, "Words"),
                ["plan-objected-to caseworker", "plan-objected-to supplier-leads", "plan-objected-to probation-leads"]
            },
            {
                "a report",
                new EndOfServiceReportSubmitted(Casey, Now, [], null, Conclusion.Completed),
                ["report-submitted practitioner"]
            },
            {
                "no report",
                new ConcludedWithoutReport(Lead, Now, "Words", Conclusion.Completed),
                ["concluded-without-report practitioner", "concluded-without-report caseworker"]
            },
            { "withdrawn", new ReferralWithdrawn(Officer, Now, "NOT", "Words"), ["referral-withdrawn caseworker"] },
            {
                "closed early",
                new EarlyCloseRequested(Officer, Now, "NOT", "Words"),
                ["referral-closed-early caseworker"]
            },
            {
                "paused by the supplier's lead",
                new ReferralPaused(Lead, Now, "Words", new(2027, 1, 1)),
                ["referral-paused practitioner", "referral-paused caseworker"]
            },
            {
                "a release",
                new ReleaseReported(StaffMember.System, Now, new(2026, 11, 20)),
                ["circumstances-changed practitioner", "circumstances-changed caseworker"]
            },
            { "resumed by the practitioner", new ReferralResumed(Officer, Now), ["referral-resumed caseworker"] },
            {
                "a note for the other side, by the supplier",
                new CaseNoteAdded(Casey, Now, new(Guid.NewGuid()), "S", "B", NoteSide.Supplier, null, true),
                ["note-added practitioner"]
            },
            {
                "a note for the other side, by probation",
                new CaseNoteAdded(Officer, Now, new(Guid.NewGuid()), "S", "B", NoteSide.Probation, null, true),
                ["note-added caseworker"]
            },
            {
                "a note for later",
                new CaseNoteAdded(Casey, Now, new(Guid.NewGuid()), "S", "B", NoteSide.Supplier, null, false),
                []
            },
            {
                "a transfer is asked for",
                new TransferRequested(Officer, Now, To, "Words"),
                ["transfer-waits supplier-leads", "transfer-asked-of-yours caseworker"]
            },
            {
                "a transfer is accepted",
                new TransferAccepted(Lead, Now, To, To, Casey, Person(Staff.TeamLead)),
                [
                    "transfer-accepted practitioner",
                    "referral-handed-over caseworker",
                    $"transfer-accepted probation-lead {Staff.TeamLead}",
                ]
            },
        };

    [Theory]
    [MemberData(nameof(Deliveries))]
    public void The_other_side_is_told_of_each_step_and_whoever_took_it_is_not(
        string when,
        IReferralEvent happened,
        string[] told
    )
    {
        var sent = new SentReferral().ToEvent(Now);
        var referral = Referral.Fold([sent, new CaseworkerAssigned(Lead, Now, Casey, null)])!;
        var notices = NotificationPolicy.For(happened, referral);
        Assert.True(
            told.SequenceEqual(notices.Select(notice => $"{notice.Template} {notice.Recipient.Part}")),
            $"{when}: {string.Join(", ", notices.Select(notice => $"{notice.Template} {notice.Recipient.Part}"))}"
        );
    }

    [Fact]
    public void Before_a_caseworker_is_named_the_services_mailbox_is_told()
    {
        var sent = new SentReferral().ToEvent(Now);
        var notice = Assert.Single(
            NotificationPolicy.For(new ReferralWithdrawn(Officer, Now, "NOT", "Words"), Referral.Fold([sent])!)
        );
        Assert.Equal(new NoticeRecipient.Mailbox(sent.Service.Id), notice.Recipient);
        Assert.Contains(
            new NoticeRecipient.Mailbox(sent.Service.Id),
            NotificationPolicy
                .For(new DeathReported(StaffMember.System, Now, null), Referral.Fold([sent])!)
                .Select(told => told.Recipient)
        );
    }

    [Fact]
    public void A_supplier_from_which_a_referral_was_recalled_is_told_of_the_recall_and_nothing_more()
    {
        var sent = new SentReferral().ToEvent(Now);
        var recalled = new ReferralRecalled(Officer, Now, RecallReason.WrongPerson, "x");
        var referral = Referral.Fold([sent, new CaseworkerAssigned(Lead, Now, Casey, null), recalled])!;
        Assert.Equal(
            ["supplier", "caseworker"],
            NotificationPolicy.For(recalled, referral).Select(told => told.Recipient.Part)
        );
        Assert.Equal(
            ["practitioner"],
            NotificationPolicy
                .For(new DeathReported(StaffMember.System, Now, null), referral)
                .Select(told => told.Recipient.Part)
        );
        var note = new CaseNoteAdded(Officer, Now, new(Guid.NewGuid()), "S", "B", NoteSide.Probation, null, true);
        Assert.Empty(NotificationPolicy.For(note, referral));
    }

    [Fact]
    public void Each_kind_of_notice_has_a_template_of_its_own()
    {
        var templates = Enum.GetValues<NoticeKind>()
            .Select(kind => new Notice(kind, new NoticeRecipient.Caseworker(Casey)).Template)
            .ToArray();
        Assert.Equal(templates.Length, templates.Distinct().Count());
    }

    private static StaffMember Person(string account) => new(account, Staff.Name(account), Staff.Email(account));
}
