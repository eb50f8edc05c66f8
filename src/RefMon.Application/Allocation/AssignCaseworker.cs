using FluentValidation;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Allocation;
using RefMon.EventStore;
using Decide = RefMon.Domain.Allocation;

namespace RefMon.Application.Allocation;

/// <summary>
/// Gives a referral to a colleague, as caseworker or (<paramref name="AsHelper"/>) beside the caseworker.
/// Instead of another caseworker only with a <paramref name="Reason"/>. <paramref name="Version"/> is what the form showed: when somebody else has assigned since, nothing is done and the
/// person decides again. Refused for anyone who is not a colleague on the contract, is switched off, has it already; and
/// when the referral is concluded. Source: lifecycle, "assign caseworker, add helper".
/// </summary>
[Requires(Permission.AssignCaseworkers)]
public sealed record AssignCaseworker(
    Guid CommandId,
    string Reference,
    string AccountId,
    bool AsHelper,
    long Version,
    string? Reason = null
) : ICommand<Done>, IConcernsReferral
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(AssignCaseworker);
}

internal sealed class AssignCaseworkerValidator : AbstractValidator<AssignCaseworker>
{
    public AssignCaseworkerValidator()
    {
        RuleFor(command => command.AccountId)
            .NotEmpty()
            .WithErrorCode("colleague-missing")
            .WithMessage("Select the colleague who will work with this person");
        RuleFor(command => command.Reason).FitsLine("Reason");
    }
}

internal sealed class AssignCaseworkerHandler(
    ReferralDecisions referrals,
    IEventReader reader,
    ColleagueDirectory directory,
    CurrentViewer current,
    TimeProvider time
) : IRequestHandler<AssignCaseworker, Outcome<Done>>
{
    private static readonly Refusal AssignedMeanwhile = Refusal.Conflict(
        "assigned-meanwhile",
        "Someone else changed who works on this referral while you had the page open. Nothing was changed by you. "
            + "Check who has it now and choose again if it should be someone else."
    );

    public Task<Outcome<Done>> Handle(AssignCaseworker request, CancellationToken cancellationToken) =>
        referrals.Append(
            request.Reference,
            async (referral, version) =>
            {
                if (await WasAllocatedSince(referral.Id, request.Version, version, cancellationToken))
                    return AssignedMeanwhile;
                var viewer = current.Required;
                var colleague = await directory.Find(viewer, request.Reference, request.AccountId, cancellationToken);
                return Decision(referral, request, viewer.AsStaffMember(), colleague);
            },
            cancellationToken
        );

    private Decision Decision(Referral referral, AssignCaseworker request, StaffMember by, Colleague? colleague) =>
        request.AsHelper
            ? AddHelper.Decide(referral, new(by, request.AccountId), colleague, time.GetUtcNow())
            : Decide.AssignCaseworker.Decide(
                referral,
                new(by, request.AccountId, TypedText.Line(request.Reason)),
                colleague,
                time.GetUtcNow()
            );

    // only what touches the same fields is a conflict: a note or an amended text since then is not
    private async Task<bool> WasAllocatedSince(ReferralId id, long shown, long now, CancellationToken cancellationToken)
    {
        if (shown >= now)
            return false;
        var since = await reader.FetchStream(id.Value, Math.Max(0, shown), cancellationToken);
        return since.Any(stored =>
            stored.Data is CaseworkerAssigned or HelperAdded or HelperRemoved or TransferAccepted
        );
    }
}
