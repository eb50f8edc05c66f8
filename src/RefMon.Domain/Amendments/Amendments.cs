using RefMon.Domain.Referring;

namespace RefMon.Domain.Amendments;

/// <summary>The fields of a referral that are one text each.</summary>
public enum AmendableText
{
    /// <summary>The reason for the referral.</summary>
    ReasonForReferral,

    /// <summary>Further information for the supplier.</summary>
    FurtherInformation,

    /// <summary>Mobility, disability or accessibility needs.</summary>
    AccessibilityNeeds,

    /// <summary>Additional information about needs.</summary>
    AdditionalInformation,

    /// <summary>The practitioner's name.</summary>
    PractitionerName,

    /// <summary>The practitioner's e-mail address.</summary>
    PractitionerEmail,

    /// <summary>The practitioner's phone number.</summary>
    PractitionerPhone,

    /// <summary>Their team's phone number.</summary>
    TeamPhone,

    /// <summary>Their probation office.</summary>
    PractitionerOffice,
}

/// <summary>One text of the referral was changed.</summary>
public sealed record TextAmended(
    StaffMember By,
    DateTimeOffset At,
    AmendableText Field,
    string? Previous,
    string? Now,
    string? Reason
) : IReferralEvent
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(TextAmended)} {Field}";
}

/// <summary>The complexity level of a category was changed.</summary>
public sealed record ComplexityLevelAmended(
    StaffMember By,
    DateTimeOffset At,
    ServiceCategoryId CategoryId,
    ComplexityStatement Previous,
    ComplexityStatement Now,
    string Reason
) : IReferralEvent;

/// <summary>The desired outcomes of a category were changed.</summary>
public sealed record DesiredOutcomesAmended(
    StaffMember By,
    DateTimeOffset At,
    ServiceCategoryId CategoryId,
    IReadOnlyList<OutcomeStatement> Previous,
    IReadOnlyList<OutcomeStatement> Now,
    string Reason
) : IReferralEvent;

/// <summary>The date to be completed by was changed.</summary>
public sealed record CompletionDateAmended(
    StaffMember By,
    DateTimeOffset At,
    DateOnly Previous,
    DateOnly Now,
    string Reason
) : IReferralEvent;

/// <summary>The maximum number of enforceable days was changed.</summary>
public sealed record MaximumEnforceableDaysAmended(
    StaffMember By,
    DateTimeOffset At,
    int Previous,
    int Now,
    string Reason
) : IReferralEvent;

/// <summary>Whether an interpreter is needed, and for which language, was changed.</summary>
public sealed record InterpreterAmended(
    StaffMember By,
    DateTimeOffset At,
    bool PreviouslyNeeded,
    string? PreviousLanguage,
    bool Needed,
    string? Language,
    string Reason
) : IReferralEvent;

/// <summary>Caring or employment responsibilities, and when the person is unavailable, were changed.</summary>
public sealed record ResponsibilitiesAmended(
    StaffMember By,
    DateTimeOffset At,
    bool PreviouslyHad,
    string? PreviousTimes,
    bool Has,
    string? WhenUnavailable,
    string Reason
) : IReferralEvent;

/// <summary>
/// Prison, release date or expected office were changed by the practitioner. <paramref name="Field"/> says which part.
/// </summary>
public sealed record CustodyAmended(
    StaffMember By,
    DateTimeOffset At,
    CustodyField Field,
    CustodyStatement Previous,
    CustodyStatement Now,
    string? Reason
) : IReferralEvent;

/// <summary>The parts of the custody statement that are changed separately.</summary>
public enum CustodyField
{
    /// <summary>The prison.</summary>
    Prison,

    /// <summary>The release date, its source and confidence, or the reason why it is not known.</summary>
    ReleaseDate,

    /// <summary>The office expected after release, or the reason why it is not known.</summary>
    ExpectedOffice,
}

internal static class Amending
{
    public static ReferringState Apply(ReferringState state, IReferralEvent amendment) =>
        amendment switch
        {
            TextAmended e => state with { Practitioner = Apply(state.Practitioner, e) },
            ComplexityLevelAmended e => state with { Categories = Apply(state.Categories, e) },
            DesiredOutcomesAmended e => state with { Categories = Apply(state.Categories, e) },
            CompletionDateAmended e => state with { CompletionDate = e.Now },
            MaximumEnforceableDaysAmended e => state with { MaximumEnforceableDays = e.Now },
            CustodyAmended e => state.WithCustody(e.Now, e.At),
            _ => state,
        };

    public static IReadOnlyList<CategoryStatement> Apply(
        IReadOnlyList<CategoryStatement> categories,
        ComplexityLevelAmended e
    ) => [.. categories.Select(c => c.Id == e.CategoryId ? c with { Complexity = e.Now } : c)];

    public static IReadOnlyList<CategoryStatement> Apply(
        IReadOnlyList<CategoryStatement> categories,
        DesiredOutcomesAmended e
    ) => [.. categories.Select(c => c.Id == e.CategoryId ? c with { Outcomes = e.Now } : c)];

    public static PractitionerStatement Apply(PractitionerStatement practitioner, TextAmended e) =>
        e.Field switch
        {
            AmendableText.PractitionerName => practitioner with { Name = practitioner.Name with { Value = e.Now } },
            AmendableText.PractitionerEmail => practitioner with { Email = practitioner.Email with { Value = e.Now } },
            AmendableText.PractitionerPhone => practitioner with { Phone = practitioner.Phone with { Value = e.Now } },
            AmendableText.TeamPhone => practitioner with { TeamPhone = practitioner.TeamPhone with { Value = e.Now } },
            AmendableText.PractitionerOffice => practitioner with
            {
                Office = practitioner.Office with { Value = e.Now },
            },
            AmendableText.ReasonForReferral
            or AmendableText.FurtherInformation
            or AmendableText.AccessibilityNeeds
            or AmendableText.AdditionalInformation => practitioner,
        };
}
