using RefMon.Application.ActionPlans;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.Domain.ActionPlans;
using RefMon.Domain.Allocation;
using RefMon.Domain.Appointments;
using RefMon.Domain.Referring;

namespace RefMon.Application.Tests.ActionPlans;

/// <summary>Brings a referral with two outcomes as far as a test wants it.</summary>
internal static class DeliveredReferral
{
    public static readonly OutcomeStatement Home = new(new(Guid.NewGuid()), "Has a home");
    public static readonly OutcomeStatement Rent = new(new(Guid.NewGuid()), "Keeps up with the rent");

    public static StaffMember Person(string account) => new(account, Staff.Name(account), Staff.Email(account));

    /// <summary>With a caseworker named.</summary>
    public static async Task<Sent> Allocated(this CasesWorld world, SentReferral? referral = null)
    {
        var sent = await world.Sent(referral ?? new SentReferral { Categories = Categories });
        await world.Append(
            sent.Id,
            new CaseworkerAssigned(Person(Staff.SupplierLead), world.Clock.Now, Person(Staff.Caseworker), null)
        );
        return sent;
    }

    /// <summary>With the supplier assessment held.</summary>
    public static async Task<Sent> Assessed(this CasesWorld world, SentReferral? referral = null)
    {
        var sent = await world.Allocated(referral);
        await world.Hold(sent, AppointmentKind.SupplierAssessment, null);
        return sent;
    }

    /// <summary>With a plan of some sessions, of which the first ones have happened.</summary>
    public static async Task<Sent> Delivering(
        this CasesWorld world,
        int sessions,
        int held,
        SentReferral? referral = null
    )
    {
        var sent = await world.Assessed(referral);
        var outcomes = (referral?.Categories ?? Categories).SelectMany(category => category.Outcomes).ToList();
        await world.Append(
            sent.Id,
            new ActionPlanSubmitted(
                Person(Staff.Caseworker),
                world.Clock.Now,
                1,
                sessions,
                [new PlanActivity(new(Guid.NewGuid()), [.. outcomes.Select(o => o.Id)], "Look at homes together")],
                [new BaselineScore(outcomes[0].Id, 3)]
            )
        );
        for (var number = 1; number <= held; number++)
            await world.Hold(sent, AppointmentKind.DeliverySession, number);
        return sent;
    }

    public static async Task<AppointmentId> Hold(this CasesWorld world, Sent sent, AppointmentKind kind, int? session)
    {
        var id = new AppointmentId(Guid.NewGuid());
        await world.Append(
            sent.Id,
            new AppointmentBooked(
                Person(Staff.Caseworker),
                world.Clock.Now,
                id,
                kind,
                session,
                new Slot(world.Clock.Now, 30, MeetingMethod.PhoneCall, SessionFormat.OneToOne, null)
            ),
            new OutcomeRecorded(
                Person(Staff.Caseworker),
                world.Clock.Now,
                id,
                new(true, true, false, null, "Talked", "Well", null, null, null, false, null, false, null)
            )
        );
        return id;
    }

    public static IReadOnlyList<CategoryStatement> Categories { get; } =
    [
        new(
            new(Guid.NewGuid()),
            "Accommodation (Bolton)",
            [Home, Rent],
            new(new(Guid.NewGuid()), ComplexityGrade.Low, "Low")
        ),
    ];

    /// <summary>Writes a complete plan through the pages' own commands, and returns the version to submit.</summary>
    public static async Task<long> WritePlan(
        this CasesWorld world,
        Sent sent,
        string by,
        string from = StartPlan.Template
    )
    {
        await world.Get(new StartPlan(Guid.NewGuid(), sent.Reference, from), by);
        return (await world.Get(new GetPlanWriting(sent.Reference), by)).Draft!.Version;
    }

    public static async Task<int> CountOf<T>(this CasesWorld world, Sent sent) =>
        (await world.Events.FetchStream(sent.Id.Value)).Count(stored => stored.Data is T);
}
