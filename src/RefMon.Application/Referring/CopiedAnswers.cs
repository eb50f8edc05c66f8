using RefMon.Application.CaseLists;
using RefMon.Application.Catalogue;
using RefMon.Application.RiskScreen;
using RefMon.Domain.Referring;

namespace RefMon.Application.Referring;

/// <summary>
/// The answers of a referral that came back, taken over into a draft for another service: all that still apply there. Who the
/// person is and their risk are looked at again; facts that can have changed are carried over by <see cref="FormerFacts"/>.
/// </summary>
internal sealed class CopiedAnswers
{
    private readonly ReferralSent was;
    private OpenDraft open;
    private readonly Dictionary<string, DraftField> fields = [];
    private readonly List<string> leftOut = [];

    private CopiedAnswers(ReferralSent was, OpenDraft open) => (this.was, this.open) = (was, open);

    /// <summary>
    /// The answers, the kind where it is known, and what was left out: a sentence each, which says why where whoever knows better
    /// says something else now.
    /// </summary>
    /// <param name="read">The referral as it stood when it came back.</param>
    /// <param name="open">The new draft without any answer.</param>
    /// <param name="places">Where a person or a contact can be expected.</param>
    public static (DraftAnswers Answers, ReferralKind? Kind, IReadOnlyList<string> LeftOut) Of(
        ReferralRead read,
        OpenDraft open,
        PlacesListed places
    )
    {
        var copy = new CopiedAnswers(read.Details.Now, open);
        copy.TakeFacts(FormerFacts.Of(read, open, places));
        copy.TakeNeeds();
        copy.TakeRisk();
        copy.TakeSafeContact();
        copy.TakeSentence();
        copy.TakeCategories();
        copy.TakeUrgency();
        copy.TakeTheRest();
        return (new DraftAnswers(copy.fields), copy.open.Kind, copy.leftOut);
    }

    private void TakeFacts(FormerFacts facts)
    {
        foreach (var (name, field) in facts.Taken)
            fields[name] = field;
        leftOut.AddRange(facts.AskedAgain);
        open = open.With(new DraftAnswers(new Dictionary<string, DraftField>(fields)));
    }

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

    // what is shared about risk is decided for each supplier anew; what was reworded or left out waits in its boxes until then
    private void TakeRisk()
    {
        Take(RiskSection.Additional, was.Risk.Texts.AdditionalInformation);
        leftOut.Add(
            TakeRedactions()
                ? "Risk information: your wording of it is in the boxes, not confirmed. Read it beside what the sources say now, and confirm what this supplier is given"
                : "Risk information: read it again and confirm what this supplier is given"
        );
    }

    private bool TakeRedactions()
    {
        var basis = RiskSection.Basis(open);
        var reworded = FormerWording.Of(was.Risk, basis).Where(text => text.IsReworded).ToList();
        foreach (var text in reworded)
            Take(text.Edit.Name, text.Was ?? "");
        // what it was worded from: where another text stands there now, that is shown
        if (reworded.Count > 0)
            Take(RiskSection.EditedFrom, FormerWording.MarksOf(was.Risk, basis) ?? RiskForm.Marks(was.Risk.Texts));
        var without = LeftOutOf(basis);
        Take(RiskSection.LeftOut, without);
        return reworded.Count > 0 || without is not null;
    }

    // of other registers it cannot be told what was left out and what is new
    private string? LeftOutOf(RiskBasis basis)
    {
        if (!basis.HasSameRegistrationsAs(was.Risk))
            return null;
        var shared = (was.Risk.Registrations ?? []).ToList();
        return RiskSection.Join(
            RiskWording
                .KeysOf(basis.Registrations)
                .Zip(basis.Registrations)
                .Where(pair => !shared.Remove(pair.Second))
                .Select(pair => pair.First)
        );
    }

    // dangers around a contact do not depend on the supplier, and may have been said since in another referral
    private void TakeSafeContact()
    {
        var taken = SafeContactCarried.Into(DraftAnswers.None, open.SafeContacts, open.Viewer.AccountId, open.Now);
        foreach (var (name, field) in taken.Fields)
            fields[name] = field;
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
        if (was.CompletionDate < open.Today)
            leftOut.Add("Completion date: it has passed");
        else
            Take(CompletionDateSection.Date, DraftAnswers.Text(was.CompletionDate));
        Take(ReasonSection.Reason, was.ReasonForReferral);
        Take(ReasonSection.Further, was.FurtherInformation);
    }

    private void TakeUrgency()
    {
        if (was.ReasonBeforeAllocation is { } why && UrgencySection.AsksWhyNow(open.Kind))
            Take(UrgencySection.WhyNow, why);
        else if (was.ReasonBeforeAllocation is not null)
            leftOut.Add("Why the referral did not wait for a probation practitioner: asked again where it is needed");
        if (was.Urgency is not { } urgency)
        {
            // in the community it is asked of nobody, so that nothing said is no answer
            if (was.Kind.IsInCustody() && open.Kind is { } kind && kind.IsInCustody())
                Take(UrgencySection.Urgency, UrgencySection.None);
        }
        else if (!UrgencySection.ReasonsFor(open.Kind).Contains(urgency.Reason))
            leftOut.Add("Urgency: its reason does not apply now");
        else if (urgency.Reason is UrgencyReason.ReleaseSoon && !HasRelease)
            leftOut.Add("Urgency: it went by a release that is asked about again");
        else
        {
            Take(UrgencySection.Urgency, urgency.Reason.ToString());
            Take(UrgencySection.Other, urgency.Words);
        }
    }

    private bool HasRelease =>
        fields.ContainsKey(ReleaseDateSection.Date) || fields.ContainsKey(ReleaseDateSection.Reason);

    private void Take(string name, string? value)
    {
        if (value is not null)
            fields[name] = new DraftField(value, open.Now, open.Viewer.AccountId, open.Draft.Version);
    }

    private static string YesNo(bool answer) => answer ? DraftAnswers.Yes : DraftAnswers.No;
}
