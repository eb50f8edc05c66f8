using RefMon.Application.Allocation;
using RefMon.Application.Appointments;
using RefMon.Application.Pipeline;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.Domain.ActionPlans;
using RefMon.Domain.Appointments;
using BookAppointment = RefMon.Application.Appointments.BookAppointment;

namespace RefMon.Application.Tests.Appointments;

/// <summary>Steps of a supplier's work, each sent through the pipeline, and answers as people type them.</summary>
internal static class Delivery
{
    public static readonly TypedOutcome Happened = new(
        TypedOutcome.Happened,
        Late: "no",
        Summary: "Talked through options",
        Response: "Engaged well",
        Tell: ["no"]
    );

    public static readonly TypedOutcome Missed = new(
        TypedOutcome.Missed,
        WhyMissed: "No answer to two calls",
        Tell: ["no"]
    );

    public static readonly TypedOutcome NotHeld = new(
        TypedOutcome.NotHeld,
        WhyNotHeld: "logistics",
        Logistics: "The room was locked",
        Tell: ["no"]
    );

    public static TypedSlot ByPhone(int day, int month = 11, int year = 2026, string time = "10:00") =>
        new(
            $"{day}",
            $"{month}",
            $"{year}",
            time,
            "1",
            null,
            "phone",
            null,
            null,
            null,
            null,
            null,
            null,
            "one-to-one"
        );

    public static TypedSlot ByPhone(DateOnly day, string time) => ByPhone(day.Day, day.Month, day.Year, time);

    /// <summary>With a new group of this name.</summary>
    public static TypedSlot InGroup(this TypedSlot slot, string name) =>
        slot with
        {
            Format = "group",
            Group = null,
            GroupName = name,
        };

    /// <summary>With the group of an appointment.</summary>
    public static async Task<TypedSlot> InGroupOf(this CasesWorld world, Guid appointment, TypedSlot slot) =>
        slot with
        {
            Format = "group",
            GroupName = null,
            Group =
                $"{await world.Ask<Guid>("select group_id from appointment_slot where appointment_id = $1", appointment)}",
        };

    public static TypedSlot Move(this TypedSlot slot) =>
        slot with
        {
            RequestedBy = "person",
            Reason = "Has a hospital appointment",
        };

    /// <summary>A referral with Casey as caseworker.</summary>
    public static async Task<Sent> Allocated(this CasesWorld world, SentReferral? referral = null)
    {
        var sent = await world.Sent(referral ?? new SentReferral());
        await world.Get(
            new AssignCaseworker(Guid.NewGuid(), sent.Reference, Staff.Caseworker, false, 1),
            Staff.SupplierLead
        );
        return sent;
    }

    /// <summary>Assessed, with a plan of this many sessions.</summary>
    public static async Task<Sent> Planned(this CasesWorld world, int sessions = 3, SentReferral? referral = null)
    {
        var sent = await world.Allocated(referral);
        await world.Get(Book(sent, null, ByPhone(18, time: "09:00"), Happened), Staff.Caseworker);
        await world.Append(
            sent.Id,
            new ActionPlanSubmitted(
                new StaffMember(Staff.Caseworker, Staff.Name(Staff.Caseworker), null),
                world.Clock.Now,
                1,
                sessions,
                [new(new ActivityId(Guid.NewGuid()), [new DesiredOutcomeId(Guid.NewGuid())], "Find a home")]
            )
        );
        return sent;
    }

    // the tests of a class share a caseworker: only those of clashes mind
    public static BookAppointment Book(Sent sent, int? session, TypedSlot slot, TypedOutcome? outcome = null) =>
        new(Guid.NewGuid(), sent.Reference, Guid.NewGuid(), session, slot, outcome, IsClashConfirmed: true);

    public static Task<AppointmentsShown> Appointments(
        this CasesWorld world,
        Sent sent,
        string by = Staff.Caseworker
    ) => world.Get(new GetAppointments(sent.Reference), by);

    /// <summary>The code of the refusal; null when it was done.</summary>
    public static async Task<string?> Try<T>(
        this CasesWorld world,
        ICommand<T> command,
        string by = Staff.Caseworker
    ) => (await world.Send(command, by)).Refusal?.Code;

    /// <summary>Books a session that began half an hour ago, as it was done the day before.</summary>
    public static async Task<Guid> Begun(
        this CasesWorld world,
        Sent sent,
        int session,
        SessionFormat format = SessionFormat.OneToOne
    )
    {
        var id = new AppointmentId(Guid.NewGuid());
        var by = new StaffMember(Staff.Caseworker, Staff.Name(Staff.Caseworker), null);
        var slot = new Slot(world.Clock.Now.AddMinutes(-30), 60, MeetingMethod.PhoneCall, format, null);
        await world.Append(
            sent.Id,
            new AppointmentBooked(by, world.Clock.Now, id, AppointmentKind.DeliverySession, session, slot)
        );
        return id.Value;
    }

    /// <summary>A colleague beside Casey.</summary>
    public static Task Helped(this CasesWorld world, Sent sent, string by) =>
        world.Get(new AssignCaseworker(Guid.NewGuid(), sent.Reference, by, true, 99), Staff.SupplierLead);

    public static async Task<Guid> Booked(this CasesWorld world, Sent sent, int? session, TypedSlot slot)
    {
        var command = Book(sent, session, slot);
        Assert.Null(await world.Try(command));
        return command.AppointmentId;
    }
}
