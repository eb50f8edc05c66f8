namespace RefMon.Web.Shell;

/// <summary>
/// How many notices the navigation says are unread. The inbox, which asks nDelius first whom it may show, corrects what the layout counted.
/// </summary>
public sealed class UnreadCount
{
    /// <summary>Called when a page has corrected it: the layout's.</summary>
    public Action? Corrected { get; set; }

    /// <summary>Null until it is known; then nothing is shown.</summary>
    public int? Value { get; private set; }

    /// <summary>What the layout counted, unless a page was faster.</summary>
    public void Counted(int count) => Value ??= count;

    /// <summary>What the page shows.</summary>
    public void Correct(int count)
    {
        Value = count;
        Corrected?.Invoke();
    }
}
