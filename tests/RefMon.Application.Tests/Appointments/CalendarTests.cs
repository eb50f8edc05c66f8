using System.Text;
using Microsoft.Extensions.DependencyInjection;
using RefMon.Application.Access;
using RefMon.Application.Appointments;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain.Appointments;
using Xunit;

namespace RefMon.Application.Tests.Appointments;

[Trait("Capability", "Appointments")]
public sealed class CalendarTests(CasesWorld world) : IClassFixture<CasesWorld>
{
    private static readonly DateOnly Monday = new(2026, 11, 23);

    [Fact]
    public async Task A_calendar_has_ones_present_cases_and_the_teams_has_everybodys()
    {
        var sent = await world.Planned();
        var id = await world.Booked(sent, 1, Delivery.ByPhone(24));
        Assert.Contains(id, await Shown(Staff.Caseworker, Staff.Caseworker));
        Assert.DoesNotContain(id, await Shown(Staff.Caseworker, Staff.Colleague));
        Assert.Contains(id, await Shown(Staff.SupplierLead, null));
        Assert.Empty(await Shown(Staff.OtherSupplierLead, null));

        await world.Get(
            new Application.Allocation.AssignCaseworker(
                Guid.NewGuid(),
                sent.Reference,
                Staff.Colleague,
                false,
                99,
                "Why"
            ),
            Staff.SupplierLead
        );
        Assert.DoesNotContain(id, await Shown(Staff.Caseworker, Staff.Caseworker));
        Assert.Contains(id, await Shown(Staff.Colleague, Staff.Colleague));
        var team = (await world.Get(new GetCalendar(Monday, 7, null), Staff.Caseworker)).Team;
        Assert.Equal([Staff.Caseworker, Staff.Colleague, Staff.SupplierLead], team.Select(c => c.AccountId));
        Assert.Equal(
            "not-permitted",
            (await world.Send(new GetCalendar(Monday, 7, null), Staff.Officer)).Refusal!.Code
        );
    }

    [Fact]
    public async Task What_a_helper_keeps_and_what_somebody_else_records_stays_in_their_calendars()
    {
        var sent = await world.Planned();
        await world.Helped(sent, Staff.Colleague);
        // whoever books what they work on keeps it, unless another is chosen; of whoever does not work on it the caseworker does
        var (byHelper, byLead, forHelper) = (
            Delivery.Book(sent, 1, Delivery.ByPhone(23, time: "18:00")),
            Delivery.Book(sent, 2, Delivery.ByPhone(24, time: "18:00")),
            Delivery.Book(sent, 3, Delivery.ByPhone(25, time: "18:00") with { Keeper = Staff.Colleague })
        );
        Assert.Null(await world.Try(byHelper, Staff.Colleague));
        Assert.Null(await world.Try(byLead, Staff.SupplierLead));
        Assert.Null(await world.Try(forHelper));
        Assert.Equal(
            [Staff.Colleague, Staff.Caseworker, Staff.Colleague],
            (await world.Appointments(sent)).Sessions.Select(s => s.Standing!.Keeper!.AccountId)
        );
        var stranger = Delivery.ByPhone(26, time: "18:00").Move() with { Keeper = Staff.SupplierLead };
        Assert.Equal("keeper-not-on-referral", await world.Try(Move(byLead.AppointmentId, stranger)));
        // moved without a word about it, the same colleague keeps it
        var later = Delivery.ByPhone(25, time: "19:00").Move();
        Assert.Null(await world.Try(Move(forHelper.AppointmentId, later)));
        Assert.Equal("unchanged", await world.Try(Move(forHelper.AppointmentId, later)));
        Assert.Equal(Staff.Name(Staff.Colleague), (await Entry(forHelper.AppointmentId)).Keeper);

        var (kept, covered) = (await world.Begun(sent, 1), await world.Begun(sent, 2));
        await world.Append(sent.Id, Moved(kept, Staff.Colleague));
        foreach (var (id, by) in new[] { (kept, Staff.Caseworker), (covered, Staff.SupplierLead) })
            Assert.Null(
                await world.Try(
                    new Application.Appointments.RecordOutcome(Guid.NewGuid(), sent.Reference, id, Delivery.Missed),
                    by
                )
            );
        await world.Get(
            new Application.Allocation.RemoveHelper(Guid.NewGuid(), sent.Reference, Staff.Colleague),
            Staff.SupplierLead
        );
        var today = DateOnly.FromDateTime(world.Clock.Now.UtcDateTime);
        Assert.Superset(new HashSet<Guid> { kept, covered }, await On(today, Staff.Caseworker));
        Assert.Equal((true, false), await Has(Staff.Colleague));
        Assert.Equal((false, true), await Has(Staff.SupplierLead));
        // what is still to come is the caseworker's, and nobody's who helps no more
        Assert.DoesNotContain(forHelper.AppointmentId, await Shown(Staff.Caseworker, Staff.Colleague));
        Assert.Equal(Staff.Name(Staff.Caseworker), (await Entry(forHelper.AppointmentId)).Keeper);

        async Task<(bool Kept, bool Covered)> Has(string who) =>
            await On(today, who) is var shown ? (shown.Contains(kept), shown.Contains(covered)) : default;

        async Task<HashSet<Guid>> On(DateOnly day, string who) =>
            [
                .. (await world.Get(new GetCalendar(day, 1, who), Staff.Caseworker))
                    .Entries.Select(e => e.Shown?.Id.Value)
                    .OfType<Guid>(),
            ];

        async Task<CalendarEntry> Entry(Guid id) =>
            (await world.Get(new GetCalendar(Monday, 7, null), Staff.Caseworker)).Entries.Single(e =>
                e.Shown?.Id.Value == id
            );

        Application.Appointments.MoveAppointment Move(Guid id, TypedSlot to) =>
            new(Guid.NewGuid(), sent.Reference, id, to, null, IsClashConfirmed: true);

        AppointmentMoved Moved(Guid id, string keeper)
        {
            var by = new Domain.StaffMember(Staff.Caseworker, Staff.Name(Staff.Caseworker), null);
            var slot = new Slot(
                world.Clock.Now.AddMinutes(-20),
                10,
                MeetingMethod.PhoneCall,
                SessionFormat.OneToOne,
                null,
                null,
                new(keeper, Staff.Name(keeper), null)
            );
            return new(by, world.Clock.Now, new(id), slot, slot, ChangeRequestedBy.Supplier, "Late");
        }
    }

    [Fact]
    public async Task A_calendar_that_has_more_than_can_be_shown_says_from_when_on()
    {
        var sent = await world.Planned();
        var monday = new DateOnly(2028, 2, 7);
        await using var insert = world.Database.CreateCommand(
            """
            insert into appointment_slot (appointment_id, referral_id, person_id, supplier_id, kind, session_number, caseworker_id,
                starts_at, ends_at, method, format, place, state)
            select gen_random_uuid(), s.referral_id, s.person_id, s.supplier_id, 'DeliverySession', 1, s.caseworker_id,
                at, at + interval '1 minute', s.method, s.format, s.place, 'open'
            from appointment_slot s, generate_series('2028-02-07 00:01Z'::timestamptz, '2028-02-08 09:21Z', '1 minute') at
            where s.referral_id = $1
            """
        );
        insert.Parameters.Add(new() { Value = sent.Id.Value });
        Assert.Equal(2001, await insert.ExecuteNonQueryAsync());
        var cut = await world.Get(new GetCalendar(monday, 7, null), Staff.SupplierLead);
        Assert.Equal(CalendarShown.Most, cut.Entries.Count);
        Assert.Equal(new DateTimeOffset(2028, 2, 8, 9, 20, 0, TimeSpan.Zero), cut.CutAt);
        var rest = await world.Get(new GetCalendar(monday.AddDays(1), 6, null), Staff.SupplierLead);
        Assert.Equal((null, 562), (rest.CutAt, rest.Entries.Count));
    }

    [Fact]
    public async Task Somebody_who_may_not_see_a_person_sees_only_that_the_time_is_taken()
    {
        var referral = new SentReferral { FirstName = "Secretly", LastName = "Restricted" };
        world.NDelius.Limit(referral.Crn, [Staff.UserName(Staff.Officer)], []);
        var sent = await world.Planned(referral: referral);
        await world.Booked(sent, 1, Delivery.ByPhone(26, time: "16:00"));
        var own = await Entry(Staff.Caseworker);
        Assert.Equal(("Secretly Restricted", true), (own.Shown!.PersonName, own.Shown.HasLimitedAccess));
        var others = await Entry(Staff.Colleague);
        Assert.Equal((null, Staff.Name(Staff.Caseworker)), (others.Shown, others.Keeper));

        async Task<CalendarEntry> Entry(string viewer) =>
            Assert.Single(
                (await world.Get(new GetCalendar(Monday, 7, null), viewer)).Entries,
                e => e.From == new DateTimeOffset(2026, 11, 26, 16, 0, 0, TimeSpan.Zero)
            );
    }

    [Fact]
    public async Task The_feed_tells_times_and_nothing_about_anybody_and_dies_with_its_token_and_its_account()
    {
        var plain = new SentReferral { FirstName = "Feedme", LastName = "Openly" };
        var first = await world.Planned(referral: plain);
        var slot = Delivery.ByPhone(25, time: "15:00") with
        {
            Method = "address",
            Line1 = "Secret House",
            Postcode = "DE1 2FG",
        };
        var id = await world.Booked(first, 1, slot.InGroup("Feeding well together"));
        var restricted = new SentReferral { FirstName = "Hidden", LastName = "Person" };
        world.NDelius.Limit(restricted.Crn, [Staff.UserName(Staff.Officer)], []);
        var second = await world.Planned(referral: restricted);
        var hidden = await world.Booked(second, 1, Delivery.ByPhone(27, time: "15:00"));

        var token = FeedToken.New();
        await Create(token);
        Assert.Equal(Staff.Caseworker, await AccountOf(token));
        var feed = await world.Get(new ReadCalendarFeed(), Staff.Caseworker);
        foreach (
            var told in new[]
            {
                "Feedme",
                "Openly",
                "Hidden",
                first.Reference,
                second.Reference,
                plain.Crn,
                "Secret",
                // no hexadecimal digits alone: the ids of the feed may hold any of those
                "2FG",
                "Accommodation",
                "together",
            }
        )
            Assert.DoesNotContain(told, feed, StringComparison.OrdinalIgnoreCase);
        Assert.Contains($"UID:{id}@refmon\r\n", feed, StringComparison.Ordinal);
        Assert.Contains("DTSTART:20261125T150000Z\r\n", feed, StringComparison.Ordinal);
        Assert.Contains("SUMMARY:Session in person\r\n", feed, StringComparison.Ordinal);
        var busy = feed[feed.IndexOf($"UID:{hidden}", StringComparison.Ordinal)..];
        busy = busy[..busy.IndexOf("END:VEVENT", StringComparison.Ordinal)];
        Assert.Contains("SUMMARY:Busy\r\n", busy, StringComparison.Ordinal);
        Assert.DoesNotContain("URL", busy, StringComparison.Ordinal);
        Assert.Equal(first.Reference, await world.Get(new FindAppointment(id), Staff.Caseworker));
        Assert.Equal("not-found", (await world.Send(new FindAppointment(id), Staff.OtherSupplier)).Refusal!.Code);
        Assert.Equal("not-found", (await world.Send(new GetGroupRegister(id), Staff.OtherSupplier)).Refusal!.Code);
        Assert.Equal(
            $"FindAppointment accepted {Staff.Caseworker}, FindAppointment not-found {Staff.OtherSupplier}, "
                + $"GetGroupRegister not-found {Staff.OtherSupplier}",
            await world.Ask<string>(
                """
                select string_agg(action || ' ' || outcome || ' ' || account_id, ', ' order by id)
                from audit_entry where subject = $1
                """,
                $"{id}"
            )
        );

        var newer = FeedToken.New();
        await Create(newer);
        Assert.Null(await AccountOf(token));
        Assert.Null(await AccountOf("nonsense"));
        await world.Get(new SwitchAccount(Guid.NewGuid(), Staff.Caseworker, Enabled: false), Staff.Administrator);
        Assert.Null(await AccountOf(newer));
        await world.Get(new SwitchAccount(Guid.NewGuid(), Staff.Caseworker, Enabled: true), Staff.Administrator);
        Assert.Null(await AccountOf(newer));
        await Create(newer);
        Assert.NotNull(await AccountOf(newer));
        await world.Get(new RevokeCalendarFeed(Guid.NewGuid()), Staff.Caseworker);
        Assert.Null(await AccountOf(newer));
        // neither the token nor anything that leads back to it is kept
        Assert.Equal(
            0,
            await world.Ask<long>("select count(*) from mt_events where data::text like '%' || $1 || '%'", newer)
        );
    }

    [Fact]
    public async Task A_series_shows_every_date_flags_bank_holidays_and_books_each_session_by_itself_once()
    {
        var sent = await world.Planned(5);
        await world.Booked(sent, 1, Delivery.ByPhone(30));
        // Fridays, and Christmas Day is the third
        var series = new TypedSeries("2", "5", "1", Delivery.ByPhone(11, month: 12, time: "13:00"));
        Assert.Null(await world.Try(new SaveSeriesEntry(Guid.NewGuid(), sent.Reference, series)));
        var form = await world.Get(new GetSeriesForm(sent.Reference), Staff.Caseworker);
        Assert.Equal([2, 3, 4, 5], form.Free);
        Assert.Equal(
            [(2, 11, false), (3, 18, false), (4, 25, true), (5, 1, true)],
            form.Dates!.Select(d => (d.Session, d.Day.Day, d.IsBankHoliday))
        );
        var skipping = series with { Skipped = ["2026-12-25", "2027-01-01"] };
        Assert.Null(await world.Try(new SaveSeriesEntry(Guid.NewGuid(), sent.Reference, skipping)));
        form = await world.Get(new GetSeriesForm(sent.Reference), Staff.Caseworker);
        Assert.Equal([11, 18, 8, 15], form.Dates!.Select(d => d.Day.Day));

        var book = new BookSeries(Guid.NewGuid(), sent.Reference, form.EntryId!.Value, form.Typed!, true);
        Assert.Null(await world.Try(book));
        Assert.Null(await world.Try(book));
        Assert.Equal("already-booked", await world.Try(book with { CommandId = Guid.NewGuid() }));
        var shown = await world.Appointments(sent);
        Assert.All(shown.Sessions, s => Assert.Equal(AppointmentStatus.Scheduled, s.Status));
        Assert.Equal(5, shown.Sessions.Select(s => s.Standing!.Id).Distinct().Count());
        Assert.Null((await world.Get(new GetSeriesForm(sent.Reference), Staff.Caseworker)).Typed);
    }

    [Fact]
    public async Task A_series_that_cannot_be_booked_whole_is_not_booked_at_all()
    {
        var sent = await world.Planned(40);
        var series = new TypedSeries("1", "40", "1", Delivery.ByPhone(24));
        var outcome = await world.Send(new SaveSeriesEntry(Guid.NewGuid(), sent.Reference, series), Staff.Caseworker);
        Assert.Equal("too-far-ahead", outcome.Refusal!.Code);
        Assert.StartsWith("Session 27, 25 May 2027:", outcome.Refusal.Message, StringComparison.Ordinal);
        Assert.Equal(
            "too-far-ahead",
            await world.Try(new BookSeries(Guid.NewGuid(), sent.Reference, Guid.NewGuid(), series, true))
        );
        Assert.All((await world.Appointments(sent)).Sessions, s => Assert.Null(s.Standing));
        var yesterday = series with { Last = "2", Slot = Delivery.ByPhone(17) };
        Assert.Equal(
            "before-day-of-sending",
            await world.Try(new SaveSeriesEntry(Guid.NewGuid(), sent.Reference, yesterday))
        );
        Assert.Equal(
            "series-backwards",
            await world.Try(new SaveSeriesEntry(Guid.NewGuid(), sent.Reference, series with { Last = "1" }))
        );
        var summer = series with { First = "1", Last = "20", Slot = Delivery.ByPhone(15, month: 2, year: 2027) };
        Assert.Null(await world.Try(new SaveSeriesEntry(Guid.NewGuid(), sent.Reference, summer with { Last = "10" })));
        var dates = (await world.Get(new GetSeriesForm(sent.Reference), Staff.Caseworker)).Dates!;
        // an hour stays an hour of the day when the clocks change
        Assert.Equal((10, 9), (dates[0].Slot.StartsAt.Hour, dates[^1].Slot.StartsAt.Hour));
    }

    [Fact]
    public void A_calendar_is_written_as_rfc_5545_wants_it()
    {
        var at = new DateTimeOffset(2027, 4, 1, 9, 0, 0, TimeSpan.FromHours(1));
        var text = CalendarText.Of(
            "Ŵyn; a, b\\c",
            [new("1@refmon", at, at.AddMinutes(45), "One\nTwo 🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂", null)],
            at
        );
        Assert.Contains("X-WR-CALNAME:Ŵyn\\; a\\, b\\\\c\r\n", text, StringComparison.Ordinal);
        Assert.Contains("DTSTART:20270401T080000Z\r\nDTEND:20270401T084500Z\r\n", text, StringComparison.Ordinal);
        Assert.Contains("SUMMARY:One\\nTwo 🙂", text, StringComparison.Ordinal);
        Assert.Contains("🙂\r\n 🙂", text, StringComparison.Ordinal);
        Assert.EndsWith("END:VCALENDAR\r\n", text, StringComparison.Ordinal);
        Assert.All(text.Split("\r\n"), line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));
        Assert.DoesNotContain("\n", text.Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
        var unfolded = text.Replace("\r\n ", "", StringComparison.Ordinal);
        Assert.Equal(20, unfolded.EnumerateRunes().Count(rune => rune.Value == 0x1F642));
    }

    private async Task<string?> AccountOf(string token) =>
        await world.Services.GetRequiredService<CalendarFeeds>().AccountOf(token, default);

    private async Task Create(string token) =>
        await world.Get(
            new CreateCalendarFeed(Guid.NewGuid(), Convert.ToHexString(FeedToken.HashOf(token)!)),
            Staff.Caseworker
        );

    private async Task<IReadOnlyList<Guid>> Shown(string viewer, string? account) =>
        [
            .. (await world.Get(new GetCalendar(Monday, 7, account), viewer))
                .Entries.Select(entry => entry.Shown?.Id.Value)
                .OfType<Guid>(),
        ];
}
