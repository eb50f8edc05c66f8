using Microsoft.Extensions.DependencyInjection;
using RefMon.Application.Operations;
using RefMon.Application.RiskScreen;
using RefMon.Domain;
using RefMon.Domain.Amendments;
using RefMon.EventStore;

namespace RefMon.Application.Amendments;

/// <summary>Appends neighbours' news to referrals, each in a unit of work of its own, decided again when somebody was faster.</summary>
internal sealed class ReferralNewsWriter(IServiceScopeFactory scopes, TimeProvider time)
{
    private const int Attempts = 5;

    /// <summary>One piece of news, when it is new.</summary>
    public Task Tell(ReferralId id, Func<DateTimeOffset, INeighbourNews> news, CancellationToken cancellationToken) =>
        Write(
            id,
            (referral, _) => Task.FromResult(FollowNews.Decide(referral, news(time.GetUtcNow())).Events),
            cancellationToken
        );

    /// <summary>Everything the neighbours say now. The fault of one that was silent about risk, if it was asked.</summary>
    public async Task<NeighbourFault?> Follow(
        ReferralId id,
        PersonAnswers answers,
        bool risk,
        CancellationToken cancellationToken
    )
    {
        await Write(
            id,
            async (referral, services) =>
                ReferralNews.Of(referral, await Details(services, id, cancellationToken), answers, time.GetUtcNow()),
            cancellationToken
        );
        return risk ? await LookAtRisk(id, cancellationToken) : null;
    }

    // an event that came between opening the stream and reading it is a conflict when this is saved
    private static async Task<ReferralDetails> Details(
        IServiceProvider services,
        ReferralId id,
        CancellationToken cancellationToken
    )
    {
        var events = await services
            .GetRequiredService<IEventReader>()
            .FetchStream(id.Value, cancellationToken: cancellationToken);
        return ReferralDetails.Fold(events.Select(stored => (IReferralEvent)stored.Data))!;
    }

    private async Task<NeighbourFault?> LookAtRisk(ReferralId id, CancellationToken cancellationToken)
    {
        NeighbourFault? fault = null;
        await Write(
            id,
            async (referral, services) =>
            {
                var look = await services.GetRequiredService<RiskSourceFollower>().Look(referral, cancellationToken);
                fault = look.WasSilent ? NeighbourFault.Down : null;
                return look.News.Events;
            },
            cancellationToken
        );
        return fault;
    }

    private async Task Write(
        ReferralId id,
        Func<Referral, IServiceProvider, Task<IReadOnlyList<IReferralEvent>>> decide,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var scope = scopes.CreateAsyncScope();
            var session = scope.ServiceProvider.GetRequiredService<IEventSession>();
            session.Metadata = new(StaffMember.System.AccountId);
            var stream = await session.FetchForWriting<Referral>(id.Value, cancellationToken);
            if (stream.Aggregate is not { } referral)
                return;
            var events = await decide(referral, scope.ServiceProvider);
            if (events.Count == 0)
                return;
            stream.Append(events);
            try
            {
                await session.SaveChanges(cancellationToken);
                return;
            }
            catch (StreamConflictException) when (attempt < Attempts)
            {
                // somebody worked on the referral meanwhile: decided again on what is there now
            }
        }
    }
}
