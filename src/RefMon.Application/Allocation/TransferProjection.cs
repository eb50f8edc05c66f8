using Npgsql;
using NpgsqlTypes;
using RefMon.Domain;
using RefMon.Domain.Allocation;
using RefMon.EventStore;

namespace RefMon.Application.Allocation;

/// <summary>
/// Writes, with the events, which referrals wait to be taken over and what a former supplier keeps in its list: the
/// referral as it stood just before the hand-over.
/// </summary>
public sealed class TransferProjection : IInlineProjection
{
    /// <inheritdoc/>
    public string Name => "Transfers";

    /// <inheritdoc/>
    public IReadOnlyList<string> Tables { get; } = ["handed_over_case", "waiting_transfer"];

    /// <inheritdoc/>
    public void Project(StreamChange change, ICollection<NpgsqlBatchCommand> statements)
    {
        if (change.After is not Referral referral)
            return;
        var before = change.Before as Referral;
        if (IsWaiting(referral))
            statements.Add(Waits(referral));
        else if (before is not null && IsWaiting(before))
            statements.Add(Command("delete from waiting_transfer where referral_id = $1", referral.Id.Value));

        foreach (var happened in change.Events.Select(stored => (IReferralEvent)stored.Data))
        {
            if (happened is TransferAccepted accepted)
                HandOver(before!, accepted, statements);
            before = Referral.Apply(before, happened);
        }
        if (referral.Allocation.FormerSuppliers.Count > 0)
            statements.Add(Follow(referral));
    }

    private static bool IsWaiting(Referral referral) =>
        referral.Allocation.PendingTransfer is not null && referral.Stage < Stage.Ending;

    private static NpgsqlBatchCommand Waits(Referral referral) =>
        Command(
            """
            insert into waiting_transfer (referral_id, reference, crn, to_contract_id, asked_at) values ($1, $2, $3, $4, $5)
            on conflict (referral_id) do update
            set crn = excluded.crn, to_contract_id = excluded.to_contract_id, asked_at = excluded.asked_at
            """,
            referral.Id.Value,
            referral.Reference.Value,
            referral.Referring.Person.Crn.Value,
            referral.Allocation.PendingTransfer!.To.ContractId.Value,
            referral.Allocation.PendingTransfer.RequestedAt
        );

    private static void HandOver(Referral then, TransferAccepted accepted, ICollection<NpgsqlBatchCommand> statements)
    {
        // whoever has it again has the whole of it
        statements.Add(
            Command(
                "delete from handed_over_case where referral_id = $1 and contract_id = $2",
                then.Id.Value,
                accepted.To.ContractId.Value
            )
        );
        var command = Command(
            """
            insert into handed_over_case
                (referral_id, contract_id, reference, crn, person_name, contract_type_name, caseworker_ids, stage,
                 to_supplier_name, handed_over_at, recalled, caseworker_name)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, false, $11)
            on conflict (referral_id, contract_id) do update
            set person_name = excluded.person_name, caseworker_name = excluded.caseworker_name,
                caseworker_ids = excluded.caseworker_ids, stage = excluded.stage,
                to_supplier_name = excluded.to_supplier_name, handed_over_at = excluded.handed_over_at
            """,
            then.Id.Value,
            accepted.From.ContractId.Value,
            then.Reference.Value,
            then.Referring.Person.Crn.Value,
            then.Referring.Person.FullName,
            accepted.From.ContractTypeName,
            then.Allocation.Team.Select(staff => staff.AccountId).Distinct().ToArray(),
            then.Stage.ToString(),
            accepted.To.SupplierName,
            accepted.At
        );
        command.Parameters.Add(
            new()
            {
                Value = (object?)then.Allocation.Caseworker?.Name ?? DBNull.Value,
                NpgsqlDbType = NpgsqlDbType.Text,
            }
        );
        statements.Add(command);
    }

    private static NpgsqlBatchCommand Follow(Referral referral) =>
        Command(
            """
            update handed_over_case set crn = $2, recalled = $3
            where referral_id = $1 and (crn, recalled) is distinct from ($2, $3)
            """,
            referral.Id.Value,
            referral.Referring.Person.Crn.Value,
            referral.Ending.Conclusion is Conclusion.Recalled
        );

    private static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }
}
