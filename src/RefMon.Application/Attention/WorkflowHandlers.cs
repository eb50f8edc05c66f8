using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Catalogue;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Attention;
using RefMon.Workflows.Engine;

namespace RefMon.Application.Attention;

/// <summary>Has the notification policy decide whom a workflow's reminder goes to, and posts it to each of them once.</summary>
public sealed class TellHandler(
    IWorkflowSubjects subjects,
    NoticeAddresses addresses,
    NoticeDelivery delivery,
    PublicAddress address
) : IEffectHandler
{
    /// <inheritdoc/>
    public string Kind => TellRole.Effect;

    /// <inheritdoc/>
    public async Task<string> Handle(EffectToDo effect, CancellationToken cancellationToken)
    {
        var role = Enum.Parse<ReminderRole>(effect.Values["role"]);
        var type = NoticeTypes.Of(Enum.Parse<ReminderKind>(effect.Values["reminder"]));
        var failures = await (
            await subjects.Read(effect.CorrelationId, cancellationToken) switch
            {
                WorkflowSubject.OfDraft draft => Post(
                    [new NoticeRecipient.Author(draft.Author)],
                    new(effect.Id, OutboundEffect.Reminder, "", new(draft.Id.Value), "draft"),
                    type,
                    address.Drafts,
                    cancellationToken
                ),
                WorkflowSubject.OfReferral { Referral: var referral } => Post(
                    await Members(role, referral, cancellationToken),
                    new(effect.Id, OutboundEffect.Reminder, "", referral.Id, referral.Reference.Value),
                    type,
                    address.Referral(referral.Reference.Value),
                    cancellationToken
                ),
                // gone meanwhile: nobody needs to know
                _ => Task.FromResult<IReadOnlyList<PostFailure>>([]),
            }
        );
        if (failures.Count == 0)
            return "told";
        if (failures.All(f => f.IsForGood))
            throw new EffectRefusedException(failures[0].Why);
        throw new OutboundFailedException($"Reminder not sent: {failures[0].Why}");
    }

    /// <summary>The template's name at GOV.UK Notify: the kind in kebab case.</summary>
    public static string TemplateOf(ReminderKind kind) =>
        System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    // a group's members one by one, each once
    private async Task<IReadOnlyList<NoticeRecipient>> Members(
        ReminderRole role,
        Referral referral,
        CancellationToken cancellationToken
    )
    {
        var members = new List<NoticeRecipient>();
        foreach (var recipient in NotificationPolicy.ForReminder(role, referral))
            members.AddRange(await addresses.Members(recipient, cancellationToken));
        // a contract without a lead is reached through its mailbox
        if (members.Count == 0 && role is ReminderRole.SupplierLeads && referral.Stage < Stage.Concluded)
            members.Add(new NoticeRecipient.Mailbox(referral.Referring.Service.Id));
        return [.. members.DistinctBy(m => NoticesOutbound.AccountOf(m) ?? m.Part)];
    }

    // one recipient's trouble does not keep the others from being told
    private async Task<IReadOnlyList<PostFailure>> Post(
        IReadOnlyList<NoticeRecipient> recipients,
        OutboundEffect effect,
        NoticeType type,
        Uri link,
        CancellationToken cancellationToken
    )
    {
        var failures = new List<PostFailure>();
        foreach (var recipient in recipients)
        {
            var one = effect with { Recipient = recipient.Part };
            if (await delivery.Deliver(one, type, recipient, link, by: null, cancellationToken) is { } failure)
                failures.Add(failure);
        }
        return failures;
    }
}

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
        await using var command = database.CreateCommand(
            """
            insert into attention_item (id, subject_id, role, item, raised_by, raised_at, due_on)
            values ($1, $2, $3, $4, $5, $6, $7)
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
