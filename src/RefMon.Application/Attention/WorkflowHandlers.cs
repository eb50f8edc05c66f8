using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Catalogue;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Attention;
using RefMon.Workflows.Engine;

namespace RefMon.Application.Attention;

/// <summary>Puts an item on a role's list of what needs attention; once for an instance, role and item.</summary>
public sealed class RaiseHandler(
    NpgsqlDataSource database,
    IWorkflowSubjects subjects,
    WorkingDays days,
    DeadlineSettings settings,
    TimeProvider time
) : IEffectHandler
{
    /// <inheritdoc/>
    public string Kind => RaiseAttention.Effect;

    /// <inheritdoc/>
    public async Task<string> Handle(EffectToDo effect, CancellationToken cancellationToken)
    {
        var due = await DueOn(effect, cancellationToken);
        // not for an instance that ends at this moment: nobody would take it off again
        await using var command = database.CreateCommand(
            """
            insert into attention_item (id, subject_id, role, item, raised_by, raised_at, due_on)
            select $1, $2, $3, $4, i.id, $6, $7 from workflow_instance i where i.id = $5 and i.status = 'Running' for share
            on conflict do nothing
            """
        );
        command.Parameters.Add(new() { Value = effect.Id });
        command.Parameters.Add(new() { Value = effect.CorrelationId });
        command.Parameters.Add(new() { Value = effect.Values["role"] });
        command.Parameters.Add(new() { Value = effect.Values["item"] });
        command.Parameters.Add(new() { Value = effect.InstanceId });
        command.Parameters.Add(new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = (object?)due ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Date });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1 ? "raised" : "there already";
    }

    // the day what the item asks for is due, where it has one
    private async Task<DateOnly?> DueOn(EffectToDo effect, CancellationToken cancellationToken) =>
        AttentionItems.Of(Enum.Parse<ReminderKind>(effect.Values["item"])) is { Deadline: { } deadline }
            ? WorkflowFacts
                .Owed(
                    (WorkflowSubject?)await subjects.Read(effect.CorrelationId, cancellationToken),
                    deadline.ToString(),
                    effect.Values.GetValueOrDefault("key"),
                    days.Calendar,
                    settings.Book,
                    LondonTime.DayOf(time.GetUtcNow())
                )
                ?.DueOn
            : null;
}

/// <summary>Takes the items of an instance off the lists.</summary>
public sealed class ClearHandler(NpgsqlDataSource database, TimeProvider time) : IEffectHandler
{
    /// <inheritdoc/>
    public string Kind => ClearAttention.Effect;

    /// <inheritdoc/>
    public async Task<string> Handle(EffectToDo effect, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "update attention_item set cleared_at = $2 where raised_by = $1 and cleared_at is null and ($3::text is null or item = $3)"
        );
        command.Parameters.Add(new() { Value = effect.InstanceId });
        command.Parameters.Add(new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(
            new()
            {
                Value = (object?)effect.Values.GetValueOrDefault("item") ?? DBNull.Value,
                NpgsqlDbType = NpgsqlDbType.Text,
            }
        );
        await command.ExecuteNonQueryAsync(cancellationToken);
        return "cleared";
    }
}

/// <summary>Sends a command. Each decides for itself whether it may be, and is harmless when repeated.</summary>
public sealed class CommandHandler(DraftExpiry drafts, IWorkflowSubjects subjects) : IEffectHandler
{
    /// <inheritdoc/>
    public string Kind => DispatchCommand.Effect;

    /// <inheritdoc/>
    public async Task<string> Handle(EffectToDo effect, CancellationToken cancellationToken)
    {
        if (effect.Values["command"] is not WorkflowEffects.ExpireDraft)
            throw new EffectRefusedException("unknown-command");
        if (await drafts.DeleteExpired(new DraftId(effect.CorrelationId), cancellationToken))
            return "Accepted";
        // gone already, by an earlier attempt or the nightly deletion, is as good; saved meanwhile is a refusal
        return await subjects.Read(effect.CorrelationId, cancellationToken) is null ? "Accepted" : "Refused";
    }
}
