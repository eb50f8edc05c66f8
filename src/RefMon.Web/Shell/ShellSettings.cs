namespace RefMon.Web.Shell;

/// <summary>What the frame around every page takes from the settings: section <c>RefMon</c>.</summary>
public sealed class ShellSettings
{
    /// <summary>The word in the phase banner; empty shows no banner.</summary>
    public string? Phase { get; set; } = "Beta";

    /// <summary>Where feedback goes: a form or a mail address. Default: the help page.</summary>
    public string FeedbackUrl { get; set; } = "/help";

    /// <summary>How people reach whoever supports the service, shown on the help and accessibility pages; null shows general advice.</summary>
    public string? SupportEmail { get; set; }

    /// <summary>Messages for everybody, each for a while.</summary>
    public List<Announcement> Announcements { get; set; } = [];
}

/// <summary>A message on every page between two instants (UTC unless an offset is given); an open end lasts.</summary>
public sealed class Announcement
{
    public string Heading { get; set; } = "Important";

    public string Text { get; set; } = "";

    public DateTimeOffset? From { get; set; }

    public DateTimeOffset? Until { get; set; }

    internal bool ShowsAt(DateTimeOffset now) =>
        Text.Length > 0 && (From is not { } from || from <= now) && (Until is not { } until || now < until);
}
