using RefMon.Application.Catalogue;
using RefMon.Application.Pipeline;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.Domain.Allocation;
using RefMon.Domain.Appointments;
using Xunit;

namespace RefMon.Application.Tests.Catalogue;

/// <summary>How long people wait from referral to assessment, and services side by side.</summary>
[Trait("Capability", "Catalogue")]
public sealed class WaitingTimeTests(CasesWorld world) : IClassFixture<CasesWorld>
{
    private static readonly StaffMember Casey = new(Staff.Caseworker, "Casey Worker", null);

    // a Wednesday; the clock of the world stands three weeks later
    private static readonly DateTimeOffset SentAt = new(2026, 10, 28, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("1,2,3,4", null)]
    [InlineData("9,1,3,5,7", 5)]
    [InlineData("1,2,3,4,5,6", 4)]
    [InlineData("2,2,2,2,200", 2)]
    [InlineData("", null)]
    public void It_is_the_middle_one_of_at_least_five(string waits, int? days)
    {
        var numbers = waits.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(n => int.Parse(n, null)).ToList();

        Assert.Equal(new(days, numbers.Count), WaitingTime.Of(numbers));
    }

    [Fact]
    public async Task It_is_counted_in_working_days_from_the_events_and_follows_a_correction()
    {
        var service = CasesWorld.Second;
        // Thursday, Friday, Monday, Tuesday, Wednesday: 1 to 5 working days
        foreach (var calendarDays in new[] { 1, 2, 5, 6, 7 })
            await Assessed(service, calendarDays);

        var five = await Waiting(service);
        var (sent, appointment) = await Assessed(service, 7);
        var six = await Waiting(service);
        await world.Append(
            sent.Id,
            new OutcomeCorrected(
                Casey,
                SentAt.AddDays(8),
                appointment,
                Outcome(happened: false),
                "Typed on the wrong case"
            )
        );
        var corrected = await Waiting(service);

        Assert.Equal(new WaitingTime(3, 5), five);
        Assert.Equal(new WaitingTime(4, 6), six);
        Assert.Equal(five, corrected);
    }

    [Fact]
    public async Task Too_few_and_too_old_ones_are_not_a_figure()
    {
        var service = CasesWorld.Foreign;
        for (var i = 0; i < 4; i++)
            await Assessed(service, 2);
        await world.Execute(
            "insert into assessment_wait values ($1, $2, $3, $4)",
            Guid.NewGuid(),
            service.Id.Value,
            SentAt.AddYears(-2),
            world.Clock.Now.AddYears(-1)
        );

        Assert.Equal(new WaitingTime(null, 4), await Waiting(service));
        Assert.Equal(WaitingTime.NotKnown, await Waiting(CasesWorld.First));
    }

    [Fact]
    public async Task Two_or_three_services_stand_side_by_side_in_the_order_chosen()
    {
        var ids = DemonstrationServices.All.Select(service => service.Id).ToList();

        var compared = (await Compare(ids[2], ids[0], ids[2])).Value;
        var four = await Compare(ids[0], ids[1], ids[2], ids[3]);
        var one = await Compare(ids[0], new(Guid.NewGuid()));
        var supplier = await world.Send(new CompareServices([ids[0], ids[1]]), Staff.SupplierLead);

        Assert.Equal([ids[2], ids[0]], compared.Services.Select(service => service.Id));
        Assert.Equal(CompareServices.TooManyCode, four.Refusal!.Code);
        Assert.Equal("You chose 4 services. Choose no more than 3 to compare", four.Refusal.Message);
        Assert.Equal(CompareServices.TooFewCode, one.Refusal!.Code);
        Assert.Equal(RefusalKind.Forbidden, supplier.Refusal!.Kind);
    }

    private Task<Outcome<ComparedServices>> Compare(params ServiceId[] services) =>
        world.Send(new CompareServices(services), Staff.Sender);

    private async Task<WaitingTime> Waiting(DemonstrationService service) =>
        (await world.Get(new GetWaitingTimes([service.Id]), Staff.Sender)).Of(service.Id);

    private async Task<(Sent Sent, AppointmentId Appointment)> Assessed(DemonstrationService service, int daysLater)
    {
        var sent = await world.Sent(new SentReferral { Service = service, At = SentAt });
        var (appointment, at) = (new AppointmentId(Guid.NewGuid()), SentAt.AddDays(daysLater));
        await world.Append(
            sent.Id,
            new CaseworkerAssigned(Casey, SentAt, Casey, null),
            new AppointmentBooked(
                Casey,
                SentAt,
                appointment,
                AppointmentKind.SupplierAssessment,
                null,
                new Slot(at, 30, MeetingMethod.PhoneCall, SessionFormat.OneToOne, null)
            ),
            new OutcomeRecorded(Casey, at, appointment, Outcome(happened: true))
        );
        return (sent, appointment);
    }

    private static AppointmentOutcome Outcome(bool happened) =>
        new(
            happened,
            Attended: happened,
            Late: false,
            null,
            "Talked",
            "Well",
            null,
            null,
            null,
            false,
            null,
            false,
            null
        );
}
