using RefMon.Domain.Amendments;
using RefMon.Domain.Referring;
using RefMon.Domain.RiskScreen;

namespace RefMon.Domain.Tests.Lifecycle;

/// <summary>
/// What the referral says, as the model remembers it: the answers that can be changed, and what nDelius and the prisons have
/// reported. Needs nothing of the rest but whether a session has happened and what the standing plan serves.
/// </summary>
public sealed class StatementModel(SendReferral sent)
{
    private readonly Dictionary<AmendableText, string?> texts = new()
    {
        [AmendableText.ReasonForReferral] = sent.ReasonForReferral,
        [AmendableText.FurtherInformation] = sent.FurtherInformation,
        [AmendableText.AccessibilityNeeds] = sent.Needs!.AccessibilityNeeds,
        [AmendableText.AdditionalInformation] = sent.Needs.AdditionalInformation,
    };

    private readonly PersonModel person = new(sent);
    private ComplexityLevelId complexity = sent.Categories[0].Complexity!.Id;
    private (bool Needed, string? Language) interpreter = (sent.Needs.NeedsInterpreter, sent.Needs.InterpreterLanguage);
    private (bool Has, string? When) responsibilities = (sent.Needs.HasResponsibilities, sent.Needs.WhenUnavailable);
    private SafeContactStatement? safeContact = sent.SafeContact;

    public HashSet<DesiredOutcomeId> Wanted { get; private set; } = [.. sent.Categories[0].Outcomes.Select(o => o.Id)];

    public int MostDays { get; private set; } = sent.MaximumEnforceableDays!.Value;

    public DateOnly CompletionDate { get; private set; } = sent.CompletionDate!.Value;

    /// <summary>All of it in one comparable piece.</summary>
    public StatementSeen Seen =>
        new(
            person.Seen,
            string.Join('|', Enum.GetValues<AmendableText>().Select(Shown)),
            complexity,
            CompletionDate,
            MostDays,
            interpreter,
            responsibilities,
            safeContact
        );

    /// <summary>Every reason to refuse the amendment; null when the command is none.</summary>
    public Reasons? ReasonsAgainst(object command, bool hasDelivered, PlanFact? plan, DateOnly today) =>
        command switch
        {
            AmendText c => Reasons
                .None.With(
                    "value-missing",
                    c.Field is AmendableText.ReasonForReferral or AmendableText.PractitionerName && Blank(c.Now)
                )
                .With("unchanged", Shown(c.Field) == (Blank(c.Now) ? null : c.Now))
                .With(
                    "reason-missing",
                    c.Field is AmendableText.AccessibilityNeeds or AmendableText.AdditionalInformation
                        && Blank(c.Reason)
                ),
            AmendComplexityLevel c => Category(c.CategoryId)
                .With("delivery-has-begun", hasDelivered)
                .With("unchanged", c.Now.Id == complexity)
                .With("reason-missing", Blank(c.Reason)),
            AmendDesiredOutcomes c => Outcomes(c, hasDelivered, plan),
            AmendCompletionDate c => Reasons
                .None.With("unchanged", c.Now == CompletionDate)
                .With("completion-date-passed", c.Now < today)
                .With("reason-missing", Blank(c.Reason)),
            AmendMaximumEnforceableDays c => Reasons
                .None.With("unchanged", c.Now == MostDays)
                .With("enforceable-days-out-of-range", c.Now is < 1 or > 40)
                .With("reason-missing", Blank(c.Reason)),
            AmendInterpreter c => Reasons
                .None.With("language-missing", c.IsNeeded && Blank(c.Language))
                .With("unchanged", (c.IsNeeded, c.IsNeeded ? c.Language : null) == interpreter)
                .With("reason-missing", Blank(c.Reason)),
            AmendResponsibilities c => Reasons
                .None.With("times-missing", c.Has && Blank(c.WhenUnavailable))
                .With("unchanged", (c.Has, c.Has ? c.WhenUnavailable : null) == responsibilities)
                .With("reason-missing", Blank(c.Reason)),
            AmendSafeContact c => Reasons
                .None.With("safe-contact-missing", c.HasSomething && Said(c) == SafeContactStatement.NothingToSay)
                .With("unchanged", Said(c) == safeContact),
            _ => person.ReasonsAgainst(command, today),
        };

    /// <summary>Takes an amendment or a neighbour's news as done; null when it is neither, false when it says nothing new.</summary>
    public bool? Done(object command, DateTimeOffset now)
    {
        switch (command)
        {
            case AmendText c when texts.ContainsKey(c.Field):
                texts[c.Field] = Blank(c.Now) ? null : c.Now;
                return true;
            case AmendComplexityLevel c:
                complexity = c.Now.Id;
                return true;
            case AmendDesiredOutcomes c:
                Wanted = [.. c.Now.Select(o => o.Id)];
                return true;
            case AmendCompletionDate c:
                CompletionDate = c.Now;
                return true;
            case AmendMaximumEnforceableDays c:
                MostDays = c.Now;
                return true;
            case AmendInterpreter c:
                interpreter = (c.IsNeeded, c.IsNeeded ? c.Language : null);
                return true;
            case AmendResponsibilities c:
                responsibilities = (c.Has, c.Has ? c.WhenUnavailable : null);
                return true;
            case AmendSafeContact c:
                safeContact = Said(c);
                return true;
            default:
                return person.Done(command, now);
        }
    }

    private string? Shown(AmendableText field) => texts.TryGetValue(field, out var text) ? text : person.Shown(field);

    private static Reasons Category(ServiceCategoryId id) =>
        Reasons.None.With("no-such-category", id != Samples.Accommodation);

    private Reasons Outcomes(AmendDesiredOutcomes c, bool hasDelivered, PlanFact? plan)
    {
        var now = c.Now.Select(o => o.Id).ToHashSet();
        return Category(c.CategoryId)
            .With("delivery-has-begun", hasDelivered)
            .With("outcome-missing", now.Count == 0)
            .With("unchanged", now.SetEquals(Wanted))
            .With(
                "would-orphan-activity",
                plan is not null && Wanted.Except(now).Any(gone => plan.Outcomes.Contains(gone))
            )
            .With("reason-missing", Blank(c.Reason));
    }

    // a no says nothing, whatever stands in the boxes; blank boxes say nothing either
    private static SafeContactStatement Said(AmendSafeContact c) =>
        c.HasSomething
            ? new(
                Or(c.Statement.SafeTimes),
                Or(c.Statement.SafeWays),
                Or(c.Statement.MustNotKnow),
                Or(c.Statement.StaffSafety),
                Or(c.Statement.ExclusionZones)
            )
            : SafeContactStatement.NothingToSay;

    private static string? Or(string? text) => Blank(text) ? null : text;

    private static bool Blank(string? text) => string.IsNullOrWhiteSpace(text);
}

/// <summary>What a referral says, in one comparable piece.</summary>
public sealed record StatementSeen(
    PersonSeen Person,
    string Texts,
    ComplexityLevelId Complexity,
    DateOnly CompletionDate,
    int MostDays,
    (bool Needed, string? Language) Interpreter,
    (bool Has, string? When) Responsibilities,
    SafeContactStatement? SafeContact
)
{
    /// <summary>The same, of the Domain's own state.</summary>
    public static StatementSeen Of(Referral referral, ReferralDetails details)
    {
        var said = details.Now;
        var practitioner = referral.Referring.Practitioner;
        return new(
            PersonSeen.Of(referral, details),
            string.Join(
                '|',
                said.ReasonForReferral,
                said.FurtherInformation,
                said.Needs.AccessibilityNeeds,
                said.Needs.AdditionalInformation,
                practitioner.Name.Shown(),
                practitioner.Email.Shown(),
                practitioner.Phone.Shown(),
                practitioner.TeamPhone.Shown(),
                practitioner.Office.Shown()
            ),
            referral.Referring.Categories[0].Complexity.Id,
            referral.Referring.CompletionDate,
            referral.Referring.MaximumEnforceableDays,
            (said.Needs.NeedsInterpreter, said.Needs.InterpreterLanguage),
            (said.Needs.HasResponsibilities, said.Needs.WhenUnavailable),
            said.SafeContact
        );
    }
}
