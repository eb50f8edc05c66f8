using RefMon.Domain.Allocation;
using RefMon.Domain.Appointments;
using static RefMon.Domain.Tests.RefusalAssert;

namespace RefMon.Domain.Tests.Allocation;

[Trait("Capability", "Allocation")]
public sealed class AllocationTests
{
    private static readonly TransferTarget OpenTarget = new(
        true,
        new HashSet<ServiceCategoryId> { Samples.Accommodation }
    );

    [Fact]
    public void Naming_a_caseworker_allocates_the_referral()
    {
        var referral = Given.AReferralWithACaseworker().Referral;
        Assert.Equal(Stage.Allocated, referral.Stage);
        Assert.Equal(People.Caseworker, referral.Allocation.Caseworker);
        Assert.NotNull(referral.Dates.Allocated);
    }

    [Fact]
    public void Naming_another_keeps_the_stage_and_the_date_of_the_first()
    {
        var first = Given.AReferralInDelivery();
        var second = first.At(new DateOnly(2026, 11, 10)).AssignedTo(People.OtherCaseworker);

        Assert.Equal(Stage.Delivering, second.Referral.Stage);
        var assigned = Assert.IsType<CaseworkerAssigned>(second.Events[^1]);
        Assert.Equal(People.Caseworker, assigned.Previous);
        Assert.True(second.Referral.Allocation.FirstAssignedAt < second.Referral.Allocation.AssignedAt);
    }

    [Theory]
    [InlineData(Stage.Sent)]
    [InlineData(Stage.Planned)]
    [InlineData(Stage.Ending)]
    public void A_caseworker_may_be_named_in_any_open_stage(Stage stage) =>
        Assert.False(Assign(Given.AReferralIn(stage), Colleague(People.OtherCaseworker)).IsRefused);

    [Fact]
    public void Refusals_of_assigning()
    {
        var story = Given.AReferralWithACaseworker();
        Refused("not-a-colleague", Assign(story, null));
        Refused("not-a-colleague", Assign(story, Colleague(People.OtherCaseworker) with { IsOnContract = false }));
        Refused("account-disabled", Assign(story, Colleague(People.OtherCaseworker) with { IsEnabled = false }));
        Refused("already-assigned", Assign(story, Colleague(People.Caseworker)));
        var concluded = Refused("concluded", Assign(Given.ACompletedReferral(), Colleague(People.OtherCaseworker)));
        Assert.Equal((RefusalKind.Conflict, Stage.Concluded), (concluded.Kind, concluded.Stage));
    }

    [Fact]
    public void A_helper_joins_once_and_may_become_the_caseworker()
    {
        var story = Given.AReferralWithACaseworker().Do((r, now) => Help(r, People.OtherCaseworker, now));

        Refused("already-assigned", story.Try((r, now) => Help(r, People.OtherCaseworker, now)));
        Refused("already-assigned", story.Try((r, now) => Help(r, People.Caseworker, now)));
        Refused(
            "not-a-colleague",
            story.Try((r, now) => AddHelper.Decide(r, new AddHelper(People.SupplierLead, "x"), null, now))
        );
        Refused("concluded", Given.ACompletedReferral().Try((r, now) => Help(r, People.OtherCaseworker, now)));

        var referral = story.AssignedTo(People.OtherCaseworker).Referral;
        Assert.Empty(referral.Allocation.Helpers);
        Assert.Equal([People.OtherCaseworker], referral.Allocation.Team);
    }

    [Fact]
    public void Another_caseworker_needs_a_reason_and_the_first_does_not()
    {
        var story = Given.ASentReferral();
        Assert.False(Assign(People.Caseworker, null).IsRefused);
        story.AssignedTo(People.Caseworker);
        Refused("reason-missing", Assign(People.OtherCaseworker, " "));
        var assigned = (CaseworkerAssigned)Assign(People.OtherCaseworker, "On long leave").Events[0];
        Assert.Equal((People.Caseworker, "On long leave"), (assigned.Previous, assigned.Reason));

        Decision Assign(StaffMember who, string? reason) =>
            story.Try(
                (r, now) =>
                    AssignCaseworker.Decide(r, new(People.SupplierLead, who.AccountId, reason), Colleague(who), now)
            );
    }

    [Fact]
    public void A_helper_who_leaves_is_not_on_the_referral_any_more_and_may_come_back()
    {
        var story = Given.AReferralWithACaseworker().Do((r, now) => Help(r, People.OtherCaseworker, now));
        story.Do((r, now) => RemoveHelper.Decide(r, new(People.SupplierLead, People.OtherCaseworker.AccountId), now));

        Assert.Equal([People.Caseworker], story.Referral.Allocation.Team);
        Refused(
            "not-a-helper",
            story.Try((r, now) => RemoveHelper.Decide(r, new(People.SupplierLead, People.Caseworker.AccountId), now))
        );
        story.Do((r, now) => Help(r, People.OtherCaseworker, now));
        Assert.Equal([People.OtherCaseworker], story.Referral.Allocation.Helpers);
        Refused(
            "concluded",
            Given.ACompletedReferral().Try((r, now) => RemoveHelper.Decide(r, new(People.SupplierLead, "x"), now))
        );
    }

    [Fact]
    public void A_transfer_moves_the_contract_at_once_and_keeps_the_former_supplier_on_record()
    {
        var story = Given.AReferralInDelivery().Booked(AppointmentKind.DeliverySession, 2, new DateOnly(2026, 11, 16));
        story.Do(Request).Later(TimeSpan.FromHours(1)).Do(Accept);

        var referral = story.Referral;
        Assert.Equal(Samples.OtherService, referral.Referring.Service);
        Assert.Equal(
            (Samples.Service, story.Now),
            (referral.Allocation.FormerSuppliers[0].Service, referral.Allocation.FormerSuppliers[0].Until)
        );
        Assert.Null(referral.Allocation.Caseworker);
        Assert.Null(referral.Dates.Allocated);
        Assert.Equal(People.Caseworker, referral.Allocation.FormerSuppliers[0].Caseworker);
        Assert.Null(referral.Allocation.PendingTransfer);
        Assert.Equal(Stage.Delivering, referral.Stage);
        Assert.Equal(1, referral.SessionsDelivered);
        Assert.Empty(referral.Appointments.Open);
        Assert.Equal(Samples.OtherService, story.Details.Now.Service);
        Assert.Equal(Samples.Service, story.Details.AsSent.Service);
    }

    [Fact]
    public void An_allocated_referral_waits_for_a_caseworker_again_after_a_transfer() =>
        Assert.Equal(Stage.Sent, Given.AReferralWithACaseworker().Do(Request).Do(Accept).Referral.Stage);

    [Fact]
    public void Refusals_of_transferring()
    {
        var story = Given.AReferralInDelivery();
        Refused("contract-closed", story.Try((r, now) => Request(r, OpenTarget with { IsContractOpen = false }, now)));
        Refused(
            "category-not-offered",
            story.Try((r, now) => Request(r, new TransferTarget(true, new HashSet<ServiceCategoryId>()), now))
        );
        Refused(
            "same-contract",
            story.Try(
                (r, now) =>
                    RequestTransfer.Decide(
                        r,
                        new RequestTransfer(People.Practitioner, Samples.Service, "x"),
                        OpenTarget,
                        now
                    )
            )
        );
        Refused(
            "reason-missing",
            story.Try(
                (r, now) =>
                    RequestTransfer.Decide(
                        r,
                        new RequestTransfer(People.Practitioner, Samples.OtherService, " "),
                        OpenTarget,
                        now
                    )
            )
        );
        Refused("no-transfer-requested", story.Try(Accept));
        Refused("wrong-stage", Given.AReferralWithEverySessionHeld().Try(Request));
        Refused("concluded", Given.ACompletedReferral().Try(Request));
        Refused(
            "contract-closed",
            story
                .Do(Request)
                .Try((r, now) => AcceptTransfer.Decide(r, new AcceptTransfer(People.SupplierLead), false, now))
        );
    }

    [Fact]
    public void An_appointment_without_its_outcome_holds_a_transfer_up()
    {
        var story = Given.AReferralWithABookedAssessment().Do(Request).At(new DateOnly(2026, 11, 4), 11);
        Refused("outcome-not-recorded", story.Try(Request));
        Refused("outcome-not-recorded", story.Try(Accept));
    }

    [Fact]
    public void A_session_to_be_held_again_is_still_to_be_held_after_a_transfer()
    {
        var story = Given
            .AReferralWithAnActionPlan(2)
            .Held(AppointmentKind.DeliverySession, 1, new DateOnly(2026, 11, 16), Samples.Missed)
            .Booked(AppointmentKind.DeliverySession, 1, new DateOnly(2026, 12, 1))
            .Held(AppointmentKind.DeliverySession, 2, new DateOnly(2026, 11, 17));
        Assert.Equal(Stage.Delivering, story.Referral.Stage);

        story.HandedOver().AssignedTo(People.OtherCaseworker);
        Assert.Equal((Stage.Delivering, 1), (story.Referral.Stage, story.Referral.SessionsAccountedFor));

        story.Booked(AppointmentKind.DeliverySession, 1, new DateOnly(2026, 12, 2));
        var again = story.Referral.Appointments.Standing(AppointmentKind.DeliverySession, 1)!.Id;
        story.Do((r, now) => CancelAppointment.Decide(r, new(People.OtherCaseworker, again, "Will not come"), now));
        Assert.Equal((Stage.Ending, 2), (story.Referral.Stage, story.Referral.SessionsAccountedFor));
    }

    private static Colleague Colleague(StaffMember staff) => new(staff, IsOnContract: true, IsEnabled: true);

    private static Decision Assign(Story story, Colleague? colleague) =>
        story.Try(
            (r, now) =>
                AssignCaseworker.Decide(
                    r,
                    new AssignCaseworker(People.SupplierLead, colleague?.Staff.AccountId ?? "nobody", "Hours changed"),
                    colleague,
                    now
                )
        );

    private static Decision Help(Referral r, StaffMember helper, DateTimeOffset now) =>
        AddHelper.Decide(r, new AddHelper(People.SupplierLead, helper.AccountId), Colleague(helper), now);

    private static Decision Request(Referral r, DateTimeOffset now) => Request(r, OpenTarget, now);

    private static Decision Request(Referral r, TransferTarget target, DateTimeOffset now) =>
        RequestTransfer.Decide(
            r,
            new RequestTransfer(People.Practitioner, Samples.OtherService, "Moved to another area"),
            target,
            now
        );

    private static Decision Accept(Referral r, DateTimeOffset now) =>
        AcceptTransfer.Decide(r, new AcceptTransfer(People.SupplierLead), isContractOpen: true, now);
}
