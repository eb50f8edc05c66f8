using FluentValidation;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.ActionPlans;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Domain;
using Decide = RefMon.Domain.Endings;

namespace RefMon.Application.Endings;

/// <summary>
/// Submits the report as it was previewed (<paramref name="Version"/>), which concludes the referral. Refused when a
/// colleague has changed it since, when an outcome has no judgement (each named), and when none is owed. Source: lifecycle,
/// "submit report".
/// </summary>
[Requires(Permission.WritePlansAndReports)]
public sealed record SubmitEndOfServiceReport(Guid CommandId, string Reference, long Version)
    : ICommand<Done>,
        IConcernsReferral;

/// <summary>Concludes the referral without its report, with the reason why there is none.</summary>
[Requires(Permission.ConcludeWithoutReport)]
public sealed record ConcludeWithoutReport(Guid CommandId, string Reference, string? Reason)
    : ICommand<Done>,
        IConcernsReferral;

internal sealed class ConcludeWithoutReportValidator : AbstractValidator<ConcludeWithoutReport>
{
    public ConcludeWithoutReportValidator()
    {
        RuleLevelCascadeMode = CascadeMode.Stop;
        RuleFor(c => c.Reason).Answered("Enter why there will be no report").FitsText("Reason");
    }
}

internal sealed class SubmitReportHandler(
    UnsubmittedWorkDesk desk,
    ReferralDecisions referrals,
    CurrentViewer current,
    TimeProvider time
) : IRequestHandler<SubmitEndOfServiceReport, Outcome<Done>>, IRequestHandler<ConcludeWithoutReport, Outcome<Done>>
{
    private static readonly Refusal ChangedMeanwhile = Refusal.Conflict(
        "work-changed",
        "A colleague changed the report while you were checking it. Nothing was sent. It is shown below as it is now: check "
            + "it again."
    );

    public async Task<Outcome<Done>> Handle(SubmitEndOfServiceReport request, CancellationToken cancellationToken)
    {
        if (await desk.Open(request.Reference, WorkKind.Report, cancellationToken) is not { } open)
            return AccessRefusals.NotFound;
        var done = await referrals.Append(
            request.Reference,
            referral =>
            {
                var decision = Decide.SubmitReport.Decide(referral, new ReportWork(open).ToCommand(), open.Now);
                // the stage first: a report submitted by a colleague is not one that changed
                var isStage = decision.Refusal is { Kind: RefusalKind.Conflict };
                return !isStage && open.Work is { } work && work.Version != request.Version
                    ? ChangedMeanwhile
                    : decision;
            },
            cancellationToken
        );
        if (!done.IsRefused)
            desk.Remove(open.Work!);
        return done;
    }

    public Task<Outcome<Done>> Handle(ConcludeWithoutReport request, CancellationToken cancellationToken) =>
        referrals.Append(
            request.Reference,
            referral =>
                Decide.ConcludeWithoutReport.Decide(
                    referral,
                    new(current.Required.AsStaffMember(), TypedText.Lines(request.Reason)!),
                    time.GetUtcNow()
                ),
            cancellationToken
        );
}
