using MediatR;
using Npgsql;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Catalogue;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.Allocation;
using RefMon.EventStore;
using Decide = RefMon.Domain.Allocation;

namespace RefMon.Application.Allocation;

/// <summary>
/// Referrals that the viewer's supplier was asked to take over, the longest waiting first. Says what is needed to decide, and
/// not whom they are about: that is seen once the transfer is accepted.
/// </summary>
[Requires(Permission.AcceptTransfers)]
[AuditedRead]
public sealed record ListWaitingTransfers : IQuery<IReadOnlyList<WaitingTransfer>>;

/// <summary>One referral that waits to be taken over.</summary>
public sealed record WaitingTransfer(
    string Reference,
    string ServiceTitle,
    string ContractReference,
    string ServiceType,
    IReadOnlyList<string> Categories,
    string FromSupplier,
    string FromRegion,
    Stage Stage,
    int SessionsDelivered,
    int? SessionsPlanned,
    DateOnly CompletionDate,
    bool InCustody,
    string Reason,
    string RequestedBy,
    DateTimeOffset RequestedAt
)
{
    /// <summary>Why it cannot be accepted now; null when it can.</summary>
    public string? WhyNot { get; init; }

    /// <summary>What is in the way can be put right by the present supplier: then it can be accepted.</summary>
    public bool IsOnlyYet { get; init; }

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(WaitingTransfer)} {Reference}";
}

/// <summary>One of the transfers that wait, by reference.</summary>
[Requires(Permission.AcceptTransfers)]
[AuditedRead]
public sealed record GetWaitingTransfer(string Reference) : IQuery<WaitingTransfer>, IConcernsTransfer;

/// <summary>
/// Takes the referral over: from this instant it is the accepting supplier's, and the former one keeps its record up to it.
/// Refused when the contract is closed, an outcome is still to be recorded, or the delivery has ended meanwhile.
/// </summary>
[Requires(Permission.AcceptTransfers)]
public sealed record AcceptTransfer(Guid CommandId, string Reference) : ICommand<Done>, IConcernsTransfer;

internal sealed class WaitingTransfersHandler(
    NpgsqlDataSource database,
    IEventReader reader,
    ListedLimitedAccess limitedAccess,
    ReferralDecisions referrals,
    ServiceCatalogue catalogue,
    CurrentViewer current,
    TimeProvider time
)
    : IRequestHandler<ListWaitingTransfers, Outcome<IReadOnlyList<WaitingTransfer>>>,
        IRequestHandler<GetWaitingTransfer, Outcome<WaitingTransfer>>,
        IRequestHandler<AcceptTransfer, Outcome<Done>>
{
    private const int AtMost = 200;

    public async Task<Outcome<IReadOnlyList<WaitingTransfer>>> Handle(
        ListWaitingTransfers request,
        CancellationToken cancellationToken
    )
    {
        var crns = (await Waiting("true", null, cancellationToken)).Select(row => row.Crn).Distinct().ToList();
        await limitedAccess.AskAboutShown(crns, cancellationToken);
        var rows = await Waiting(
            $"{AccessPredicate.ForWaitingTransfers(current.Required, "w")} and {ListedLimitedAccess.Reliable("w")}",
            null,
            cancellationToken
        );
        var shown = new List<WaitingTransfer>();
        foreach (var (id, _) in rows)
        {
            if (await Read(id, cancellationToken) is { } transfer)
                shown.Add(transfer);
        }
        return Outcome<IReadOnlyList<WaitingTransfer>>.Accepted(shown);
    }

    public async Task<Outcome<WaitingTransfer>> Handle(GetWaitingTransfer request, CancellationToken cancellationToken)
    {
        var rows = await Waiting(
            AccessPredicate.ForWaitingTransfers(current.Required, "w"),
            request.Reference,
            cancellationToken
        );
        return rows.Count == 1 && await Read(rows[0].Id, cancellationToken) is { } transfer
            ? transfer
            : AccessRefusals.NotFound;
    }

    public async Task<Outcome<Done>> Handle(AcceptTransfer request, CancellationToken cancellationToken)
    {
        if (await referrals.Open(request.Reference, cancellationToken) is not { Aggregate: { } referral } stream)
            return AccessRefusals.NotFound;
        var viewer = current.Required;
        // asked of somebody else meanwhile: not theirs to know any more
        if (referral.Allocation.PendingTransfer is not { } waiting || !viewer.Contracts.Contains(waiting.To.ContractId))
            return AccessRefusals.NotFound;
        var decision = Decide.AcceptTransfer.Decide(
            referral,
            new(viewer.AsStaffMember()),
            await IsOpen(waiting.To.Id, cancellationToken),
            time.GetUtcNow()
        );
        if (decision.IsRefused)
            return decision.Refusal;
        stream.Append(decision.Events);
        return Done.Value;
    }

    private async Task<bool> IsOpen(ServiceId to, CancellationToken cancellationToken) =>
        (await catalogue.FindService(to, cancellationToken))?.Contract.IsOpen(time.GetUtcNow()) ?? false;

    private async Task<WaitingTransfer?> Read(ReferralId id, CancellationToken cancellationToken)
    {
        var events = await reader.FetchStream(id.Value, cancellationToken: cancellationToken);
        var asked = events.Select(stored => stored.Data).OfType<TransferRequested>().LastOrDefault();
        var referral = Referral.Fold(events.Select(stored => (IReferralEvent)stored.Data));
        if (referral is null || asked is null)
            return null;
        var sent = referral.Referring;
        var whyNot = Decide.AcceptTransfer.MayAccept(
            referral,
            await IsOpen(asked.To.Id, cancellationToken),
            time.GetUtcNow()
        );
        return new WaitingTransfer(
            referral.Reference.Value,
            asked.To.Title,
            asked.To.ContractReference,
            asked.To.ContractTypeName,
            [.. sent.Categories.Select(category => category.Name)],
            sent.Service.SupplierName,
            sent.Service.RegionName,
            referral.Stage,
            referral.SessionsDelivered,
            referral.Plans.Standing?.Sessions,
            sent.CompletionDate,
            sent.Custody is not null,
            asked.Reason,
            asked.By.Name,
            asked.At
        )
        {
            WhyNot = whyNot?.Message,
            IsOnlyYet = whyNot?.Code == Decide.RequestTransfer.OutcomeNotRecorded,
        };
    }

    private async Task<List<(ReferralId Id, string Crn)>> Waiting(
        string condition,
        string? reference,
        CancellationToken cancellationToken
    )
    {
        // index: waiting_transfer_contract
        await using var command = database.CreateCommand(
            $"""
            select w.referral_id, w.crn from waiting_transfer w
            where w.to_contract_id = any (@viewer_contracts) and (@reference::text is null or w.reference = @reference)
              and {condition}
            order by w.asked_at, w.reference limit {AtMost}
            """
        );
        AccessPredicate.AddParameters(current.Required, command.Parameters);
        limitedAccess.AddParameters(command.Parameters);
        command.Parameters.Add(
            new("reference", NpgsqlTypes.NpgsqlDbType.Text) { Value = (object?)reference ?? DBNull.Value }
        );
        var rows = new List<(ReferralId, string)>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            rows.Add((new(row.GetGuid(0)), row.GetString(1)));
        return rows;
    }
}
