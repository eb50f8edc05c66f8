using System.Globalization;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.Referring;

namespace RefMon.Application.Referring;

/// <summary>The page "Expected release date".</summary>
[Requires(Permission.Refer), AuditedRead]
public sealed record GetReleaseDate(DraftId DraftId) : IQuery<ReleaseDatePage>, IConcernsDraft;

/// <summary>
/// The answers saved: <paramref name="Choice"/> is "prison" (the prison service's date, and the one to begin with where it
/// has one), "date" (another one, in three boxes) or "unknown". <paramref name="FromPrisons"/> is null when the prison service has no date that has not passed.
/// </summary>
public sealed record ReleaseDatePage(
    SectionHead Head,
    string? Choice,
    string? Day,
    string? Month,
    string? Year,
    string? Confidence,
    string? UnknownReason,
    ReleaseDateFound? FromPrisons,
    ReadAge? FetchedAt,
    string? Warning
);

/// <summary>
/// Saves the release date or why it is not known, never both. <paramref name="Confidence"/> is the name of a
/// <see cref="ReleaseDateConfidence"/> and counts for a date typed here; boxes of a choice not made are not read.
/// </summary>
[Requires(Permission.Refer)]
public sealed record SaveReleaseDate(
    DraftId DraftId,
    Guid CommandId,
    string? Shown,
    string? Choice,
    string? ReleaseDateDay,
    string? ReleaseDateMonth,
    string? ReleaseDateYear,
    string? Confidence,
    string? UnknownReason
) : ISectionSave;

internal sealed class ReleaseDateHandler(DraftDesk desk, SectionSaving saving)
    : IRequestHandler<GetReleaseDate, Outcome<ReleaseDatePage>>,
        IRequestHandler<SaveReleaseDate, Outcome<SectionSaved>>
{
    public async Task<Outcome<ReleaseDatePage>> Handle(GetReleaseDate request, CancellationToken cancellationToken)
    {
        var opened = await Open(request.DraftId, [SourcePart.Prison], cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var open = opened.Value;
        var found = ReleaseDateSection.Found(open);
        var saved = ReleaseDateSection.IsWithdrawn(open) ? null : ReleaseDateSection.ChoiceOf(open);
        var choice = saved ?? (found is null ? null : ReleaseDateSection.FromPrisons);
        var typed = choice == ReleaseDateSection.Typed ? open.Answers.Day(ReleaseDateSection.Date) : null;
        return new ReleaseDatePage(
            SectionSaving.Head(
                open,
                [
                    (
                        ReleaseDateSection.Date,
                        nameof(SaveReleaseDate.ReleaseDateDay),
                        _ => open.Answers.Day(ReleaseDateSection.Date) is { } day ? Words.Day(day) : Words.NotGiven
                    ),
                    (ReleaseDateSection.Reason, nameof(SaveReleaseDate.UnknownReason), reason => reason),
                    (ReleaseDateSection.Confidence, nameof(SaveReleaseDate.Confidence), confidence => confidence),
                    (ReleaseDateSection.Source, nameof(SaveReleaseDate.ReleaseDateDay), _ => ""),
                    (ReleaseDateSection.Confirmed, "", _ => ""),
                ],
                [(ReleaseDateSection.Seen, ReleaseDateSection.Mark(open))]
            ),
            choice,
            typed?.Day.ToString(CultureInfo.InvariantCulture),
            typed?.Month.ToString(CultureInfo.InvariantCulture),
            typed?.Year.ToString(CultureInfo.InvariantCulture),
            typed is null ? null : open.Answers[ReleaseDateSection.Confidence],
            open.Answers[ReleaseDateSection.Reason],
            found,
            open.Sources.Prison?.Age,
            ReleaseDateSection.Warning(open)
        );
    }

    public async Task<Outcome<SectionSaved>> Handle(SaveReleaseDate request, CancellationToken cancellationToken)
    {
        var opened = await Open(request.DraftId, [], cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var open = opened.Value;
        var mark = ReleaseDateSection.Mark(open);
        if (!FormShown.Read(request.Shown).Had(ReleaseDateSection.Seen, mark))
            return Refusal.Conflict(
                "release-date-changed",
                "The prison service has changed the release date since you opened the page. Look again, then save."
            );
        var (answer, refusals) = ReleaseDateAnswer.Read(request, open);
        if (answer is null)
            return refusals;
        return saving.Save(
            open,
            request,
            new ReleaseDateSection(),
            [.. Together(request, answer), new(ReleaseDateSection.Confirmed, "", mark)],
            answer.Day is { } far && ReleaseDateSection.IsTooFarFor(open, far) ? ["release-after-12-weeks"] : []
        );
    }

    // the date with what makes it one, or the reason: whichever is given, the other half goes
    private static IEnumerable<Answer> Together(SaveReleaseDate request, ReleaseDateAnswer answer) =>
        new (string Name, string Field, string? Value)[]
        {
            (
                ReleaseDateSection.Date,
                nameof(request.ReleaseDateDay),
                answer.Day is { } day ? DraftAnswers.Text(day) : null
            ),
            (ReleaseDateSection.Reason, nameof(request.UnknownReason), answer.UnknownReason),
            (ReleaseDateSection.Confidence, nameof(request.Confidence), answer.Confidence?.ToString()),
            (ReleaseDateSection.Source, nameof(request.ReleaseDateDay), answer.Source?.ToString()),
        }.Select(a => Answer.Deciding(ReleaseDateSection.Address, a.Name, a.Field, a.Value));

    private Task<Outcome<OpenDraft>> Open(DraftId id, IReadOnlyList<SourcePart> parts, CancellationToken stop) =>
        desk.OpenSection(id, ReleaseDateSection.Address, parts, stop);
}

/// <summary>One of a date with its source and confidence, or a reason: never both.</summary>
internal sealed record ReleaseDateAnswer(
    DateOnly? Day,
    ReleaseDateSource? Source,
    ReleaseDateConfidence? Confidence,
    string? UnknownReason
)
{
    public static (ReleaseDateAnswer? Answer, List<Refusal> Refusals) Read(SaveReleaseDate request, OpenDraft open)
    {
        switch (request.Choice)
        {
            case ReleaseDateSection.FromPrisons when ReleaseDateSection.Found(open) is { } found:
                return (new(found.Day, ReleaseDateSource.Prison, found.Confidence, null), []);
            case ReleaseDateSection.Typed:
                return Typed(request, open.Today);
            case ReleaseDateSection.Unknown:
                return Unknown(request);
            default:
                return Refused(
                    "answer-missing",
                    nameof(request.Choice),
                    "Select whether the expected release date is known"
                );
        }
    }

    private static (ReleaseDateAnswer?, List<Refusal>) Typed(SaveReleaseDate request, DateOnly today)
    {
        var refusals = new List<Refusal>();
        var (day, wrong) = TypedDate.Read(
            "Expected release date",
            "ReleaseDate",
            new(request.ReleaseDateDay, request.ReleaseDateMonth, request.ReleaseDateYear)
        );
        if (wrong is null && day < today)
            wrong = new(
                "date-in-past",
                nameof(request.ReleaseDateDay),
                "Expected release date must be today or in the future"
            );
        wrong ??= DateLimits.TooFar(
            "Expected release date",
            nameof(request.ReleaseDateYear),
            day,
            today,
            "If it is right, select that the date is not known and say there when it is"
        );
        if (wrong is not null)
            refusals.Add(wrong);
        if (!Enum.GetNames<ReleaseDateConfidence>().Contains(request.Confidence))
            refusals.Add(
                new("answer-missing", nameof(request.Confidence), "Select whether the release date is confirmed")
            );
        return refusals.Count > 0
            ? (null, refusals)
            : (
                new(day, ReleaseDateSource.Practitioner, Enum.Parse<ReleaseDateConfidence>(request.Confidence!), null),
                refusals
            );
    }

    private static (ReleaseDateAnswer?, List<Refusal>) Unknown(SaveReleaseDate request)
    {
        if (!TypedText.HasContent(request.UnknownReason))
            return Refused("answer-missing", nameof(request.UnknownReason), "Enter why the release date is not known");
        if (TypedText.TooManyBy(request.UnknownReason) is > 0 and var over)
            return Refused(
                "answer-too-long",
                nameof(request.UnknownReason),
                AnswerRules.TooLong("Why the release date is not known", TypedText.Longest, over)
            );
        return (new(null, null, null, TypedText.Lines(request.UnknownReason)), []);
    }

    private static (ReleaseDateAnswer?, List<Refusal>) Refused(string code, string field, string message) =>
        (null, [new Refusal(code, field, message)]);
}
