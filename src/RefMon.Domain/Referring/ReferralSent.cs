using RefMon.Domain.RiskScreen;

namespace RefMon.Domain.Referring;

/// <summary>
/// A referral was sent to a supplier: the first event of its stream and a complete statement of what was sent.
/// <paramref name="MaximumEnforceableDays"/> is 1 to 40; <paramref name="CompletionDate"/> is a London date;
/// <paramref name="ReasonBeforeAllocation"/> says why an unallocated person is referred already.
/// <paramref name="Urgency"/> is null when the referral is not urgent.
/// <paramref name="SafeContact"/> is missing only in referrals sent before it was asked for.
/// <paramref name="NotCheckedAgain"/> is what its source did not answer about just before; null when all of it was fresh.
/// </summary>
public sealed record ReferralSent(
    StaffMember By,
    DateTimeOffset At,
    ReferralId ReferralId,
    ReferralReference Reference,
    ServiceStatement Service,
    PersonStatement Person,
    ReferralKind Kind,
    CustodyStatement? Custody,
    PractitionerStatement Practitioner,
    BackUpContact? BackUp,
    RiskStatement Risk,
    NeedsStatement Needs,
    SentenceStatement Sentence,
    IReadOnlyList<CategoryStatement> Categories,
    int MaximumEnforceableDays,
    DateOnly CompletionDate,
    string ReasonForReferral,
    string? FurtherInformation,
    string? ReasonBeforeAllocation = null,
    ReferralId? CopiedFrom = null,
    UrgencyStatement? Urgency = null,
    SafeContactStatement? SafeContact = null,
    IReadOnlyList<UncheckedSource>? NotCheckedAgain = null
) : IReferralEvent
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(ReferralSent)} {Reference}";
}
