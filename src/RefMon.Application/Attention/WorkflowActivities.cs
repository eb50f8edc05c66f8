using Microsoft.Extensions.DependencyInjection;
using RefMon.Workflows.Activities;
using RefMon.Workflows.Engine;

namespace RefMon.Application.Attention;

/// <summary>The activities that speak RefMon's language: they read, wait and ask, and never decide what a referral may do.</summary>
public static class WorkflowActivities
{
    /// <summary>Adds the activities and the catalogue that definitions are checked and run by.</summary>
    public static IServiceCollection AddWorkflowActivities(this IServiceCollection services)
    {
        services.AddSingleton<IActivity, AwaitDeadline>();
        services.AddSingleton<IActivity, AwaitTime>();
        services.AddSingleton<IActivity, ReadFact>();
        services.AddSingleton<IActivity, TellRole>();
        services.AddSingleton<IActivity, RaiseAttention>();
        services.AddSingleton<IActivity, ClearAttention>();
        services.AddSingleton<IActivity, DispatchCommand>();
        services.AddSingleton<ActivityCatalogue>();
        return services;
    }

    /// <summary>
    /// Runs the definitions: adds the engine, what it asks about referrals and drafts, and what does what they ask for. Needs what
    /// <see cref="Pipeline.ReferralEventStoreRegistration.AddOutbound"/> needs.
    /// </summary>
    public static IServiceCollection RunWorkflows(this IServiceCollection services, WorkflowOptions options)
    {
        services.AddSingleton<IWorkflowSubjects, WorkflowSubjects>();
        services.AddScoped<IEffectHandler, TellHandler>();
        services.AddScoped<IEffectHandler, RaiseHandler>();
        services.AddScoped<IEffectHandler, ClearHandler>();
        services.AddScoped<IEffectHandler, CommandHandler>();
        return services.AddWorkflowEngine(options);
    }
}

/// <summary>Reads a fact of the referral into a variable.</summary>
public sealed class ReadFact : IActivity
{
    /// <inheritdoc/>
    public ActivityDescriptor Descriptor { get; } =
        new(
            "RefMon.ReadFact",
            "Facts",
            "Reads a fact of the referral, as it stands now, into a text or a Boolean variable.",
            [new("fact", "String", "Which fact.", OneOf: WorkflowFacts.All, IsLiteral: true)],
            [
                new("text", "String", "The fact as text; none when it has none."),
                new("isSo", "Boolean", "Whether it is so, for a fact that is or is not."),
            ],
            ActivityDescriptor.OnlyDone
        );

    /// <inheritdoc/>
    public async ValueTask<ActivityResult> Execute(ActivityContext context, CancellationToken cancellationToken)
    {
        var subject = (WorkflowSubject?)await context.Subject(cancellationToken);
        var fact = context.Required("fact");
        context.Output("text", WorkflowFacts.Text(subject, fact));
        if (WorkflowFacts.Conditions.Contains(fact))
            context.Output("isSo", WorkflowFacts.IsSo(subject, fact) ? "true" : "false");
        return ActivityResult.Done();
    }

    /// <inheritdoc/>
    public IEnumerable<string> Check(RefMon.Workflows.Definitions.ActivityNode node) =>
        node.Outputs.ContainsKey("isSo") && !WorkflowFacts.Conditions.Contains(node.Literal("fact")!)
            ? [$"'{node.Literal("fact")}' has no answer yes or no"]
        : node.Outputs.Count == 0 ? ["what is read goes nowhere: bind 'text' or 'isSo' to a variable"]
        : [];
}

/// <summary>Asks the notification policy to tell a role something.</summary>
public sealed class TellRole : IActivity
{
    /// <summary>The kind of effect.</summary>
    public const string Effect = "tell";

    /// <inheritdoc/>
    public ActivityDescriptor Descriptor { get; } =
        new(
            "RefMon.TellRole",
            "Asking",
            "Asks the notification policy to tell whoever has a role something about the referral. Who that is and how they are told, the policy decides.",
            [
                new("role", "String", "Who.", OneOf: Enum.GetNames<ReminderRole>(), IsLiteral: true),
                new("reminder", "String", "What.", OneOf: Enum.GetNames<ReminderKind>(), IsLiteral: true),
            ],
            [],
            ActivityDescriptor.OnlyDone
        );

    /// <inheritdoc/>
    public ValueTask<ActivityResult> Execute(ActivityContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(WorkflowEffects.Ask(context, Effect, "role", "reminder"));
}

/// <summary>Puts an item on a role's list of what needs attention.</summary>
public sealed class RaiseAttention : IActivity
{
    /// <summary>The kind of effect.</summary>
    public const string Effect = "raise-attention";

    /// <inheritdoc/>
    public ActivityDescriptor Descriptor { get; } =
        new(
            "RefMon.RaiseAttention",
            "Asking",
            "Puts an item on the list of what needs a role's attention, unless it is there already.",
            [
                new("role", "String", "Whose list.", OneOf: Enum.GetNames<ReminderRole>(), IsLiteral: true),
                new("item", "String", "What needs attention.", OneOf: Enum.GetNames<ReminderKind>(), IsLiteral: true),
            ],
            [],
            ActivityDescriptor.OnlyDone
        );

    /// <inheritdoc/>
    public ValueTask<ActivityResult> Execute(ActivityContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(WorkflowEffects.Ask(context, Effect, "role", "item"));
}

/// <summary>Takes what this instance put on lists off again.</summary>
public sealed class ClearAttention : IActivity
{
    /// <summary>The kind of effect.</summary>
    public const string Effect = "clear-attention";

    /// <inheritdoc/>
    public ActivityDescriptor Descriptor { get; } =
        new(
            "RefMon.ClearAttention",
            "Asking",
            "Takes what this instance put on lists off them: one item, or all when none is named.",
            [new("item", "String", "Which.", IsRequired: false, OneOf: Enum.GetNames<ReminderKind>(), IsLiteral: true)],
            [],
            ActivityDescriptor.OnlyDone
        );

    /// <inheritdoc/>
    public ValueTask<ActivityResult> Execute(ActivityContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(
            context.Text("item") is null
                ? WorkflowEffects.Ask(context, Effect)
                : WorkflowEffects.Ask(context, Effect, "item")
        );
}

/// <summary>Sends a command. Whether it may be, the Domain decides: the instance goes on by Accepted or by Refused.</summary>
public sealed class DispatchCommand : IActivity
{
    /// <summary>The kind of effect.</summary>
    public const string Effect = "command";

    /// <inheritdoc/>
    public ActivityDescriptor Descriptor { get; } =
        new(
            "RefMon.DispatchCommand",
            "Asking",
            "Sends a command of the application's, which may refuse it.",
            [new("command", "String", "Which.", OneOf: WorkflowEffects.Commands, IsLiteral: true)],
            [],
            ["Accepted", "Refused"]
        );

    /// <inheritdoc/>
    public ValueTask<ActivityResult> Execute(ActivityContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(WorkflowEffects.Ask(context, Effect, "command"));

    /// <inheritdoc/>
    public ValueTask<ActivityResult> Resume(
        ActivityContext context,
        Resumption resumption,
        CancellationToken cancellationToken
    ) =>
        ValueTask.FromResult(
            ActivityResult.Done(resumption is Resumption.EffectDone { Outcome: "Refused" } ? "Refused" : "Accepted")
        );
}

internal static class WorkflowEffects
{
    /// <summary>Deletes the draft if nobody has worked on it until its last day.</summary>
    public const string ExpireDraft = "ExpireDraft";

    public static IReadOnlyList<string> Commands { get; } = [ExpireDraft];

    public static ActivityResult Ask(ActivityContext context, string kind, params IReadOnlyList<string> inputs)
    {
        var values = inputs.ToDictionary(input => input, context.Required, StringComparer.Ordinal);
        if (context.Key is { } key)
            values["key"] = key;
        return ActivityResult.Perform(new(kind, values));
    }
}
