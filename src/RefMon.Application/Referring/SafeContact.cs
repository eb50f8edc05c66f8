using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Application.RiskScreen;
using RefMon.Domain;
using RefMon.Domain.RiskScreen;

namespace RefMon.Application.Referring;

/// <summary>The page "Safe contact": what is saved so far.</summary>
[Requires(Permission.Refer), AuditedRead]
public sealed record GetSafeContact(DraftId DraftId) : IQuery<SafeContactPage>, IConcernsDraft;

/// <summary>Answers of the page; <paramref name="HasSomething"/> is "yes" or "no", null before it is answered.</summary>
public sealed record SafeContactPage(SectionHead Head, string? HasSomething, SafeContactStatement Texts)
{
    /// <summary>Where the answers were taken over from; null once they were looked at.</summary>
    public SafeContactOrigin? Origin { get; init; }

    /// <summary>What the person's other referrals say that is not what stands here.</summary>
    public IReadOnlyList<SafeContactSaid> Otherwise { get; init; } = [];

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(SafeContactPage);
}

/// <summary>
/// Saves how to contact the person safely. A yes needs something in at least one box; a no clears them all, and is an
/// answer.
/// </summary>
[Requires(Permission.Refer)]
public sealed record SaveSafeContact(
    DraftId DraftId,
    Guid CommandId,
    string? Shown,
    string? HasSomething,
    string? SafeTimes,
    string? SafeWays,
    string? MustNotKnow,
    string? StaffSafety,
    string? ExclusionZones
) : ISectionSave, ISafeContactForm;

internal sealed class SaveSafeContactValidator : SafeContactValidator<SaveSafeContact>;

internal sealed class SafeContactHandler(DraftDesk desk, SectionSaving saving)
    : IRequestHandler<GetSafeContact, Outcome<SafeContactPage>>,
        IRequestHandler<SaveSafeContact, Outcome<SectionSaved>>
{
    public async Task<Outcome<SafeContactPage>> Handle(GetSafeContact request, CancellationToken cancellationToken)
    {
        var opened = await desk.Open(request.DraftId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var answers = opened.Value.Answers;
        return new SafeContactPage(
            SectionSaving.Head(
                opened.Value,
                SafeContactSection
                    .Texts.Select(t => (t.Name, t.Field, (Func<string, string>)(text => text)))
                    .Prepend((SafeContactSection.Any, nameof(SaveSafeContact.HasSomething), Words.YesNo)),
                [(SafeContactSection.Seen, SafeContactCarried.MarkOf(opened.Value))]
            ),
            answers[SafeContactSection.Any],
            SafeContactSection.Said(answers)
        )
        {
            Origin = SafeContactCarried.OriginOf(answers),
            Otherwise = SafeContactCarried.Otherwise(opened.Value),
        };
    }

    public async Task<Outcome<SectionSaved>> Handle(SaveSafeContact request, CancellationToken cancellationToken)
    {
        var opened = await desk.Open(request.DraftId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        if (
            SafeContactCarried.MarkOf(opened.Value) is { } mark
            && !FormShown.Read(request.Shown).Had(SafeContactSection.Seen, mark)
        )
            return SaidMeanwhile;
        var isSaid = request.HasSomething == DraftAnswers.Yes;
        return saving.Save(
            opened.Value,
            request,
            new SafeContactSection(),
            [
                Answer.Deciding(
                    SafeContactSection.Any,
                    SafeContactSection.Any,
                    nameof(request.HasSomething),
                    request.HasSomething
                ),
                .. SafeContactSection.Texts.Select(t =>
                    Answer.Following(
                        SafeContactSection.Any,
                        t.Name,
                        t.Field,
                        isSaid ? TypedText.Lines(t.Typed(request)) : null
                    )
                ),
            ],
            looksAgain: SafeContactCarried.Unseen(opened.Value).Count > 0,
            beside: SafeContactCarried.MarksOf(opened.Value.SafeContacts)
        );
    }

    private static readonly Refusal SaidMeanwhile = Refusal.Conflict(
        "safe-contact-said-elsewhere",
        "Another referral of this person says something else about safe contact than when you opened the page. Compare it with yours, then save again."
    );
}

internal sealed record SafeContactSection() : DraftSection(DraftSections.AboutPerson, "safe-contact", "Safe contact")
{
    public const string Any = "safeContact";

    /// <summary>What the person's other referrals said otherwise when the page was opened, among what the form showed.</summary>
    public const string Seen = "safeSeen";

    public static readonly IReadOnlyList<SafeContactText> Texts =
    [
        new("safeTimes", nameof(ISafeContactForm.SafeTimes), "Safe times", f => f.SafeTimes),
        new("safeWays", nameof(ISafeContactForm.SafeWays), "Safe ways", f => f.SafeWays),
        new("safeMustNotKnow", nameof(ISafeContactForm.MustNotKnow), "Who must not know", f => f.MustNotKnow),
        new("safeStaff", nameof(ISafeContactForm.StaffSafety), "Keeping staff safe", f => f.StaffSafety),
        new("safeZones", nameof(ISafeContactForm.ExclusionZones), "Exclusion zones", f => f.ExclusionZones),
    ];

    public override SectionReview Review(OpenDraft open)
    {
        var answers = open.Answers;
        var said = Said(answers);
        var missing = answers.YesNo(Any) switch
        {
            null => "Say whether there is anything to know before contacting the person",
            true when !said.SaysSomething => "Say how to contact the person safely",
            true when TooLong(answers) is { } tooLong => tooLong,
            _ when SafeContactCarried.OriginOf(answers) is { } origin =>
                $"{From(origin)}. Open it, then save it if it still holds",
            _ when SafeContactCarried.Unseen(open) is [var newest, ..] =>
                $"Referral {newest.Reference} says something else since {SafeContactCarried.Day(newest.At!.Value)}. Open this, compare the two, then save what holds",
            _ => null,
        };
        return SectionReview.Of(answers.Has(Any), missing, [.. Rows(answers, said), .. Unseen(open)]);
    }

    /// <summary>What other referrals say since the draft was answered, to be read before anything else.</summary>
    public static IEnumerable<DraftNewsLine> News(OpenDraft open) =>
        SafeContactCarried
            .Unseen(open)
            .Select(said => new DraftNewsLine(
                $"Referral {said.Reference} says something else about contacting the person safely. Look at it under Safe contact before you send",
                said.At!.Value
            ));

    // saved before there was less room on the card, or taken over from a referral that was
    private static string? TooLong(DraftAnswers answers) =>
        Texts
            .Select(text => (text.Label, Over: TypedText.TooManyBy(answers[text.Name], TypedText.LongestOnCard)))
            .Where(text => text.Over > 0)
            .Select(text => AnswerRules.TooLong(text.Label, TypedText.LongestOnCard, text.Over))
            .FirstOrDefault();

    private static IEnumerable<CheckRow> Rows(DraftAnswers answers, SafeContactStatement said)
    {
        var note = SafeContactCarried.OriginOf(answers) is { } origin ? From(origin) : null;
        return answers.YesNo(Any) is not true
            ? [new("Safe contact", [answers.Has(Any) ? "Nothing to say" : Words.NotGiven], note)]
            : Texts.Select(t => Words.Row(t.Label, answers[t.Name], "Nothing said", answers.Has(t.Name) ? note : null));
    }

    private static IEnumerable<CheckRow> Unseen(OpenDraft open) =>
        SafeContactCarried
            .Unseen(open)
            .Select(said => new CheckRow(
                $"Referral {said.Reference} says now",
                SafeContactCarried.Lines(said.Said!),
                $"Said by {said.By}, {SafeContactCarried.Day(said.At!.Value)}"
            ));

    private static string From(SafeContactOrigin origin) =>
        $"From referral {origin.Reference}, said by {origin.By} on {SafeContactCarried.Day(origin.At)}";

    /// <summary>The texts as saved.</summary>
    public static SafeContactStatement Said(DraftAnswers answers)
    {
        string? Text(int index) => answers[Texts[index].Name];
        return new(Text(0), Text(1), Text(2), Text(3), Text(4));
    }

    /// <summary>What is sent; null while it is not answered.</summary>
    public static SafeContactStatement? Statement(DraftAnswers answers) =>
        answers.YesNo(Any) switch
        {
            true when Said(answers) is { SaysSomething: true } said => said,
            false => SafeContactStatement.NothingToSay,
            _ => null,
        };
}

/// <summary>One text about safe contact: its name in a draft, its field on the form and its label.</summary>
internal sealed record SafeContactText(string Name, string Field, string Label, Func<ISafeContactForm, string?> Typed);
