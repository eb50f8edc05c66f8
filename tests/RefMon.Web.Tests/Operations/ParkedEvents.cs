using Npgsql;
using RefMon.TestKit;

namespace RefMon.Web.Tests.Operations;

/// <summary>Events that a reader could not use and put aside.</summary>
internal static class ParkedEvents
{
    public static async Task Park(RefMonHost host, long sequence)
    {
        await using var owner = NpgsqlDataSource.Create(host.OwnerConnectionString);
        await using var park = owner.CreateCommand(
            """
            insert into parked_event (subscription, seq_id, stream_id, event_type, holds_stream, attempts, error, parked_at)
            values ('NoticesOutbound', $1, gen_random_uuid(), 'referral_sent', false, 5, 'OutboundFailedException', now())
            """
        );
        park.Parameters.Add(new() { Value = sequence });
        await park.ExecuteNonQueryAsync();
    }
}
