using FluentValidation;
using FluentValidation.Results;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Attention;
using RefMon.Domain.Endings;
using Decide = RefMon.Domain.Endings;

namespace RefMon.Application.Endings;

/// <summary>What the forms for pausing and resuming show.</summary>
[Requires(Permission.PauseReferrals)]
[AuditedRead]
public sealed record GetPause(string Reference) : IQuery<PausePageShown>, IConcernsReferral;

/// <summary>The pause that goes on, with its reason, or why the referral cannot be paused.</summary>
public sealed record PausePageShown(CasePerson Person, Pause? Pause, string? PausedBecause, string? WhyNotPause)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(PausePageShown);
}

/// <summary>
/// Pauses the referral: its clocks stand still. The reason, and the date work is expected to go on (three boxes, as typed),
/// which must be after today.
/// </summary>
[Requires(Permission.PauseReferrals)]
public sealed record PauseReferral(
    Guid CommandId,
    string Reference,
    string? Reason,
    string? ExpectedUntilDay,
    string? ExpectedUntilMonth,
    string? ExpectedUntilYear
) : ICommand<Done>, IConcernsReferral;

/// <summary>Lets the clocks go on.</summary>
[Requires(Permission.PauseReferrals)]
public sealed record ResumeReferral(Guid CommandId, string Reference) : ICommand<Done>, IConcernsReferral;

internal sealed class PauseReferralValidator : AbstractValidator<PauseReferral>
{
    public PauseReferralValidator(TimeProvider time)
    {
        RuleLevelCascadeMode = CascadeMode.Stop;
        RuleFor(c => c.Reason).Answered("Enter why the work stops").FitsText("Reason");
        RuleFor(c => c)
            .Custom(
                (command, context) =>
                {
                    var (day, refusal) = PauseHandler.Read(command);
                    if (refusal is null && day <= LondonTime.DayOf(time.GetUtcNow()))
                        refusal = new(
                            "expected-date-passed",
                            nameof(command.ExpectedUntilDay),
                            "Date work is expected to go on must be in the future"
                        );
                    if (refusal is not null)
                        context.AddFailure(
                            new ValidationFailure(refusal.Field, refusal.Message) { ErrorCode = refusal.Code }
                        );
                }
            );
    }
}

internal sealed class PauseHandler(
    ReferralReader reader,
    ReferralDecisions referrals,
    CurrentViewer current,
    TimeProvider time
)
    : IRequestHandler<GetPause, Outcome<PausePageShown>>,
        IRequestHandler<PauseReferral, Outcome<Done>>,
        IRequestHandler<ResumeReferral, Outcome<Done>>
{
    public async Task<Outcome<PausePageShown>> Handle(GetPause request, CancellationToken cancellationToken)
    {
        if (await reader.Read(request.Reference, cancellationToken) is not { } read)
            return AccessRefusals.NotFound;
        var pause = read.Referral.Ending.OpenPause;
        return new PausePageShown(
            read.Person,
            pause,
            pause is null
                ? null
                : read.Events.Select(stored => stored.Data).OfType<Decide.ReferralPaused>().LastOrDefault()?.Reason,
            read.Referral.Stage is Stage.Concluded ? "This referral is concluded: nothing more is due that could wait."
                : pause is not null ? "This referral is paused already. Resume it first."
                : null
        );
    }

    public Task<Outcome<Done>> Handle(PauseReferral request, CancellationToken cancellationToken) =>
        referrals.Append(
            request.Reference,
            referral =>
                Decide.PauseReferral.Decide(
                    referral,
                    new(current.Required.AsStaffMember(), TypedText.Lines(request.Reason)!, Read(request).Day),
                    time.GetUtcNow()
                ),
            cancellationToken
        );

    public Task<Outcome<Done>> Handle(ResumeReferral request, CancellationToken cancellationToken) =>
        referrals.Append(
            request.Reference,
            referral => Decide.ResumeReferral.Decide(referral, new(current.Required.AsStaffMember()), time.GetUtcNow()),
            cancellationToken
        );

    internal static (DateOnly Day, Refusal? Refusal) Read(PauseReferral command) =>
        TypedDate.Read(
            "Date work is expected to go on",
            "ExpectedUntil",
            new(command.ExpectedUntilDay, command.ExpectedUntilMonth, command.ExpectedUntilYear)
        );
}
