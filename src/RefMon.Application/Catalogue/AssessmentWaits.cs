using Npgsql;
using NpgsqlTypes;
using RefMon.Domain;
using RefMon.Domain.Appointments;
using RefMon.EventStore;

namespace RefMon.Application.Catalogue;

/// <summary>
/// Writes <c>assessment_wait</c> with the events: a row for each referral whose supplier assessment happened, from sending to
/// when it was held. A correction that it did not happen takes the row away. The service is the one that held it: a later
/// transfer does not move the wait to another supplier's.
/// </summary>
public sealed class AssessmentWaits : IInlineProjection
{
    private const string Upsert = """
        insert into assessment_wait (referral_id, service_id, sent_at, assessed_at) values ($1, $2, $3, $4)
        on conflict (referral_id) do update set assessed_at = excluded.assessed_at
        """;

    /// <inheritdoc/>
    public string Name => "AssessmentWaits";

    /// <inheritdoc/>
    public IReadOnlyList<string> Tables { get; } = ["assessment_wait"];

    /// <inheritdoc/>
    public void Project(StreamChange change, ICollection<NpgsqlBatchCommand> statements)
    {
        if (
            change.After is not Referral referral
            || !change.Events.Any(e => e.Data is OutcomeRecorded or OutcomeCorrected)
        )
            return;
        var id = new NpgsqlParameter { Value = referral.Id.Value };
        if (referral.Appointments.Assessment is not { Outcome.Happened: true } held)
        {
            statements.Add(new("delete from assessment_wait where referral_id = $1") { Parameters = { id } });
            return;
        }
        statements.Add(
            new(Upsert)
            {
                Parameters =
                {
                    id,
                    new() { Value = referral.Referring.Service.Id.Value },
                    Instant(referral.Referring.SentAt),
                    Instant(held.Slot.StartsAt),
                },
            }
        );
    }

    private static NpgsqlParameter Instant(DateTimeOffset value) =>
        new() { Value = value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
