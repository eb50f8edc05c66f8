namespace RefMon.Workflows.Definitions;

/// <summary>
/// One version of a process, as its file says. <paramref name="Fingerprint"/> tells two contents of one version apart and
/// <paramref name="Json"/> is the file's own text.
/// </summary>
public sealed record WorkflowDefinition(
    string Id,
    string DefinitionId,
    int Version,
    string Name,
    string? Description,
    bool IsPublished,
    WorkflowSettings Settings,
    IReadOnlyList<WorkflowVariable> Variables,
    IReadOnlyList<ActivityNode> Activities,
    IReadOnlyList<Connection> Connections,
    string Fingerprint,
    string Json
)
{
    /// <summary>What becomes of the other branches when an activity faults.</summary>
    public IncidentStrategy IncidentStrategy => Settings.IncidentStrategy;

    /// <summary>Nothing starts while an instance of any version runs about the same subject.</summary>
    public bool IsCorrelatedSingleton => Settings.IsCorrelatedSingleton;

    /// <summary>The event that starts it; null when it has none.</summary>
    public ActivityNode? Trigger => Activities.FirstOrDefault(a => a.CanStart);

    /// <summary>The activity with this id.</summary>
    public ActivityNode Activity(string id) =>
        Find(id) ?? throw new InvalidOperationException($"{Id} has no activity {id}.");

    /// <summary>The activity with this id; null when there is none.</summary>
    public ActivityNode? Find(string id) => Activities.FirstOrDefault(a => a.Id == id);

    /// <summary>The variable with this id; null when there is none.</summary>
    public WorkflowVariable? Variable(string id) => Variables.FirstOrDefault(v => v.Id == id);
}

/// <summary>What a definition's options say.</summary>
public sealed record WorkflowSettings(
    IncidentStrategy IncidentStrategy = IncidentStrategy.Fault,
    bool IsCorrelatedSingleton = false
);

/// <summary>What becomes of the other branches when an activity faults.</summary>
public enum IncidentStrategy
{
    /// <summary>The instance ends at once.</summary>
    Fault,

    /// <summary>The others go on.</summary>
    ContinueWithIncidents,
}

/// <summary>A variable; its value is kept as text, in the way the format writes a default.</summary>
public sealed record WorkflowVariable(string Id, string Name, string TypeName, string? Default);

/// <summary>
/// One activity of a flowchart: where it is drawn, its inputs by name, and its outputs by name with the id of the variable
/// each goes into.
/// </summary>
public sealed record ActivityNode(
    string Id,
    string Name,
    string Type,
    bool CanStart,
    DesignerBox? Box,
    IReadOnlyDictionary<string, WorkflowInput> Inputs,
    IReadOnlyDictionary<string, string> Outputs
)
{
    /// <summary>The text of an input that is written out; null when it is missing or comes from a variable.</summary>
    public string? Literal(string input) => (Inputs.GetValueOrDefault(input) as WorkflowInput.Literal)?.Text;
}

/// <summary>Where the designer draws an activity, and how large.</summary>
public sealed record DesignerBox(double X, double Y, double? Width, double? Height);

/// <summary>The value of an input.</summary>
public abstract record WorkflowInput
{
    private WorkflowInput() { }

    /// <summary>Written out, as text; null for none.</summary>
    public sealed record Literal(string? Text) : WorkflowInput;

    /// <summary>Taken from a variable when the activity runs.</summary>
    public sealed record FromVariable(string VariableId) : WorkflowInput;
}

/// <summary>From a port of one activity to another.</summary>
public sealed record Connection(string From, string Port, string To)
{
    /// <summary>As it is named in messages.</summary>
    public override string ToString() => $"{From}.{Port} -> {To}";
}

/// <summary>
/// Something wrong with a definition: the file, the activity (null when the file as a whole is meant), a code and what it is
/// in words.
/// </summary>
public sealed record DefinitionProblem(string File, string? Activity, string Code, string Message)
{
    /// <summary>One line for an operator.</summary>
    public override string ToString() =>
        Activity is null ? $"{File}: {Message} ({Code})" : $"{File}, activity {Activity}: {Message} ({Code})";
}
