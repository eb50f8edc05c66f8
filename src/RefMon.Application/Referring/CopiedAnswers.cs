using RefMon.Application.Catalogue;
using RefMon.Domain.Referring;

namespace RefMon.Application.Referring;

/// <summary>
/// The answers of a referral that came back, taken over into a draft for another service: all that still apply there. What
/// must be looked at again (who the person is, who supervises them, the risk) is never confirmed by copying.
/// </summary>
internal sealed class CopiedAnswers
{
    private readonly ReferralSent was;
    private readonly OpenDraft open;
    private readonly Dictionary<string, DraftField> fields = [];
    private readonly List<string> leftOut = [];

    private CopiedAnswers(ReferralSent was, OpenDraft open) => (this.was, this.open) = (was, open);

    /// <summary>The answers, and what was left out: a sentence each, about questions and services and never the person.</summary>
    /// <param name="was">The referral as it stood when it came back.</param>
    /// <param name="open">The new draft without any answer.</param>
    public static (DraftAnswers Answers, IReadOnlyList<string> LeftOut) Of(ReferralSent was, OpenDraft open)
    {
        var copy = new CopiedAnswers(was, open);
        copy.TakePractitioner();
        copy.TakeNeeds();
        copy.TakeRisk();
        copy.TakeSafeContact();
        copy.TakeSentence();
        copy.TakeCategories();
        copy.TakeTheRest();
        return (new DraftAnswers(copy.fields), copy.leftOut);
    }

    private void TakePractitioner()
    {
        if (open.Kind is not ReferralKind.Community)
        {
            leftOut.Add("Where the person is and whom to contact: asked again, since it may have changed");
            if (was.ReasonBeforeAllocation is not null)
                leftOut.Add("Why the referral did not wait for a probation practitioner: asked again");
            return;
        }
        if (was.Practitioner.Role is not null || was.Practitioner.Name.FromNDelius != NameNow)
        {
            leftOut.Add("Practitioner details: nDelius names somebody else now");
            return;
        }
        foreach (var (field, value) in PractitionerValues)
        {
            // what was emptied on purpose stays empty
            Take(field.Name, value == SourcedValue.Unknown && field.InNDelius(Officer) is not null ? "" : value.Value);
        }
    }

    private ResponsibleOfficer Officer => open.Sources.Officer.Value;

    private string? NameNow => TypedText.Line(PractitionerDetailsSection.Name.InNDelius(Officer));

    private IEnumerable<(PractitionerField Field, SourcedValue Value)> PractitionerValues =>
        [
            (PractitionerDetailsSection.Name, was.Practitioner.Name),
            (PractitionerDetailsSection.Email, was.Practitioner.Email),
            (PractitionerDetailsSection.Phone, was.Practitioner.Phone),
            (PractitionerDetailsSection.TeamPhone, was.Practitioner.TeamPhone),
            (PractitionerDetailsSection.Pdu, was.Practitioner.Pdu),
            (PractitionerDetailsSection.Office, was.Practitioner.Office),
        ];

    private void TakeNeeds()
    {
        var needs = was.Needs;
        Take(NeedsSection.Accessibility, needs.AccessibilityNeeds);
        Take(NeedsSection.Additional, needs.AdditionalInformation);
        Take(NeedsSection.Interpreter, YesNo(needs.NeedsInterpreter));
        Take(NeedsSection.Language, needs.InterpreterLanguage);
        Take(NeedsSection.Responsibilities, YesNo(needs.HasResponsibilities));
        Take(NeedsSection.Unavailable, needs.WhenUnavailable);
    }

    // what is shared about risk is decided for each supplier anew
    private void TakeRisk()
    {
        Take(RiskSection.Additional, was.Risk.Texts.AdditionalInformation);
        leftOut.Add("Risk information: read it again and confirm what this supplier is given");
    }

    // dangers around a contact do not depend on the supplier
    private void TakeSafeContact()
    {
        if (was.SafeContact is not { } said)
            return;
        Take(SafeContactSection.Any, YesNo(said.SaysSomething));
        string?[] texts = [said.SafeTimes, said.SafeWays, said.MustNotKnow, said.StaffSafety, said.ExclusionZones];
        foreach (var (text, value) in SafeContactSection.Texts.Zip(texts))
            Take(text.Name, value);
    }

    private void TakeSentence()
    {
        var sentence = open.Sources.Sentences?.Value.FirstOrDefault(s =>
            s.Id.ToString(System.Globalization.CultureInfo.InvariantCulture) == was.Sentence.Id
        );
        if (sentence is null)
            leftOut.Add("Relevant sentence: nDelius does not have it among the active ones now");
        else
            Take(SentenceSection.Sentence, SentenceSection.Text(sentence));
    }

    private void TakeCategories()
    {
        var offered = was
            .Categories.Select(category => (Was: category, Now: Same(category)))
            .Where(pair => pair.Now is not null)
            .DistinctBy(pair => pair.Now!.Id)
            .ToList();
        foreach (var missing in was.Categories.Where(c => offered.TrueForAll(pair => pair.Was.Id != c.Id)))
            leftOut.Add($"{missing.Name}: this service does not offer it");
        if (open.IsCohort && offered.Count > 0)
            Take(ServiceTypesSection.Categories, DraftAnswers.Join(offered.Select(pair => pair.Now!.Id.Value)));
        foreach (var (before, now) in offered)
            TakeCategory(before, now!);
    }

    // categories of different regions have ids of their own and much the same names
    private CatalogueCategory? Same(CategoryStatement category) =>
        open.Offered.FirstOrDefault(offered => offered.Id == category.Id)
        ?? open.Offered.FirstOrDefault(offered => Needs.Of(offered.Name).Code == Needs.Of(category.Name).Code);

    private void TakeCategory(CategoryStatement before, CatalogueCategory now)
    {
        var outcomes = before
            .Outcomes.Select(outcome =>
                now.Outcomes.FirstOrDefault(offered => offered.Id == outcome.Id)
                ?? now.Outcomes.FirstOrDefault(offered => offered.Description == outcome.Text)
            )
            .ToList();
        var taken = outcomes.OfType<CatalogueOutcome>().Select(outcome => outcome.Id.Value).ToList();
        if (taken.Count > 0)
            Take(DraftAnswers.OutcomesOf(now.Id.Value), DraftAnswers.Join(taken));
        if (taken.Count == 0)
            leftOut.Add($"{now.Name}, desired outcomes: this service offers others");
        else if (taken.Count < outcomes.Count)
            leftOut.Add($"{now.Name}, desired outcomes: this service does not offer all that were chosen");
        var level =
            now.ComplexityLevels.FirstOrDefault(offered => offered.Id == before.Complexity.Id)
            ?? now.ComplexityLevels.FirstOrDefault(offered => offered.Grade == before.Complexity.Level);
        if (level is null)
            leftOut.Add($"{now.Name}, complexity level: this service does not have it");
        else
            Take(DraftAnswers.ComplexityOf(now.Id.Value), level.Id.ToString());
    }

    private void TakeTheRest()
    {
        Take(
            EnforceableDaysSection.Days,
            was.MaximumEnforceableDays.ToString(System.Globalization.CultureInfo.InvariantCulture)
        );
        // a date is asked for that is still to come
        if (was.CompletionDate <= open.Today)
            leftOut.Add("Completion date: it has passed");
        else
            Take(CompletionDateSection.Date, DraftAnswers.Text(was.CompletionDate));
        Take(ReasonSection.Reason, was.ReasonForReferral);
        Take(ReasonSection.Further, was.FurtherInformation);
        if (was.Urgency is not { } urgency)
            return;
        if (UrgencySection.ReasonsFor(open.Kind).Contains(urgency.Reason))
        {
            Take(UrgencySection.Urgency, urgency.Reason.ToString());
            Take(UrgencySection.Other, urgency.Words);
        }
        else
            leftOut.Add("Urgency: its reason does not apply now");
    }

    private void Take(string name, string? value)
    {
        if (value is not null)
            fields[name] = new DraftField(value, open.Now, open.Viewer.AccountId, open.Draft.Version);
    }

    private static string YesNo(bool answer) => answer ? DraftAnswers.Yes : DraftAnswers.No;
}
