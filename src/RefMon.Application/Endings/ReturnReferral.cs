using FluentValidation;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Domain.Endings;
using DomainReturn = RefMon.Domain.Endings.ReturnReferral;

namespace RefMon.Application.Endings;

/// <summary>
/// Sends a referral back to probation with a reason and words for the practitioner, who can send a copy to another
/// service. Refused once the assessment has happened. Source: lifecycle, "return referral".
/// </summary>
[Requires(Permission.ReturnReferrals)]
public sealed record ReturnReferral(Guid CommandId, string Reference, ReturnReason? Reason, string? Words)
    : ICommand<Done>,
        IConcernsReferral
{
    /// <summary>Shows the reference only.</summary>
    public override string ToString() => $"{nameof(ReturnReferral)} {Reference}";
}

/// <summary>Whether <see cref="ReturnReferral"/> would be accepted as it was filled in, before it is confirmed.</summary>
[Requires(Permission.ReturnReferrals)]
public sealed record CheckReturn(string Reference, ReturnReason? Reason, string? Words)
    : IQuery<Done>,
        IConcernsReferral
{
    /// <summary>Shows the reference only.</summary>
    public override string ToString() => $"{nameof(CheckReturn)} {Reference}";
}

internal sealed class ReturnReferralValidator : AbstractValidator<ReturnReferral>
{
    public ReturnReferralValidator()
    {
        RuleFor(command => command.Reason).IsReason("Select why you return this referral");
        RuleFor(command => command.Words).IsReturnWords();
    }
}

internal sealed class CheckReturnValidator : AbstractValidator<CheckReturn>
{
    public CheckReturnValidator()
    {
        RuleFor(command => command.Reason).IsReason("Select why you return this referral");
        RuleFor(command => command.Words).IsReturnWords();
    }
}

internal sealed class ReturnReferralHandler(ReferralDecisions referrals, CurrentViewer current, TimeProvider time)
    : IRequestHandler<ReturnReferral, Outcome<Done>>,
        IRequestHandler<CheckReturn, Outcome<Done>>
{
    public async Task<Outcome<Done>> Handle(CheckReturn request, CancellationToken cancellationToken)
    {
        var stream = await referrals.Open(request.Reference, cancellationToken);
        return stream?.Aggregate is not { } referral ? AccessRefusals.NotFound
            : DomainReturn.RefuseStage(referral) is { } refusal ? refusal
            : Done.Value;
    }

    public Task<Outcome<Done>> Handle(ReturnReferral request, CancellationToken cancellationToken) =>
        referrals.Append(
            request.Reference,
            referral =>
                DomainReturn.Decide(
                    referral,
                    new(current.Required.AsStaffMember(), request.Reason!.Value, TypedText.Lines(request.Words)!),
                    time.GetUtcNow()
                ),
            cancellationToken
        );
}
