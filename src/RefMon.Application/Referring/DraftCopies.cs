using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using RefMon.Domain;

namespace RefMon.Application.Referring;

/// <summary>
/// The referral a draft was copied from, and what could not be taken over from it: a sentence each, with what nDelius or the
/// prison service says instead where that is the reason.
/// </summary>
public sealed record DraftCopy(ReferralId From, string Reference, IReadOnlyList<string> LeftOut)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(DraftCopy)} {Reference}";
}

/// <summary>Remembers which drafts are copies. Goes with the draft.</summary>
internal sealed class DraftCopies(NpgsqlDataSource database)
{
    public async Task<DraftCopy?> Of(DraftId draft, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select referral_id, reference, left_out from draft_copy where draft_id = $1"
        );
        command.Parameters.Add(new() { Value = draft.Value });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken)
            ? new(
                new ReferralId(row.GetGuid(0)),
                row.GetString(1),
                JsonSerializer.Deserialize<string[]>(row.GetString(2), DraftJson.Options)!
            )
            : null;
    }

    public static NpgsqlBatchCommand Insert(DraftId draft, DraftCopy copy) =>
        new("insert into draft_copy (draft_id, referral_id, reference, left_out) values ($1, $2, $3, $4)")
        {
            Parameters =
            {
                new() { Value = draft.Value },
                new() { Value = copy.From.Value },
                new() { Value = copy.Reference },
                new()
                {
                    Value = JsonSerializer.Serialize(copy.LeftOut, DraftJson.Options),
                    NpgsqlDbType = NpgsqlDbType.Jsonb,
                },
            },
        };
}
