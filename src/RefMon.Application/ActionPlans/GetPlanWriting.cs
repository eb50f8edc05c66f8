using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.Attention;

namespace RefMon.Application.ActionPlans;

/// <summary>The plan being written, whole: for its list of activities and for checking before it is submitted.</summary>
[Requires(Permission.WritePlansAndReports)]
[AuditedRead]
public sealed record GetPlanWriting(string Reference) : IQuery<PlanDraftPage>, IConcernsReferral;

/// <summary>
/// The plan as far as it is written. <paramref name="Draft"/> is null when nobody has begun; <paramref name="WhyNotWrite"/>
/// and <paramref name="WhyNotSubmit"/> say why the stage forbids it.
/// </summary>
public sealed record PlanDraftPage(
    CasePerson Person,
    string Reference,
    int? StandingVersion,
    PlanDraft? Draft,
    string? WhyNotWrite,
    string? WhyNotSubmit,
    IReadOnlyList<string> TemplateCategories
)
{
    /// <summary>The last day somebody may object, if it is submitted today.</summary>
    public DateOnly ObjectUntil { get; init; }

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(PlanDraftPage)} {Reference}";
}

/// <summary>
/// What is written. <paramref name="Missing"/> says what keeps it from being submitted, and <paramref name="Version"/> is what
/// the check page posts back. <paramref name="EndsDelivery"/> warns that every session of it has an outcome already.
/// </summary>
public sealed record PlanDraft(
    long Version,
    IReadOnlyList<DraftActivity> Activities,
    int? Sessions,
    IReadOnlyList<DraftScore> Scores,
    IReadOnlyList<Refusal> Missing,
    WorkBegun Saved,
    bool EndsDelivery
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(PlanDraft)} {Version}";
}

/// <summary>An activity as far as it is written.</summary>
public sealed record DraftActivity(ActivityId Id, string Description, IReadOnlyList<string> Outcomes)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(DraftActivity)} {Id}";
}

/// <summary>An outcome of the referral with its baseline score, when one was given.</summary>
public sealed record DraftScore(DesiredOutcomeId OutcomeId, string Outcome, int? Score);

internal sealed class GetPlanWritingHandler(
    UnsubmittedWorkDesk desk,
    WorkingDayCalendar calendar,
    DeadlineRuleBook rules
) : IRequestHandler<GetPlanWriting, Outcome<PlanDraftPage>>
{
    public async Task<Outcome<PlanDraftPage>> Handle(GetPlanWriting request, CancellationToken cancellationToken)
    {
        if (await desk.Open(request.Reference, WorkKind.Plan, cancellationToken) is not { } open)
            return AccessRefusals.NotFound;
        var (referral, today) = (open.Referral, LondonTime.DayOf(open.Now));
        return new PlanDraftPage(
            open.Read.Person,
            referral.Reference.Value,
            referral.Plans.Standing?.Version,
            open.Work is { } work ? Draft(open, work) : null,
            PlanRules.WhyNotWrite(referral),
            PlanRules.WhyNotSubmit(referral),
            [.. referral.Referring.Categories.Select(category => category.Name)]
        )
        {
            ObjectUntil = Domain.ActionPlans.ObjectToPlan.MayObjectUntil(referral, calendar, rules, today, today).Until,
        };
    }

    private static PlanDraft Draft(OpenWork open, UnsubmittedWork work)
    {
        var plan = new PlanWork(open);
        var texts = plan.Outcomes.ToDictionary(outcome => outcome.Id, outcome => outcome.Text);
        return new PlanDraft(
            work.Version,
            [
                .. plan
                    .Activities.Select(plan.Activity)
                    .Select(activity => new DraftActivity(
                        activity.Id,
                        activity.Description,
                        [.. activity.Outcomes.Where(texts.ContainsKey).Select(id => texts[id])]
                    )),
            ],
            plan.SessionCount,
            [.. plan.Outcomes.Select(o => new DraftScore(o.Id, o.Text, plan.BaselineOf(o.Id)))],
            SubmitPlanHandler.Missing(open, plan),
            work.Latest is { } latest
                ? new(latest.SavedBy == open.Viewer.AccountId ? "you" : latest.SavedByName, latest.SavedAt)
                : new("you", work.StartedAt),
            open.Referral.SessionsDelivered > 0 && open.Referral.SessionsAccountedFor >= plan.SessionCount
        );
    }
}
