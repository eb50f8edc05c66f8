using RefMon.Application.Appointments;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.Domain.Appointments;
using Xunit;

namespace RefMon.Application.Tests.Appointments;

[Trait("Capability", "Appointments")]
public sealed class ClashTests(CasesWorld world) : IClassFixture<CasesWorld>, IDisposable
{
    private readonly DateTimeOffset began = world.Clock.Now;

    public void Dispose() => world.Clock.Now = began;

    private const int Replays = 50;

    [Fact]
    public async Task A_clash_of_the_caseworker_is_shown_and_can_be_confirmed()
    {
        var first = await world.Planned();
        await world.Booked(first, 1, Delivery.ByPhone(24));
        var second = await world.Planned();
        var book = Delivery.Book(second, 1, Delivery.ByPhone(24, time: "10:59")) with { IsClashConfirmed = false };
        Assert.Equal("clash", await world.Try(book));
        var clash = Assert.Single(await Clashes(second, book.Slot));
        Assert.Equal((ClashOf.Caseworker, first.Reference), (clash.Of, clash.Reference));
        Assert.Null(await world.Try(book with { CommandId = Guid.NewGuid(), IsClashConfirmed = true }));
        // end to end is no clash
        var after = Delivery.Book(first, 2, Delivery.ByPhone(24, time: "11:59")) with
        {
            IsClashConfirmed = false,
        };
        Assert.Null(await world.Try(after));
    }

    [Fact]
    public async Task A_clash_of_the_person_at_another_supplier_says_only_that_there_is_one()
    {
        var here = new SentReferral();
        var there = await world.Sent(here with { Service = CasesWorld.Foreign, Person = null });
        var sent = await world.Planned(referral: here with { Person = there.Person });
        await world.Append(
            there.Id,
            new AppointmentBooked(
                new(Staff.OtherSupplier, "Frank", null),
                world.Clock.Now,
                new(Guid.NewGuid()),
                AppointmentKind.SupplierAssessment,
                null,
                new(
                    new(2026, 11, 25, 10, 0, 0, TimeSpan.Zero),
                    60,
                    MeetingMethod.PhoneCall,
                    SessionFormat.OneToOne,
                    null
                )
            )
        );
        var clash = Assert.Single(await Clashes(sent, Delivery.ByPhone(25)));
        Assert.Equal(new Clash(ClashOf.Person, null, null, null), clash);
    }

    [Fact]
    public async Task What_is_recorded_for_one_past_time_twice_is_warned_of_for_the_caseworker_and_the_person()
    {
        var slot = Delivery.ByPhone(18, time: "08:15") with { Hours = null, Minutes = "20" };
        var here = new SentReferral();
        var there = await world.Sent(here with { Service = CasesWorld.Foreign, Person = null });
        var by = new StaffMember(Staff.OtherSupplier, "Frank", null);
        var at = new DateTimeOffset(2026, 11, 18, 8, 45, 0, TimeSpan.Zero);
        var taken = new Slot(at, 10, MeetingMethod.PhoneCall, SessionFormat.OneToOne, null);
        var (id, cancelled) = (new AppointmentId(Guid.NewGuid()), new AppointmentId(Guid.NewGuid()));
        var outcome = OutcomeReading.Read(Delivery.Happened).Outcome!;
        const AppointmentKind Kind = AppointmentKind.SupplierAssessment;
        await world.Append(
            there.Id,
            new AppointmentBooked(
                by,
                world.Clock.Now,
                cancelled,
                Kind,
                null,
                taken with
                {
                    StartsAt = at.AddMinutes(-15),
                }
            ),
            new AppointmentCancelled(by, world.Clock.Now, cancelled, CancelledBecause.CalledOff, "Ill"),
            new AppointmentBooked(by, world.Clock.Now, id, Kind, null, taken),
            new OutcomeRecorded(by, world.Clock.Now, id, outcome)
        );
        var sent = await world.Planned(referral: here with { Person = there.Person });
        Assert.Equal([new Clash(ClashOf.Person, null, null, null)], await Past(sent, slot with { Time = "08:40" }));
        // what was cancelled is in nobody's way
        Assert.Empty(await Past(sent, slot with { Time = "08:25", Minutes = "15" }));

        Assert.Null(await world.Try(Delivery.Book(sent, 1, slot, Delivery.Missed)));
        var second = await world.Planned();
        var clash = Assert.Single(await Past(second, slot));
        Assert.Equal((ClashOf.Caseworker, sent.Reference), (clash.Of, clash.Reference));
        var book = Delivery.Book(second, 1, slot, Delivery.Happened) with { IsClashConfirmed = false };
        Assert.Equal("clash", await world.Try(book));
        Assert.Null(await world.Try(book with { CommandId = Guid.NewGuid(), IsClashConfirmed = true }));

        async Task<IReadOnlyList<Clash>> Past(Sent about, TypedSlot typed)
        {
            await world.Get(new SaveSlotEntry(Guid.NewGuid(), about.Reference, "book-1", typed), Staff.Caseworker);
            var form = await world.Get(new GetAppointmentForm(about.Reference, "book-1"), Staff.Caseworker);
            return form.Check!.Clashes;
        }
    }

    [Fact]
    public async Task Who_keeps_two_appointments_at_once_is_warned_of_whether_caseworker_or_helper()
    {
        var (first, second) = (await world.Planned(), await world.Planned());
        await world.Helped(first, Staff.Colleague);
        await world.Helped(second, Staff.Colleague);
        var slot = Delivery.ByPhone(30, time: "09:00") with { Keeper = Staff.Colleague };
        await world.Booked(first, 1, slot);
        // the caseworker of both is free then
        Assert.Empty(await Clashes(second, slot with { Keeper = Staff.Caseworker }));
        var clash = Assert.Single(await Clashes(second, slot));
        Assert.Equal(
            (ClashOf.Caseworker, first.Reference, Staff.Name(Staff.Colleague)),
            (clash.Of, clash.Reference, clash.Keeper)
        );
        var book = Delivery.Book(second, 1, slot) with { IsClashConfirmed = false };
        Assert.Equal("clash", await world.Try(book));
        Assert.Null(await world.Try(book with { CommandId = Guid.NewGuid(), IsClashConfirmed = true }));
        var overlap = Assert.Single((await world.Appointments(first)).Clashes.SelectMany(found => found));
        Assert.Equal((second.Reference, Staff.Name(Staff.Colleague)), (overlap.Reference, overlap.Keeper));
    }

    [Fact]
    public async Task A_place_that_is_taken_at_the_same_time_by_a_colleague_is_a_clash()
    {
        var hall = Delivery.ByPhone(27) with { Method = "address", Line1 = "Hall", Postcode = "de12fg" };
        var first = await world.Planned();
        await world.Booked(first, 1, hall);
        var second = await world.Planned();
        await world.Get(
            new Application.Allocation.AssignCaseworker(
                Guid.NewGuid(),
                second.Reference,
                Staff.Colleague,
                false,
                99,
                "Why"
            ),
            Staff.SupplierLead
        );
        var clash = Assert.Single(await Clashes(second, hall with { Line1 = "HALL", Postcode = "DE1 2FG" }));
        Assert.Equal(ClashOf.Place, clash.Of);
        Assert.Empty(await Clashes(second, hall with { Time = "10:30" }));
    }

    [Fact]
    public async Task Two_referrals_booked_in_the_same_moment_both_say_afterwards_that_they_overlap()
    {
        var slot = Delivery.ByPhone(26, time: "17:00");
        var (first, second) = (await world.Planned(), await world.Planned());
        var (one, two) = (Unwarned(first), Unwarned(second));
        // whoever looks for clashes may look; whoever saves waits until both have looked
        var saved = await world.Race(
            "lock table appointment_slot in share mode",
            () => world.Try(one),
            () => world.Try(two, Staff.SupplierLead)
        );
        Assert.All(saved, Assert.Null);

        foreach (var (sent, id, other) in new[] { (first, one, second), (second, two, first) })
        {
            var shown = await world.Get(new GetAppointment(sent.Reference, id.AppointmentId), Staff.Caseworker);
            var clash = Assert.Single(shown.Clashes);
            Assert.Equal((ClashOf.Caseworker, other.Reference), (clash.Of, clash.Reference));
            var list = await world.Appointments(sent);
            Assert.Equal(clash, Assert.Single(list.Clashes[new(id.AppointmentId)]));
            // nothing about another referral for whoever does not keep these
            Assert.Empty((await world.Appointments(sent, Staff.Sender)).Clashes);
        }
        var cancel = new Application.Appointments.CancelAppointment(
            Guid.NewGuid(),
            first.Reference,
            one.AppointmentId,
            "Clash"
        );
        Assert.Null(await world.Try(cancel));
        Assert.Empty((await world.Appointments(second)).Clashes);

        Application.Appointments.BookAppointment Unwarned(Sent sent) =>
            Delivery.Book(sent, 1, slot) with
            {
                IsClashConfirmed = false,
            };
    }

    [Fact]
    public async Task Two_people_booking_at_once_and_fifty_double_clicks_leave_one_appointment_and_one_outcome()
    {
        var sent = await world.Planned();
        var book = Delivery.Book(sent, 1, Delivery.ByPhone(18, time: "10:30"));
        var clicks = await AtOnce(Replays, _ => world.Try(book));
        Assert.All(clicks, Assert.Null);
        var others = await AtOnce(
            Replays,
            i =>
                world.Try(
                    book with
                    {
                        CommandId = Guid.NewGuid(),
                        AppointmentId = i % 2 == 0 ? book.AppointmentId : Guid.NewGuid(),
                    },
                    i % 3 == 0 ? Staff.SupplierLead : Staff.Caseworker
                )
        );
        Assert.All(others, code => Assert.Contains(code, new[] { "already-booked", "earlier-appointment-open" }));

        world.Clock.Now = new DateTimeOffset(2026, 11, 18, 11, 0, 0, TimeSpan.Zero);
        var record = new Application.Appointments.RecordOutcome(
            Guid.NewGuid(),
            sent.Reference,
            book.AppointmentId,
            Delivery.Happened
        );
        var records = await AtOnce(
            2 * Replays,
            i => world.Try(i % 2 == 0 ? record : record with { CommandId = Guid.NewGuid() })
        );
        Assert.All(records.Where(code => code is not null), code => Assert.Equal("outcome-already-recorded", code));
        var events = (await world.Events.FetchStream(sent.Id.Value)).Select(stored => stored.Data).ToList();
        Assert.Equal(2, events.OfType<AppointmentBooked>().Count());
        Assert.Equal(2, events.OfType<OutcomeRecorded>().Count());
    }

    private static async Task<IReadOnlyCollection<string?>> AtOnce(int times, Func<int, Task<string?>> act)
    {
        var answers = new System.Collections.Concurrent.ConcurrentBag<string?>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = 10 };
        await Parallel.ForEachAsync(Enumerable.Range(0, times), options, async (i, _) => answers.Add(await act(i)));
        return answers;
    }

    private async Task<IReadOnlyList<Clash>> Clashes(Sent sent, TypedSlot slot)
    {
        await world.Get(new SaveSlotEntry(Guid.NewGuid(), sent.Reference, "book-1", slot), Staff.Caseworker);
        var form = await world.Get(new GetAppointmentForm(sent.Reference, "book-1"), Staff.Caseworker);
        Assert.Equal(EntryStep.Check, form.Check!.Next);
        return form.Check.Clashes;
    }
}
