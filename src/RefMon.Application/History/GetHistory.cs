using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Domain;

namespace RefMon.Application.History;

/// <summary>Everything that happened to a referral, newest first.</summary>
[Requires(Permission.SeeReferrals)]
[AuditedRead]
[OpenToFormerSupplier]
public sealed record GetHistory(string Reference) : IQuery<ReferralHistory>, IConcernsReferral;

/// <summary>The person and what happened to their referral, newest first.</summary>
public sealed record ReferralHistory(CasePerson Person, string Reference, IReadOnlyList<HistoryEntry> Entries);

/// <summary>One event: who, what (a sentence without its subject) and when.</summary>
public sealed record HistoryEntry(string Who, string What, DateTimeOffset At)
{
    /// <summary>The entry of an event.</summary>
    public static HistoryEntry Of(IReferralEvent happened) =>
        new(happened.By.Name, EventWords.Describe(happened), happened.At);
}

internal sealed class GetHistoryHandler(ReferralReader referrals)
    : IRequestHandler<GetHistory, Outcome<ReferralHistory>>
{
    public async Task<Outcome<ReferralHistory>> Handle(GetHistory request, CancellationToken cancellationToken)
    {
        if (await referrals.Read(request.Reference, cancellationToken) is not { } read)
            return AccessRefusals.NotFound;
        return new ReferralHistory(
            read.Person,
            read.Referral.Reference.Value,
            [.. read.Events.Reverse().Select(stored => HistoryEntry.Of((IReferralEvent)stored.Data))]
        );
    }
}
