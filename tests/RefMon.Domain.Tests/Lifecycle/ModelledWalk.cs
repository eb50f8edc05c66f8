using RefMon.Domain.ActionPlans;
using RefMon.Domain.Allocation;
using RefMon.Domain.Amendments;
using RefMon.Domain.Appointments;
using RefMon.Domain.Attention;
using RefMon.Domain.CaseNotes;
using RefMon.Domain.Endings;
using RefMon.Domain.Referring;
using RefMon.Domain.RiskScreen;

namespace RefMon.Domain.Tests.Lifecycle;

/// <summary>
/// The Domain and the model walk side by side: each command, sensible or not, is put to both, and they must agree on
/// whether it is refused, on a reason, on the stage and on every count.
/// </summary>
public sealed class ModelledWalk
{
    private static readonly string[] Codes = ["NOT", "EAR", "INE", "unheard"];
    private static readonly StaffMember[] Staff = [People.Caseworker, People.OtherCaseworker];
    private readonly LifecycleModel model;
    private DateTimeOffset now = Given.MondayMorning;
    private Referral referral;
    private int ids;

    public ModelledWalk()
    {
        var command = Samples.PreReleaseReferral;
        var sent = SendReferral.Decide(null, command, isContractOpen: true, isPersonVisible: true, now);
        referral = Referral.Fold(sent.Events)!;
        model = new LifecycleModel(
            now,
            new ModelContext(
                [.. referral.Referring.Outcomes.Select(o => o.Id)],
                command.Service.ContractId,
                referral.Risk.Current.Id,
                command.MaximumEnforceableDays!.Value
            )
        );
    }

    public Stage Stage => referral.Stage;

    public Conclusion? End => model.End;

    public HashSet<string> Refused { get; } = [];

    /// <summary>One command of this seed. Null when both agree; otherwise what they disagree on.</summary>
    public string? Step(int seed)
    {
        var random = new Random(seed);
        now += TimeSpan.FromMinutes(random.Next(50 * 60));
        var asked = Choose(random);
        var against = model.ReasonsAgainst(asked, now);
        var decision = Decide(asked);
        var name = asked.Command.GetType().Name;
        var where = $"{name} at {model.Stage}";
        if (decision.IsRefused)
        {
            Refused.Add($"{name}: {decision.Refusal.Code}");
            return against.Contains(decision.Refusal.Code)
                ? null
                : $"{where} was refused as {decision.Refusal.Code}; the model has [{string.Join(", ", against)}]";
        }
        if (against.Count > 0)
            return $"{where} was accepted; the model refuses it for [{string.Join(", ", against)}]";
        var before = model.Conclusions;
        model.Done(asked, now);
        foreach (var e in decision.Events)
            referral = Referral.Apply(referral, e);
        var concluded = decision.Events.Count(e => e is IConcludesReferral);
        return concluded != model.Conclusions - before
            ? $"{where} concluded {concluded} times, the model {model.Conclusions - before}"
            : Compare(where);
    }

    private string? Compare(string where)
    {
        var (domain, expected) = (
            (
                referral.Stage,
                referral.Ending.Conclusion,
                referral.IsPaused,
                referral.SessionsDelivered,
                referral.SessionsAccountedFor,
                referral.EnforceableDaysUsed,
                referral.EnforceableDaysLeft,
                referral.IsEnforceableDaysWarningDue,
                referral.OutcomeScore,
                referral.Appointments.Open.Count()
            ),
            (
                model.Stage,
                model.End,
                model.IsPaused,
                model.Delivered,
                model.AccountedFor,
                model.DaysUsed,
                model.DaysLeft,
                model.AreDaysShort,
                model.Score,
                model.Bookings.Count(b => b.IsOpen)
            )
        );
        return domain == expected && model.Conclusions <= 1
            ? null
            : $"{where} led to {domain}; the model has {expected}";
    }

    // the commands that carry a referral forward come up most, so that walks reach every end
    private Asked Choose(Random random) =>
        random.Next(44) switch
        {
            < 3 => Assigning(random),
            < 8 => new(Book(random, AppointmentKind.SupplierAssessment)),
            < 12 => new(Plan(random)),
            < 20 => new(Book(random, AppointmentKind.DeliverySession)),
            < 26 => new(Record(random)),
            < 28 => new(Report(random)),
            28 or 29 => new(Correct(random)),
            30 or 31 => new(Move(random)),
            32 => new(new CancelAppointment(People.Caseworker, Any(random), Words(random, "Ill"))),
            33 or 34 => new(Pause(random)),
            35 => new(new AcknowledgeRisk(Staff[random.Next(2)], Version(random))),
            36 => Transfer(random),
            37 when random.Next(2) == 0 => new(
                new AmendMaximumEnforceableDays(People.Practitioner, random.Next(0, 7), Words(random, "Agreed"))
            ),
            37 => new(Amend(random)),
            38 => new(new AddNoteOrMessage()),
            39 => new(
                new ObjectToPlan(
                    People.Practitioner,
                    random.Next(4) == 0 ? random.Next(4) : model.PlanVersions,
                    Words(random, "Too few")
                )
            ),
            40 when random.Next(3) == 0 => new(new RemoveHelper(People.SupplierLead, Staff[random.Next(2)].AccountId)),
            40 => new(
                new AddHelper(People.SupplierLead, Staff[random.Next(2)].AccountId),
                random.Next(9) > 0,
                random.Next(9) > 0
            ),
            _ => Rarely(random),
        };

    private Asked Rarely(Random random) =>
        random.Next(9) switch
        {
            0 => new(
                new EndEarly(People.Practitioner, Codes[random.Next(Codes.Length)], Words(random, "Stopped coming"))
            ),
            1 => new(new ReturnReferral(People.SupplierLead, ReturnReason.Duplicate, Words(random, "Twice"))),
            2 => new(new RecallReferral(People.Practitioner, RecallReason.WrongPerson, null)),
            3 => new(new ConcludeWithoutReport(People.SupplierLead, Words(random, "Staff left"))),
            _ => Assigning(random),
        };

    private static Asked Assigning(Random random) =>
        new(
            new AssignCaseworker(People.SupplierLead, Staff[random.Next(2)].AccountId, Words(random, "Hours changed")),
            random.Next(9) > 0,
            random.Next(9) > 0
        );

    private BookAppointment Book(Random random, AppointmentKind kind)
    {
        var (slot, outcome) = SlotAndOutcome(random);
        return new(
            Staff[random.Next(2)],
            new AppointmentId(NextId()),
            kind,
            kind is AppointmentKind.DeliverySession ? random.Next(0, 5) : null,
            slot,
            outcome,
            random.Next(2) == 0
        );
    }

    private MoveAppointment Move(Random random)
    {
        var (slot, outcome) = SlotAndOutcome(random);
        return new(
            People.Caseworker,
            Any(random),
            slot,
            ChangeRequestedBy.Supplier,
            Words(random, "Room taken"),
            outcome,
            random.Next(2) == 0
        );
    }

    private (SlotAsked Slot, AppointmentOutcome? Outcome) SlotAndOutcome(Random random)
    {
        var today = LondonTime.DayOf(now);
        var day = today.AddDays(random.Next(12) == 0 ? random.Next(-200, 260) : random.Next(-5, 9));
        var slot = Samples.ByPhone(
            day,
            random.Next(20) == 0 ? 1 : random.Next(24),
            random.Next(4) * 15,
            random.Next(20) == 0 ? random.Next(-1, 2) : 60
        );
        var wanted = slot.StartsAt <= now ? random.Next(5) > 0 : random.Next(9) == 0;
        return (slot, wanted ? Outcome(random) : null);
    }

    private RecordOutcome Record(Random random)
    {
        var open = model.Bookings.LastOrDefault(b => b.IsOpen)?.Id;
        return new(Staff[random.Next(2)], open ?? Any(random), Outcome(random));
    }

    private CorrectOutcome Correct(Random random) =>
        new(Staff[random.Next(2)], random.Next(2) == 0, Any(random), Outcome(random), Words(random, "Mistaken"));

    private SubmitActionPlan Plan(Random random)
    {
        var outcomes = model.Wanted.ToList();
        if (random.Next(8) == 0)
            outcomes.Add(Samples.ThirdOutcome.Id);
        if (random.Next(8) == 0)
            outcomes.RemoveAt(0);
        return new(
            People.Caseworker,
            random.Next(0, 5),
            [.. outcomes.Select(o => new PlanActivity(new ActivityId(NextId()), [o], "Work on it"))]
        );
    }

    private SubmitReport Report(Random random)
    {
        var judgements = model
            .Wanted.Select(o => new OutcomeJudgement(o, (Achievement)random.Next(3), Words(random, "Well done"), null))
            .ToList();
        if (random.Next(9) == 0)
            judgements.RemoveAt(0);
        if (random.Next(9) == 0)
            judgements.Add(new(Samples.FirstOutcome.Id, Achievement.NotAchieved, "Not at all", null));
        return new(People.Caseworker, judgements, null);
    }

    private object Pause(Random random) =>
        random.Next(2) == 0
            ? new ResumeReferral(People.Practitioner)
            : new PauseReferral(
                People.Practitioner,
                Words(random, "In hospital"),
                LondonTime.DayOf(now).AddDays(random.Next(-1, 20))
            );

    private static Asked Transfer(Random random) =>
        random.Next(2) == 0
            ? new(
                new RequestTransfer(
                    People.Practitioner,
                    random.Next(2) == 0 ? Samples.OtherService : Samples.Service,
                    Words(random, "Moved away")
                )
            )
            : new(new AcceptTransfer(People.SupplierLead), ContractClosed: random.Next(4) == 0);

    private static AmendDesiredOutcomes Amend(Random random)
    {
        OutcomeStatement[] all = [Samples.FirstOutcome, Samples.SecondOutcome, Samples.ThirdOutcome];
        return new(
            People.Practitioner,
            Samples.Accommodation,
            [.. all.Where(_ => random.Next(3) > 0)],
            Words(random, "Changed")
        );
    }

    private RiskVersionId Version(Random random) =>
        random.Next(6) == 0 ? new RiskVersionId(NextId()) : model.Risks[random.Next(model.Risks.Count)].Id;

    private AppointmentId Any(Random random) =>
        model.Bookings.Count == 0 || random.Next(15) == 0
            ? new AppointmentId(NextId())
            : model.Bookings[random.Next(model.Bookings.Count)].Id;

    private static AppointmentOutcome Outcome(Random random) =>
        random.Next(8) switch
        {
            0 => Samples.Happened with { Summary = " " },
            < 3 => Samples.Missed,
            _ => Samples.Happened,
        };

    private static string Words(Random random, string words) => random.Next(12) == 0 ? " " : words;

    private Guid NextId() => Samples.Id(1_000_000 + ++ids);

    private Decision Decide(Asked asked) =>
        asked.Command switch
        {
            AssignCaseworker c => AssignCaseworker.Decide(referral, c, Colleague(c.AccountId, asked), now),
            AddHelper c => AddHelper.Decide(referral, c, Colleague(c.AccountId, asked), now),
            RemoveHelper c => RemoveHelper.Decide(referral, c, now),
            BookAppointment c => BookAppointment.Decide(referral, c, [], now),
            MoveAppointment c => MoveAppointment.Decide(referral, c, [], now),
            CancelAppointment c => CancelAppointment.Decide(referral, c, now),
            RecordOutcome c => RecordOutcome.Decide(referral, c, now),
            CorrectOutcome c => CorrectOutcome.Decide(referral, c, now),
            SubmitActionPlan c => SubmitActionPlan.Decide(referral, c, now),
            ObjectToPlan c => ObjectToPlan.Decide(
                referral,
                c,
                WorkingDayCalendar.EnglandAndWales,
                DeadlineRules.Default,
                now
            ),
            EndEarly c => EndEarly.Decide(referral, c, now),
            SubmitReport c => SubmitReport.Decide(referral, c, now),
            ConcludeWithoutReport c => ConcludeWithoutReport.Decide(referral, c, now),
            ReturnReferral c => ReturnReferral.Decide(referral, c, now),
            RecallReferral c => RecallReferral.Decide(referral, c, now),
            PauseReferral c => PauseReferral.Decide(referral, c, now),
            ResumeReferral c => ResumeReferral.Decide(referral, c, now),
            AcknowledgeRisk c => AcknowledgeRisk.Decide(referral, c, now),
            RequestTransfer c => RequestTransfer.Decide(referral, c, Target, now),
            AcceptTransfer c => AcceptTransfer.Decide(referral, c, !asked.ContractClosed, now),
            AmendDesiredOutcomes c => AmendDesiredOutcomes.Decide(referral, c, now),
            AmendMaximumEnforceableDays c => AmendMaximumEnforceableDays.Decide(referral, c, now),
            AddNoteOrMessage => AddCaseNote.Decide(
                referral,
                new AddCaseNote(People.Caseworker, new CaseNoteId(NextId()), "Call", "Rang"),
                now
            ),
            _ => throw new NotSupportedException(asked.Command.GetType().Name),
        };

    private static TransferTarget Target { get; } = new(true, new HashSet<ServiceCategoryId> { Samples.Accommodation });

    private static Colleague Colleague(string account, Asked asked) =>
        new(Staff.Single(s => s.AccountId == account), asked.OnContract, asked.Enabled);
}
