using FluentValidation;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Endings;
using RefMon.EventStore;
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

internal sealed class RecallReferralHandler(
    IEventSession session,
    ReferralLookup lookup,
    CurrentViewer current,
    TimeProvider time
) : IRequestHandler<RecallReferral, Outcome<Done>>, IRequestHandler<CheckRecall, Outcome<Done>>
{
    public async Task<Outcome<Done>> Handle(CheckRecall request, CancellationToken cancellationToken)
    {
        if (await lookup.Find(request.Reference, cancellationToken) is not { } id)
            return AccessRefusals.NotFound;
        var stream = await session.FetchForWriting<Referral>(id.Value, cancellationToken);
        return stream.Aggregate is not { } referral ? AccessRefusals.NotFound
            : TakingBackRules.RefuseRecall(referral, current.Required) is { } refusal ? refusal
            : Done.Value;
    }

    public async Task<Outcome<Done>> Handle(RecallReferral request, CancellationToken cancellationToken)
    {
        if (await lookup.Find(request.Reference, cancellationToken) is not { } id)
            return AccessRefusals.NotFound;
        var stream = await session.FetchForWriting<Referral>(id.Value, cancellationToken);
        if (stream.Aggregate is not { } referral)
            return AccessRefusals.NotFound;
        var viewer = current.Required;
        if (!TakingBackRules.IsForRecall(referral, viewer))
            return TakingBackRules.NotYoursToRecall;
        var command = new DomainRecall(viewer.AsStaffMember(), request.Reason!.Value, TypedText.Lines(request.Words));
        var decision = DomainRecall.Decide(referral, command, time.GetUtcNow());
        if (decision.IsRefused)
            return decision.Refusal;
        stream.Append(decision.Events);
        return Done.Value;
    }
}
