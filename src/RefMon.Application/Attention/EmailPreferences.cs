using RefMon.Domain.Attention;

namespace RefMon.Application.Attention;

/// <summary>When somebody wants e-mail about a topic. The inbox has everything, always.</summary>
public enum EmailChoice
{
    /// <summary>As it comes, outside quiet hours.</summary>
    Immediately,

    /// <summary>In the summary of the next working day.</summary>
    Daily,

    /// <summary>Not at all.</summary>
    Never,
}

/// <summary>How somebody wants to be told by e-mail. What they have not chosen comes at once.</summary>
public sealed record EmailPreferences(IReadOnlyDictionary<NoticeTopic, EmailChoice> Chosen, QuietHours? Quiet)
{
    /// <summary>Of somebody who has chosen nothing.</summary>
    public static EmailPreferences Default { get; } = new(new Dictionary<NoticeTopic, EmailChoice>(), null);

    /// <summary>The choice for a topic; what is urgent cannot be chosen.</summary>
    public EmailChoice For(NoticeTopic topic) =>
        topic is NoticeTopic.Safety ? EmailChoice.Immediately : Chosen.GetValueOrDefault(topic);
}

/// <summary>The hours, on London's clocks, in which e-mail is held back: over midnight when they end before they begin.</summary>
public sealed record QuietHours(TimeOnly From, TimeOnly Until)
{
    /// <summary>When the quiet hours that an instant lies in are over; null when it lies in none.</summary>
    public DateTimeOffset? EndAfter(DateTimeOffset now)
    {
        if (!Cover(LondonTime.TimeOf(now)))
            return null;
        var today = LondonTime.DayOf(now);
        return Enumerable.Range(0, 3).SelectMany(ahead => Ends(today.AddDays(ahead))).First(end => end > now);
    }

    private bool Cover(TimeOnly time) => From < Until ? time >= From && time < Until : time >= From || time < Until;

    // a time that is skipped is over when the clocks are put forward; one that comes twice ends the hours twice
    private IEnumerable<DateTimeOffset> Ends(DateOnly day)
    {
        var time = Until;
        while (!LondonTime.Exists(day, time))
            time = new TimeOnly(time.Hour + 1, 0);
        var end = LondonTime.InstantOf(day, time)!.Value;
        yield return end;
        if (LondonTime.ComesTwice(day, time))
            yield return end.AddHours(1);
    }
}

/// <summary>What becomes of a notice's e-mail.</summary>
public enum EmailWay
{
    /// <summary>It is sent.</summary>
    Now,

    /// <summary>It is held back until quiet hours are over.</summary>
    Held,

    /// <summary>It stands in the summary of the next working day.</summary>
    Daily,

    /// <summary>There is none.</summary>
    None,
}

/// <summary>What becomes of a notice's e-mail, and until when one is held back.</summary>
public sealed record EmailDecision(EmailWay Way, DateTimeOffset? Until = null);
