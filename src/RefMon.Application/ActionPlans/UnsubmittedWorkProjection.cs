using Npgsql;
using RefMon.Domain;
using RefMon.Domain.Allocation;
using RefMon.Domain.Endings;
using RefMon.EventStore;

namespace RefMon.Application.ActionPlans;

/// <summary>
/// Removes plans and reports that can no longer be submitted: when the referral concludes, and when another supplier takes
/// it over. Only what was written before that, so that a repeat of an old event does no harm.
/// </summary>
public sealed class UnsubmittedWorkProjection : IInlineProjection
{
    /// <inheritdoc/>
    public string Name => "UnsubmittedWork";

    /// <summary>None: what people have not submitted cannot be made anew from events.</summary>
    public IReadOnlyList<string> Tables { get; } = [];

    /// <inheritdoc/>
    public void Project(StreamChange change, ICollection<NpgsqlBatchCommand> statements)
    {
        foreach (var happened in change.Events.Select(stored => stored.Data))
        {
            if (happened is EndOfServiceReportSubmitted report)
                // the report's own row goes with its submission
                statements.Add(Delete(change.StreamId, report.At, "kind = 'Plan'"));
            else if (happened is IConcludesReferral concluded)
                statements.Add(Delete(change.StreamId, concluded.At, "true"));
            else if (happened is TransferAccepted accepted)
            {
                var command = Delete(change.StreamId, accepted.At, "contract_id = $3");
                command.Parameters.Add(new() { Value = accepted.From.ContractId.Value });
                statements.Add(command);
            }
        }
    }

    private static NpgsqlBatchCommand Delete(Guid referral, DateTimeOffset at, string condition) =>
        new($"delete from unsubmitted_work where referral_id = $1 and updated_at <= $2 and {condition}")
        {
            Parameters =
            {
                new() { Value = referral },
                new() { Value = at },
            },
        };
}
