using RefMon.Application.Catalogue;
using RefMon.Application.RiskScreen;
using RefMon.Domain.Endings;
using RefMon.Domain.Referring;
using RefMon.Domain.RiskScreen;

namespace RefMon.Application.Operations;

/// <summary>Who referred whom to what, how long ago, and what has happened since. Without a CRN the next suitable person of the practitioner's caseload is taken.</summary>
internal sealed record DemonstrationPlot(
    DemonstrationAccount Practitioner,
    DemonstrationService Service,
    int WorkingDaysAgo,
    Action<DemonstrationStory> Tell
)
{
    public string? Crn { get; init; }
    public int EnforceableDays { get; init; } = 15;
    public int CompletesAfterWorkingDays { get; init; } = 90;
    public ReferralKind Kind { get; init; } = ReferralKind.Community;
    public UrgencyStatement? Urgency { get; init; }

    /// <summary>How the practitioner worded the risk information; null is as assessed.</summary>
    public RiskWording? Wording { get; init; }

    public SafeContactStatement SafeContact { get; init; } = SafeContactStatement.NothingToSay;

    public RiskStatement Risk(RiskBasis basis) =>
        basis.Share(new(Guid.NewGuid()), Wording ?? DemonstrationRisk.AsAssessed, acknowledged: true);
}

/// <summary>The demonstration's referrals: every stage, ending and deadline state, most of them with the persona's own supplier.</summary>
internal static class DemonstrationPlots
{
    private static readonly DemonstrationAccount Pat = DemonstrationAccounts.Practitioner;
    private static readonly DemonstrationAccount Lee = DemonstrationAccounts.PractitionerLead;
    private static readonly DemonstrationAccount Robin = By("robin.carr");
    private static readonly DemonstrationAccount Nia = By("nia.brynmor");
    private static readonly DemonstrationAccount Sam = By("sam.osei");
    private static readonly DemonstrationAccount Tariq = By("tariq.mahmood");
    private static readonly DemonstrationAccount Grace = By("grace.oconnell");
    private static readonly DemonstrationAccount Casey = DemonstrationAccounts.Caseworker;
    private static readonly DemonstrationAccount Sasha = DemonstrationAccounts.SupplierLead;
    private static readonly DemonstrationAccount Bronwen = DemonstrationAccounts.All.Single(a =>
        a.Name == "Bronwen Ŵyn"
    );
    private static readonly DemonstrationAccount Idris = DemonstrationAccounts.All.Single(a =>
        a.Name == "Idris O'Shea"
    );
    private static readonly DemonstrationService Employment = Service("RMD-ETR-F");
    private static readonly DemonstrationService Women = Service("RMD-WMS-F");

    public static IReadOnlyList<DemonstrationPlot> All { get; } =
    [
        new(Pat, Employment, 1, Untouched),
        new(Pat, Employment, 2, Untouched) { Crn = "X000020" },
        new(Pat, Employment, 5, Untouched) { Crn = "X000021" },
        new(Robin, Employment, 3, Untouched) { Crn = "X000017" },
        new(Lee, Employment, 2, Untouched) { Crn = "X000004" },
        new(Pat, Employment, 4, s => s.Assign(Sasha, Casey, 1)) { Crn = "X000010" },
        new(Pat, Employment, 8, s => s.Assign(Sasha, Idris, 2)) { Crn = "X000018" },
        new(Pat, Employment, 6, s => AssessmentBooked(s, Casey, 9))
        {
            Crn = "X000002",
            SafeContact = DemonstrationRisk.WorkPhone,
        },
        new(Pat, Employment, 10, s => AssessmentMissed(s, Casey)) { Crn = "X000022" },
        new(Pat, Employment, 14, s => s.Assign(Sasha, Bronwen, 2)) { Crn = "X000009" },
        new(Pat, Employment, 12, s => Worsened(s, Casey))
        {
            Crn = "X000028",
            SafeContact = DemonstrationRisk.FormerPartner,
        },
        new(Robin, Employment, 18, s => Assessed(s, Idris, 8)),
        new(Pat, Employment, 20, s => Planned(s, Casey, 4)) { Crn = "X000019" },
        new(Pat, Employment, 24, s => SessionDue(s, Casey, 4))
        {
            Crn = "X000030",
            Wording = DemonstrationRisk.InOwnWords,
        },
        new(Pat, Employment, 40, s => Delivering(s, Casey, 6, 3)),
        new(Pat, Employment, 55, s => Delivering(s, Bronwen, 8, 5)) { EnforceableDays = 6 },
        new(Robin, Employment, 60, s => Delivering(s, Casey, 10, 4)) { CompletesAfterWorkingDays = 62 },
        new(Pat, Employment, 45, s => Paused(s, Casey)),
        new(Pat, Employment, 52, s => Delivering(s, Casey, 5, 5)),
        new(Robin, Employment, 70, s => Delivering(s, Idris, 6, 6)),
        new(Pat, Employment, 80, s => Completed(s, Casey, 5)),
        new(Pat, Employment, 110, s => Completed(s, Bronwen, 6)),
        new(Pat, Employment, 50, s => EndedEarly(s, Casey)),
        new(Pat, Employment, 30, s => Withdrawn(s, Pat)),
        new(Pat, Employment, 25, s => Returned(s, Sasha)),
        new(Robin, Employment, 15, s => Recalled(s, Robin)),
        new(Pat, Women, 3, Untouched),
        new(Pat, Women, 16, s => Assigned(s, Service("RMD-WMS-F"), 1)),
        new(Robin, Women, 48, s => Elsewhere(s, Service("RMD-WMS-F"), 6, 2)),
        new(Nia, Service("RMD-ACH-D"), 2, Untouched),
        new(Nia, Service("RMD-ETR-D"), 35, s => Elsewhere(s, Service("RMD-ETR-D"), 6, 3)),
        new(Nia, Service("RMD-WMS-D"), 9, s => Assigned(s, Service("RMD-WMS-D"), 2)),
        new(Sam, Service("RMD-ETR-J"), 1, Untouched),
        new(Sam, Service("RMD-ETR-J"), 11, s => s.Assign(Sasha, Casey, 2)) { Crn = "X000005" },
        new(Sam, Service("RMD-ACH-J"), 33, s => Elsewhere(s, Service("RMD-ACH-J"), 8, 4)),
        new(Tariq, Service("RMD-ETR-C"), 3, Untouched),
        new(Tariq, Service("RMD-ETR-C"), 38, s => Delivering(s, Idris, 6, 2)),
        new(Tariq, Service("RMD-ACH-C"), 21, s => Assigned(s, Service("RMD-ACH-C"), 3)),
        new(Grace, Service("RMD-ACH-B"), 4, Untouched),
        new(Grace, Service("RMD-MNY-B"), 28, s => Elsewhere(s, Service("RMD-MNY-B"), 4, 1)),
        new(Pat, Employment, 2, Untouched)
        {
            Crn = "X000003",
            Kind = ReferralKind.PreRelease,
            Urgency = new(UrgencyReason.ReleaseSoon, null),
        },
        new(Pat, Employment, 7, s => s.Assign(Sasha, Casey, 1)) { Crn = "X000024", Kind = ReferralKind.PreRelease },
        new(Lee, Employment, 3, s => s.Assign(Sasha, Idris, 1))
        {
            Crn = "X000031",
            Kind = ReferralKind.UnallocatedReleasing,
            Urgency = new(UrgencyReason.Other, "Will have nowhere to work from the day of release."),
        },
        new(Lee, Employment, 1, Untouched) { Crn = "X000032", Kind = ReferralKind.UnallocatedStaying },
        new(Pat, Employment, 7, s => s.Assign(Sasha, Casey, 1))
        {
            Crn = "X000008",
            Wording = DemonstrationRisk.WithAWarning,
        },
    ];

    private static void Untouched(DemonstrationStory story) { }

    private static void AssessmentBooked(DemonstrationStory story, DemonstrationAccount caseworker, int heldOn)
    {
        story.Assign(Sasha, caseworker, 1);
        story.BookAssessment(caseworker, 2, heldOn);
    }

    private static void AssessmentMissed(DemonstrationStory story, DemonstrationAccount caseworker)
    {
        story.Assign(Sasha, caseworker, 1);
        story.MissAssessment(caseworker, 2, 6);
        story.BookAssessment(caseworker, 7, 12);
    }

    private static void Assessed(DemonstrationStory story, DemonstrationAccount caseworker, int heldOn)
    {
        story.Assign(Sasha, caseworker, 1);
        story.Assess(caseworker, 2, heldOn);
    }

    // three versions of the risk: the second was read, the third was not, and there is a newer assessment besides
    private static void Worsened(DemonstrationStory story, DemonstrationAccount caseworker)
    {
        Assessed(story, caseworker, 8);
        story.UpdateRisk(Pat, "Was told of the end of a relationship last week. Watch for drinking.", 9);
        story.ReadRisk(caseworker, 10);
        story.UpdateRisk(
            Pat,
            "Was told of the end of a relationship last week and has been drinking since. Do not meet alone.",
            10
        );
        story.AssessAnew(11);
    }

    private static void Planned(DemonstrationStory story, DemonstrationAccount caseworker, int sessions)
    {
        Assessed(story, caseworker, 8);
        story.Plan(caseworker, 12, sessions);
    }

    private static void SessionDue(DemonstrationStory story, DemonstrationAccount caseworker, int sessions)
    {
        Planned(story, caseworker, sessions);
        story.BookSession(caseworker, 1, 14, 22);
    }

    private static void Delivering(
        DemonstrationStory story,
        DemonstrationAccount caseworker,
        int sessions,
        int delivered
    )
    {
        Planned(story, caseworker, sessions);
        for (var number = 1; number <= delivered; number++)
            story.Deliver(caseworker, number, 13 + ((number - 1) * 5), 16 + ((number - 1) * 5));
    }

    private static void Paused(DemonstrationStory story, DemonstrationAccount caseworker)
    {
        Delivering(story, caseworker, 6, 2);
        story.Do(r =>
            PauseReferral.Decide(
                r!,
                new(Pat.Staff, "In hospital for a planned operation.", story.Day(70)),
                story.At(30)
            )
        );
    }

    private static void Completed(DemonstrationStory story, DemonstrationAccount caseworker, int sessions)
    {
        Delivering(story, caseworker, sessions, sessions);
        story.Report(caseworker, 20 + (sessions * 5));
    }

    private static void EndedEarly(DemonstrationStory story, DemonstrationAccount caseworker)
    {
        Delivering(story, caseworker, 8, 3);
        story.Do(r =>
            EndEarly.Decide(r!, new(Pat.Staff, "MOV", "Has moved to live with family in another region."), story.At(34))
        );
        story.Report(caseworker, 37);
    }

    private static void Withdrawn(DemonstrationStory story, DemonstrationAccount by)
    {
        story.Assign(Sasha, Casey, 2);
        story.Do(r => EndEarly.Decide(r!, new(by.Staff, "NEE", "Has found work without the service."), story.At(6)));
    }

    private static void Returned(DemonstrationStory story, DemonstrationAccount by) =>
        story.Do(r =>
            ReturnReferral.Decide(
                r!,
                new(by.Staff, ReturnReason.CannotMeetTheNeed, "Needs a course we do not run in this area."),
                story.At(2)
            )
        );

    private static void Recalled(DemonstrationStory story, DemonstrationAccount by) =>
        story.Do(r =>
            RecallReferral.Decide(
                r!,
                new(by.Staff, RecallReason.WrongSupplier, "Chose the neighbouring contract by mistake."),
                story.At(1)
            )
        );

    private static void Assigned(DemonstrationStory story, DemonstrationService service, int day)
    {
        var (lead, caseworker) = TeamOf(service);
        story.Assign(lead, caseworker, day);
    }

    private static void Elsewhere(DemonstrationStory story, DemonstrationService service, int sessions, int delivered)
    {
        var (lead, caseworker) = TeamOf(service);
        story.Assign(lead, caseworker, 1);
        story.Assess(caseworker, 2, 8);
        story.Plan(caseworker, 12, sessions);
        for (var number = 1; number <= delivered; number++)
            story.Deliver(caseworker, number, 13 + ((number - 1) * 4), 15 + ((number - 1) * 4));
    }

    private static (DemonstrationAccount Lead, DemonstrationAccount Caseworker) TeamOf(DemonstrationService service)
    {
        var team = DemonstrationAccounts.All.Where(a => a.Supplier == service.Supplier).ToList();
        return (
            team.First(a => a.Role == Access.Role.SupplierLead),
            team.First(a => a.Role == Access.Role.Caseworker && a != Casey)
        );
    }

    private static DemonstrationAccount By(string userName) =>
        DemonstrationAccounts.All.Single(a => a.UserName == userName);

    private static DemonstrationService Service(string reference) =>
        DemonstrationServices.All.Single(s => s.Reference == reference);
}
