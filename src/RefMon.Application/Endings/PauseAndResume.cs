using FluentValidation;
using FluentValidation.Results;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Domain.Attention;
using Decide = RefMon.Domain.Endings;

namespace RefMon.Application.Endings;

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

internal sealed class PauseHandler(ReferralDecisions referrals, CurrentViewer current, TimeProvider time)
    : IRequestHandler<PauseReferral, Outcome<Done>>,
        IRequestHandler<ResumeReferral, Outcome<Done>>
{
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
            referral =>
                Decide.ResumeReferral.Decide(referral, new(current.Required.AsStaffMember()), time.GetUtcNow()),
            cancellationToken
        );

    internal static (DateOnly Day, RefMon.Domain.Refusal? Refusal) Read(PauseReferral command) =>
        TypedDate.Read(
            "Date work is expected to go on",
            "ExpectedUntil",
            new(command.ExpectedUntilDay, command.ExpectedUntilMonth, command.ExpectedUntilYear)
        );
}
