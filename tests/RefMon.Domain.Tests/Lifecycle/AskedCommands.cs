using RefMon.Domain.ActionPlans;
using RefMon.Domain.Allocation;
using RefMon.Domain.Appointments;
using RefMon.Domain.Attention;
using RefMon.Domain.CaseNotes;
using RefMon.Domain.Endings;
using RefMon.Domain.Messages;
using RefMon.Domain.RiskScreen;

namespace RefMon.Domain.Tests.Lifecycle;

/// <summary>Commands of all kinds, sensible and senseless, for a walk that stands where the model says.</summary>
internal sealed class AskedCommands(LifecycleModel model)
{
    // lower case and no space are no obstacle; half a postcode is
    private static readonly string[] Postcodes = ["LS1 4AB", "ls14ab", "SW1A 2AA", "YO1 7HH", "B33 8TH", "M1 1AE"];
    private static readonly string[] Codes = ["NOT", "EAR", "INE", "unheard"];
    private DateTimeOffset now;
    private int ids;

    public static IReadOnlyList<StaffMember> Staff { get; } = [People.Caseworker, People.OtherCaseworker];

    // the commands that carry a referral forward come up most, so that walks reach every end
    public Asked Choose(Random random, DateTimeOffset at)
    {
        now = at;
        return random.Next(54) switch
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
            37 => new(Risk(random)),
            38 => new(Write(random)),
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
            < 44 => Rarely(random),
            < 51 => new(AskedAmendments.Choose(random, now)),
            _ when random.Next(6) == 0 => new(new HeardOfPerson(Samples.Details(random.Next(3)))),
            _ => new(NewsAsked.Choose(random, now)),
        };
    }

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
        var isSession = kind is AppointmentKind.DeliverySession;
        var (slot, outcome) = SlotAndOutcome(random, isSession);
        return new(
            Staff[random.Next(2)],
            random.Next(40) == 0 ? Any(random) : new AppointmentId(NextId()),
            kind,
            isSession ? random.Next(0, 5)
                : random.Next(40) == 0 ? 1
                : null,
            slot,
            outcome,
            random.Next(2) == 0
        );
    }

    private MoveAppointment Move(Random random)
    {
        var (slot, outcome) = SlotAndOutcome(random, model.Diary.IsAssessed);
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

    private (SlotAsked Slot, AppointmentOutcome? Outcome) SlotAndOutcome(Random random, bool mayMeetInGroups)
    {
        var today = LondonTime.DayOf(now);
        var day = today.AddDays(random.Next(12) == 0 ? random.Next(-200, 260) : random.Next(-5, 9));
        var slot = Samples.ByPhone(
            day,
            random.Next(20) == 0 ? 1
                : random.Next(3) == 0 ? 9
                : random.Next(24),
            random.Next(4) * 15,
            random.Next(20) == 0 ? random.Next(-1, 2) : 60
        );
        slot = Somewhere(random, slot, mayMeetInGroups);
        var wanted = slot.StartsAt <= now ? random.Next(5) > 0 : random.Next(9) == 0;
        return (slot, wanted ? Outcome(random) : null);
    }

    // by phone and video, at offices and other places, alone and in groups; and now and then with something missing
    private static SlotAsked Somewhere(Random random, SlotAsked slot, bool mayMeetInGroups)
    {
        var method = (MeetingMethod)random.Next(4);
        var isGroup = random.Next(mayMeetInGroups ? 5 : 40) == 0;
        return slot with
        {
            Method = method,
            Format = isGroup ? SessionFormat.Group : SessionFormat.OneToOne,
            Group = isGroup && random.Next(3) > 0 ? new(new(Samples.Id(71)), Words(random, "Mondays")) : null,
            Keeper = random.Next(12) == 0 ? Staff[random.Next(2)] : null,
            Place = method switch
            {
                MeetingMethod.ProbationOffice => new(
                    Words(random, $"CRS0{random.Next(2)}"),
                    "Office",
                    null,
                    null,
                    null,
                    null,
                    null
                ),
                MeetingMethod.OtherPlace => new(
                    null,
                    null,
                    Words(random, "1 Hall Lane"),
                    null,
                    null,
                    null,
                    random.Next(20) == 0 ? "LS1" : Postcodes[random.Next(Postcodes.Length)]
                ),
                _ => null,
            },
        };
    }

    private object Write(Random random) =>
        random.Next(3) switch
        {
            0 => new AddCaseNote(
                People.Caseworker,
                new CaseNoteId(NextId()),
                Words(random, "Call"),
                Words(random, "Rang"),
                NoteSide.Supplier,
                random.Next(2) == 0 ? null : Any(random),
                random.Next(2) == 0
            ),
            1 => new AddAttachment(
                People.Caseworker,
                new AttachmentId(NextId()),
                Words(random, "a.pdf"),
                "application/pdf",
                random.Next(0, 5)
            ),
            _ => new SendMessage(
                People.Practitioner,
                new MessageId(NextId()),
                Words(random, "Hello"),
                random.Next(2) == 0
            ),
        };

    private RecordOutcome Record(Random random)
    {
        var open = model.Diary.Bookings.LastOrDefault(b => b.IsOpen)?.Id;
        return new(Staff[random.Next(2)], open ?? Any(random), Outcome(random));
    }

    private CorrectOutcome Correct(Random random) =>
        new(Staff[random.Next(2)], random.Next(2) == 0, Any(random), Outcome(random), Words(random, "Mistaken"));

    private SubmitActionPlan Plan(Random random)
    {
        var outcomes = model.Statement.Wanted.ToList();
        if (random.Next(8) == 0)
            outcomes.Add(Samples.ThirdOutcome.Id);
        if (random.Next(8) == 0)
            outcomes.RemoveAt(0);
        return new(
            People.Caseworker,
            random.Next(0, 5),
            [
                .. outcomes.Select(o => new PlanActivity(
                    new ActivityId(NextId()),
                    random.Next(30) == 0 ? [] : [o],
                    random.Next(30) == 0 ? " " : "Work on it"
                )),
            ],
            random.Next(2) == 0 ? null : [.. Scores(random, outcomes)]
        );
    }

    private static IEnumerable<BaselineScore> Scores(Random random, IReadOnlyList<DesiredOutcomeId> outcomes) =>
        outcomes
            .SelectMany(o => Enumerable.Repeat(o, random.Next(20) == 0 ? 2 : random.Next(2)))
            .Select(o => new BaselineScore(o, Score(random)));

    private static int Score(Random random) => random.Next(20) == 0 ? random.Next(2) * 12 - 1 : random.Next(11);

    private SubmitReport Report(Random random)
    {
        var judgements = model
            .Statement.Wanted.Select(o => new OutcomeJudgement(
                o,
                (Achievement)random.Next(3),
                Words(random, "Well done"),
                null,
                random.Next(2) == 0 ? null : Score(random)
            ))
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
                ),
                ContractClosed: random.Next(9) == 0,
                NotOffered: random.Next(9) == 0
            )
            : new(new AcceptTransfer(People.SupplierLead), ContractClosed: random.Next(4) == 0);

    private RiskVersionId Version(Random random) =>
        random.Next(6) == 0 ? new RiskVersionId(NextId()) : model.Risk.Shared[random.Next(model.Risk.Shared.Count)].Id;

    private AppointmentId Any(Random random) =>
        model.Diary.Bookings.Count == 0 || random.Next(15) == 0
            ? new AppointmentId(NextId())
            : model.Diary.Bookings[random.Next(model.Diary.Bookings.Count)].Id;

    // late or not, in vain for each of the three reasons, missed, with something to tell; and now and then with an answer missing
    private static AppointmentOutcome Outcome(Random random)
    {
        var outcome = random.Next(12) switch
        {
            0 => Samples.Happened with { Summary = " " },
            1 => Samples.Happened with { Attended = false },
            2 or 3 => Samples.Missed with { WhyNot = Words(random, "No answer") },
            4 or 5 => Samples.Missed with
            {
                Attended = true,
                NoSessionReason = random.Next(9) == 0 ? null : (NoSessionReason)random.Next(3),
                WhyNot = Words(random, "The room was locked"),
            },
            6 or 7 => Samples.Happened with { Late = true, LateReason = Words(random, "Missed the bus") },
            _ => Samples.Happened,
        };
        return random.Next(8) switch
        {
            0 => outcome with { NotifyOfConcerns = true, Concerns = Words(random, "Bruises") },
            1 => outcome with { NotifyOfBehaviour = true, Behaviour = Words(random, "Shouted") },
            _ => outcome,
        };
    }

    private object Risk(Random random) =>
        random.Next(3) == 0
            ? new HeardOfRisk(LondonTime.DayOf(now), $"MARK{random.Next(1, 4)}")
            : new ShareRisk(
                People.Practitioner,
                Samples.Risk() with
                {
                    VersionId = random.Next(5) == 0 ? Version(random) : new RiskVersionId(NextId()),
                    Overall = (RoshLevel)random.Next(3, 5),
                    SourceMark = $"MARK{random.Next(1, 3)}",
                    Acknowledged = random.Next(6) > 0,
                }
            );

    internal static string Words(Random random, string words) => random.Next(12) == 0 ? " " : words;

    private Guid NextId() => Samples.Id(1_000_000 + ++ids);
}
