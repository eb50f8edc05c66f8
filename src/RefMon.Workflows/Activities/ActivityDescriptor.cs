namespace RefMon.Workflows.Activities;

/// <summary>
/// What a type of activity takes, gives and does: for the checks, for the list that can be exported, and for whoever writes a
/// definition. <paramref name="Waits"/> is true when it can suspend the instance until something happens.
/// </summary>
public sealed record ActivityDescriptor(
    string TypeName,
    string Category,
    string Description,
    IReadOnlyList<InputDescriptor> Inputs,
    IReadOnlyList<OutputDescriptor> Outputs,
    IReadOnlyList<string> Ports,
    bool Waits = false
)
{
    /// <summary>Every type has one version.</summary>
    public const int Version = 1;

    /// <summary>A type without outputs that goes on through Done.</summary>
    public static IReadOnlyList<string> OnlyDone { get; } = ["Done"];
}

/// <summary>
/// An input: its type, whether it must be given, and the values it can have (empty when any of the type will do).
/// <paramref name="IsBare"/> marks the few that the format writes without typeName and expression.
/// </summary>
public sealed record InputDescriptor(
    string Name,
    string TypeName,
    string Description,
    bool IsRequired = true,
    IReadOnlyList<string>? OneOf = null,
    bool IsLiteral = false,
    bool IsBare = false
);

/// <summary>An output, bound to a variable of the same type (a text variable takes any).</summary>
public sealed record OutputDescriptor(string Name, string TypeName, string Description);
