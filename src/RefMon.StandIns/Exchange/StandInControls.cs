namespace RefMon.StandIns.Exchange;

/// <summary>
/// Tells the stand-ins how to misbehave. A rule for one operation comes before a rule for its neighbour; the latest rule
/// for a target replaces the one before. Safe to use while calls are running.
/// </summary>
public sealed class StandInControls
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, BehaviourRule> rules = new(StringComparer.Ordinal);
    private readonly Dictionary<StandInOperation, int> calls = [];

    /// <summary>The rules in force.</summary>
    public IReadOnlyList<BehaviourRule> Rules
    {
        get
        {
            lock (gate)
            {
                return rules.Values.OrderBy(r => r.Target, StringComparer.Ordinal).ToList();
            }
        }
    }

    /// <summary>Makes one operation behave so, for so many calls or until cleared.</summary>
    public void Set(StandInOperation operation, Behaviour behaviour, int? times = null) =>
        Set(operation.ToString(), behaviour, times);

    /// <summary>Makes every operation of a neighbour behave so, for so many calls in all or until cleared.</summary>
    public void Set(StandInNeighbour neighbour, Behaviour behaviour, int? times = null) =>
        Set(neighbour.ToString(), behaviour, times);

    /// <summary>Everything behaves well again.</summary>
    public void Clear()
    {
        lock (gate)
        {
            rules.Clear();
        }
    }

    /// <summary>How often an operation was called, well or badly answered.</summary>
    public int Calls(StandInOperation operation)
    {
        lock (gate)
        {
            return calls.GetValueOrDefault(operation);
        }
    }

    /// <summary>Whose operation it is.</summary>
    public static StandInNeighbour NeighbourOf(StandInOperation operation) =>
        operation switch
        {
            StandInOperation.Person
            or StandInOperation.Sentences
            or StandInOperation.ResponsibleOfficer
            or StandInOperation.Caseload
            or StandInOperation.Restrictions
            or StandInOperation.Registrations
            or StandInOperation.StartReferral
            or StandInOperation.TransferReferral
            or StandInOperation.EndReferral
            or StandInOperation.Appointment
            or StandInOperation.CancelAppointment => StandInNeighbour.NDelius,
            StandInOperation.Risk or StandInOperation.Scores or StandInOperation.ShareRisk =>
                StandInNeighbour.RiskAssessments,
            StandInOperation.Prisoner or StandInOperation.PrisonList => StandInNeighbour.Prisons,
            StandInOperation.SendMail or StandInOperation.FindMail => StandInNeighbour.Notify,
            _ => throw new ArgumentOutOfRangeException(nameof(operation)),
        };

    /// <summary>Sets a rule for a target given by name; false when there is no such target or the rule makes no sense.</summary>
    internal bool TrySet(string? target, Behaviour behaviour, int? times)
    {
        if (behaviour.Answers is < 300 or > 599 || behaviour.Milliseconds < 0 || times < 1)
        {
            return false;
        }

        if (Enum.TryParse<StandInOperation>(target, ignoreCase: true, out var operation) && Enum.IsDefined(operation))
        {
            Set(operation, behaviour, times);
            return true;
        }

        if (Enum.TryParse<StandInNeighbour>(target, ignoreCase: true, out var neighbour) && Enum.IsDefined(neighbour))
        {
            Set(neighbour, behaviour, times);
            return true;
        }

        return false;
    }

    /// <summary>Counts a call and says how it is to be answered; null is well.</summary>
    internal Behaviour? Take(StandInOperation operation)
    {
        lock (gate)
        {
            calls[operation] = calls.GetValueOrDefault(operation) + 1;
            return Use(operation.ToString()) ?? Use(NeighbourOf(operation).ToString());
        }
    }

    private void Set(string target, Behaviour behaviour, int? times)
    {
        ArgumentNullException.ThrowIfNull(behaviour);
        if (times is { } given)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(given, 1, nameof(times));
        }

        lock (gate)
        {
            rules[target] = new BehaviourRule(target, behaviour, times);
        }
    }

    private Behaviour? Use(string target)
    {
        if (!rules.TryGetValue(target, out var rule))
        {
            return null;
        }

        if (rule.CallsLeft is 1)
        {
            rules.Remove(target);
        }
        else
        {
            rules[target] = rule with { CallsLeft = rule.CallsLeft - 1 };
        }

        return rule.Behaviour;
    }
}
