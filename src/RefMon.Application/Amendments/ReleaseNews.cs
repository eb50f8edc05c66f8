using System.Globalization;
using RefMon.Application.Referring;
using RefMon.Domain.Amendments;
using RefMon.Domain.Referring;

namespace RefMon.Application.Amendments;

/// <summary>The release date a sent referral is to have, with its source and confidence; or why there is none.</summary>
internal sealed record ReleaseNews(
    DateOnly? Date,
    ReleaseDateSource? Source,
    ReleaseDateConfidence? Confidence,
    string? UnknownReason
)
{
    /// <summary>
    /// What the referral knows, unless the prison service has a date that it lacks or no longer has the one it gave. A date
    /// that has passed is none, as it is for a draft: it takes nobody's reason away.
    /// </summary>
    public static ReleaseNews Of(CustodyStatement? known, ReferralKind kind, Prisoner prisoner, DateOnly today)
    {
        if (ReleaseDateSection.Found(prisoner, today) is { } found && !Stands(known, kind, found, today))
            return new(found.Day, ReleaseDateSource.Prison, found.Confidence, null);
        if (known is { ReleaseDateSource: ReleaseDateSource.Prison, ReleaseDate: { } given })
            // on and after the day itself the prison service still gives it until nDelius has the release
            return prisoner.ExpectedReleaseDate == given
                ? As(known)
                : Unknown(
                    $"The prison no longer gives {given.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)} as the release date"
                );
        if (known is not null && !IsSilent(known))
            return As(known);
        return kind is ReferralKind.UnallocatedStaying ? new(null, null, null, null)
            : prisoner.ExpectedReleaseDate is null ? Unknown(CustodyReported.NoDateGiven)
            : Unknown(CustodyReported.DateHasPassed);
    }

    // a practitioner's date stands until the prison confirms one; nobody asks for the date of who stays beyond 12 weeks
    private static bool Stands(CustodyStatement? known, ReferralKind kind, ReleaseDateFound found, DateOnly today) =>
        known switch
        {
            { ReleaseDate: not null, ReleaseDateSource: ReleaseDateSource.Practitioner } => found.Confidence
                is not ReleaseDateConfidence.Confirmed,
            null or { ReleaseDate: null, ReleaseDateUnknownReason: null } => kind is ReferralKind.UnallocatedStaying
                && ReleaseDateSection.IsFar(today, found.Day),
            _ => false,
        };

    private static bool IsSilent(CustodyStatement known) =>
        known is { ReleaseDate: null, ReleaseDateUnknownReason: null };

    private static ReleaseNews As(CustodyStatement known) =>
        new(known.ReleaseDate, known.ReleaseDateSource, known.ReleaseDateConfidence, known.ReleaseDateUnknownReason);

    private static ReleaseNews Unknown(string why) => new(null, null, null, why);
}
