using FluentValidation;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.ActionPlans;

namespace RefMon.Application.ActionPlans;

/// <summary>
/// Begins the next version of the plan: from the standing one ("standing"), from the templates of the referral's needs
/// ("template"), or empty ("empty"). Where the person stood at the beginning does not change with the plan: the scores are kept in any
/// case. What a colleague has begun is gone on with instead.
/// </summary>
[Requires(Permission.WritePlansAndReports)]
public sealed record StartPlan(Guid CommandId, string Reference, string? From) : ICommand<Done>, IConcernsReferral
{
    /// <summary>From the standing version.</summary>
    public const string Standing = "standing";

    /// <summary>From the templates.</summary>
    public const string Template = "template";

    /// <summary>With nothing in it.</summary>
    public const string Empty = "empty";
}

internal sealed class StartPlanValidator : AbstractValidator<StartPlan>
{
    public StartPlanValidator() =>
        RuleFor(command => command.From)
            .Must(from => from is StartPlan.Standing or StartPlan.Template or StartPlan.Empty)
            .WithErrorCode("start-missing")
            .WithMessage("Select what to start from");
}

internal sealed class StartPlanHandler(UnsubmittedWorkDesk desk) : IRequestHandler<StartPlan, Outcome<Done>>
{
    public async Task<Outcome<Done>> Handle(StartPlan request, CancellationToken cancellationToken)
    {
        if (await desk.Open(request.Reference, WorkKind.Plan, cancellationToken) is not { } open)
            return AccessRefusals.NotFound;
        if (PlanRules.WhyNotWrite(open.Referral) is { } why)
            return Refusal.Conflict(open.Referral.Stage is Stage.Concluded ? "concluded" : "wrong-stage", why) with
            {
                Stage = open.Referral.Stage,
            };
        if (open.Work is not null)
            return Done.Value;
        var standing = open.Read.Events.Select(stored => stored.Data).OfType<ActionPlanSubmitted>().LastOrDefault();
        var baselines = Kept(standing?.Baselines ?? [], open.Referral);
        desk.Begin(
            open,
            request.From switch
            {
                StartPlan.Standing when standing is not null => PlanWork.Answers(
                    Kept(standing, open.Referral),
                    standing.Sessions,
                    baselines
                ),
                StartPlan.Template => FromTemplates(open.Referral, baselines),
                _ => PlanWork.Answers([], null, baselines),
            }
        );
        return Done.Value;
    }

    // an outcome that is no longer part of the referral is not served any more; the activity stays and asks for another
    private static IReadOnlyList<PlanActivity> Kept(ActionPlanSubmitted standing, Referral referral)
    {
        var wanted = referral.Referring.Outcomes.Select(outcome => outcome.Id).ToHashSet();
        return [.. standing.Activities.Select(a => a with { Outcomes = [.. a.Outcomes.Where(wanted.Contains)] })];
    }

    private static List<BaselineScore> Kept(IReadOnlyList<BaselineScore> baselines, Referral referral)
    {
        var wanted = referral.Referring.Outcomes.Select(outcome => outcome.Id).ToHashSet();
        return [.. baselines.Where(baseline => wanted.Contains(baseline.OutcomeId))];
    }

    private static IEnumerable<(string, string?)> FromTemplates(
        Referral referral,
        IReadOnlyList<BaselineScore> baselines
    )
    {
        var categories = referral.Referring.Categories;
        var activities = categories.SelectMany(category =>
            PlanTemplates
                .For(category)
                .Select(text => new PlanActivity(
                    new ActivityId(Guid.CreateVersion7()),
                    [.. category.Outcomes.Select(outcome => outcome.Id)],
                    text
                ))
        );
        var held = referral.Appointments.Sessions.Max(session => session.SessionNumber) ?? 0;
        return PlanWork.Answers([.. activities], Math.Max(PlanTemplates.Sessions(categories), held), baselines);
    }
}
