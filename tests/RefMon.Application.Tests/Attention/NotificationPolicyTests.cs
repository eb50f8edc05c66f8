using RefMon.Application.Attention;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.Domain.Allocation;
using RefMon.Domain.CaseNotes;
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
