namespace RefMon.Application.Referring;

/// <summary>Who began a draft, and who worked on it last: perhaps both a colleague, perhaps both the viewer.</summary>
public sealed record DraftAuthors(DraftHand Began, DraftHand Saved)
{
    /// <summary>True when nobody but the viewer has worked on it.</summary>
    public bool IsViewerAlone => Began.IsViewer && Saved.IsViewer;
}

/// <summary>Somebody who worked on a draft, and when. <paramref name="Name"/> is as the account has it now.</summary>
public sealed record DraftHand(string Name, bool IsViewer, DateTimeOffset At);
