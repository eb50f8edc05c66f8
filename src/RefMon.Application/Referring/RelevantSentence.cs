using System.Globalization;
using System.Text.Json;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.Referring;

namespace RefMon.Application.Referring;

/// <summary>The page "Relevant sentence".</summary>
[Requires(Permission.Refer), AuditedRead]
public sealed record GetSentence(DraftId DraftId) : IQuery<SentencePage>, IConcernsDraft;

/// <summary>
/// The active sentences to choose from, as nDelius had them at <paramref name="FetchedAt"/> (null: nDelius has not
/// answered since the draft was started). No options with a date means that the person has no active sentence.
/// </summary>
public sealed record SentencePage(
    SectionHead Head,
    IReadOnlyList<SentenceOption> Options,
    string? SentenceId,
    ReadAge? FetchedAt
);

/// <summary>One active sentence; no end date is one that nDelius does not have.</summary>
public sealed record SentenceOption(string Id, string Category, string Subcategory, DateOnly? EndDate);

/// <summary>Saves which of the active sentences the referral serves.</summary>
[Requires(Permission.Refer)]
public sealed record SaveSentence(DraftId DraftId, Guid CommandId, string? Shown, string? SentenceId) : ISectionSave;

internal sealed class SentenceHandler(DraftDesk desk, SectionSaving saving)
    : IRequestHandler<GetSentence, Outcome<SentencePage>>,
        IRequestHandler<SaveSentence, Outcome<SectionSaved>>
{
    public async Task<Outcome<SentencePage>> Handle(GetSentence request, CancellationToken cancellationToken)
    {
        var opened = await desk.OpenFresh(request.DraftId, SourcePart.Sentences, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var open = opened.Value;
        return new SentencePage(
            SectionSaving.Head(
                open,
                [(SentenceSection.Sentence, nameof(SaveSentence.SentenceId), SentenceSection.InWords)]
            ),
            [
                .. (open.Sources.Sentences?.Value ?? []).Select(s => new SentenceOption(
                    Id(s),
                    s.Category,
                    s.Subcategory,
                    s.EndDate
                )),
            ],
            SentenceSection.Chosen(open.Answers)?.Id,
            open.Sources.Sentences?.Age
        );
    }

    public async Task<Outcome<SectionSaved>> Handle(SaveSentence request, CancellationToken cancellationToken)
    {
        var opened = await desk.OpenFresh(request.DraftId, SourcePart.Sentences, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        if (opened.Value.Sources.Sentences is not { } sentences)
            return ReferringRefusals.NeighbourSilent("nDelius", nameof(request.SentenceId));
        if (string.IsNullOrWhiteSpace(request.SentenceId))
            return new Refusal("answer-missing", nameof(request.SentenceId), "Select the sentence the referral is for");
        if (sentences.Value.FirstOrDefault(s => Id(s) == request.SentenceId) is not { } sentence)
            return new Refusal(
                "sentence-not-active",
                nameof(request.SentenceId),
                "That sentence is no longer active in nDelius. Select another one"
            );
        return saving.Save(
            opened.Value,
            request,
            new SentenceSection(),
            [new(SentenceSection.Sentence, nameof(request.SentenceId), SentenceSection.Text(sentence))]
        );
    }

    private static string Id(Sentence sentence) => sentence.Id.ToString(CultureInfo.InvariantCulture);
}

internal sealed record SentenceSection() : DraftSection(DraftSections.Details, Address, "Relevant sentence")
{
    public const string Address = "sentence";
    public const string Sentence = "sentence";

    private const string NoEnd = "No end date in nDelius";

    public override SectionReview Review(OpenDraft open)
    {
        var chosen = Chosen(open.Answers);
        return SectionReview.Of(
            chosen is not null,
            open.Sources.Sentences is { Value.Count: 0 }
                    ? "nDelius has no active sentence for this person. Add it there first, then come back"
                : chosen is null ? "Select the sentence the referral is for"
                : open.Sources.Sentences is not { } sentences ? null
                : InNDelius(sentences.Value, chosen) is not { } now
                    ? "The sentence you chose is no longer active in nDelius. Select another one"
                : now != chosen ? $"nDelius has changed this sentence ({Differences(chosen, now)}): look at it again"
                : null,
            [
                Words.Row("Sentence", chosen?.Category),
                Words.Row("Subcategory", chosen?.Subcategory),
                Words.Row("End of sentence", chosen?.EndDate is { } end ? Words.Day(end) : null, NoEnd),
            ]
        );
    }

    /// <summary>The sentence as it stood when it was chosen.</summary>
    public static SentenceStatement? Chosen(DraftAnswers answers) =>
        answers[Sentence] is { } text ? JsonSerializer.Deserialize<SentenceStatement>(text, DraftJson.Options) : null;

    public static string Text(Sentence sentence) => JsonSerializer.Serialize(Statement(sentence), DraftJson.Options);

    public static string InWords(string text) =>
        JsonSerializer.Deserialize<SentenceStatement>(text, DraftJson.Options) is { } sentence
            ? InWords(sentence)
            : Words.NotGiven;

    private static string InWords(SentenceStatement sentence) =>
        string.Join(", ", ((string?[])[sentence.Category, sentence.Subcategory]).OfType<string>());

    private static SentenceStatement Statement(Sentence sentence) =>
        new(
            sentence.Id.ToString(CultureInfo.InvariantCulture),
            sentence.Category,
            TypedText.Line(sentence.Subcategory),
            sentence.EndDate
        );

    private static SentenceStatement? InNDelius(IReadOnlyList<Sentence> sentences, SentenceStatement chosen) =>
        sentences.Select(Statement).FirstOrDefault(sentence => sentence.Id == chosen.Id);

    private static string Differences(SentenceStatement was, SentenceStatement now) =>
        was.EndDate == now.EndDate ? InWords(now)
        : now.EndDate is { } end ? $"it ends on {Words.Day(end)}"
        : "it has no end date";
}
