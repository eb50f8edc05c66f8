using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.Attention;

namespace RefMon.Application.ActionPlans;

/// <summary>The action plan with all its versions, and what the viewer may do about it.</summary>
[Requires(Permission.SeeReferrals)]
[AuditedRead]
[OpenToFormerSupplier]
public sealed record GetPlan(string Reference) : IQuery<PlanPage>, IConcernsReferral;

/// <summary>The same for whoever objects to it.</summary>
[Requires(Permission.SteerReferrals)]
[AuditedRead]
public sealed record GetPlanToObject(string Reference) : IQuery<PlanPage>, IConcernsReferral;

/// <summary>
/// The versions, newest first; the first of them stands. <paramref name="Writing"/> is null for those who never write plans,
/// <paramref name="Objecting"/> for those who never object.
/// </summary>
public sealed record PlanPage(
    CasePerson Person,
    string Reference,
    Stage Stage,
    IReadOnlyList<PlanShown> Versions,
    PlanWriting? Writing,
    PlanObjecting? Objecting
)
{
    /// <summary>The version that stands; null before the first.</summary>
    public PlanShown? Standing => Versions.Count == 0 ? null : Versions[0];

    /// <summary>
    /// The last day somebody may object to the version that stands, and the day the first session is to be booked by, for those who
    /// only wait for it; null where there is none.
    /// </summary>
    public (DateOnly? ObjectUntil, DateOnly? BookFirstBy) Dates { get; init; }

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(PlanPage)} {Reference}";
}

/// <summary>
/// Whether the next version can be written, or why not, and what a colleague has begun of it.
/// </summary>
public sealed record PlanWriting(string? WhyNot, WorkBegun? Begun);

/// <summary>Work in progress: who saved the last of it, and when.</summary>
public sealed record WorkBegun(string By, DateTimeOffset At);

/// <summary>Until when the practitioner may object to the standing version, or why they may not.</summary>
public sealed record PlanObjecting(DateOnly Until, string? WhyNot);

internal sealed class GetPlanHandler(
    UnsubmittedWorkDesk desk,
    WorkingDayCalendar calendar,
    DeadlineRuleBook rules,
    CurrentViewer current
) : IRequestHandler<GetPlan, Outcome<PlanPage>>, IRequestHandler<GetPlanToObject, Outcome<PlanPage>>
{
    public Task<Outcome<PlanPage>> Handle(GetPlan request, CancellationToken cancellationToken) =>
        Page(request.Reference, cancellationToken);

    public Task<Outcome<PlanPage>> Handle(GetPlanToObject request, CancellationToken cancellationToken) =>
        Page(request.Reference, cancellationToken);

    private async Task<Outcome<PlanPage>> Page(string reference, CancellationToken cancellationToken)
    {
        if (await desk.Open(reference, WorkKind.Plan, cancellationToken) is not { } open)
            return AccessRefusals.NotFound;
        var viewer = current.Required;
        var isRecord = open.Read.Person.HandedOver is not null;
        return new PlanPage(
            open.Read.Person,
            open.Referral.Reference.Value,
            open.Referral.Stage,
            [.. PlanVersions.Of(open.Read.Events).Reverse()],
            viewer.May(Permission.WritePlansAndReports) && !isRecord ? Writing(open) : null,
            viewer.May(Permission.SteerReferrals) ? Objecting(open.Referral, LondonTime.DayOf(open.Now)) : null
        )
        {
            Dates = Dates(open.Referral, LondonTime.DayOf(open.Now)),
        };
    }

    private static PlanWriting Writing(OpenWork open) =>
        new(PlanRules.WhyNotWrite(open.Referral), open.Work?.Latest is { } latest ? Begun(open, latest) : null);

    private static WorkBegun Begun(OpenWork open, WorkField latest) =>
        new(latest.SavedBy == open.Viewer.AccountId ? "you" : latest.SavedByName, latest.SavedAt);

    private (DateOnly?, DateOnly?) Dates(Referral referral, DateOnly today)
    {
        if (referral.Plans.Standing is not { } plan || referral.Stage is Stage.Concluded)
            return (null, null);
        var (until, _) = Domain.ActionPlans.ObjectToPlan.MayObjectUntil(referral, calendar, rules, today);
        var first = Deadlines
            .For(referral, calendar, rules, today)
            .FirstOrDefault(deadline => deadline is { Kind: DeadlineKind.FirstSessionBooked, IsOpen: true });
        return (
            plan.ObjectedAt is null && today <= until ? until : null,
            first is { State: not DeadlineState.Paused } ? first.DueOn : null
        );
    }

    private PlanObjecting? Objecting(Referral referral, DateOnly today)
    {
        if (referral.Plans.Standing is not { } plan)
            return null;
        var (until, _) = Domain.ActionPlans.ObjectToPlan.MayObjectUntil(referral, calendar, rules, today);
        return new(
            until,
            referral.Stage is Stage.Concluded ? "This referral is concluded, so nobody can object to its plan any more."
                : plan.ObjectedAt is not null ? "Somebody has objected to this version already."
                : today > until ? "The time to object to this version has passed. Send the caseworker a note instead."
                : null
        );
    }
}

/// <summary>When plans can be written and submitted, in words for those who look for the button.</summary>
internal static class PlanRules
{
    public static string? WhyNotWrite(Referral referral) =>
        referral.Stage switch
        {
            Stage.Sent => "Name a caseworker first: the plan is written for them to deliver.",
            Stage.Ending => "The delivery has ended, so the plan can no longer be changed.",
            Stage.Concluded => "This referral is concluded, so the plan can no longer be changed.",
            Stage.Allocated or Stage.Assessed or Stage.Planned or Stage.Delivering => null,
        };

    /// <summary>Why no part of the plan being written can be saved: nobody is writing one, or the stage forbids it.</summary>
    public static string? WhyClosed(OpenWork open) =>
        WhyNotWrite(open.Referral) ?? (open.Work is null ? UnsubmittedWorkDesk.Gone.Message : null);

    /// <summary>The same as a refusal: what nobody is writing any more is gone, what the stage forbids is closed.</summary>
    public static Refusal? RefuseClosed(OpenWork open) =>
        WhyNotWrite(open.Referral) is { } why
            ? Refusal.Conflict(
                "plan-closed",
                $"{why} Nothing was saved. Copy what you have written before you leave this page."
            ) with
            {
                Stage = open.Referral.Stage,
            }
        : open.Work is null ? UnsubmittedWorkDesk.Gone
        : null;

    public static string? WhyNotSubmit(Referral referral) =>
        WhyNotWrite(referral)
        ?? (
            referral.Stage is Stage.Allocated
                ? "The plan can be submitted once the supplier assessment has happened. What you write is kept until then."
                : null
        );
}
