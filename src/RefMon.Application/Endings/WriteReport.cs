using System.Globalization;
using FluentValidation;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.ActionPlans;
using RefMon.Application.CaseLists;
using RefMon.Application.Catalogue;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Domain;

namespace RefMon.Application.Endings;

/// <summary>The report being written, whole: its list of outcomes, and the preview before it is submitted.</summary>
[Requires(Permission.WritePlansAndReports)]
[AuditedRead]
public sealed record GetReportWriting(string Reference) : IQuery<ReportDraftPage>, IConcernsReferral;

/// <summary>
/// What is written. <paramref name="Version"/> is what the check page posts back; <paramref name="WhyNot"/> says why the
/// report is not owed, and nothing can be written then.
/// </summary>
public sealed record ReportDraftPage(
    CasePerson Person,
    string Reference,
    ReportHead Head,
    long Version,
    ReportShown Draft,
    IReadOnlyList<Refusal> Missing,
    WorkBegun? Saved,
    string? WhyNot
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(ReportDraftPage)} {Reference}";
}

/// <summary>The form of one outcome.</summary>
[Requires(Permission.WritePlansAndReports)]
[AuditedRead]
public sealed record GetReportOutcome(string Reference, DesiredOutcomeId OutcomeId)
    : IQuery<ReportOutcomePage>,
        IConcernsReferral;

/// <summary>The judgement as saved, its place among the outcomes, and the next outcome, if any.</summary>
public sealed record ReportOutcomePage(
    CasePerson Person,
    WorkForm Form,
    JudgementShown Judgement,
    int Number,
    int Total,
    DesiredOutcomeId? Next
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(ReportOutcomePage);
}

/// <summary>Saves the judgement on one outcome. The end score (0 to 10) only where the plan has a baseline.</summary>
[Requires(Permission.WritePlansAndReports)]
public sealed record SaveReportOutcome(
    Guid CommandId,
    string Reference,
    DesiredOutcomeId OutcomeId,
    string? Shown,
    string? Achievement,
    string? Progress,
    string? RemainingTasks,
    string? EndScore
) : ICommand<Done>, IConcernsReferral;

/// <summary>The form with further information.</summary>
[Requires(Permission.WritePlansAndReports)]
[AuditedRead]
public sealed record GetReportFurther(string Reference) : IQuery<ReportFurtherPage>, IConcernsReferral;

/// <summary>Further information as saved.</summary>
public sealed record ReportFurtherPage(CasePerson Person, WorkForm Form, string? FurtherInformation)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(ReportFurtherPage);
}

/// <summary>Saves further information, which may be left empty.</summary>
[Requires(Permission.WritePlansAndReports)]
public sealed record SaveReportFurther(Guid CommandId, string Reference, string? Shown, string? FurtherInformation)
    : ICommand<Done>,
        IConcernsReferral;

internal sealed class SaveReportOutcomeValidator : AbstractValidator<SaveReportOutcome>
{
    public SaveReportOutcomeValidator()
    {
        RuleLevelCascadeMode = CascadeMode.Stop;
        RuleFor(c => c.Achievement)
            .Must(code => ReportWork.AchievementOf(code) is not null)
            .WithErrorCode("outcome-without-judgement")
            .WithMessage("Select how far this was achieved");
        RuleFor(c => c.Progress).Answered("Describe the progress made").FitsText("Progress");
        RuleFor(c => c.RemainingTasks).FitsText("What remains to be done");
        RuleFor(c => c.EndScore)
            .Must(text => string.IsNullOrEmpty(text) || PlanMeasuresHandler.Score(text) is not null)
            .WithErrorCode("score-off-scale")
            .WithMessage("Choose a score from 0 to 10, or no score");
    }
}

internal sealed class SaveReportFurtherValidator : AbstractValidator<SaveReportFurther>
{
    public SaveReportFurtherValidator() => RuleFor(c => c.FurtherInformation).FitsText("Further information");
}

internal sealed class WriteReportHandler(UnsubmittedWorkDesk desk, ServiceCatalogue catalogue)
    : IRequestHandler<GetReportWriting, Outcome<ReportDraftPage>>,
        IRequestHandler<GetReportOutcome, Outcome<ReportOutcomePage>>,
        IRequestHandler<SaveReportOutcome, Outcome<Done>>,
        IRequestHandler<GetReportFurther, Outcome<ReportFurtherPage>>,
        IRequestHandler<SaveReportFurther, Outcome<Done>>
{
    public async Task<Outcome<ReportDraftPage>> Handle(GetReportWriting request, CancellationToken cancellationToken)
    {
        if (await desk.Open(request.Reference, WorkKind.Report, cancellationToken) is not { } open)
            return AccessRefusals.NotFound;
        var report = new ReportWork(open);
        return new ReportDraftPage(
            open.Read.Person,
            open.Referral.Reference.Value,
            await GetReportHandler.Head(open.Referral, catalogue, cancellationToken),
            open.Work?.Version ?? 0,
            report.Shown(),
            report.Missing(),
            open.Work?.Latest is { } latest
                ? new(latest.SavedBy == open.Viewer.AccountId ? "you" : latest.SavedByName, latest.SavedAt)
                : null,
            NotOwed(open.Referral)?.Message
        );
    }

    public async Task<Outcome<ReportOutcomePage>> Handle(GetReportOutcome request, CancellationToken cancellationToken)
    {
        if (await desk.Open(request.Reference, WorkKind.Report, cancellationToken) is not { } open)
            return AccessRefusals.NotFound;
        var judgements = new ReportWork(open).Shown().Judgements;
        var at = judgements.TakeWhile(j => j.OutcomeId != request.OutcomeId).Count();
        if (at == judgements.Count)
            return AccessRefusals.NotFound;
        return new ReportOutcomePage(
            open.Read.Person,
            UnsubmittedWorkDesk.Form(open, ReportWork.FormOf(request.OutcomeId)) with
            {
                WhyClosed = NotOwed(open.Referral)?.Message,
            },
            judgements[at],
            at + 1,
            judgements.Count,
            at + 1 < judgements.Count ? judgements[at + 1].OutcomeId : null
        );
    }

    public async Task<Outcome<Done>> Handle(SaveReportOutcome request, CancellationToken cancellationToken)
    {
        if (await desk.Open(request.Reference, WorkKind.Report, cancellationToken) is not { } open)
            return AccessRefusals.NotFound;
        if (NotOwed(open.Referral) is { } notOwed)
            return notOwed;
        var id = request.OutcomeId;
        if (open.Referral.Referring.Outcomes.All(outcome => outcome.Id != id))
            return AccessRefusals.NotFound;
        var hasBaseline = SubmittedReport.Baselines(open.Read.Events).ContainsKey(id);
        var endScore = hasBaseline ? PlanMeasuresHandler.Score(request.EndScore) : null;
        return desk.Save(
            open,
            request.Shown,
            [
                new(
                    ReportWork.AchievementField(id),
                    nameof(request.Achievement),
                    ReportWork.AchievementOf(request.Achievement)?.ToString()
                ),
                new(ReportWork.ProgressField(id), nameof(request.Progress), TypedText.Lines(request.Progress)),
                new(
                    ReportWork.RemainingField(id),
                    nameof(request.RemainingTasks),
                    TypedText.Lines(request.RemainingTasks)
                ),
                new(
                    ReportWork.EndScoreField(id),
                    nameof(request.EndScore),
                    endScore?.ToString(CultureInfo.InvariantCulture)
                ),
            ]
        );
    }

    public async Task<Outcome<ReportFurtherPage>> Handle(GetReportFurther request, CancellationToken cancellationToken)
    {
        if (await desk.Open(request.Reference, WorkKind.Report, cancellationToken) is not { } open)
            return AccessRefusals.NotFound;
        return new ReportFurtherPage(
            open.Read.Person,
            UnsubmittedWorkDesk.Form(
                open,
                [(ReportWork.Further, nameof(SaveReportFurther.FurtherInformation), words => words)]
            ) with
            {
                WhyClosed = NotOwed(open.Referral)?.Message,
            },
            open[ReportWork.Further]
        );
    }

    public async Task<Outcome<Done>> Handle(SaveReportFurther request, CancellationToken cancellationToken)
    {
        if (await desk.Open(request.Reference, WorkKind.Report, cancellationToken) is not { } open)
            return AccessRefusals.NotFound;
        return NotOwed(open.Referral) is { } notOwed
            ? notOwed
            : desk.Save(
                open,
                request.Shown,
                [
                    new(
                        ReportWork.Further,
                        nameof(request.FurtherInformation),
                        TypedText.Lines(request.FurtherInformation)
                    ),
                ]
            );
    }

    private static Refusal? NotOwed(Referral referral) =>
        referral.Stage is Stage.Ending
            ? null
            : Refusal.Conflict(
                "report-not-owed",
                referral.Stage is Stage.Concluded
                    ? "This referral is concluded. Its report can no longer be written or changed."
                    : $"This referral is {referral.Stage.InWords()}, so no end-of-service report is owed now."
            ) with
            {
                Stage = referral.Stage,
            };
}
