using RefMon.Domain.Referring;

namespace RefMon.Application.Referring;

/// <summary>The release date the prison service has, and how sure it is.</summary>
public sealed record ReleaseDateFound(DateOnly Day, ReleaseDateConfidence Confidence);

internal sealed record ReleaseDateSection() : DraftSection(DraftSections.Where, Address, "Expected release date")
{
    public const string Address = "release-date";
    public const string FromPrisons = "prison";
    public const string Typed = "date";
    public const string Unknown = "unknown";
    public const string Date = "releaseDate";
    public const string Source = "releaseDateSource";
    public const string Confidence = "releaseDateConfidence";
    public const string Reason = "releaseDateUnknownReason";
    public const string Confirmed = "releaseDateConfirmed";
    public const string Seen = "prisonRelease";

    private const int Weeks12 = 84;

    public override IReadOnlyList<OwnedAnswer> Owned =>
        [
            new(Date, "Expected release date"),
            new(Source, null),
            new(Confidence, null),
            new(Reason, "Why the release date is not known"),
            new(Confirmed, null),
        ];

    public override SectionReview Review(OpenDraft open)
    {
        var (date, reason) = (open.Answers.Day(Date), open.Answers[Reason]);
        var rows = date is { } day
            ? (CheckRow[])
                [
                    Words.Row("Expected release date", Words.Day(day), note: Warning(open) ?? Other(open, day)),
                    Words.Row("How sure the date is", InWords(ConfidenceOf(open))),
                    Words.Row("Where the date comes from", InWords(SourceOf(open))),
                ]
            :
            [
                Words.Row("Expected release date", reason is null ? null : "Not known"),
                .. reason is null ? Array.Empty<CheckRow>() : [Words.Row("Why it is not known", reason)],
            ];
        return SectionReview.Of(date is not null || reason is not null, Missing(open, date, reason), rows);
    }

    /// <summary>The date the prison service has, when there is one that has not passed.</summary>
    public static ReleaseDateFound? Found(OpenDraft open) => Found(open.Sources.Prison?.Value.Prisoner, open.Today);

    /// <summary>The same of a prisoner, on a day.</summary>
    public static ReleaseDateFound? Found(Prisoner? prisoner, DateOnly today) =>
        prisoner is { ExpectedReleaseDate: { } day } && day >= today
            ? new(
                day,
                prisoner.ConfirmedReleaseDate == day ? ReleaseDateConfidence.Confirmed : ReleaseDateConfidence.Expected
            )
            : null;

    /// <summary>A text that changes when the prison service's date does.</summary>
    public static string Mark(OpenDraft open) =>
        Found(open) is { } found ? $"{DraftAnswers.Text(found.Day)} {found.Confidence}" : "none";

    public static string? ChoiceOf(OpenDraft open) =>
        open.Answers.Has(Reason) ? Unknown
        : !open.Answers.Has(Date) ? null
        : SourceOf(open) is ReleaseDateSource.Prison ? FromPrisons
        : Typed;

    public static ReleaseDateSource? SourceOf(OpenDraft open) =>
        open.Answers[Source] is { } text ? Enum.Parse<ReleaseDateSource>(text) : null;

    public static ReleaseDateConfidence? ConfidenceOf(OpenDraft open) =>
        open.Answers[Confidence] is { } text ? Enum.Parse<ReleaseDateConfidence>(text) : null;

    /// <summary>A sentence when the date does not fit the kind of referral; null otherwise.</summary>
    public static string? Warning(OpenDraft open) =>
        open.Answers.Day(Date) is { } day && IsTooFarFor(open, day)
            ? "This is more than 12 weeks away. Check whether the person is to be released within 12 weeks"
            : null;

    public static bool IsTooFarFor(OpenDraft open, DateOnly day) =>
        open.Kind is ReferralKind.UnallocatedReleasing && IsFar(open, day);

    /// <summary>More than twelve weeks from today.</summary>
    public static bool IsFar(OpenDraft open, DateOnly day) => IsFar(open.Today, day);

    /// <summary>More than twelve weeks after a day.</summary>
    public static bool IsFar(DateOnly from, DateOnly day) => day.DayNumber - from.DayNumber > Weeks12;

    /// <summary>True of a date taken from the prison service, which does not have it any more.</summary>
    public static bool IsWithdrawn(OpenDraft open) =>
        SourceOf(open) is ReleaseDateSource.Prison && open.Sources.Prison is not null && Found(open) is null;

    private static string? InWords(ReleaseDateConfidence? confidence) =>
        confidence switch
        {
            ReleaseDateConfidence.Confirmed => "Confirmed",
            ReleaseDateConfidence.Expected => "Expected, may change",
            null => null,
        };

    private static string? InWords(ReleaseDateSource? source) =>
        source switch
        {
            ReleaseDateSource.Prison => "Prison service",
            ReleaseDateSource.Practitioner => "Entered here",
            null => null,
        };

    private static string? Other(OpenDraft open, DateOnly day) =>
        SourceOf(open) is ReleaseDateSource.Practitioner && Found(open) is { } found && found.Day != day
            ? $"The prison service has: {Words.Day(found.Day)}"
        : IsWithdrawn(open) ? "The prison service does not have this date any more"
        : null;

    private static string? Missing(OpenDraft open, DateOnly? date, string? reason) =>
        date is null && reason is null ? "Enter the expected release date, or say why it is not known"
        : date < open.Today ? "The expected release date has passed: enter a later one, or say where the person is now"
        : date is { } gone && IsWithdrawn(open)
            ? $"The prison service does not have {Words.Day(gone)} any more: look at this again"
        : Found(open) is { } found && open.Answers[Confirmed] != Mark(open)
            ? $"The prison service now has {Words.Day(found.Day)}: look at this again"
        : null;
}
