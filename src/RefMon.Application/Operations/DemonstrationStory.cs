using RefMon.Domain;
using RefMon.Domain.ActionPlans;
using RefMon.Domain.Allocation;
using RefMon.Domain.Appointments;
using RefMon.Domain.Attention;
using RefMon.Domain.Endings;
using RefMon.Domain.RiskScreen;

namespace RefMon.Application.Operations;

/// <summary>
/// One referral's invented past, told by the domain's own decisions at past instants, so that nothing in the
/// demonstration could not have happened. A step that the domain refuses fails the load.
/// </summary>
internal sealed class DemonstrationStory(DateOnly sentOn, WorkingDayCalendar calendar)
{
    private const string Office = "Derby City: Derwent Centre";
    private readonly List<IReferralEvent> events = [];
    private Referral? referral;

    public IReadOnlyList<IReferralEvent> Events => events;

    /// <summary>A London instant some working days after the sending.</summary>
    public DateTimeOffset At(int workingDays, int hour = 10, int minute = 0) =>
        LondonTime.InstantOf(Day(workingDays), new TimeOnly(hour, minute))!.Value;

    public DateOnly Day(int workingDays) => workingDays == 0 ? sentOn : calendar.AddWorkingDays(sentOn, workingDays);

    public void Do(Func<Referral?, Decision> decide)
    {
        var decision = decide(referral);
        if (decision.IsRefused)
        {
            var items = string.Join(", ", decision.Refusal.Items.Select(item => item.Field));
            throw new InvalidOperationException($"The demonstration is refused: {decision.Refusal.Code} {items}");
        }
        foreach (var happened in decision.Events)
        {
            events.Add(happened);
            referral = Referral.Apply(referral, happened);
        }
    }

    public void Assign(DemonstrationAccount lead, DemonstrationAccount caseworker, int day)
    {
        var colleague = new Colleague(caseworker.Staff, IsOnContract: true, IsEnabled: true);
        Do(r => AssignCaseworker.Decide(r!, new(lead.Staff, caseworker.Id), colleague, At(day)));
        Do(r => AcknowledgeRisk.Decide(r!, new(caseworker.Staff, r!.Risk.Current.Id), At(day, 14)));
    }

    /// <summary>The practitioner adds to what was shared; nobody has read it yet.</summary>
    public void UpdateRisk(DemonstrationAccount practitioner, string additional, int day)
    {
        var details = ReferralDetails.Fold(events)!;
        var before = details.Now.Risk;
        var risk = before with
        {
            VersionId = new(Guid.NewGuid()),
            Texts = before.Texts with { AdditionalInformation = additional },
        };
        Do(r => ShareRisk.Decide(r!, details, new(practitioner.Staff, risk), At(day, 16, 45)));
    }

    public void ReadRisk(DemonstrationAccount caseworker, int day) =>
        Do(r => AcknowledgeRisk.Decide(r!, new(caseworker.Staff, r!.Risk.Current.Id), At(day, 9, 20)));

    /// <summary>Somebody assessed the person anew, and RefMon heard of it.</summary>
    public void AssessAnew(int day) => Do(r => FollowRiskSource.Decide(r!, Day(day), "demonstration", At(day, 7)));

    public AppointmentId BookAssessment(DemonstrationAccount caseworker, int bookedOn, int heldOn)
    {
        var id = new AppointmentId(Guid.NewGuid());
        var slot = new SlotAsked(
            Day(heldOn),
            new(11, 30),
            60,
            MeetingMethod.ProbationOffice,
            SessionFormat.OneToOne,
            Place
        );
        Do(r =>
            BookAppointment.Decide(
                r!,
                new(caseworker.Staff, id, AppointmentKind.SupplierAssessment, null, slot),
                [],
                At(bookedOn, 12)
            )
        );
        return id;
    }

    public void Assess(DemonstrationAccount caseworker, int bookedOn, int heldOn)
    {
        var id = BookAssessment(caseworker, bookedOn, heldOn);
        Record(caseworker, id, Happened("We talked through the referral and what matters most."), heldOn, 15);
    }

    public void Plan(DemonstrationAccount caseworker, int day, int sessions) =>
        Do(r =>
            SubmitActionPlan.Decide(
                r!,
                new(
                    caseworker.Staff,
                    sessions,
                    [
                        new(
                            new(Guid.NewGuid()),
                            [.. r!.Referring.Outcomes.Select(o => o.Id)],
                            "Agree small steps for each outcome and review them at every session."
                        ),
                    ]
                ),
                At(day, 16)
            )
        );

    public AppointmentId BookSession(DemonstrationAccount caseworker, int number, int bookedOn, int heldOn)
    {
        var id = new AppointmentId(Guid.NewGuid());
        var slot = new SlotAsked(Day(heldOn), new(9, 30), 45, MeetingMethod.PhoneCall, SessionFormat.OneToOne, null);
        Do(r =>
            BookAppointment.Decide(
                r!,
                new(caseworker.Staff, id, AppointmentKind.DeliverySession, number, slot),
                [],
                At(bookedOn, 16, 30)
            )
        );
        return id;
    }

    public void Deliver(DemonstrationAccount caseworker, int number, int bookedOn, int heldOn)
    {
        var id = BookSession(caseworker, number, bookedOn, heldOn);
        Record(caseworker, id, Happened("Worked through the activities of the plan."), heldOn, 17);
    }

    public void Miss(DemonstrationAccount caseworker, int number, int bookedOn, int heldOn)
    {
        var id = BookSession(caseworker, number, bookedOn, heldOn);
        Record(caseworker, id, Missed, heldOn, 17);
    }

    public void MissAssessment(DemonstrationAccount caseworker, int bookedOn, int heldOn) =>
        Record(caseworker, BookAssessment(caseworker, bookedOn, heldOn), Missed, heldOn, 15);

    public void Report(DemonstrationAccount caseworker, int day) =>
        Do(r =>
            SubmitReport.Decide(
                r!,
                new(
                    caseworker.Staff,
                    [
                        .. r!.Referring.Outcomes.Select(
                            (o, i) =>
                                new OutcomeJudgement(
                                    o.Id,
                                    i == 0 ? Achievement.Achieved : Achievement.PartlyAchieved,
                                    "Steady progress, with setbacks talked through openly.",
                                    i == 0 ? null : "Keep the routine going with the practitioner's support."
                                )
                        ),
                    ],
                    null
                ),
                At(day, 12)
            )
        );

    private static MeetingPlace Place => new("1", Office, null, null, null, null, null);

    private static AppointmentOutcome Missed =>
        new(
            false,
            false,
            false,
            null,
            null,
            null,
            null,
            null,
            "Two calls and a text message without an answer.",
            false,
            null,
            true,
            "Worth a word at the next supervision."
        );

    private static AppointmentOutcome Happened(string summary) =>
        new(
            true,
            true,
            false,
            null,
            summary,
            "Open and ready to try.",
            "Carry on as agreed.",
            null,
            null,
            false,
            null,
            false,
            null
        );

    private void Record(DemonstrationAccount by, AppointmentId id, AppointmentOutcome outcome, int day, int hour) =>
        Do(r => RecordOutcome.Decide(r!, new(by.Staff, id, outcome), At(day, hour)));
}
