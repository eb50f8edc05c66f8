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

namespace RefMon.Domain.Tests.Lifecycle;

/// <summary>
/// The Domain and the model walk side by side: each command, sensible or not, is put to both, and they must agree on
/// whether it is refused, on a reason, on the stage, on every count and on what the referral says.
/// </summary>
public sealed class ModelledWalk
{
    private readonly AskedCommands commands;
    private readonly LifecycleModel model;
    private readonly List<IReferralEvent> history = [];
    private DateTimeOffset now = Given.MondayMorning;
    private Referral referral;
    private ReferralDetails details;

    public ModelledWalk()
    {
        var command = Samples.PreReleaseReferral;
        var sent = SendReferral.Decide(null, command, isContractOpen: true, isPersonVisible: true, now);
        history.AddRange(sent.Events);
        referral = Referral.Fold(sent.Events)!;
        details = ReferralDetails.Fold(sent.Events)!;
        model = new LifecycleModel(now, command);
        commands = new AskedCommands(model);
    }

    public Stage Stage => referral.Stage;

    public Conclusion? End => model.End;

    public HashSet<string> Refused { get; } = [];

    public HashSet<string> Accepted { get; } = [];

    /// <summary>One command of this seed. Null when both agree; otherwise what they disagree on.</summary>
    public string? Step(int seed)
    {
        var random = new Random(seed);
        now += TimeSpan.FromMinutes(random.Next(50 * 60));
        var asked = commands.Choose(random, now);
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
        Accepted.Add(name);
        return Take(asked, decision.Events, where);
    }

    private string? Take(Asked asked, IReadOnlyList<IReferralEvent> events, string where)
    {
        var before = model.Conclusions;
        var isNew = model.Done(asked, now);
        if (isNew != events.Count > 0)
            return $"{where} led to {events.Count} events; to the model it says {(isNew ? "something" : "nothing")} new";
        foreach (var e in events)
            (referral, details) = (Referral.Apply(referral, e), ReferralDetails.Apply(details, e));
        history.AddRange(events);
        var concluded = events.Count(e => e is IConcludesReferral);
        return concluded != model.Conclusions - before
            ? $"{where} concluded {concluded} times, the model {model.Conclusions - before}"
            : CompareCounts(where)
                ?? CompareRecount(where)
                ?? CompareWork(where)
                ?? CompareOutcomes(where)
                ?? CompareWhatIsSaid(where);
    }

    // who has it, for whom, by which plan, and what was written
    private string? CompareWork(string where)
    {
        var (team, notes) = (referral.Allocation, referral.Notes);
        var domain = string.Join(
            '|',
            team.Caseworker?.AccountId,
            string.Join(' ', team.Helpers.Select(h => h.AccountId).Order(StringComparer.Ordinal)),
            referral.Referring.Service.ContractId,
            team.PendingTransfer?.To.ContractId,
            team.FormerSuppliers.Count,
            string.Join(' ', referral.Plans.Versions.Select(v => $"{v.Sessions}{v.ObjectedAt is not null}")),
            (notes.Notes, notes.Attachments, referral.Messages.Messages, referral.Messages.LatestUrgentAt)
        );
        return domain == model.Seen ? null : $"{where} led to {domain}; the model has {model.Seen}";
    }

    private string? CompareCounts(string where)
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
                model.Diary.Delivered,
                model.Diary.AccountedFor,
                model.Diary.DaysUsed,
                model.DaysLeft,
                model.AreDaysShort,
                model.Score,
                model.Diary.Bookings.Count(b => b.IsOpen)
            )
        );
        return domain == expected && model.Conclusions <= 1
            ? null
            : $"{where} led to {domain}; the model has {expected}";
    }

    // the state keeps counts and the model its own: the events alone must say the same
    private string? CompareRecount(string where)
    {
        var (expected, state) = (Recount.Of(history), Recount.In(referral));
        return state == expected ? null : $"{where} led to {state}; the events say {expected}";
    }

    // whether each was attended, late, or had something to tell, as it stands, and who may correct it
    private string? CompareOutcomes(string where)
    {
        var domain = string.Join(
            ' ',
            referral.Appointments.All.Select(a =>
                a.Outcome is { } o ? $"{o.Happened}{o.Attended}{o.Late}{o.NeedsAttention}{o.RecordedBy.AccountId}" : "-"
            )
        );
        var expected = string.Join(
            ' ',
            model.Diary.Bookings.Select(b =>
                b.Outcome is { } o
                    ? $"{o.Happened}{o.Attended}{o.Late}{o.NotifyOfBehaviour || o.NotifyOfConcerns}{b.Author}"
                    : "-"
            )
        );
        return domain == expected ? null : $"{where} led to {domain}; the model has {expected}";
    }

    private string? CompareWhatIsSaid(string where)
    {
        var said = (
            StatementSeen.Of(referral, details),
            referral.Risk.Versions.Count,
            referral.Risk.Versions.Sum(v => v.Acknowledgements.Count),
            referral.Risk.MovedOn?.Mark
        );
        var expected = (model.Statement.Seen, model.Risk.Shared.Count, model.Risk.Confirmations, model.Risk.MovedOn);
        return said == expected ? null : $"{where} led to {said}; the model has {expected}";
    }

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
            ShareRisk c => ShareRisk.Decide(referral, details, c, now),
            AcknowledgeRisk c => AcknowledgeRisk.Decide(referral, c, now),
            HeardOfRisk c => FollowRiskSource.Decide(referral, c.AssessedOn, c.Mark, now),
            RequestTransfer c => RequestTransfer.Decide(referral, c, Target(asked), now),
            AcceptTransfer c => AcceptTransfer.Decide(referral, c, !asked.ContractClosed, now),
            HeardOfPerson c => FollowPersonDetails.Decide(referral, details, c.Details, now),
            INeighbourNews news => FollowNews.Decide(referral, news),
            AddCaseNote c => AddCaseNote.Decide(referral, c, now),
            AddAttachment c => AddAttachment.Decide(c, now),
            SendMessage c => SendMessage.Decide(c, now),
            var other => Amend(other),
        };

    private Decision Amend(object command) =>
        command switch
        {
            AmendText c => AmendText.Decide(referral, details, c, now),
            AmendComplexityLevel c => AmendComplexityLevel.Decide(referral, c, now),
            AmendDesiredOutcomes c => AmendDesiredOutcomes.Decide(referral, c, now),
            AmendCompletionDate c => AmendCompletionDate.Decide(referral, c, now),
            AmendMaximumEnforceableDays c => AmendMaximumEnforceableDays.Decide(referral, c, now),
            AmendInterpreter c => AmendInterpreter.Decide(referral, details, c, now),
            AmendResponsibilities c => AmendResponsibilities.Decide(referral, details, c, now),
            AmendSafeContact c => AmendSafeContact.Decide(referral, details, c, now),
            AmendPrison c => AmendPrison.Decide(referral, c, now),
            AmendReleaseDate c => AmendReleaseDate.Decide(referral, c, now),
            AmendExpectedOffice c => AmendExpectedOffice.Decide(referral, c, now),
            _ => throw new NotSupportedException(command.GetType().Name),
        };

    private static TransferTarget Target(Asked asked) =>
        new(
            !asked.ContractClosed,
            asked.NotOffered
                ? new HashSet<ServiceCategoryId>()
                : new HashSet<ServiceCategoryId> { Samples.Accommodation }
        );

    private static Colleague Colleague(string account, Asked asked) =>
        new(AskedCommands.Staff.Single(s => s.AccountId == account), asked.OnContract, asked.Enabled);
}
