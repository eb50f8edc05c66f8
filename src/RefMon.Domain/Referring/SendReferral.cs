using RefMon.Domain.Attention;
using RefMon.Domain.RiskScreen;

namespace RefMon.Domain.Referring;

/// <summary>
/// Send a referral: what a draft holds, with null for what has not been answered. Complete, it becomes
/// <see cref="ReferralSent"/>.
/// </summary>
public sealed record SendReferral(
    StaffMember By,
    ReferralId ReferralId,
    ReferralReference Reference,
    ServiceStatement Service,
    PersonStatement? Person,
    ReferralKind? Kind,
    CustodyStatement? Custody,
    PractitionerStatement? Practitioner,
    BackUpContact? BackUp,
    RiskStatement? Risk,
    NeedsStatement? Needs,
    SentenceStatement? Sentence,
    IReadOnlyList<CategoryAnswers> Categories,
    int? MaximumEnforceableDays,
    DateOnly? CompletionDate,
    string? ReasonForReferral,
    string? FurtherInformation,
    string? ReasonBeforeAllocation = null,
    ReferralId? CopiedFrom = null,
    UrgencyStatement? Urgency = null,
    SafeContactStatement? SafeContact = null,
    IReadOnlyList<UncheckedSource>? NotCheckedAgain = null
)
{
    /// <summary>
    /// Sends, or refuses: already sent (<paramref name="existing"/> is the referral), person not visible to the sender,
    /// contract closed, or incomplete with one item for each answer that is missing or no longer holds.
    /// </summary>
    public static Decision Decide(
        Referral? existing,
        SendReferral command,
        bool isContractOpen,
        bool isPersonVisible,
        DateTimeOffset now
    )
    {
        if (existing is not null)
            return Refusal.Conflict(
                "already-sent",
                $"This referral has already been sent. Its reference is {existing.Reference}."
            ) with
            {
                Stage = existing.Stage,
            };
        if (!isPersonVisible)
            return Refusal.NotFound(
                "person-not-found",
                "We cannot find this person. Check the CRN and your access in nDelius."
            );
        if (!isContractOpen)
            return Refusal.Conflict(
                "contract-closed",
                "This service no longer takes referrals. Find another service for this person."
            );
        var missing = Missing(command, LondonTime.DayOf(now)).ToList();
        if (missing.Count > 0)
            return new Refusal("incomplete", null, "Some answers are missing. Complete them, then send the referral.")
            {
                Items = missing,
            };
        return Decision.Of(command.AsSent(now));
    }

    /// <summary>Every answer that is missing or no longer holds on this London date, in the order of the task list.</summary>
    public static IEnumerable<Refusal> Missing(SendReferral command, DateOnly today) =>
        [
            .. MissingAboutPeople(command),
            .. MissingAboutCustody(command, today),
            .. Contradictions(command),
            .. MissingAboutNeeds(command),
            .. MissingAboutTheReferral(command, today),
        ];

    private ReferralSent AsSent(DateTimeOffset now) =>
        new(
            By,
            now,
            ReferralId,
            Reference,
            Service,
            Person!,
            Kind!.Value,
            Custody,
            Practitioner!,
            BackUp,
            Risk!,
            Needs!,
            Sentence!,
            [.. Categories.Select(c => new CategoryStatement(c.Id, c.Name, c.Outcomes, c.Complexity!))],
            MaximumEnforceableDays!.Value,
            CompletionDate!.Value,
            ReasonForReferral!,
            FurtherInformation,
            ReasonBeforeAllocation,
            CopiedFrom,
            Urgency,
            SafeContact,
            NotCheckedAgain
        );

    private static IEnumerable<Refusal> MissingAboutPeople(SendReferral c)
    {
        if (c.Kind is null)
            yield return Item("kind", "Say where the person is and whether they have a probation practitioner");
        if (c.Person is null)
            yield return Item("person", "Review the person’s details");
        if (c.Practitioner?.Name.Shown() is null)
            yield return Item("practitioner", "Confirm the probation practitioner or main point of contact");
        else if (IsUnallocated(c.Kind) && string.IsNullOrWhiteSpace(c.Practitioner.Role))
            yield return Item("practitionerRole", "Enter the main point of contact’s role or job title");
        else if (IsUnallocated(c.Kind) && c.Practitioner.Email.Shown() is null)
            yield return Item("practitionerEmail", "Enter the main point of contact’s email address");
        else if (c.Kind is not null && !IsUnallocated(c.Kind) && c.Practitioner.Pdu.Shown() is null)
            yield return Item("practitionerPdu", "Select the probation practitioner’s probation delivery unit");
    }

    private static IEnumerable<Refusal> MissingAboutCustody(SendReferral c, DateOnly today)
    {
        if (c.Kind is null)
            yield break;
        if (c.Kind is ReferralKind.Community)
        {
            if (c.Custody is not null)
                yield return Item("custody", "Remove the prison details, or say that the person is in custody");
            yield break;
        }
        if (string.IsNullOrWhiteSpace(c.Custody?.PrisonId))
            yield return Item("prison", "Select the prison where the person is held");
        if (c.Kind is ReferralKind.UnallocatedStaying)
            yield break;
        if (c.Custody is null or { ReleaseDate: null, ReleaseDateUnknownReason: null or "" })
            yield return Item("releaseDate", "Enter the expected release date, or say why it is not known");
        else if (c.Custody.ReleaseDate < today)
            yield return Item("releaseDate", "Enter an expected release date that is today or later");
        if (
            c.Kind is ReferralKind.UnallocatedReleasing
            && c.Custody is null or { ExpectedOffice: null or "", ExpectedOfficeUnknownReason: null or "" }
        )
            yield return Item("expectedOffice", "Select the expected probation office, or say why it is not known");
    }

    // each pair is one answer: both halves at once say nothing
    private static IEnumerable<Refusal> Contradictions(SendReferral c)
    {
        if (c.Custody is { ReleaseDate: not null, ReleaseDateUnknownReason: not (null or "") })
            yield return Item("releaseDate", "Give either the expected release date or why it is not known");
        if (c.Custody is { ExpectedOffice: not (null or ""), ExpectedOfficeUnknownReason: not (null or "") })
            yield return Item("expectedOffice", "Give either the expected probation office or why it is not known");
        if (c.Practitioner is { Establishment: not (null or ""), Office.Value: not (null or "") })
            yield return Item("practitionerPlace", "Give either the establishment or the probation office");
        if (c.Urgency is { Reason: UrgencyReason.Other } && string.IsNullOrWhiteSpace(c.Urgency.Words))
            yield return Item("urgency", "Say why the referral is urgent");
        if (c.Urgency is { Reason: not UrgencyReason.Other, Words: not (null or "") })
            yield return Item("urgency", "Give the reason for the urgency, or say in words why, not both");
        if (c.Needs is { NeedsInterpreter: false, InterpreterLanguage: not (null or "") })
            yield return Item("interpreterLanguage", "Say that an interpreter is needed, or take out the language");
        if (c.Needs is { HasResponsibilities: false, WhenUnavailable: not (null or "") })
            yield return Item(
                "whenUnavailable",
                "Say that the person has responsibilities, or take out when they cannot attend"
            );
        if (c.Urgency is { Reason: UrgencyReason.ReleaseSoon } && c.Kind is { } kind && !kind.HasRelease())
            yield return Item("urgency", "No release is expected: give another reason for the urgency, or none");
    }

    private static IEnumerable<Refusal> MissingAboutNeeds(SendReferral c)
    {
        if (c.Risk is not { Acknowledged: true })
            yield return Item("risk", "Review the risk information and confirm what will be shared");
        if (c.SafeContact is null)
            yield return Item(
                "safeContact",
                "Say how to contact the person safely, or that there is nothing to say about it"
            );
        if (c.Needs is null)
            yield return Item("needs", "Enter the person’s needs and requirements");
        else
        {
            if (c.Needs.NeedsInterpreter && string.IsNullOrWhiteSpace(c.Needs.InterpreterLanguage))
                yield return Item("interpreterLanguage", "Enter the language the interpreter is needed for");
            if (c.Needs.HasResponsibilities && string.IsNullOrWhiteSpace(c.Needs.WhenUnavailable))
                yield return Item("whenUnavailable", "Enter when the person cannot attend");
        }
        if (c.Sentence is null)
            yield return Item("sentence", "Select the sentence the referral is for");
    }

    private static IEnumerable<Refusal> MissingAboutTheReferral(SendReferral c, DateOnly today)
    {
        if (c.Categories.Count == 0)
            yield return Item("categories", "Select at least one service type");
        foreach (var category in c.Categories)
        {
            if (category.Outcomes.Count == 0)
                yield return Item("outcomes", $"Select at least one desired outcome for {category.Name}");
            if (category.Complexity is null)
                yield return Item("complexity", $"Select the complexity level for {category.Name}");
        }
        if (c.MaximumEnforceableDays is not (>= 1 and <= 40))
            yield return Item("maximumEnforceableDays", "Enter the maximum number of enforceable days, from 1 to 40");
        if (c.CompletionDate is null)
            yield return Item("completionDate", "Enter the date the service should be completed by");
        else if (c.CompletionDate < today)
            yield return Item("completionDate", "Enter a completion date that is today or later");
        if (string.IsNullOrWhiteSpace(c.ReasonForReferral))
            yield return Item("reasonForReferral", "Enter the reason for the referral");
    }

    private static bool IsUnallocated(ReferralKind? kind) => kind is { } known && known.IsUnallocated();

    private static Refusal Item(string field, string message) => new("missing", field, message);
}

/// <summary>A chosen service category as far as it has been answered.</summary>
public sealed record CategoryAnswers(
    ServiceCategoryId Id,
    string Name,
    IReadOnlyList<OutcomeStatement> Outcomes,
    ComplexityStatement? Complexity
);
