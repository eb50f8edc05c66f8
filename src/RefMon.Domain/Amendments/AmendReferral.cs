using RefMon.Domain.Attention;
using RefMon.Domain.Referring;

namespace RefMon.Domain.Amendments;

/// <summary>Change one text of the referral; blank clears it where it may be empty.</summary>
public sealed record AmendText(StaffMember By, AmendableText Field, string? Now, string? Reason)
{
    /// <summary>Changes, or refuses: concluded, unchanged, blank where it must not be, no reason where one is needed.</summary>
    public static Decision Decide(Referral referral, ReferralDetails details, AmendText command, DateTimeOffset now)
    {
        var value = string.IsNullOrWhiteSpace(command.Now) ? null : command.Now;
        var previous = Shown(details.Now, command.Field);
        var refusal =
            Guard.Open(referral)
            ?? (
                command.Field is AmendableText.ReasonForReferral or AmendableText.PractitionerName
                    ? Guard.Words(value, "value-missing", "now", "Enter a value: this cannot be empty")
                    : null
            )
            ?? Amendment.Unchanged(value == previous)
            ?? (
                command.Field is AmendableText.AccessibilityNeeds or AmendableText.AdditionalInformation
                    ? Amendment.Reason(command.Reason)
                    : null
            );
        return refusal is not null
            ? refusal
            : Decision.Of(new TextAmended(command.By, now, command.Field, previous, value, command.Reason));
    }

    private static string? Shown(ReferralSent details, AmendableText field) =>
        field switch
        {
            AmendableText.ReasonForReferral => details.ReasonForReferral,
            AmendableText.FurtherInformation => details.FurtherInformation,
            AmendableText.AccessibilityNeeds => details.Needs.AccessibilityNeeds,
            AmendableText.AdditionalInformation => details.Needs.AdditionalInformation,
            AmendableText.PractitionerName => details.Practitioner.Name.Shown(),
            AmendableText.PractitionerEmail => details.Practitioner.Email.Shown(),
            AmendableText.PractitionerPhone => details.Practitioner.Phone.Shown(),
            AmendableText.TeamPhone => details.Practitioner.TeamPhone.Shown(),
            AmendableText.PractitionerOffice => details.Practitioner.Office.Shown(),
        };
}

/// <summary>Change the complexity level of a category, until the first session has happened.</summary>
public sealed record AmendComplexityLevel(
    StaffMember By,
    ServiceCategoryId CategoryId,
    ComplexityStatement Now,
    string Reason
)
{
    /// <summary>Changes, or refuses: concluded, delivery has begun, no such category, unchanged, no reason.</summary>
    public static Decision Decide(Referral referral, AmendComplexityLevel command, DateTimeOffset now)
    {
        var category = Amendment.Category(referral, command.CategoryId);
        var refusal =
            Guard.Open(referral)
            ?? Amendment.BeforeDelivery(referral)
            ?? (category is null ? Amendment.NoSuchCategory : null)
            ?? Amendment.Unchanged(category?.Complexity.Id == command.Now.Id)
            ?? Amendment.Reason(command.Reason);
        return refusal is not null
            ? refusal
            : Decision.Of(
                new ComplexityLevelAmended(
                    command.By,
                    now,
                    command.CategoryId,
                    category!.Complexity,
                    command.Now,
                    command.Reason
                )
            );
    }
}

/// <summary>Change the desired outcomes of a category, until the first session has happened.</summary>
public sealed record AmendDesiredOutcomes(
    StaffMember By,
    ServiceCategoryId CategoryId,
    IReadOnlyList<OutcomeStatement> Now,
    string Reason
)
{
    /// <summary>
    /// Changes, or refuses: concluded, delivery has begun, no such category, no outcome, unchanged, an activity of the
    /// plan would be left without its outcome (named), no reason.
    /// </summary>
    public static Decision Decide(Referral referral, AmendDesiredOutcomes command, DateTimeOffset now)
    {
        var category = Amendment.Category(referral, command.CategoryId);
        var refusal =
            Guard.Open(referral)
            ?? Amendment.BeforeDelivery(referral)
            ?? (category is null ? Amendment.NoSuchCategory : null)
            ?? (
                command.Now.Count == 0
                    ? new Refusal("outcome-missing", "outcomes", "Select at least one desired outcome")
                    : null
            )
            ?? Amendment.Unchanged(
                category!.Outcomes.Select(o => o.Id).ToHashSet().SetEquals(command.Now.Select(o => o.Id))
            )
            ?? RefuseOrphan(referral, category, command.Now)
            ?? Amendment.Reason(command.Reason);
        return refusal is not null
            ? refusal
            : Decision.Of(
                new DesiredOutcomesAmended(
                    command.By,
                    now,
                    command.CategoryId,
                    category!.Outcomes,
                    command.Now,
                    command.Reason
                )
            );
    }

    private static Refusal? RefuseOrphan(
        Referral referral,
        CategoryStatement category,
        IReadOnlyList<OutcomeStatement> now
    )
    {
        var planned = referral.Plans.Standing?.Outcomes ?? [];
        var orphan = category.Outcomes.FirstOrDefault(o => planned.Contains(o.Id) && now.All(n => n.Id != o.Id));
        return orphan is null
            ? null
            : Refusal.Conflict(
                "would-orphan-activity",
                $"The action plan has an activity for: {orphan.Text}. Ask the caseworker to submit a plan without it, "
                    + "or keep the outcome.",
                "outcomes"
            );
    }
}

/// <summary>Change the date to be completed by.</summary>
public sealed record AmendCompletionDate(StaffMember By, DateOnly Now, string Reason)
{
    /// <summary>Changes, or refuses: concluded, unchanged, a date that has passed, no reason.</summary>
    public static Decision Decide(Referral referral, AmendCompletionDate command, DateTimeOffset now)
    {
        var refusal =
            Guard.Open(referral)
            ?? Amendment.Unchanged(command.Now == referral.Referring.CompletionDate)
            ?? (
                command.Now < LondonTime.DayOf(now)
                    ? new Refusal("completion-date-passed", "now", "Enter a date that is today or later")
                    : null
            )
            ?? Amendment.Reason(command.Reason);
        return refusal is not null
            ? refusal
            : Decision.Of(
                new CompletionDateAmended(
                    command.By,
                    now,
                    referral.Referring.CompletionDate,
                    command.Now,
                    command.Reason
                )
            );
    }
}

/// <summary>Change the maximum number of enforceable days; fewer than are used is allowed and warned of.</summary>
public sealed record AmendMaximumEnforceableDays(StaffMember By, int Now, string Reason)
{
    /// <summary>Changes, or refuses: concluded, unchanged, not from 1 to 40, no reason.</summary>
    public static Decision Decide(Referral referral, AmendMaximumEnforceableDays command, DateTimeOffset now)
    {
        var refusal =
            Guard.Open(referral)
            ?? Amendment.Unchanged(command.Now == referral.Referring.MaximumEnforceableDays)
            ?? (
                command.Now is < 1 or > 40
                    ? new Refusal("enforceable-days-out-of-range", "now", "Enter a number from 1 to 40")
                    : null
            )
            ?? Amendment.Reason(command.Reason);
        return refusal is not null
            ? refusal
            : Decision.Of(
                new MaximumEnforceableDaysAmended(
                    command.By,
                    now,
                    referral.Referring.MaximumEnforceableDays,
                    command.Now,
                    command.Reason
                )
            );
    }
}

internal static class Amendment
{
    public static Refusal NoSuchCategory { get; } =
        Refusal.NotFound("no-such-category", "The referral does not ask for this service category.");

    public static CategoryStatement? Category(Referral referral, ServiceCategoryId id) =>
        referral.Referring.Categories.FirstOrDefault(c => c.Id == id);

    public static Refusal? Unchanged(bool isUnchanged) =>
        isUnchanged ? new Refusal("unchanged", "now", "Change the answer, or go back") : null;

    public static Refusal? Reason(string? reason) =>
        Guard.Words(reason, "reason-missing", "reason", "Enter why this is changed");

    public static Refusal? BeforeDelivery(Referral referral) =>
        referral.SessionsDelivered == 0
            ? null
            : Refusal.Conflict(
                "delivery-has-begun",
                $"This referral is {referral.Stage.InWords()}: a session has happened, so outcomes and complexity stand."
            ) with
            {
                Stage = referral.Stage,
            };
}
