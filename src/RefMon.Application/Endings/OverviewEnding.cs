using RefMon.Application.Access;
using RefMon.Application.Allocation;
using RefMon.Application.CaseLists;
using RefMon.Application.Catalogue;
using RefMon.Domain;
using RefMon.Domain.Endings;

namespace RefMon.Application.Endings;

/// <summary>
/// What the overview says of a referral's end: what the viewer may do about it now, and how it ended.
/// <paramref name="MaySendElsewhere"/>: a copy can be sent to another service.
/// </summary>
public sealed record OverviewEnding(bool MayReturn, bool MayRecall, bool MaySendElsewhere, TakenBack? TakenBack)
{
    /// <summary>What else the viewer may do now, in the order it is offered.</summary>
    public IReadOnlyList<EndingAct> Acts { get; init; } = [];

    /// <summary>Probation's wish to end it, when there is one.</summary>
    public EndRequestShown? Requested { get; init; }

    /// <summary>Why it was concluded without a report, when it was.</summary>
    public WithoutReport? WithoutReport { get; init; }

    /// <summary>A transfer that was asked for and not yet accepted.</summary>
    public TransferWaiting? Transfer { get; init; }

    internal static async Task<OverviewEnding> Of(
        ReferralRead read,
        Viewer viewer,
        ServiceCatalogue catalogue,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var referral = read.Referral;
        // a former supplier reads; it does nothing any more
        var isRecord = read.Person.HandedOver is not null;
        return new(
            !isRecord && TakingBackRules.RefuseReturn(referral, viewer) is null,
            TakingBackRules.RefuseRecall(referral, viewer) is null,
            viewer.May(Permission.Refer) && CanBeSentElsewhere(read),
            Ended(read)
        )
        {
            Acts = isRecord ? [] : EndingActs.For(referral, viewer, now),
            Requested = await EndRequestShown.Of(read, catalogue, cancellationToken),
            WithoutReport = WithoutReport.Of(read),
            Transfer = isRecord ? null : RequestTransferHandler.WaitingFor(referral),
        };
    }

    /// <summary>Returned by its supplier, or recalled because it went to the wrong one.</summary>
    internal static bool CanBeSentElsewhere(ReferralRead read) =>
        read.Events.Any(stored =>
            stored.Data is ReferralReturned or ReferralRecalled { Reason: RecallReason.WrongSupplier }
        );

    private static TakenBack? Ended(ReferralRead read) =>
        read.Events.Select(stored => stored.Data).FirstOrDefault(data => data is IConcludesReferral) switch
        {
            ReferralReturned e => new(Conclusion.Returned, e.By.Name, e.At, EndingWords.Of(e.Reason), e.Words),
            ReferralRecalled e => new(Conclusion.Recalled, e.By.Name, e.At, EndingWords.Of(e.Reason), e.Words),
            _ => null,
        };
}

/// <summary>A referral that was returned or recalled: by whom, when, why, and in which words (there may be none).</summary>
public sealed record TakenBack(Conclusion How, string By, DateTimeOffset At, string Reason, string? Words)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(TakenBack)} {How}";
}
