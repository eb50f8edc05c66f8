using FluentValidation;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.EventStore;

namespace RefMon.Application.Referring;

/// <summary>
/// Keeps what is being typed on a section's page, exactly as typed, valid or not, without saving the page. Boxes of a
/// question that the same person typed, or anybody saved, elsewhere since the page showed it are not kept: both texts stay until the person has
/// chosen. A box that holds again what it held before anything was typed is not kept any longer. <paramref name="Shown"/> is the page's hidden field; <paramref name="Sequence"/> grows with each message of one
/// page, so that a late one changes nothing.
/// </summary>
[Requires(Permission.Refer), AuditedWhenRefused]
public sealed record KeepTyped(
    DraftId DraftId,
    Guid CommandId,
    string Section,
    string? Shown,
    long Sequence,
    IReadOnlyList<TypedAnswer> Boxes
) : ICommand<TypedKept>, IConcernsDraft
{
    /// <summary>Why text is not kept that no answer could ever be made of; see <see cref="Longest"/>.</summary>
    public const string TooLongCode = "typed-too-long";

    /// <summary>
    /// Most characters kept of one box, line breaks counted as the two that are posted: there is room for what is over the limit
    /// of an answer, which is refused when the page is saved, and not lost until then.
    /// </summary>
    public const int Longest = 3 * TypedText.Longest;

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(KeepTyped)} {DraftId} {Section}";
}

/// <summary>
/// What became of it. <paramref name="Marks"/> replace those of the same name in the hidden field.
/// <paramref name="PageIsClosed"/>: this page was saved meanwhile and nothing was kept; read it again.
/// <paramref name="NothingWaits"/>: every box of the section holds what is saved, so there is nothing left to save.
/// </summary>
public sealed record TypedKept(
    DateTimeOffset At,
    IReadOnlyList<string> Marks,
    IReadOnlyList<TypedElsewhere> Elsewhere,
    bool PageIsClosed,
    bool NothingWaits = false
);

/// <summary>
/// A question changed elsewhere since the page showed it. <paramref name="Marks"/> are the names in the hidden field that
/// say what the page has shown of it: take them from the page as read now once the person has chosen.
/// </summary>
public sealed record TypedElsewhere(string Question, IReadOnlyList<string> Marks, DateTimeOffset At)
{
    /// <summary>The name of the colleague who saved it; null where it was the same person on another page.</summary>
    public string? By { get; init; }
}

internal sealed class KeepTypedValidator : AbstractValidator<KeepTyped>
{
    private const int MostBoxes = 80;

    public KeepTypedValidator()
    {
        RuleFor(command => command.Boxes)
            .Must(boxes => boxes.Count is > 0 and <= MostBoxes && boxes.All(box => TypedName.IsBox(box.Box)))
            .WithErrorCode("boxes-unknown")
            .WithMessage("Open the page again: what was sent does not belong to it");
        RuleFor(command => command.Boxes)
            .Must(boxes =>
                boxes.All(box => box.Values.Count <= MostBoxes && box.Values.Sum(v => v.Length) <= KeepTyped.Longest)
            )
            .WithErrorCode(KeepTyped.TooLongCode)
            .WithMessage("This text is too long to be kept while you type. Shorten it");
        RuleFor(command => command.Shown)
            .Must(shown => FormShown.Read(shown).Page is not null)
            .WithErrorCode("page-unknown")
            .WithMessage("Open the page again: it cannot be told what it showed");
    }
}

internal sealed class KeepTypedHandler(DraftDesk desk, IEventSession session)
    : IRequestHandler<KeepTyped, Outcome<TypedKept>>
{
    public async Task<Outcome<TypedKept>> Handle(KeepTyped request, CancellationToken cancellationToken)
    {
        var opened = await desk.OpenAlone(request.DraftId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var open = opened.Value;
        var section = DraftSections.For(open).FirstOrDefault(section => section.Slug == request.Section);
        if (section is null || section.Review(open).Status == SectionStatus.CannotStart)
            return AccessRefusals.NotFound;

        var shown = FormShown.Read(request.Shown);
        var typed = open.Typed.In(request.Section);
        if (typed.Closed.Contains(shown.Page!.Value))
            return new TypedKept(open.Now, [], [], PageIsClosed: true);
        var elsewhere = Elsewhere(request, open, typed, shown);
        var version = open.Draft.Version + 1;
        var boxes = request
            .Boxes.Where(box => elsewhere.All(other => other.Question != TypedName.QuestionOf(box.Box)))
            .Where(box => !IsLate(typed, box.Box, shown, request.Sequence))
            .Select(box => box with { Values = [.. box.Values.Select(AsTyped)] })
            .Where(box => typed.Stands(box.Box) || !shown.IsAsSaved(box.Box, box.Values))
            .ToList();
        var kept = boxes.ConvertAll(box =>
            KeyValuePair.Create(
                box.Box,
                new TypedField(
                    shown.IsAsSaved(box.Box, box.Values) ? null : box.Values,
                    open.Now,
                    open.Viewer.AccountId,
                    version,
                    shown.Page,
                    request.Sequence,
                    typed.Fields.GetValueOrDefault(box.Box)?.Answer
                )
            )
        );
        var after = open.Typed.With(request.Section, kept);
        if (kept.Count > 0)
            session.Enlist(
                DraftStore.Update(open, open.Draft.WithTyped(open.Viewer.AccountId, after), request.Section),
                expectRows: 1
            );
        return new TypedKept(
            open.Now,
            Marks(request.Section, kept, version),
            elsewhere,
            PageIsClosed: false,
            NothingWaits: elsewhere.Count == 0 && !after.WaitsIn(request.Section)
        );
    }

    private static List<TypedElsewhere> Elsewhere(
        KeepTyped request,
        OpenDraft open,
        TypedSection typed,
        FormShown shown
    )
    {
        return
        [
            .. request
                .Boxes.Select(box => TypedName.QuestionOf(box.Box))
                .Distinct()
                .Select(question => OfColleague(question) ?? OfAnotherPage(question))
                .OfType<TypedElsewhere>(),
        ];

        TypedElsewhere? OfAnotherPage(string question) =>
            typed.Newest(question) is { } newest && !shown.Knows(request.Section, question, newest)
                ? new(question, Marks(question, newest.Answer), newest.SavedAt)
                : null;

        // what a colleague types is not this page's matter; what they have saved since it was opened is
        TypedElsewhere? OfColleague(string question) =>
            TypedByColleagues
                .SavedAnswers(open, request.Section, question)
                .Where(answer => !shown.Had(answer.Name, answer.Field.Value))
                .Select(answer => new TypedElsewhere(question, Marks(question, answer.Name), answer.Field.SavedAt)
                {
                    By = open.HandOf(answer.Field.SavedBy, answer.Field.SavedAt).Name,
                })
                .FirstOrDefault();

        IReadOnlyList<string> Marks(string question, string? answer) =>
            [
                FormShown.TypedMark(request.Section, question),
                .. answer is null ? Array.Empty<string>() : [answer],
                .. shown.SavedMarks(question),
            ];
    }

    private static bool IsLate(TypedSection typed, string box, FormShown shown, long sequence) =>
        typed.Fields.GetValueOrDefault(box) is { } before && before.Page == shown.Page && before.Sequence >= sequence;

    private static List<string> Marks(
        string section,
        IReadOnlyList<KeyValuePair<string, TypedField>> kept,
        long version
    ) =>
        [
            .. kept.Select(box => TypedName.QuestionOf(box.Key))
                .Distinct()
                .Select(question => FormShown.TypedMark(section, question) + "=" + Text(version)),
        ];

    private static string Text(long version) => version.ToString(System.Globalization.CultureInfo.InvariantCulture);

    // PostgreSQL cannot store U+0000; everything else stays as it was typed
    private static string AsTyped(string value) =>
        value.ReplaceLineEndings("\n").Replace("\0", "", StringComparison.Ordinal);
}
