using RefMon.Domain.ActionPlans;
using RefMon.Domain.Allocation;
using RefMon.Domain.Amendments;
using RefMon.Domain.Appointments;
using RefMon.Domain.Attention;
using RefMon.Domain.CaseNotes;
using RefMon.Domain.Endings;
using RefMon.Domain.Messages;
using RefMon.Domain.Referring;
using RefMon.Domain.RiskScreen;

namespace RefMon.Domain.Tests;

/// <summary>
/// Commands in any order, sensible and senseless, each made of one number. The same numbers walk the same way, so a
/// failing walk can be shrunk.
/// </summary>
public sealed class RandomWalk
{
    private readonly Story story = Given.AReferralOf(Samples.PreReleaseReferral);

    public IReadOnlyList<IReferralEvent> Events => story.Events;

    public Referral State { get; private set; }

    public DateOnly Today => story.Today;

    public HashSet<string> Refusals { get; } = [];

    public RandomWalk() => State = story.Referral;

    /// <summary>One command; returns the events it led to.</summary>
    public IReadOnlyList<IReferralEvent> Step(int seed)
    {
        var random = new Random(seed);
        story.Later(TimeSpan.FromMinutes(random.Next(60 * 60)));
        var decision = Choose(random);
        if (decision.IsRefused)
        {
            Refusals.Add(decision.Refusal.Code);
            return [];
        }
        story.Accept(decision);
        foreach (var e in decision.Events)
            State = Referral.Apply(State, e);
        return decision.Events;
    }

    // the first cases carry a referral forward and come up often enough to reach the end
    private Decision Choose(Random random) =>
        random.Next(40) switch
        {
            < 4 => Assign(random),
            < 9 => Book(random, AppointmentKind.SupplierAssessment),
            < 12 => Plan(random),
            < 20 => Book(random, AppointmentKind.DeliverySession),
            < 25 => Record(random),
            < 27 => Report(random),
            var n => Rarely(n, random),
        };

    private Decision Rarely(int n, Random random) =>
        n switch
        {
            27 => Correct(random),
            28 => Move(random),
            29 => Cancel(random),
            30 => Pause(random),
            31 => Risk(random),
            32 => Amend(random),
            33 => AmendMore(random),
            34 => News(random),
            35 => Transfer(random),
            36 => Write(random),
            37 => random.Next(3) == 0 ? EndEarlyNow(random) : Object(),
            38 => random.Next(8) == 0 ? TakeBack(random) : Assign(random),
            _ => Helper(random),
        };

    private Decision Assign(Random random)
    {
        var staff = random.Next(2) == 0 ? People.Caseworker : People.OtherCaseworker;
        return AssignCaseworker.Decide(
            State,
            new AssignCaseworker(People.SupplierLead, staff.AccountId, "Hours changed"),
            new Colleague(staff, random.Next(10) > 0, random.Next(10) > 0),
            story.Now
        );
    }

    private Decision Helper(Random random) =>
        State.Allocation.Helpers.Count > 0 && random.Next(2) == 0
            ? RemoveHelper.Decide(
                State,
                new RemoveHelper(People.SupplierLead, State.Allocation.Helpers[0].AccountId),
                story.Now
            )
            : Add(random);

    private Decision Add(Random random) =>
        AddHelper.Decide(
            State,
            new AddHelper(People.SupplierLead, People.OtherCaseworker.AccountId),
            new Colleague(People.OtherCaseworker, random.Next(10) > 0, IsEnabled: true),
            story.Now
        );

    private Decision Book(Random random, AppointmentKind kind)
    {
        int? session = kind is AppointmentKind.DeliverySession ? random.Next(0, 6) : null;
        var day = story.Today.AddDays(random.Next(-6, 12));
        var slot = Samples.ByPhone(day, random.Next(24));
        var outcome = slot.StartsAt <= story.Now && random.Next(4) > 0 ? Outcome(random) : null;
        var id = new AppointmentId(story.NextId());
        return BookAppointment.Decide(
            State,
            new BookAppointment(People.Caseworker, id, kind, session, slot, outcome, random.Next(2) == 0),
            [],
            story.Now
        );
    }

    private Decision Move(Random random)
    {
        var slot = Samples.ByPhone(story.Today.AddDays(random.Next(-3, 300)), 9);
        return MoveAppointment.Decide(
            State,
            new MoveAppointment(
                People.Caseworker,
                AnyAppointment(random),
                slot,
                ChangeRequestedBy.Supplier,
                "Room taken",
                slot.StartsAt <= story.Now ? Outcome(random) : null
            ),
            [],
            story.Now
        );
    }

    private Decision Cancel(Random random) =>
        CancelAppointment.Decide(
            State,
            new CancelAppointment(People.Caseworker, AnyAppointment(random), "Ill"),
            story.Now
        );

    private Decision Record(Random random) =>
        RecordOutcome.Decide(
            State,
            new RecordOutcome(
                People.Caseworker,
                State.Appointments.Open.Select(a => a.Id).FirstOrDefault(AnyAppointment(random)),
                Outcome(random)
            ),
            story.Now
        );

    private Decision Correct(Random random) =>
        CorrectOutcome.Decide(
            State,
            new CorrectOutcome(
                People.Caseworker,
                random.Next(2) == 0,
                AnyAppointment(random),
                Outcome(random),
                "Mistake"
            ),
            story.Now
        );

    private Decision Plan(Random random) =>
        SubmitActionPlan.Decide(
            State,
            new SubmitActionPlan(
                People.Caseworker,
                random.Next(0, 6),
                [.. story.PlanFor(State).SkipLast(random.Next(8) == 0 ? 1 : 0)]
            ),
            story.Now
        );

    private Decision Object() =>
        ObjectToPlan.Decide(
            State,
            new ObjectToPlan(People.Practitioner, State.Plans.Versions.Count, "Too few sessions"),
            WorkingDayCalendar.EnglandAndWales,
            DeadlineRules.Default,
            story.Now
        );

    private Decision Report(Random random) =>
        random.Next(3) == 0
            ? ConcludeWithoutReport.Decide(
                State,
                new ConcludeWithoutReport(People.SupplierLead, "Staff left"),
                story.Now
            )
            : SubmitReport.Decide(
                State,
                new SubmitReport(People.Caseworker, [.. Samples.Judgements(State).Skip(random.Next(4) / 3)], null),
                story.Now
            );

    private Decision EndEarlyNow(Random random) =>
        EndEarly.Decide(
            State,
            new EndEarly(People.Practitioner, WithdrawalReasons.All[random.Next(13)], "Stopped coming"),
            story.Now
        );

    private Decision TakeBack(Random random) =>
        random.Next(2) == 0
            ? ReturnReferral.Decide(
                State,
                new ReturnReferral(People.SupplierLead, ReturnReason.Duplicate, "Twice"),
                story.Now
            )
            : RecallReferral.Decide(
                State,
                new RecallReferral(People.Practitioner, RecallReason.WrongPerson, "Wrong CRN"),
                story.Now
            );

    private Decision Pause(Random random) =>
        State.IsPaused
            ? ResumeReferral.Decide(State, new ResumeReferral(People.Practitioner), story.Now)
            : PauseReferral.Decide(
                State,
                new PauseReferral(People.Practitioner, "In hospital", story.Today.AddDays(random.Next(0, 30))),
                story.Now
            );

    private Decision Risk(Random random) =>
        random.Next(4) switch
        {
            0 => ShareRisk.Decide(
                State,
                story.Details,
                new ShareRisk(People.Practitioner, Samples.Risk(random.Next(1, 9))),
                story.Now
            ),
            1 => FollowRiskSource.Decide(State, story.Today, $"MARK{random.Next(1, 4)}", story.Now),
            2 => AmendSafeContact.Decide(
                State,
                story.Details,
                new AmendSafeContact(
                    People.Practitioner,
                    random.Next(3) > 0,
                    Samples.SafeContact with
                    {
                        SafeTimes = random.Next(2) == 0 ? " " : "Mornings",
                    }
                ),
                story.Now
            ),
            _ => AcknowledgeRisk.Decide(
                State,
                new AcknowledgeRisk(People.Caseworker, State.Risk.Versions[random.Next(State.Risk.Versions.Count)].Id),
                story.Now
            ),
        };

    private Decision Amend(Random random) =>
        random.Next(5) switch
        {
            0 => AmendText.Decide(
                State,
                story.Details,
                new AmendText(People.Practitioner, (AmendableText)random.Next(9), $"Words {random.Next(3)}", "Changed"),
                story.Now
            ),
            1 => AmendComplexityLevel.Decide(
                State,
                new AmendComplexityLevel(
                    People.Practitioner,
                    Samples.Accommodation,
                    random.Next(2) == 0 ? Samples.High : Samples.Medium,
                    "Changed"
                ),
                story.Now
            ),
            2 => AmendDesiredOutcomes.Decide(
                State,
                new AmendDesiredOutcomes(
                    People.Practitioner,
                    Samples.Accommodation,
                    [
                        Samples.FirstOutcome,
                        .. random.Next(2) == 0 ? [Samples.SecondOutcome] : Array.Empty<OutcomeStatement>(),
                        .. random.Next(2) == 0 ? [Samples.ThirdOutcome] : Array.Empty<OutcomeStatement>(),
                    ],
                    "Changed"
                ),
                story.Now
            ),
            3 => AmendCompletionDate.Decide(
                State,
                new AmendCompletionDate(People.Practitioner, story.Today.AddDays(random.Next(-5, 90)), "Changed"),
                story.Now
            ),
            _ => AmendMaximumEnforceableDays.Decide(
                State,
                new AmendMaximumEnforceableDays(People.Practitioner, random.Next(0, 42), "Changed"),
                story.Now
            ),
        };

    private Decision AmendMore(Random random) =>
        random.Next(5) switch
        {
            0 => AmendInterpreter.Decide(
                State,
                story.Details,
                new AmendInterpreter(People.Practitioner, random.Next(2) == 0, "Welsh", "Changed"),
                story.Now
            ),
            1 => AmendResponsibilities.Decide(
                State,
                story.Details,
                new AmendResponsibilities(People.Practitioner, random.Next(2) == 0, "Mornings", "Changed"),
                story.Now
            ),
            2 => AmendPrison.Decide(
                State,
                new AmendPrison(People.Practitioner, random.Next(2) == 0 ? "MDI" : "LEI", "Prison", "Moved"),
                story.Now
            ),
            3 => AmendReleaseDate.Decide(
                State,
                new AmendReleaseDate(
                    People.Practitioner,
                    random.Next(3) == 0 ? null : story.Today.AddDays(random.Next(-5, 90)),
                    random.Next(2) == 0,
                    "Parole"
                ),
                story.Now
            ),
            _ => AmendExpectedOffice.Decide(
                State,
                new AmendExpectedOffice(People.Practitioner, random.Next(2) == 0 ? "York" : null, "Not known"),
                story.Now
            ),
        };

    private Decision News(Random random)
    {
        var (by, at) = (StaffMember.System, story.Now);
        var crn = Crn.Parse($"X00000{random.Next(3)}");
        if (random.Next(9) == 0)
            return FollowPersonDetails.Decide(State, story.Details, Samples.Details(random.Next(3)), at);
        INeighbourNews news = random.Next(8) switch
        {
            0 => new PractitionerReported(by, at, $"Ann {random.Next(3)}", null, null, null, "Gwent", null, null),
            1 => new PersonNameReported(by, at, "Llŷr", $"Rees {random.Next(2)}"),
            2 => new IdentifiersReported(by, at, crn, "A1234BC"),
            3 => new PersonRecordsMerged(by, at, new PersonId(Samples.Id(77)), crn, State.Referring.Person.Crn),
            4 => new CustodyReported(by, at, Samples.Custody with { PrisonId = $"P{random.Next(3)}" }),
            5 => new ReleaseReported(by, at, story.Today),
            6 => new RestrictionReported(by, at, random.Next(2) == 0),
            _ => new DeathReported(by, at, story.Today),
        };
        return FollowNews.Decide(State, news);
    }

    private Decision Transfer(Random random) =>
        random.Next(2) == 0
            ? RequestTransfer.Decide(
                State,
                new RequestTransfer(
                    People.Practitioner,
                    random.Next(2) == 0 ? Samples.OtherService : Samples.Service,
                    "Moved"
                ),
                new TransferTarget(true, new HashSet<ServiceCategoryId> { Samples.Accommodation }),
                story.Now
            )
            : AcceptTransfer.Decide(State, new AcceptTransfer(People.SupplierLead), random.Next(4) > 0, story.Now);

    private Decision Write(Random random) =>
        random.Next(3) switch
        {
            0 => AddCaseNote.Decide(
                State,
                new AddCaseNote(People.Caseworker, new CaseNoteId(story.NextId()), "Call", "Rang"),
                story.Now
            ),
            1 => AddAttachment.Decide(
                new AddAttachment(People.Caseworker, new AttachmentId(story.NextId()), "a.pdf", "application/pdf", 12),
                story.Now
            ),
            _ => SendMessage.Decide(
                new SendMessage(People.Caseworker, new MessageId(story.NextId()), "Hello", random.Next(2) == 0),
                story.Now
            ),
        };

    private AppointmentId AnyAppointment(Random random) =>
        State.Appointments.All is { Count: > 0 } all ? all[random.Next(all.Count)].Id : default;

    private static AppointmentOutcome Outcome(Random random) => random.Next(3) == 0 ? Samples.Missed : Samples.Happened;
}
