using FluentValidation;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Domain;

namespace RefMon.Application.ActionPlans;

/// <summary>The form of one activity of the plan being written; without an id, of a new one.</summary>
[Requires(Permission.WritePlansAndReports)]
[AuditedRead]
public sealed record GetPlanActivity(string Reference, ActivityId? ActivityId)
    : IQuery<ActivityPage>,
        IConcernsReferral;

/// <summary>
/// The activity and the outcomes it can serve. <paramref name="IsNew"/> also for one that a colleague has taken out:
/// saving puts it back.
/// </summary>
public sealed record ActivityPage(
    CasePerson Person,
    WorkForm Form,
    bool IsNew,
    string? Description,
    IReadOnlyList<string> OutcomeIds,
    IReadOnlyList<ActivityOutcome> Outcomes
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(ActivityPage);
}

/// <summary>An outcome of the referral that activities can be for.</summary>
public sealed record ActivityOutcome(DesiredOutcomeId Id, string Text, string Category);

/// <summary>
/// Saves an activity: a changed one, or a new one at the end of the list, whose id the form chose. Needs words and at least
/// one of the referral's outcomes.
/// </summary>
[Requires(Permission.WritePlansAndReports)]
public sealed record SavePlanActivity(
    Guid CommandId,
    string Reference,
    ActivityId ActivityId,
    string? Shown,
    string? Description,
    IReadOnlyList<string> OutcomeIds
) : ICommand<Done>, IConcernsReferral;

/// <summary>What to do with an activity in the list.</summary>
public enum ActivityMove
{
    /// <summary>One place towards the beginning.</summary>
    Up,

    /// <summary>One place towards the end.</summary>
    Down,

    /// <summary>Out of the plan.</summary>
    Remove,
}

/// <summary>Moves an activity in the list as it is now, or takes it out.</summary>
[Requires(Permission.WritePlansAndReports)]
public sealed record MovePlanActivity(Guid CommandId, string Reference, ActivityId ActivityId, ActivityMove Move)
    : ICommand<Done>,
        IConcernsReferral;

internal sealed class SavePlanActivityValidator : AbstractValidator<SavePlanActivity>
{
    public SavePlanActivityValidator()
    {
        RuleLevelCascadeMode = CascadeMode.Stop;
        RuleFor(c => c.Description).Answered("Describe the activity").FitsText("Activity");
        RuleFor(c => c.OutcomeIds)
            .NotEmpty()
            .WithErrorCode("activity-without-outcome")
            .WithMessage("Select at least one outcome this activity is for");
    }
}

internal sealed class PlanActivitiesHandler(UnsubmittedWorkDesk desk)
    : IRequestHandler<GetPlanActivity, Outcome<ActivityPage>>,
        IRequestHandler<SavePlanActivity, Outcome<Done>>,
        IRequestHandler<MovePlanActivity, Outcome<Done>>
{
    // in the plan, or not: what a form saw of it, so that one taken out meanwhile is not put back unasked
    private const string InPlan = "in-plan";

    public async Task<Outcome<ActivityPage>> Handle(GetPlanActivity request, CancellationToken cancellationToken)
    {
        if (await desk.Open(request.Reference, WorkKind.Plan, cancellationToken) is not { } open)
            return AccessRefusals.NotFound;
        var plan = new PlanWork(open);
        var id = request.ActivityId ?? new ActivityId(Guid.Empty);
        var texts = plan.Outcomes.ToDictionary(o => o.Id.Value, o => o.Text);
        var form = UnsubmittedWorkDesk.Form(
            open,
            [
                (PlanWork.Text(id), nameof(SavePlanActivity.Description), words => words),
                (
                    PlanWork.OutcomesOf(id),
                    nameof(SavePlanActivity.OutcomeIds),
                    ids => string.Join("\n", PlanWork.Ids(ids).Select(o => texts.GetValueOrDefault(o, "")))
                ),
            ]
        );
        return new ActivityPage(
            open.Read.Person,
            form with
            {
                Shown = $"{form.Shown};{Mark(plan.Activities.Contains(id))}",
                WhyClosed = PlanRules.WhyClosed(open),
                NamesByField = form
                    .NamesByField.SelectMany(names => names.Select(name => (Field: names.Key, Name: name)))
                    .Append((Field: nameof(SavePlanActivity.Description), Name: InPlan))
                    .ToLookup(pair => pair.Field, pair => pair.Name, StringComparer.Ordinal),
            },
            !plan.Activities.Contains(id),
            open[PlanWork.Text(id)],
            [.. PlanWork.Ids(open[PlanWork.OutcomesOf(id)]).Select(o => o.ToString())],
            [
                .. open.Referral.Referring.Categories.SelectMany(category =>
                    category.Outcomes.Select(o => new ActivityOutcome(o.Id, o.Text, category.Name))
                ),
            ]
        );
    }

    public async Task<Outcome<Done>> Handle(SavePlanActivity request, CancellationToken cancellationToken)
    {
        if (await desk.Open(request.Reference, WorkKind.Plan, cancellationToken) is not { } open)
            return AccessRefusals.NotFound;
        if (PlanRules.RefuseClosed(open) is { } closed)
            return closed;
        var plan = new PlanWork(open);
        var id = request.ActivityId;
        var wanted = plan.Outcomes.Select(o => o.Id.Value).ToHashSet();
        var chosen = request.OutcomeIds.Select(o => Guid.TryParse(o, out var value) ? value : Guid.Empty).ToList();
        if (chosen.Any(o => !wanted.Contains(o)))
            return new Refusal(
                "outcome-not-in-referral",
                nameof(request.OutcomeIds),
                "The outcomes of the referral have changed. Select those this activity is for again."
            );
        var isListed = plan.Activities.Contains(id);
        if (!isListed && (request.Shown ?? "").Split(';').Contains(Mark(true)))
            return Refusal.Conflict(
                WorkForm.ChangedCode,
                "A colleague took this activity out of the plan after you opened it. Save again to put it back with your "
                    + "words, or leave without saving.",
                nameof(request.Description)
            );
        var answers = new List<WorkAnswer>
        {
            new(PlanWork.Text(id), nameof(request.Description), TypedText.Lines(request.Description)),
            new(PlanWork.OutcomesOf(id), nameof(request.OutcomeIds), PlanWork.JoinSorted(chosen)),
        };
        if (isListed)
            return desk.Save(open, request.Shown, answers);
        desk.Write(
            open,
            [
                .. answers.Select(answer => (answer.Name, answer.Value)),
                (PlanWork.Order, (string?)PlanWork.Join([.. plan.Activities.Select(a => a.Value), id.Value])),
            ]
        );
        return Done.Value;
    }

    public async Task<Outcome<Done>> Handle(MovePlanActivity request, CancellationToken cancellationToken)
    {
        if (await desk.Open(request.Reference, WorkKind.Plan, cancellationToken) is not { } open)
            return AccessRefusals.NotFound;
        if (PlanRules.RefuseClosed(open) is { } closed)
            return closed;
        var order = new PlanWork(open).Activities.ToList();
        var at = order.IndexOf(request.ActivityId);
        // taken out by a colleague already: there is nothing to move
        if (at < 0)
            return Done.Value;
        order.RemoveAt(at);
        if (request.Move is not ActivityMove.Remove)
            order.Insert(
                Math.Clamp(request.Move is ActivityMove.Up ? at - 1 : at + 1, 0, order.Count),
                request.ActivityId
            );
        desk.Write(open, [(PlanWork.Order, PlanWork.Join(order.Select(activity => activity.Value)))]);
        return Done.Value;
    }

    private static string Mark(bool isListed) => $"{InPlan}={(isListed ? "yes" : "no")}";
}
