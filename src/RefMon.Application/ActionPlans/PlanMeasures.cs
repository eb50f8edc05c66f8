using System.Globalization;
using FluentValidation;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Domain.ActionPlans;

namespace RefMon.Application.ActionPlans;

/// <summary>The form with the number of sessions and the baseline scores of the plan being written.</summary>
[Requires(Permission.WritePlansAndReports)]
[AuditedRead]
public sealed record GetPlanMeasures(string Reference) : IQuery<MeasuresPage>, IConcernsReferral;

/// <summary>
/// Sessions and scores as saved. <paramref name="FewestSessions"/> have an outcome or are booked: the plan cannot have
/// fewer; <paramref name="DaysLeft"/> are the enforceable days that may still be used.
/// </summary>
public sealed record MeasuresPage(
    CasePerson Person,
    WorkForm Form,
    string? Sessions,
    int FewestSessions,
    int DaysLeft,
    IReadOnlyList<DraftScore> Scores
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(MeasuresPage);
}

/// <summary>
/// Saves the number of sessions as typed (a whole number from 1 to 500) and the baseline score of each outcome (0 to 10, or
/// none), in the order of the referral's outcomes.
/// </summary>
[Requires(Permission.WritePlansAndReports)]
public sealed record SavePlanMeasures(
    Guid CommandId,
    string Reference,
    string? Shown,
    string? Sessions,
    IReadOnlyList<ScoreAnswer> Scores
) : ICommand<Done>, IConcernsReferral
{
    /// <summary>More sessions than anybody delivers: a slip of the finger.</summary>
    public const int MostSessions = 500;
}

/// <summary>A score as chosen for an outcome; empty when none is given.</summary>
public sealed record ScoreAnswer(string? OutcomeId, string? Score);

internal sealed class SavePlanMeasuresValidator : AbstractValidator<SavePlanMeasures>
{
    public SavePlanMeasuresValidator()
    {
        RuleLevelCascadeMode = CascadeMode.Stop;
        RuleFor(c => c.Sessions)
            .Answered("Enter the number of sessions")
            .Must(text => PlanMeasuresHandler.Sessions(text) is not null)
            .WithErrorCode("sessions-not-a-number")
            .WithMessage("Number of sessions must be a whole number, like 8")
            .Must(text => PlanMeasuresHandler.Sessions(text) >= 1)
            .WithErrorCode("sessions-below-one")
            .WithMessage("Enter the number of sessions, 1 or more")
            .Must(text => PlanMeasuresHandler.Sessions(text) <= SavePlanMeasures.MostSessions)
            .WithErrorCode("sessions-too-many")
            .WithMessage("Number of sessions must be 500 or fewer");
        RuleForEach(c => c.Scores)
            .Must(answer => string.IsNullOrEmpty(answer.Score) || PlanMeasuresHandler.Score(answer.Score) is not null)
            .WithErrorCode("score-off-scale")
            .WithMessage("Choose a score from 0 to 10, or no score");
    }
}

internal sealed class PlanMeasuresHandler(UnsubmittedWorkDesk desk)
    : IRequestHandler<GetPlanMeasures, Outcome<MeasuresPage>>,
        IRequestHandler<SavePlanMeasures, Outcome<Done>>
{
    public async Task<Outcome<MeasuresPage>> Handle(GetPlanMeasures request, CancellationToken cancellationToken)
    {
        if (await desk.Open(request.Reference, WorkKind.Plan, cancellationToken) is not { } open)
            return AccessRefusals.NotFound;
        var plan = new PlanWork(open);
        var outcomes = plan.Outcomes.ToList();
        return new MeasuresPage(
            open.Read.Person,
            UnsubmittedWorkDesk.Form(
                open,
                [
                    (PlanWork.Sessions, nameof(SavePlanMeasures.Sessions), words => words),
                    .. outcomes.Select(
                        (outcome, i) => (PlanWork.Baseline(outcome.Id), FieldOf(i), (Func<string, string>)(s => s))
                    ),
                ]
            ) with
            {
                WhyClosed = PlanRules.WhyClosed(open),
            },
            open[PlanWork.Sessions],
            open.Referral.Appointments.Sessions.Max(session => session.SessionNumber) ?? 0,
            open.Referral.EnforceableDaysLeft,
            [.. outcomes.Select(o => new DraftScore(o.Id, o.Text, plan.BaselineOf(o.Id)))]
        );
    }

    public async Task<Outcome<Done>> Handle(SavePlanMeasures request, CancellationToken cancellationToken)
    {
        if (await desk.Open(request.Reference, WorkKind.Plan, cancellationToken) is not { } open)
            return AccessRefusals.NotFound;
        if (PlanRules.RefuseClosed(open) is { } closed)
            return closed;
        var given = request.Scores.ToLookup(answer => answer.OutcomeId, answer => Score(answer.Score));
        var answers = new List<WorkAnswer>
        {
            new(
                PlanWork.Sessions,
                nameof(request.Sessions),
                Sessions(request.Sessions)?.ToString(CultureInfo.InvariantCulture)
            ),
        };
        // an outcome that the form did not show is left as it is
        answers.AddRange(
            new PlanWork(open)
                .Outcomes.Select((outcome, i) => (outcome.Id, Field: FieldOf(i)))
                .Where(outcome => given.Contains(outcome.Id.ToString()))
                .Select(outcome => new WorkAnswer(
                    PlanWork.Baseline(outcome.Id),
                    outcome.Field,
                    given[outcome.Id.ToString()].First()?.ToString(CultureInfo.InvariantCulture)
                ))
        );
        return desk.Save(open, request.Shown, answers);
    }

    internal static int? Sessions(string? text) =>
        int.TryParse(TypedText.Line(text), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    internal static int? Score(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var score)
        && score is >= Scores.Lowest and <= Scores.Highest
            ? score
            : null;

    private static string FieldOf(int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{nameof(SavePlanMeasures.Scores)}[{index}].Score");
}
