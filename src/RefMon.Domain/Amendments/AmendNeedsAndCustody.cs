using RefMon.Domain.Attention;
using RefMon.Domain.Referring;

namespace RefMon.Domain.Amendments;

/// <summary>Change whether an interpreter is needed; the language belongs to a yes.</summary>
public sealed record AmendInterpreter(StaffMember By, bool IsNeeded, string? Language, string Reason)
{
    /// <summary>Changes, or refuses: concluded, language missing, unchanged, no reason.</summary>
    public static Decision Decide(
        Referral referral,
        ReferralDetails details,
        AmendInterpreter command,
        DateTimeOffset now
    )
    {
        var needs = details.Now.Needs;
        var language = command.IsNeeded ? command.Language : null;
        var refusal =
            Guard.Open(referral)
            ?? (
                command.IsNeeded
                    ? Guard.Words(language, "language-missing", "language", "Enter the language of the interpreter")
                    : null
            )
            ?? Amendment.Unchanged(command.IsNeeded == needs.NeedsInterpreter && language == needs.InterpreterLanguage)
            ?? Amendment.Reason(command.Reason);
        return refusal is not null
            ? refusal
            : Decision.Of(
                new InterpreterAmended(
                    command.By,
                    now,
                    needs.NeedsInterpreter,
                    needs.InterpreterLanguage,
                    command.IsNeeded,
                    language,
                    command.Reason
                )
            );
    }
}

/// <summary>Change caring or employment responsibilities; the times belong to a yes.</summary>
public sealed record AmendResponsibilities(StaffMember By, bool Has, string? WhenUnavailable, string Reason)
{
    /// <summary>Changes, or refuses: concluded, times missing, unchanged, no reason.</summary>
    public static Decision Decide(
        Referral referral,
        ReferralDetails details,
        AmendResponsibilities command,
        DateTimeOffset now
    )
    {
        var needs = details.Now.Needs;
        var times = command.Has ? command.WhenUnavailable : null;
        var refusal =
            Guard.Open(referral)
            ?? (
                command.Has
                    ? Guard.Words(times, "times-missing", "whenUnavailable", "Enter when the person cannot attend")
                    : null
            )
            ?? Amendment.Unchanged(command.Has == needs.HasResponsibilities && times == needs.WhenUnavailable)
            ?? Amendment.Reason(command.Reason);
        return refusal is not null
            ? refusal
            : Decision.Of(
                new ResponsibilitiesAmended(
                    command.By,
                    now,
                    needs.HasResponsibilities,
                    needs.WhenUnavailable,
                    command.Has,
                    times,
                    command.Reason
                )
            );
    }
}

/// <summary>Change the prison of a person in custody.</summary>
public sealed record AmendPrison(StaffMember By, string PrisonId, string PrisonName, string Reason)
{
    /// <summary>Changes, or refuses: concluded, not in custody, no prison, unchanged, no reason.</summary>
    public static Decision Decide(Referral referral, AmendPrison command, DateTimeOffset now) =>
        AmendingCustody.Decide(
            referral,
            command.By,
            CustodyField.Prison,
            custody => custody with { PrisonId = command.PrisonId, PrisonName = command.PrisonName },
            Guard.Words(command.PrisonId, "prison-missing", "prison", "Select the prison"),
            Amendment.Reason(command.Reason),
            command.Reason,
            now
        );
}

/// <summary>
/// Change or confirm the release date of a person in custody: a date and whether it is confirmed, or the reason why it is
/// not known.
/// </summary>
public sealed record AmendReleaseDate(StaffMember By, DateOnly? ReleaseDate, bool IsConfirmed, string? UnknownReason)
{
    /// <summary>Changes, or refuses: concluded, not in custody, a date that has passed, neither date nor reason, unchanged.</summary>
    public static Decision Decide(Referral referral, AmendReleaseDate command, DateTimeOffset now) =>
        AmendingCustody.Decide(
            referral,
            command.By,
            CustodyField.ReleaseDate,
            custody =>
                command.ReleaseDate is { } date ? Known(custody, date, command.IsConfirmed) : Unknown(custody, command),
            RefuseDate(command, LondonTime.DayOf(now)),
            reasonRefusal: null,
            reason: null,
            now
        );

    private static CustodyStatement Known(CustodyStatement custody, DateOnly date, bool isConfirmed) =>
        custody with
        {
            ReleaseDate = date,
            ReleaseDateSource = ReleaseDateSource.Practitioner,
            ReleaseDateConfidence = isConfirmed ? ReleaseDateConfidence.Confirmed : ReleaseDateConfidence.Expected,
            ReleaseDateUnknownReason = null,
        };

    private static CustodyStatement Unknown(CustodyStatement custody, AmendReleaseDate command) =>
        custody with
        {
            ReleaseDate = null,
            ReleaseDateSource = null,
            ReleaseDateConfidence = null,
            ReleaseDateUnknownReason = command.UnknownReason,
        };

    private static Refusal? RefuseDate(AmendReleaseDate command, DateOnly today) =>
        command.ReleaseDate is { } date
            ? date < today
                ? new Refusal("release-date-passed", "releaseDate", "Enter a date that is today or later")
                : null
            : Guard.Words(
                command.UnknownReason,
                "release-date-missing",
                "releaseDate",
                "Enter the release date, or say why it is not known"
            );
}

/// <summary>Change the office expected after release, or say why it is not known.</summary>
public sealed record AmendExpectedOffice(StaffMember By, string? Office, string? UnknownReason)
{
    /// <summary>Changes, or refuses: concluded, not in custody, neither office nor reason, unchanged.</summary>
    public static Decision Decide(Referral referral, AmendExpectedOffice command, DateTimeOffset now)
    {
        var office = string.IsNullOrWhiteSpace(command.Office) ? null : command.Office;
        return AmendingCustody.Decide(
            referral,
            command.By,
            CustodyField.ExpectedOffice,
            custody =>
                custody with
                {
                    ExpectedOffice = office,
                    ExpectedOfficeUnknownReason = office is null ? command.UnknownReason : null,
                },
            Guard.Words(
                office ?? command.UnknownReason,
                "office-missing",
                "office",
                "Select the office, or say why it is not known"
            ),
            reasonRefusal: null,
            reason: null,
            now
        );
    }
}

internal static class AmendingCustody
{
    public static Decision Decide(
        Referral referral,
        StaffMember by,
        CustodyField field,
        Func<CustodyStatement, CustodyStatement> change,
        Refusal? valueRefusal,
        Refusal? reasonRefusal,
        string? reason,
        DateTimeOffset now
    )
    {
        var custody = referral.Referring.Custody;
        var refusal =
            Guard.Open(referral)
            ?? (
                custody is null
                    ? Refusal.Conflict(
                        "not-in-custody",
                        "This person is not in custody, so there is nothing to change."
                    )
                    : null
            )
            ?? valueRefusal
            ?? Amendment.Unchanged(custody is not null && change(custody) == custody)
            ?? reasonRefusal;
        return refusal is not null
            ? refusal
            : Decision.Of(new CustodyAmended(by, now, field, custody!, change(custody!), reason));
    }
}
