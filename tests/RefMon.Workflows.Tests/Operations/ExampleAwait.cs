using RefMon.Workflows.Activities;

namespace RefMon.Workflows.Tests.Operations;

/// <summary>The one custom type of the example: waits for any event of its subject or for its time.</summary>
internal sealed class ExampleAwait : IActivity
{
    public ActivityDescriptor Descriptor { get; } =
        new(
            "RefMon.AwaitDeadline",
            "Test",
            "Waits.",
            [
                new("deadline", "String", "Which.", OneOf: ["ALLOCATION", "ASSESSMENT"]),
                new("margin", "TimeSpan", "How long before.", IsRequired: false),
            ],
            [new("detail", "String", "What came.")],
            ["Happened", "Due"],
            Waits: true
        );

    public ValueTask<ActivityResult> Execute(ActivityContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult(ActivityResult.Wait(null, context.Now + context.Span("margin")));

    public ValueTask<ActivityResult> Resume(
        ActivityContext context,
        Resumption resumption,
        CancellationToken cancellationToken
    )
    {
        var came = resumption is Resumption.TimeCame ? "Due" : "Happened";
        context.Output("detail", came);
        return ValueTask.FromResult(ActivityResult.Done(came));
    }
}
