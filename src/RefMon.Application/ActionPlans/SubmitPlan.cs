using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.ActionPlans;
using RefMon.EventStore;

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

internal sealed class SubmitPlanHandler(UnsubmittedWorkDesk desk, IEventSession session)
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
        var stream = await session.FetchForWriting<Referral>(open.Referral.Id.Value, cancellationToken);
        if (stream.Aggregate is not { } referral)
            return AccessRefusals.NotFound;
        if (open.Work is not { } work)
            return
                SubmitActionPlan.Decide(referral, new(open.Viewer.AsStaffMember(), 1, []), open.Now).Refusal
                    is { Kind: RefusalKind.Conflict } stage
                ? stage
                : UnsubmittedWorkDesk.Gone;
        if (work.Version != request.Version)
            return ChangedMeanwhile;
        var decision = SubmitActionPlan.Decide(referral, new PlanWork(open).ToCommand(), open.Now);
        if (decision.IsRefused)
            return decision.Refusal;
        stream.Append(decision.Events);
        desk.Remove(work);
        return Done.Value;
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
