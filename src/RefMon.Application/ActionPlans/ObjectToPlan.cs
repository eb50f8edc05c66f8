using FluentValidation;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Domain.Attention;
using Decide = RefMon.Domain.ActionPlans;

namespace RefMon.Application.ActionPlans;

/// <summary>
/// Objects to a version of the plan, in words. It goes on standing; the caseworker and the leads of both sides are told.
/// Refused when a newer version stands, after five working days, and a second time. Source: lifecycle, "object to plan".
/// </summary>
[Requires(Permission.SteerReferrals)]
public sealed record ObjectToPlan(Guid CommandId, string Reference, int Version, string? Objection)
    : ICommand<Done>,
        IConcernsReferral;

internal sealed class ObjectToPlanValidator : AbstractValidator<ObjectToPlan>
{
    public ObjectToPlanValidator()
    {
        RuleLevelCascadeMode = CascadeMode.Stop;
        RuleFor(c => c.Objection)
            .Answered("Enter what you object to, and what should be changed")
            .FitsText("Objection");
    }
}

internal sealed class ObjectToPlanHandler(
    ReferralDecisions referrals,
    WorkingDayCalendar calendar,
    DeadlineRuleBook rules,
    CurrentViewer current,
    TimeProvider time
) : IRequestHandler<ObjectToPlan, Outcome<Done>>
{
    public Task<Outcome<Done>> Handle(ObjectToPlan request, CancellationToken cancellationToken) =>
        referrals.Append(
            request.Reference,
            referral =>
                Decide.ObjectToPlan.Decide(
                    referral,
                    new(current.Required.AsStaffMember(), request.Version, TypedText.Lines(request.Objection)!),
                    calendar,
                    rules,
                    time.GetUtcNow()
                ),
            cancellationToken
        );
}
