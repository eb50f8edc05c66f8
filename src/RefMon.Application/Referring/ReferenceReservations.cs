using Npgsql;
using NpgsqlTypes;
using RefMon.Domain;

namespace RefMon.Application.Referring;

/// <summary>Draws a reference for a contract type; replaced in tests to force collisions.</summary>
/// <param name="contractTypeName">The contract type's name, whose first two letters end the reference.</param>
public delegate ReferralReference ReferenceDraw(string contractTypeName);

/// <summary>
/// Keeps references unique: one is taken in the database before the send, tried up to ten times, and kept by its draft until the
/// send succeeds. Several sends of one draft at once get the same one.
/// </summary>
internal sealed class ReferenceReservations(NpgsqlDataSource database, ReferenceDraw draw, TimeProvider time)
{
    public const int Tries = 10;

    public static readonly Refusal NoneFree = new(
        "no-reference",
        null,
        "A reference number could not be made. Nothing was sent: try again.",
        RefusalKind.Unavailable
    );

    /// <summary>The draft's reference; null when ten draws were all taken.</summary>
    public async Task<ReferralReference?> Reserve(
        ReferralId referral,
        string contractTypeName,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            if (await ReservedFor(referral, cancellationToken) is { } reserved)
                return reserved;
            var candidate = draw(contractTypeName);
            if (await Take(candidate, referral, cancellationToken))
                return candidate;
        }
        return await ReservedFor(referral, cancellationToken);
    }

    private async Task<ReferralReference?> ReservedFor(ReferralId referral, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select reference from reference_reservation where referral_id = $1"
        );
        command.Parameters.Add(new() { Value = referral.Value });
        return await command.ExecuteScalarAsync(cancellationToken) is string text
            ? ReferralReference.Parse(text)
            : null;
    }

    // taken by another draft or by a referral that was not drafted here, or this draft took another one a moment ago:
    // all of them answer with no row
    private async Task<bool> Take(ReferralReference candidate, ReferralId referral, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            insert into reference_reservation (reference, reserved_at, referral_id)
            select $1, $2, $3 where not exists (select 1 from case_list_row where reference = $1)
            on conflict do nothing
            """
        );
        command.Parameters.Add(new() { Value = candidate.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = referral.Value });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }
}
