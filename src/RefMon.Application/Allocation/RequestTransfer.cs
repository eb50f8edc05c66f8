using FluentValidation;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Catalogue;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Allocation;
using Decide = RefMon.Domain.Allocation;

namespace RefMon.Application.Allocation;

/// <summary>The form for asking another contract's supplier to take a referral over.</summary>
[Requires(Permission.AskForTransfers)]
[AuditedRead]
public sealed record GetTransfer(string Reference) : IQuery<TransferPage>, IConcernsReferral;

/// <summary>
/// The services it could go to: open, and offering every category asked for. <paramref name="Waiting"/> is a request that is
/// open already, which a new one replaces; <paramref name="WhyNot"/> says why it cannot be transferred now.
/// </summary>
public sealed record TransferPage(
    CasePerson Person,
    string Reference,
    string FromSupplier,
    IReadOnlyList<ServiceChoice> Services,
    TransferWaiting? Waiting,
    string? WhyNot
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(TransferPage)} {Reference}";
}

/// <summary>A transfer asked for and not yet accepted.</summary>
public sealed record TransferWaiting(string ToSupplier, string RequestedBy, DateTimeOffset RequestedAt);

/// <summary>
/// Asks the supplier of another service to take the referral over; it stays where it is until they accept. Source:
/// lifecycle, "transfer to another contract".
/// </summary>
[Requires(Permission.AskForTransfers)]
public sealed record RequestTransfer(Guid CommandId, string Reference, string? To, string? Reason)
    : ICommand<Done>,
        IConcernsReferral;

internal sealed class RequestTransferValidator : AbstractValidator<RequestTransfer>
{
    public RequestTransferValidator()
    {
        RuleLevelCascadeMode = CascadeMode.Stop;
        RuleFor(c => c.To)
            .Must(id => Guid.TryParse(id, out _))
            .WithErrorCode("service-missing")
            .WithMessage("Select the service to transfer the referral to");
        RuleFor(c => c.Reason).Answered("Enter why the referral should be transferred").FitsText("Reason");
    }
}

internal sealed class RequestTransferHandler(
    ReferralReader reader,
    ReferralDecisions referrals,
    ServiceCatalogue catalogue,
    ServicesByCategory services,
    CurrentViewer current,
    TimeProvider time
) : IRequestHandler<GetTransfer, Outcome<TransferPage>>, IRequestHandler<RequestTransfer, Outcome<Done>>
{
    public async Task<Outcome<TransferPage>> Handle(GetTransfer request, CancellationToken cancellationToken)
    {
        if (await reader.Read(request.Reference, cancellationToken) is not { } read)
            return AccessRefusals.NotFound;
        var referral = read.Referral;
        var service = referral.Referring.Service;
        return new TransferPage(
            read.Person,
            referral.Reference.Value,
            service.SupplierName,
            await services.Offering(
                referral.Referring.Categories.Select(category => category.Id),
                service.ContractId,
                cancellationToken
            ),
            WaitingFor(referral),
            WhyNot(referral, time.GetUtcNow())
        );
    }

    public async Task<Outcome<Done>> Handle(RequestTransfer request, CancellationToken cancellationToken)
    {
        var to = await catalogue.FindService(new(Guid.Parse(request.To!)), cancellationToken);
        if (to is null)
            return new Refusal(
                "service-missing",
                nameof(request.To),
                "Select the service to transfer the referral to from the list"
            );
        var target = new TransferTarget(
            to.Contract.IsOpen(time.GetUtcNow()),
            to.Categories.Select(category => category.Id).ToHashSet()
        );
        return await referrals.Append(
            request.Reference,
            referral =>
                Decide.RequestTransfer.Decide(
                    referral,
                    new(current.Required.AsStaffMember(), to.AsStatement(), TypedText.Lines(request.Reason)!),
                    target,
                    time.GetUtcNow()
                ),
            cancellationToken
        );
    }

    internal static TransferWaiting? WaitingFor(Referral referral) =>
        referral.Allocation.PendingTransfer is { } waiting && referral.Stage < Stage.Ending
            ? new(waiting.To.SupplierName, waiting.RequestedBy.Name, waiting.RequestedAt)
            : null;

    private static string? WhyNot(Referral referral, DateTimeOffset now) =>
        referral.Stage switch
        {
            Stage.Ending =>
                "The delivery has ended: only the end-of-service report is still owed, by the present supplier.",
            Stage.Concluded => "This referral is concluded, so it can no longer be transferred.",
            _ => Decide.RequestTransfer.MayAsk(referral, now)?.Message,
        };
}
