using RefMon.Application.Allocation;
using RefMon.Application.Appointments;
using RefMon.Application.CaseLists;
using RefMon.Application.Endings;
using RefMon.Application.History;
using RefMon.Application.Tests.Appointments;
using RefMon.Domain;
using RefMon.Domain.Allocation;
using RefMon.Domain.Amendments;
using RefMon.Domain.Attention;
using RefMon.Domain.CaseNotes;
using RefMon.Domain.Endings;
using RefMon.Domain.RiskScreen;
using Xunit;
using AssignCaseworker = RefMon.Application.Allocation.AssignCaseworker;

namespace RefMon.Application.Tests.CaseLists;

[Trait("Capability", "CaseLists")]
public sealed class OverviewTests(CasesWorld world) : IClassFixture<CasesWorld>, IDisposable
{
    private readonly DateTimeOffset began = world.Clock.Now;

    public void Dispose() => world.Clock.Now = began;

    private static readonly StaffMember Sally = new(Staff.Sender, "Sally Sender", null);

    [Fact]
    public async Task Both_sides_see_the_same_and_only_the_supplier_has_the_button()
    {
        var sent = await world.Sent(new SentReferral());
        var lead = await world.Get(new GetOverview(sent.Reference), Staff.SupplierLead);
        var sender = await world.Get(new GetOverview(sent.Reference), Staff.Sender);

        Assert.Equal(OverviewAction.AssignCaseworker, lead.Next!.Action);
        Assert.True(lead.Next.Owed.IsYours);
        Assert.Null(sender.Next!.Action);
        Assert.False(sender.Next.Owed.IsYours);
        Assert.Equal(lead.Next.Owed.Obligation, sender.Next.Owed.Obligation);
        Assert.Equal((lead.Stage, lead.People.Practitioner), (sender.Stage, sender.People.Practitioner));
    }

    [Fact]
    public async Task It_shows_a_command_at_once_and_the_steps_with_their_dates()
    {
        var sent = await world.Sent(new SentReferral());
        await world.Get(
            new AssignCaseworker(Guid.NewGuid(), sent.Reference, Staff.Caseworker, false, 1),
            Staff.SupplierLead
        );
        var view = await world.Get(new GetOverview(sent.Reference), Staff.Sender);
        Assert.Equal("Casey Worker", view.People.Caseworker!.Name);
        Assert.Equal(
            [StepState.Done, StepState.Current, StepState.Ahead],
            view.Steps.Take(3).Select(step => step.State)
        );
        Assert.Equal(world.Clock.Now, view.Steps[1].ReachedAt);
    }

    [Fact]
    public async Task A_withdrawn_referral_owes_nothing_and_skips_what_did_not_happen()
    {
        var sent = await world.Sent(new SentReferral());
        await world.Append(sent.Id, new ReferralWithdrawn(Sally, world.Clock.Now, "NOT", "Words"));
        var view = await world.Get(new GetOverview(sent.Reference), Staff.SupplierLead);
        Assert.Null(view.Next);
        Assert.False(view.MayAssign);
        Assert.Equal(
            [
                StepState.Done,
                StepState.Skipped,
                StepState.Skipped,
                StepState.Skipped,
                StepState.Skipped,
                StepState.Skipped,
                StepState.Done,
            ],
            view.Steps.Select(step => step.State)
        );
    }

    [Fact]
    public async Task An_unknown_risk_stays_unknown()
    {
        var sent = await world.Sent(new SentReferral { Risk = RoshLevel.Unknown, AssessedOn = null });
        var view = await world.Get(new GetOverview(sent.Reference), Staff.SupplierLead);
        Assert.Equal((RoshLevel.Unknown, "date not known"), (view.Watch.Risk.Level, view.Watch.RiskAge));
    }

    [Theory]
    [InlineData(0, "assessed today")]
    [InlineData(1, "assessed yesterday")]
    [InlineData(13, "assessed 13 days ago")]
    [InlineData(15, "assessed 2 weeks ago")]
    [InlineData(100, "assessed 3 months ago")]
    [InlineData(800, "assessed 2 years ago")]
    public void The_age_of_an_assessment_is_said_in_words(int days, string words)
    {
        var today = new DateOnly(2026, 11, 18);
        Assert.Equal(words, OverviewParts.AgeInWords(today.AddDays(-days), today));
    }

    [Fact]
    public async Task News_is_what_others_did_since_the_last_look_and_a_look_lasts_half_an_hour()
    {
        var sent = await world.Sent(new SentReferral());
        var first = await world.Get(new GetOverview(sent.Reference), Staff.SupplierLead);
        Assert.Null(first.News.Since);
        Assert.Empty(first.News.Entries);
        var looked = world.Clock.Now;

        // opened again it is not the first time any more, and what she does herself is no news
        world.Clock.Now += TimeSpan.FromMinutes(2);
        var again = (await world.Get(new GetOverview(sent.Reference), Staff.SupplierLead)).News;
        Assert.Equal((looked, true, false), (again.Since, again.SinceOpened, again.ViewerActed));
        await world.Append(
            sent.Id,
            new CaseNoteAdded(
                new(Staff.SupplierLead, "Sasha Lead", null),
                world.Clock.Now,
                new CaseNoteId(Guid.NewGuid()),
                "Subject",
                "Body"
            )
        );
        var acted = (await world.Get(new GetOverview(sent.Reference), Staff.SupplierLead)).News;
        Assert.Equal((looked, true, true), (acted.Since, acted.SinceOpened, acted.ViewerActed));
        Assert.Empty(acted.Entries);
        looked = world.Clock.Now;

        world.Clock.Now += TimeSpan.FromHours(2);
        await world.Append(
            sent.Id,
            new CaseNoteAdded(Sally, world.Clock.Now, new CaseNoteId(Guid.NewGuid()), "Subject", "Body"),
            new CaseworkerAssigned(
                new(Staff.SupplierLead, "Sasha Lead", null),
                world.Clock.Now,
                new(Staff.Caseworker, "Casey Worker", null),
                null
            )
        );
        for (var reload = 0; reload < 2; reload++)
        {
            var news = (await world.Get(new GetOverview(sent.Reference), Staff.SupplierLead)).News;
            Assert.Equal((looked, false, true), (news.Since, news.SinceOpened, news.ViewerActed));
            // her own assignment is no news to her
            Assert.Equal(["added a case note"], news.Entries.Select(entry => entry.What));
            world.Clock.Now += TimeSpan.FromMinutes(10);
        }
        world.Clock.Now += TimeSpan.FromHours(1);
        Assert.Empty((await world.Get(new GetOverview(sent.Reference), Staff.SupplierLead)).News.Entries);
    }

    [Fact]
    public async Task The_next_of_the_list_is_the_next_of_the_overview()
    {
        var was = world.Clock.Now;
        var sent = await world.Sent(new SentReferral());
        await world.Get(
            new AssignCaseworker(Guid.NewGuid(), sent.Reference, Staff.Caseworker, false, 1),
            Staff.SupplierLead
        );
        try
        {
            for (var day = 0; day < 20; day++)
            {
                world.Clock.Now = was.AddDays(day);
                var list = await world.Get(new ListCases(CaseView.Mine, CaseFilters.None), Staff.Caseworker);
                var row = list.Rows.Single(r => r.Reference == sent.Reference);
                var view = await world.Get(new GetOverview(sent.Reference), Staff.Caseworker);
                Assert.Equal(view.Next!.Owed.Obligation with { RuleWords = null }, row.Next);
            }
        }
        finally
        {
            world.Clock.Now = was;
        }
    }

    [Fact]
    public async Task A_person_has_all_the_referrals_the_viewer_may_see_newest_first()
    {
        var person = new PersonId(Guid.NewGuid());
        var first = new SentReferral { Person = person, At = world.Clock.Now.AddDays(-3) };
        var one = await world.Sent(first);
        var two = await world.Sent(first with { At = world.Clock.Now, Service = CasesWorld.Foreign });

        var probation = await world.Get(new ListPersonReferrals(person), Staff.Sender);
        Assert.Equal([two.Reference, one.Reference], probation.Referrals.Select(row => row.Reference));
        var supplier = await world.Get(new ListPersonReferrals(person), Staff.SupplierLead);
        Assert.Equal([one.Reference], supplier.Referrals.Select(row => row.Reference));
        foreach (var nobody in new[] { Staff.OtherContract, Staff.Stranger })
            Assert.Equal("not-found", (await world.Send(new ListPersonReferrals(person), nobody)).Refusal!.Code);
    }

    [Fact]
    public async Task The_history_tells_everything_newest_first()
    {
        var sent = await world.Sent(new SentReferral());
        await world.Get(
            new AssignCaseworker(Guid.NewGuid(), sent.Reference, Staff.Colleague, false, 1),
            Staff.SupplierLead
        );
        var history = await world.Get(new GetHistory(sent.Reference), Staff.Sender);
        Assert.Equal(
            ["made Colin Worker the caseworker", $"sent the referral to {CasesWorld.First.Supplier.Name}"],
            history.Entries.Select(entry => entry.What)
        );
    }

    [Fact]
    public async Task Two_changes_saved_together_are_two_entries_each_with_what_it_changed()
    {
        var sent = await world.Sent(new SentReferral());
        var (by, now) = (new StaffMember(Staff.Sender, "Sally Sender", null), world.Clock.Now);
        await world.Append(
            sent.Id,
            new CompletionDateAmended(by, now, new(2027, 3, 31), new(2027, 4, 30), "Agreed"),
            new MaximumEnforceableDaysAmended(by, now, 10, 12, "Agreed")
        );
        var history = await world.Get(new GetHistory(sent.Reference), Staff.Officer);
        Assert.Equal(
            [
                "changed the maximum number of enforceable days from 10 to 12",
                "changed the completion date from 31 March 2027 to 30 April 2027",
            ],
            history.Entries.Take(2).Select(entry => entry.What)
        );
        Assert.All(history.Entries.Take(2), entry => Assert.Equal(("Sally Sender", now), (entry.Who, entry.At)));
        var details = (await world.Get(new GetReferralDetails(sent.Reference), Staff.Officer)).Details.Now;
        Assert.Equal((new DateOnly(2027, 4, 30), 12), (details.CompletionDate, details.MaximumEnforceableDays));
    }

    [Fact]
    public void Every_kind_of_event_has_words()
    {
        var missing = EventTypes.All.Where(type => !HasWords(type)).Select(type => type.Name).ToArray();
        Assert.NotEmpty(EventTypes.All);
        Assert.Empty(missing);
    }

    [Fact]
    public async Task Both_sides_read_when_the_person_is_next_seen_or_what_was_missed_and_is_not_booked_again()
    {
        var was = world.Clock.Now;
        var today = LondonTime.DayOf(was);
        var sent = await world.Planned();
        Assert.Equal(new OverviewSeen(null, null, false), await Seen(sent));
        try
        {
            var booked = new List<Guid>();
            for (var session = 1; session <= 2; session++)
                booked.Add(await world.Booked(sent, session, Delivery.ByPhone(today.AddDays(session), "10:00")));
            Assert.Equal(1, (await Seen(sent))!.Next!.SessionNumber);
            Assert.Equal("1", await ToRecord(sent));

            world.Clock.Now = was.AddDays(1).AddHours(3);
            Assert.Equal(2, (await Seen(sent))!.Next!.SessionNumber);
            Assert.Equal("1, 2", await ToRecord(sent));
            await world.Get(
                new RecordOutcome(Guid.NewGuid(), sent.Reference, booked[0], Delivery.Missed),
                Staff.Caseworker
            );
            Assert.Equal(2, (await Seen(sent))!.Next!.SessionNumber);

            world.Clock.Now = was.AddDays(2).AddHours(3);
            await world.Get(
                new RecordOutcome(Guid.NewGuid(), sent.Reference, booked[1], Delivery.NotHeld),
                Staff.Caseworker
            );
            var seen = (await Seen(sent))!;
            Assert.Equal((2, true), (seen.NotHeld!.SessionNumber, seen.Attended));
            Assert.Empty(await ToRecord(sent));
            await world.Get(new WithdrawReferral(Guid.NewGuid(), sent.Reference, "ANO", "Ended"), Staff.Sender);
            Assert.Null(await Seen(sent));
        }
        finally
        {
            world.Clock.Now = was;
        }

        async Task<OverviewSeen?> Seen(Sent of)
        {
            var (supplier, probation) = (
                await world.Get(new GetOverview(of.Reference), Staff.Caseworker),
                await world.Get(new GetOverview(of.Reference), Staff.Officer)
            );
            Assert.Equal(supplier.Seen, probation.Seen);
            return supplier.Seen;
        }
        async Task<string> ToRecord(Sent of)
        {
            var view = await world.Get(new GetOverview(of.Reference), Staff.Caseworker);
            return string.Join(
                ", ",
                view.AlsoOwed.Append(view.Next!.Owed)
                    .Where(owed => owed.Obligation.Kind is DeadlineKind.OutcomeRecorded)
                    .Select(owed => owed.Appointment!.SessionNumber)
                    .Order()
            );
        }
    }

    [Fact]
    public async Task A_caseworker_on_leave_or_switched_off_is_marked_where_they_stand_and_where_they_owe()
    {
        var sent = await world.Allocated();
        var last = LondonTime.DayOf(world.Clock.Now).AddDays(3);
        Assert.Equal((null, null), await Marks(sent));
        try
        {
            await world.Execute(
                "insert into account_leave (account_id, first_day, last_day, set_by, set_at) values ($1, $2, $2, $1, now())",
                Staff.Caseworker,
                last
            );
            var away = new AccountStanding(false, new(last, last));
            Assert.Equal((away, away), await Marks(sent));
            await world.Execute("update account set disabled_at = now() where id = $1", Staff.Caseworker);
            Assert.Equal((away with { IsSwitchedOff = true }, away with { IsSwitchedOff = true }), await Marks(sent));
        }
        finally
        {
            await world.Execute("update account set disabled_at = null where id = $1", Staff.Caseworker);
            await world.Execute("delete from account_leave where account_id = $1", Staff.Caseworker);
        }

        async Task<(AccountStanding?, AccountStanding?)> Marks(Sent of)
        {
            var view = await world.Get(new GetOverview(of.Reference), Staff.Officer);
            Assert.Null(view.People.Practitioner.Standing);
            return (view.People.Caseworker!.Standing, view.Next!.Owed.OwedByStanding);
        }
    }

    [Fact]
    public async Task Late_comes_first_and_what_is_paused_last()
    {
        var sent = await world.Sent(new SentReferral { At = world.Clock.Now.AddDays(-30) });
        var view = await world.Get(new GetOverview(sent.Reference), Staff.SupplierLead);
        Assert.Equal(DeadlineState.Late, view.Next!.Owed.Obligation.State);
        var states = view.AlsoOwed.Select(owed => owed.Obligation.State is DeadlineState.Late ? 0 : 1).ToArray();
        Assert.Equal(states.Order(), states);
    }

    // an event without values: only what has no words at all fails differently
    private static bool HasWords(Type type)
    {
        var empty = (IReferralEvent)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);
        try
        {
            return EventWords.Describe(empty).Length > 0;
        }
        catch (NullReferenceException)
        {
            return true;
        }
        catch (System.Diagnostics.UnreachableException)
        {
            return false;
        }
    }
}
