using Npgsql;
using RefMon.Domain;

namespace RefMon.Application.Appointments;

/// <summary>Reads what became of the notices about appointments, by the event they are about.</summary>
internal sealed class AppointmentNotices(NpgsqlDataSource database)
{
    public async Task<ILookup<Guid, NoticeShown>> Of(ReferralId referral, CancellationToken cancellationToken)
    {
        // index: outbound_effect_referral
        await using var command = database.CreateCommand(
            """
            select event_id, status, confirmed_at from outbound_effect
            where referral_id = $1 and kind = 'email' and recipient = 'practitioner' order by first_tried_at
            """
        );
        command.Parameters.Add(new() { Value = referral.Value });
        var notices = new List<(Guid Event, NoticeShown Notice)>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            notices.Add(
                (row.GetGuid(0), new(row.GetString(1), row.IsDBNull(2) ? null : row.GetFieldValue<DateTimeOffset>(2)))
            );
        return notices.ToLookup(n => n.Event, n => n.Notice);
    }
}
