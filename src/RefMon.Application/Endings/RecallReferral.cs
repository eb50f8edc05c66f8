using FluentValidation;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Domain.Endings;
using DomainRecall = RefMon.Domain.Endings.RecallReferral;

namespace RefMon.Application.Endings;

/// <summary>
/// Takes back a referral made for the wrong person or sent to the wrong supplier. From then on the supplier sees its
/// reference and dates only. For whoever sent it and for team leads. Source: lifecycle, "recall referral".
/// </summary>
[Requires(Permission.RecallReferrals)]
public sealed record RecallReferral(Guid CommandId, string Reference, RecallReason? Reason, string? Words)
    : ICommand<Done>,
        IConcernsReferral
{
    /// <summary>Shows the reference only.</summary>
    public override string ToString() => $"{nameof(RecallReferral)} {Reference}";
}

/// <summary>Whether <see cref="RecallReferral"/> would be accepted as it was filled in, before it is confirmed.</summary>
[Requires(Permission.RecallReferrals)]
public sealed record CheckRecall(string Reference, RecallReason? Reason, string? Words)
    : IQuery<Done>,
        IConcernsReferral
{
    /// <summary>Shows the reference only.</summary>
    public override string ToString() => $"{nameof(CheckRecall)} {Reference}";
}

internal sealed class RecallReferralValidator : AbstractValidator<RecallReferral>
{
    public RecallReferralValidator()
    {
        RuleFor(command => command.Reason).IsReason("Select what went wrong");
        RuleFor(command => command.Words).FitsText("The details");
    }
}

internal sealed class CheckRecallValidator : AbstractValidator<CheckRecall>
{
    public CheckRecallValidator()
    {
        RuleFor(command => command.Reason).IsReason("Select what went wrong");
        RuleFor(command => command.Words).FitsText("The details");
    }
}

internal sealed class RecallReferralHandler(ReferralDecisions referrals, CurrentViewer current, TimeProvider time)
    : IRequestHandler<RecallReferral, Outcome<Done>>,
        IRequestHandler<CheckRecall, Outcome<Done>>
{
    public async Task<Outcome<Done>> Handle(CheckRecall request, CancellationToken cancellationToken)
    {
        var stream = await referrals.Open(request.Reference, cancellationToken);
        return stream?.Aggregate is not { } referral ? AccessRefusals.NotFound
            : TakingBackRules.RefuseRecall(referral, current.Required) is { } refusal ? refusal
            : Done.Value;
    }

    public Task<Outcome<Done>> Handle(RecallReferral request, CancellationToken cancellationToken)
    {
        var viewer = current.Required;
        var command = new DomainRecall(viewer.AsStaffMember(), request.Reason!.Value, TypedText.Lines(request.Words));
        return referrals.Append(
            request.Reference,
            referral =>
                TakingBackRules.IsForRecall(referral, viewer)
                    ? DomainRecall.Decide(referral, command, time.GetUtcNow())
                    : TakingBackRules.NotYoursToRecall,
            cancellationToken
        );
    }
}
