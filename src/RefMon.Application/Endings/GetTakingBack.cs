using FluentValidation;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Domain;
using DomainRecall = RefMon.Domain.Endings.RecallReferral;
using DomainReturn = RefMon.Domain.Endings.ReturnReferral;

namespace RefMon.Application.Endings;

/// <summary>What the page that returns a referral shows before it is done, and afterwards.</summary>
[Requires(Permission.ReturnReferrals)]
[AuditedRead]
public sealed record GetReturn(string Reference) : IQuery<TakingBackPage>, IConcernsReferral;

/// <summary>What the page that recalls a referral shows before it is done, and afterwards.</summary>
[Requires(Permission.RecallReferrals)]
[AuditedRead]
public sealed record GetRecall(string Reference) : IQuery<TakingBackPage>, IConcernsReferral;

/// <summary>
/// The referral, and why it cannot be returned (<paramref name="NotReturned"/>) or recalled (<paramref name="NotRecalled"/>)
/// by the viewer as it stands; null for what can be done.
/// </summary>
public sealed record TakingBackPage(
    CasePerson Person,
    string Reference,
    string ServiceType,
    string ServiceTitle,
    string SupplierName,
    string PractitionerName,
    string? CaseworkerName,
    Conclusion? Conclusion,
    Refusal? NotReturned,
    Refusal? NotRecalled
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(TakingBackPage)} {Reference}";
}

internal sealed class GetTakingBackHandler(ReferralReader referrals, CurrentViewer current)
    : IRequestHandler<GetReturn, Outcome<TakingBackPage>>,
        IRequestHandler<GetRecall, Outcome<TakingBackPage>>
{
    public Task<Outcome<TakingBackPage>> Handle(GetReturn request, CancellationToken cancellationToken) =>
        Page(request.Reference, cancellationToken);

    public Task<Outcome<TakingBackPage>> Handle(GetRecall request, CancellationToken cancellationToken) =>
        Page(request.Reference, cancellationToken);

    private async Task<Outcome<TakingBackPage>> Page(string reference, CancellationToken cancellationToken)
    {
        if (await referrals.Read(reference, cancellationToken) is not { } read)
            return AccessRefusals.NotFound;
        var referral = read.Referral;
        var sent = referral.Referring;
        return new TakingBackPage(
            read.Person,
            referral.Reference.Value,
            sent.Service.ContractTypeName,
            sent.Service.Title,
            sent.Service.SupplierName,
            sent.Practitioner.Name.Shown() ?? sent.Sender.Name,
            referral.Allocation.Caseworker?.Name,
            referral.Ending.Conclusion,
            TakingBackRules.RefuseReturn(referral, current.Required),
            TakingBackRules.RefuseRecall(referral, current.Required)
        );
    }
}

/// <summary>Who may return and recall what; the stages are the Domain's.</summary>
internal static class TakingBackRules
{
    /// <summary>One of the reasons must be chosen.</summary>
    public static IRuleBuilderOptions<T, TReason?> IsReason<T, TReason>(
        this IRuleBuilder<T, TReason?> rule,
        string message
    )
        where TReason : struct, Enum =>
        rule.Must(reason => reason is { } given && Enum.IsDefined(given))
            .WithErrorCode("reason-missing")
            .WithMessage(message);

    /// <summary>Something for the practitioner to read must be there.</summary>
    public static void IsReturnWords<T>(this IRuleBuilderInitial<T, string?> rule) =>
        rule.Cascade(CascadeMode.Stop)
            .Answered("Tell the probation practitioner why you return it")
            .FitsText("What you tell the probation practitioner");

    public static readonly Refusal NotYoursToRecall = Refusal.Forbidden(
        "not-yours-to-recall",
        "Only whoever sent the referral and probation team leads can recall it. Ask one of them."
    );

    public static bool IsForRecall(Referral referral, Viewer viewer) =>
        viewer.Role is Role.PractitionerLead || viewer.AccountId == referral.Referring.Sender.AccountId;

    public static Refusal? RefuseReturn(Referral referral, Viewer viewer) =>
        viewer.May(Permission.ReturnReferrals) ? DomainReturn.RefuseStage(referral) : AccessRefusals.NotPermitted;

    public static Refusal? RefuseRecall(Referral referral, Viewer viewer) =>
        !viewer.May(Permission.RecallReferrals) ? AccessRefusals.NotPermitted
        : !IsForRecall(referral, viewer) ? NotYoursToRecall
        : DomainRecall.RefuseStage(referral);
}
