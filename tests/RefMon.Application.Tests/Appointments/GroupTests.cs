using RefMon.Application.Appointments;
using RefMon.Application.RiskScreen;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.Domain.Appointments;
using Xunit;
using MoveAppointment = RefMon.Application.Appointments.MoveAppointment;

namespace RefMon.Application.Tests.Appointments;

[Trait("Capability", "Appointments")]
public sealed class GroupTests(CasesWorld world) : IClassFixture<CasesWorld>, IDisposable
{
    private readonly DateTimeOffset began = world.Clock.Now;

    public void Dispose() => world.Clock.Now = began;

    private static readonly TypedSlot Hall = Delivery.ByPhone(26) with
    {
        Method = "address",
        Line1 = "Hall",
        Postcode = "DE1 2FG",
    };

    [Fact]
    public async Task Two_groups_at_one_time_and_place_have_a_register_each_and_are_in_each_others_way()
    {
        var (first, second, third) = (await world.Planned(), await world.Planned(), await world.Planned());
        var club = await world.Booked(first, 1, Hall.InGroup("Job club"));
        var sameClub = await world.InGroupOf(club, Hall);
        Assert.Empty(await Clashes(second, sameClub));
        var member = await world.Booked(second, 1, sameClub);
        // of everybody in the other group
        Assert.Equal(
            new[] { (ClashOf.Caseworker, first.Reference), (ClashOf.Caseworker, second.Reference) }.Order(),
            (await Clashes(third, Hall.InGroup("Drop-in"))).Select(c => (c.Of, c.Reference!)).Order()
        );
        await world.Helped(third, Staff.Colleague);
        var theirs = Hall.InGroup("Drop-in") with { Keeper = Staff.Colleague };
        Assert.Equal(
            [(ClashOf.Place, "Job club"), (ClashOf.Place, "Job club")],
            (await Clashes(third, theirs)).Select(c => (c.Of, c.Group!))
        );
        // one to one, at another time or for longer: in the way as ever
        Assert.NotEmpty(await Clashes(third, Hall with { Format = "one-to-one" }));
        Assert.NotEmpty(await Clashes(third, sameClub with { Time = "10:30" }));
        var other = await world.Booked(third, 1, theirs);

        var register = await Register(club);
        Assert.Equal("Job club", register.Group!.Name);
        Assert.Equal(new[] { club, member }.Order(), People(register));
        Assert.Equal([other], People(await Register(other)));
        Assert.Single((await world.Appointments(third)).Clashes[new(other)], c => c.Reference == first.Reference);
        var calendar = await world.Get(new GetCalendar(new(2026, 11, 26), 1, null), Staff.SupplierLead);
        Assert.Equal(["Drop-in", "Job club", "Job club"], calendar.Entries.Select(e => e.Shown!.GroupName).Order());
    }

    [Fact]
    public async Task A_session_is_with_a_group_of_the_supplier_or_a_new_one_with_a_name_of_its_own()
    {
        var sent = await world.Planned();
        var slot = Delivery.ByPhone(27);
        var id = await world.Booked(sent, 1, slot.InGroup("  Money matters "));
        var choice = Assert.Single(
            (await Form(sent, "book-2")).Choices.Groups.Named,
            g => g.Group.Name == "Money matters"
        );
        Assert.Equal(Staff.Name(Staff.Caseworker), choice.Lead);
        Assert.Equal($"{choice.Group.Id}", (await Form(sent, $"move-{id}")).Slot!.Group);
        var at = slot.InGroup("x") with { GroupName = null };
        foreach (
            var (typed, code) in new[]
            {
                (at, "group-missing"),
                (at with { GroupName = " " }, "group-missing"),
                (at with { GroupName = "money MATTERS" }, "group-exists"),
                (at with { GroupName = new string('x', 61) }, "answer-too-long"),
                (at with { Group = $"{choice.Group.Id}", GroupName = "Another" }, "group-contradicts"),
                (at with { Group = $"{Guid.NewGuid()}" }, "group-gone"),
                (at with { Group = "unnamed" }, "group-not-then"),
            }
        )
            Assert.Equal(code, await world.Try(Delivery.Book(sent, 2, typed)));
        // another supplier neither sees it nor can book with it
        var there = await world.Sent(new SentReferral { Service = CasesWorld.Foreign });
        await world.Get(
            new Application.Allocation.AssignCaseworker(Guid.NewGuid(), there.Reference, Staff.OtherSupplier, false, 1),
            Staff.OtherSupplierLead
        );
        var theirs = await world.Get(new GetAppointmentForm(there.Reference, "book-assessment"), Staff.OtherSupplier);
        Assert.DoesNotContain(theirs.Choices.Groups.Named, g => g.Group.Id == choice.Group.Id);
    }

    [Fact]
    public async Task A_series_keeps_one_group_and_each_of_its_sessions_has_a_register()
    {
        var (first, second) = (await world.Planned(), await world.Planned());
        var series = new TypedSeries("1", "3", "1", Delivery.ByPhone(30, time: "15:00").InGroup("Walk and talk"));
        var booked = new BookSeries(Guid.NewGuid(), first.Reference, Guid.NewGuid(), series, true);
        Assert.Null(await world.Try(booked));
        var sessions = (await world.Appointments(first)).Sessions.Select(s => s.Standing!).ToList();
        Assert.Single(sessions.Select(s => s.Slot.Group).Distinct());
        var third = await world.Booked(
            second,
            1,
            await world.InGroupOf(sessions[0].Id.Value, Delivery.ByPhone(14, month: 12, time: "15:00"))
        );
        Assert.Equal([sessions[0].Id.Value], People(await Register(sessions[0].Id.Value)));
        Assert.Equal(new[] { sessions[2].Id.Value, third }.Order(), People(await Register(third)));
        Assert.Equal(
            "group-not-then",
            await world.Try(
                booked with
                {
                    CommandId = Guid.NewGuid(),
                    EntryId = Guid.NewGuid(),
                    Reference = second.Reference,
                    Series = series with
                    {
                        First = "2",
                        Slot = series.Slot with { Group = "unnamed", GroupName = null },
                    },
                }
            )
        );
    }

    [Fact]
    public async Task Whoever_is_moved_alone_leaves_the_group_and_a_group_that_is_moved_stays_one()
    {
        var slot = Delivery.ByPhone(25, time: "12:00");
        var sents = new[] { await world.Planned(), await world.Planned(), await world.Planned() };
        var club = await world.Booked(sents[0], 1, slot.InGroup("Cooking"));
        var same = await world.InGroupOf(club, slot);
        var ids = new[] { club, await world.Booked(sents[1], 1, same), await world.Booked(sents[2], 1, same) };

        // half an hour later, where those who are not moved yet would be in the way
        var moves = ids[..2].Select((id, at) => MoveOf(sents[at], id, same with { Time = "12:30" })).ToList();
        Assert.Equal("clash", await world.Try(moves[0] with { WithGroup = false }));
        foreach (var move in moves)
            Assert.Equal((null, null), (await world.Try(move), await world.Try(move)));
        Assert.Equal(ids[..2].Order(), People(await Register(ids[0])));
        Assert.Equal([ids[2]], People(await Register(ids[2])));
        Assert.Single((await Events(sents[0])).OfType<AppointmentMoved>());
        Assert.Equal("unchanged", await world.Try(moves[0] with { CommandId = Guid.NewGuid() }));

        var alone = slot with { Time = "16:00", Format = "one-to-one" };
        Assert.Null(await world.Try(MoveOf(sents[1], ids[1], alone) with { IsClashConfirmed = true }));
        Assert.Equal([ids[0]], People(await Register(ids[0])));
        var moved = Assert.IsType<AppointmentMoved>((await Events(sents[1]))[^1]);
        Assert.Equal(("Cooking", null), (moved.From.Group!.Name, moved.To.Group));
        Assert.Equal("not-found", (await world.Send(new GetGroupRegister(ids[1]), Staff.Caseworker)).Refusal!.Code);
        // into another group without moving in time
        var elsewhere = (slot with { Time = "12:30" }).InGroup("Baking");
        Assert.Null(await world.Try(MoveOf(sents[0], ids[0], elsewhere) with { IsClashConfirmed = true }));
        Assert.Equal("Baking", (await Register(ids[0])).Group!.Name);

        static MoveAppointment MoveOf(Sent sent, Guid id, TypedSlot to) =>
            new(Guid.NewGuid(), sent.Reference, id, to.Move(), null, WithGroup: true);
    }

    [Fact]
    public async Task A_session_of_a_group_that_last_met_long_ago_is_moved_within_it()
    {
        var sent = await world.Planned();
        var slot = Delivery.ByPhone(24, time: "17:00");
        var id = await world.Booked(sent, 1, slot.InGroup("Long ago"));
        var same = await world.InGroupOf(id, slot);
        world.Clock.Now += TimeSpan.FromDays(100);
        var form = await Form(sent, $"move-{id}");
        Assert.Contains(form.Choices.Groups.Named, g => g.Group.Name == "Long ago");
        Assert.DoesNotContain((await Form(sent, "book-2")).Choices.Groups.Named, g => g.Group.Name == "Long ago");
        var to = same with { Day = "5", Month = "3", Year = "2027" };
        var move = new MoveAppointment(Guid.NewGuid(), sent.Reference, id, to.Move(), IsClashConfirmed: true);
        Assert.Null(await world.Try(move));
        Assert.Equal("Long ago", (await Register(id)).Group!.Name);
    }

    [Fact]
    public async Task Somebody_new_joins_a_group_that_was_booked_without_a_name()
    {
        var (first, second) = (await world.Planned(), await world.Planned());
        var id = new AppointmentId(Guid.NewGuid());
        var at = new DateTimeOffset(2026, 12, 1, 9, 0, 0, TimeSpan.Zero);
        var by = new StaffMember(Staff.Caseworker, Staff.Name(Staff.Caseworker), null);
        await world.Append(
            first.Id,
            new AppointmentBooked(
                by,
                world.Clock.Now,
                id,
                AppointmentKind.DeliverySession,
                1,
                new(at, 60, MeetingMethod.PhoneCall, SessionFormat.Group, null)
            )
        );
        var then = Delivery.ByPhone(1, month: 12, time: "09:00") with { Format = "group", Group = "unnamed" };
        Assert.NotEmpty((await Form(second, "book-1")).Choices.Groups.Unnamed);
        Assert.Empty(await Clashes(second, then));
        Assert.Equal("group-not-then", await world.Try(Delivery.Book(second, 1, then with { Time = "09:30" })));
        var joined = await world.Booked(second, 1, then);
        var register = await Register(id.Value);
        Assert.Null(register.Group);
        Assert.Equal(new[] { id.Value, joined }.Order(), People(register));
        // a group with a name at the same time is another one
        var third = await world.Planned();
        Assert.Equal(2, (await Clashes(third, then.InGroup("Named"))).Count);
        var elsewhere = (then with { Hours = "2", Minutes = "0" }).InGroup("Elsewhere");
        Assert.Equal(2, (await Clashes(third, elsewhere)).Count);
        var named = await world.Booked(third, 1, then.InGroup("Named"));
        Assert.Equal([named], People(await Register(named)));
        Assert.Equal(2, (await Register(joined)).People.Count);
        var move = new MoveAppointment(Guid.NewGuid(), second.Reference, joined, then.Move(), null, true);
        Assert.Equal("unchanged", await world.Try(move));
    }

    [Fact]
    public async Task A_group_booked_before_groups_had_names_has_one_register_of_all_its_people_and_nobody_elses()
    {
        var first = await world.Planned();
        var second = await world.Planned();
        var alone = await world.Planned();
        var id = await world.Begun(first, 1, SessionFormat.Group);
        var other = await world.Begun(second, 1, SessionFormat.Group);
        await world.Begun(alone, 1);
        world.Clock.Now += TimeSpan.FromMinutes(1);
        await world.Begun(alone, 2, SessionFormat.Group);
        var register = await world.Get(new GetGroupRegister(id), Staff.Caseworker);
        Assert.Equal(new[] { id, other }.Order(), register.People.Select(p => p.AppointmentId.Value).Order());
        Assert.True(register.HasBegun);
        Assert.All(register.People, person => Assert.Null(person.SafeContact));
        var shown = (await world.Get(new GetSafeContactVersions(first.Reference), Staff.Sender)).Shown;
        await world.Get(
            new Application.RiskScreen.AmendSafeContact(
                Guid.NewGuid(),
                first.Reference,
                shown,
                "yes",
                null,
                "By text only",
                null,
                null,
                null
            ),
            Staff.Sender
        );
        register = await world.Get(new GetGroupRegister(id), Staff.Caseworker);
        Assert.Equal(
            "By text only",
            Assert.Single(register.People, person => person.SafeContact is not null).SafeContact!.SafeWays
        );
        Assert.Equal("not-found", (await world.Send(new GetGroupRegister(id), Staff.OtherSupplier)).Refusal!.Code);

        await world.Get(
            new Application.Appointments.RecordOutcome(Guid.NewGuid(), first.Reference, id, Delivery.Happened),
            Staff.Caseworker
        );
        register = await world.Get(new GetGroupRegister(id), Staff.Caseworker);
        Assert.Equal([other], register.People.Where(p => p.IsOpen).Select(p => p.AppointmentId.Value));
    }

    [Fact]
    public async Task Somebody_restricted_since_is_not_named_in_a_register_any_more_nor_anybody_restricted_while_nDelius_is_silent()
    {
        var group = Delivery.ByPhone(24, time: "11:30");
        var open = await world.Planned();
        var referral = new SentReferral { FirstName = "Since", LastName = "Restricted" };
        var restricted = await world.Planned(referral: referral);
        var id = await world.Booked(open, 1, group.InGroup("Since then"));
        var other = await world.Booked(restricted, 1, await world.InGroupOf(id, group));
        Assert.Equal(2, (await Register(id)).People.Count);

        world.NDelius.Limit(referral.Crn, [Staff.UserName(Staff.Officer)], []);
        world.Clock.Now += TimeSpan.FromMinutes(15);
        var after = await Register(id);
        Assert.Equal([open.Reference], after.People.Select(p => p.Reference));
        Assert.Equal((1, false), (after.Hidden, after.LimitedAccessIsOld));
        Assert.Equal("not-found", (await world.Send(new GetGroupRegister(other), Staff.Colleague)).Refusal!.Code);

        world.Clock.Now += TimeSpan.FromMinutes(15);
        world.NDelius.IsSilent = true;
        try
        {
            var silent = await Register(id);
            Assert.Equal((1, 1, true), (silent.People.Count, silent.Hidden, silent.LimitedAccessIsOld));
        }
        finally
        {
            world.NDelius.IsSilent = false;
        }
        // and somebody open again is back at once
        world.NDelius.Limit(referral.Crn, [], []);
        Assert.Equal(2, (await Register(id)).People.Count);

        Task<GroupRegister> Register(Guid asked) => world.Get(new GetGroupRegister(asked), Staff.Colleague);
    }

    [Fact]
    public async Task Rows_from_before_anybody_was_asked_who_keeps_an_appointment_are_filled_in_as_the_events_say()
    {
        var sent = await world.Planned();
        await world.Helped(sent, Staff.Colleague);
        var by = new StaffMember(Staff.Colleague, Staff.Name(Staff.Colleague), null);
        var slot = new Slot(world.Clock.Now.AddDays(9), 60, MeetingMethod.PhoneCall, SessionFormat.OneToOne, null);
        await world.Append(
            sent.Id,
            new AppointmentBooked(by, world.Clock.Now, new(Guid.NewGuid()), AppointmentKind.DeliverySession, 1, slot)
        );
        const string Own = "where referral_id = $1";
        const string Read =
            $"select string_agg(concat_ws(' ', state, keeper_id, recorded_by_id), ', ' order by starts_at) from appointment_slot {Own}";
        var expected = $"happened {Staff.Caseworker} {Staff.Caseworker}, open {Staff.Colleague}";
        Assert.Equal(expected, await world.Ask<string>(Read, sent.Id.Value));

        await using var connection = await world.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Run($"update appointment_slot set keeper_id = null, recorded_by_id = null {Own}", sent.Id.Value);
        var migration = await CasesWorld.SchemaStep("0087-who-kept-and-recorded.sql");
        await Run(migration[migration.IndexOf("update appointment_slot", StringComparison.Ordinal)..]);
        Assert.Equal(expected, await Run(Read, sent.Id.Value));

        async Task<object?> Run(string sql, params Guid[] values)
        {
            await using var command = new Npgsql.NpgsqlCommand(sql, connection, transaction);
            foreach (var value in values)
                command.Parameters.Add(new() { Value = value });
            return await command.ExecuteScalarAsync();
        }
    }

    private Task<GroupRegister> Register(Guid id) => world.Get(new GetGroupRegister(id), Staff.Caseworker);

    private static IEnumerable<Guid> People(GroupRegister register) =>
        register.People.Select(p => p.AppointmentId.Value).Order();

    private Task<AppointmentForm> Form(Sent sent, string purpose) =>
        world.Get(new GetAppointmentForm(sent.Reference, purpose), Staff.Caseworker);

    private async Task<IReadOnlyList<object>> Events(Sent sent) =>
        [.. (await world.Events.FetchStream(sent.Id.Value)).Select(stored => (object)stored.Data)];

    private async Task<IReadOnlyList<Clash>> Clashes(Sent sent, TypedSlot slot)
    {
        await world.Get(new SaveSlotEntry(Guid.NewGuid(), sent.Reference, "book-1", slot), Staff.Caseworker);
        return (await Form(sent, "book-1")).Check!.Clashes;
    }
}
