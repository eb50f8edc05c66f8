using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.EventStore;

namespace RefMon.Application.CaseLists;

/// <summary>
/// Opens the referral a command is about, lets the domain decide, and appends what it decided; the pipeline saves it, and
/// runs the handler again when somebody else was faster.
/// </summary>
public sealed class ReferralDecisions(IEventSession session, ReferralLookup lookup)
{
    /// <summary>Done, or the domain's refusal.</summary>
    public Task<Outcome<Done>> Append(
        string reference,
        Func<Referral, Decision> decide,
        CancellationToken cancellationToken
    ) => Append(reference, (referral, _) => Task.FromResult(decide(referral)), cancellationToken);

    /// <summary>The same, where the version or something to be read is needed to decide.</summary>
    public async Task<Outcome<Done>> Append(
        string reference,
        Func<Referral, long, Task<Decision>> decide,
        CancellationToken cancellationToken
    )
    {
        if (await Open(reference, cancellationToken) is not { Aggregate: { } referral } stream)
            return AccessRefusals.NotFound;
        var decision = await decide(referral, stream.Version);
        if (decision.IsRefused)
            return decision.Refusal;
        stream.Append(decision.Events);
        return Done.Value;
    }

    /// <summary>The stream for writing; null when there is no such referral.</summary>
    public async Task<EventStream<Referral>?> Open(string reference, CancellationToken cancellationToken) =>
        await lookup.Find(reference, cancellationToken) is { } id
            ? await session.FetchForWriting<Referral>(id.Value, cancellationToken)
            : null;
}
