using MediatR;
using Npgsql;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.EventStore;

namespace RefMon.Application.Operations;

/// <summary>
/// Sends everything again that was put aside because nDelius gave no answer, within seconds and in order. What it refused
/// is left for an operator to look at one by one. Repeats are safe: each keeps its key.
/// </summary>
[Requires(Permission.Operate)]
public sealed record ResendToNDelius(Guid CommandId) : ICommand<Done>;

internal sealed class ResendToNDeliusHandler(IEventSession session) : IRequestHandler<ResendToNDelius, Outcome<Done>>
{
    public Task<Outcome<Done>> Handle(ResendToNDelius request, CancellationToken cancellationToken)
    {
        session.Enlist(
            new NpgsqlBatchCommand(
                """
                update parked_event p set retry_requested = true
                from mt_events e
                where p.subscription = 'NeighboursOutbound' and p.resolved_at is null and p.attempts > 0
                    and e.stream_id = p.stream_id and e.seq_id = p.seq_id
                    and not exists (
                        select from outbound_effect o
                        where o.referral_id = e.stream_id and o.event_id = e.id and o.kind = 'ndelius'
                            and o.status = 'refused')
                """
            )
        );
        return Task.FromResult<Outcome<Done>>(Done.Value);
    }
}
