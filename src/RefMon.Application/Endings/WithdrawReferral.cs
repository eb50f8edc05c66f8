using FluentValidation;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Catalogue;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Endings;

namespace RefMon.Application.Endings;

/// <summary>The form for withdrawing a referral or closing it early.</summary>
[Requires(Permission.SteerReferrals)]
[AuditedRead]
public sealed record GetWithdrawal(string Reference) : IQuery<WithdrawalPage>, IConcernsReferral;

/// <summary>
/// The reasons offered at this stage, and what will happen: concluded at once, or the report is owed first.
/// <paramref name="UpcomingAppointments"/> are called off with it; of <paramref name="UnrecordedAppointments"/>, whose time has passed, nothing
/// can be recorded afterwards. <paramref name="WhyNot"/> when it cannot be ended.
/// </summary>
public sealed record WithdrawalPage(
    CasePerson Person,
    string Reference,
    Stage Stage,
    bool ConcludesAtOnce,
    int UpcomingAppointments,
    int UnrecordedAppointments,
    string Supplier,
    string? Caseworker,
    IReadOnlyList<WithdrawalReason> Reasons,
    string? WhyNot
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(WithdrawalPage)} {Reference}";
}

/// <summary>
/// Withdraws the referral, or closes it early once a session has happened: then the report is owed first. The reason is
/// one of those offered at this stage; words are required. Source: lifecycle, "withdraw / close early".
/// </summary>
[Requires(Permission.SteerReferrals)]
public sealed record WithdrawReferral(Guid CommandId, string Reference, string? ReasonCode, string? Words)
    : ICommand<Withdrawn>,
        IConcernsReferral
{
    /// <summary>Shows the reference only.</summary>
    public override string ToString() => $"{nameof(WithdrawReferral)} {Reference}";
}

/// <summary>Whether <see cref="WithdrawReferral"/> would be accepted as it was filled in, before it is confirmed.</summary>
[Requires(Permission.SteerReferrals)]
public sealed record CheckWithdrawal(string Reference, string? ReasonCode, string? Words)
    : IQuery<Done>,
        IConcernsReferral
{
    /// <summary>Shows the reference only.</summary>
    public override string ToString() => $"{nameof(CheckWithdrawal)} {Reference}";
}

/// <summary>Whether that concluded the referral; otherwise the report is owed now.</summary>
public sealed record Withdrawn(bool IsConcluded);

internal sealed class WithdrawReferralValidator : AbstractValidator<WithdrawReferral>
{
    public WithdrawReferralValidator()
    {
        RuleFor(c => c.ReasonCode).IsEndReason();
        RuleFor(c => c.Words).IsEndWords();
    }
}

internal sealed class CheckWithdrawalValidator : AbstractValidator<CheckWithdrawal>
{
    public CheckWithdrawalValidator()
    {
        RuleFor(c => c.ReasonCode).IsEndReason();
        RuleFor(c => c.Words).IsEndWords();
    }
}

/// <summary>What both the check and the withdrawal itself ask of the form.</summary>
internal static class WithdrawalForm
{
    public static void IsEndReason<T>(this IRuleBuilderInitial<T, string?> rule) =>
        rule.NotEmpty().WithErrorCode("reason-missing").WithMessage("Select why the referral is ending");

    public static void IsEndWords<T>(this IRuleBuilderInitial<T, string?> rule) =>
        rule.Cascade(CascadeMode.Stop).Answered("Enter details that explain the reason").FitsText("Details");
}

internal sealed class WithdrawReferralHandler(
    ReferralReader reader,
    ReferralDecisions referrals,
    ServiceCatalogue catalogue,
    CurrentViewer current,
    TimeProvider time
)
    : IRequestHandler<GetWithdrawal, Outcome<WithdrawalPage>>,
        IRequestHandler<CheckWithdrawal, Outcome<Done>>,
        IRequestHandler<WithdrawReferral, Outcome<Withdrawn>>
{
    public async Task<Outcome<WithdrawalPage>> Handle(GetWithdrawal request, CancellationToken cancellationToken)
    {
        if (await reader.Read(request.Reference, cancellationToken) is not { } read)
            return AccessRefusals.NotFound;
        var referral = read.Referral;
        var now = time.GetUtcNow();
        var offered = WithdrawalReasons.OfferedFor(referral);
        var words = await catalogue.WithdrawalReasons(cancellationToken);
        return new WithdrawalPage(
            read.Person,
            referral.Reference.Value,
            referral.Stage,
            referral.SessionsDelivered == 0,
            referral.Appointments.Open.Count(appointment => appointment.Slot.StartsAt > now),
            referral.Appointments.Open.Count(appointment => appointment.Slot.StartsAt <= now),
            referral.Referring.Service.SupplierName,
            referral.Allocation.Caseworker?.Name,
            [.. words.Where(reason => offered.Contains(reason.Code))],
            WhyNot(referral)
        );
    }

    public async Task<Outcome<Done>> Handle(CheckWithdrawal request, CancellationToken cancellationToken)
    {
        if (await reader.Read(request.Reference, cancellationToken) is not { } read)
            return AccessRefusals.NotFound;
        var decision = EndEarly.Decide(
            read.Referral,
            new(current.Required.AsStaffMember(), request.ReasonCode!, TypedText.Lines(request.Words)!),
            time.GetUtcNow()
        );
        return decision.IsRefused ? decision.Refusal : Done.Value;
    }

    public async Task<Outcome<Withdrawn>> Handle(WithdrawReferral request, CancellationToken cancellationToken)
    {
        var isConcluded = false;
        var done = await referrals.Append(
            request.Reference,
            referral =>
            {
                isConcluded = referral.SessionsDelivered == 0;
                return EndEarly.Decide(
                    referral,
                    new(current.Required.AsStaffMember(), request.ReasonCode!, TypedText.Lines(request.Words)!),
                    time.GetUtcNow()
                );
            },
            cancellationToken
        );
        return done.IsRefused ? Outcome<Withdrawn>.Refused(done.Refusals) : new Withdrawn(isConcluded);
    }

    private static string? WhyNot(Referral referral) =>
        referral.Stage is Stage.Concluded ? "This referral is concluded already. Only notes can be added."
        : referral.Ending.EndRequest is not null
            ? "This referral is being closed early already. It concludes when the supplier submits the end-of-service report."
        : null;
}
