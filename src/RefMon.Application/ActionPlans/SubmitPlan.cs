using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.ActionPlans;

namespace RefMon.Application.ActionPlans;

/// <summary>
/// Submits the plan as it was shown on the check page (<paramref name="Version"/>): it stands at once. Refused when a
/// colleague has changed it since, when something is missing (each thing named), and outside Assessed to Delivering.
/// </summary>
[Requires(Permission.WritePlansAndReports)]
public sealed record SubmitPlan(Guid CommandId, string Reference, long Version) : ICommand<Done>, IConcernsReferral;

/// <summary>Throws the plan being written away, as it was shown; the standing version is not touched.</summary>
[Requires(Permission.WritePlansAndReports)]
public sealed record DiscardPlan(Guid CommandId, string Reference, long Version) : ICommand<Done>, IConcernsReferral;

internal sealed class SubmitPlanHandler(UnsubmittedWorkDesk desk, ReferralDecisions referrals)
    : IRequestHandler<SubmitPlan, Outcome<Done>>,
        IRequestHandler<DiscardPlan, Outcome<Done>>
{
    private static readonly Refusal ChangedMeanwhile = Refusal.Conflict(
        "work-changed",
        "A colleague changed the plan while you were checking it. Nothing was done. It is shown below as it is now: check "
            + "it again."
    );

    public async Task<Outcome<Done>> Handle(SubmitPlan request, CancellationToken cancellationToken)
    {
        if (await desk.Open(request.Reference, WorkKind.Plan, cancellationToken) is not { } open)
            return AccessRefusals.NotFound;
        var done = await referrals.Append(
            request.Reference,
            referral => Decision(referral, open, request.Version),
            cancellationToken
        );
        if (!done.IsRefused)
            desk.Remove(open.Work!);
        return done;
    }

    private static Decision Decision(Referral referral, OpenWork open, long version)
    {
        if (open.Work is not { } work)
            return
                SubmitActionPlan.Decide(referral, new(open.Viewer.AsStaffMember(), 1, []), open.Now).Refusal
                    is { Kind: RefusalKind.Conflict } stage
                ? stage
                : UnsubmittedWorkDesk.Gone;
        return work.Version != version
            ? ChangedMeanwhile
            : SubmitActionPlan.Decide(referral, new PlanWork(open).ToCommand(), open.Now);
    }

    public async Task<Outcome<Done>> Handle(DiscardPlan request, CancellationToken cancellationToken)
    {
        if (await desk.Open(request.Reference, WorkKind.Plan, cancellationToken) is not { } open)
            return AccessRefusals.NotFound;
        if (open.Work is not { } work)
            return UnsubmittedWorkDesk.Gone;
        if (work.Version != request.Version)
            return ChangedMeanwhile;
        desk.Remove(work);
        return Done.Value;
    }

    /// <summary>What would keep the plan from being submitted, whatever the stage; each thing by itself.</summary>
    public static IReadOnlyList<Refusal> Missing(OpenWork open, PlanWork plan)
    {
        var missing = new List<Refusal>();
        // the domain names one kind of fault at a time: the sessions are looked at whether or not activities are missing
        Add(SubmitActionPlan.Check(open.Referral, plan.ToCommand()));
        if (plan.SessionCount is null && missing.All(refusal => refusal.Field != "sessions"))
            missing.Add(new("sessions-missing", "sessions", "Enter the number of sessions"));
        return missing;

        void Add(Refusal? refusal)
        {
            if (refusal is not null)
                missing.AddRange(refusal.Items.Count > 0 ? refusal.Items : [refusal]);
        }
    }
}
