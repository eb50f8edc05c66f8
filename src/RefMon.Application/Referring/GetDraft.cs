using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;

namespace RefMon.Application.Referring;

/// <summary>
/// The task list of a draft. A draft that was sent is refused as <see cref="ReferringRefusals.DraftSentCode"/>: show the
/// reference (<see cref="ReferringRefusals.SentReference"/>) with a link.
/// </summary>
[Requires(Permission.Refer), AuditedRead]
public sealed record GetDraft(DraftId DraftId) : IQuery<DraftTaskList>, IConcernsDraft;

/// <summary>
/// The sections in groups. <paramref name="MergedFromCrn"/> is the CRN typed at the start when nDelius has merged it
/// into the person's present one. <paramref name="OtherReferrals"/> and <paramref name="Mismatches"/> (why the service may
/// not be for this person) are warnings only. Optional sections count as neither done nor to do.
/// </summary>
public sealed record DraftTaskList(
    DraftBanner Draft,
    string? MergedFromCrn,
    DateTimeOffset SavedAt,
    IReadOnlyList<DraftTaskGroup> Groups,
    int Completed,
    int Total,
    bool ReadyToSend,
    IReadOnlyList<OtherReferral> OtherReferrals,
    IReadOnlyList<string> Mismatches
)
{
    /// <summary>Who began it, and who worked on it last.</summary>
    public required DraftAuthors Authors { get; init; }

    /// <summary>Which version it shows: posted back as <see cref="DeleteDraft.VersionShown"/>.</summary>
    public long Version { get; init; }

    /// <summary>What colleagues typed and have not saved.</summary>
    public IReadOnlyList<TypedByColleague> TypedByColleagues { get; init; } = [];

    /// <summary>What colleagues have for the same person and service.</summary>
    public IReadOnlyList<ColleaguesDraft> ColleaguesDrafts { get; init; } = [];

    /// <summary>What neighbours changed while the draft was open, the latest first.</summary>
    public IReadOnlyList<DraftNewsLine> News { get; init; } = [];

    /// <summary>Why the person cannot be referred whatever is answered; null when they can.</summary>
    public string? PersonProblem { get; init; }

    /// <summary>The referral the draft was copied from; null when it was not.</summary>
    public DraftCopy? Copy { get; init; }
}

/// <summary>A heading of the task list with its tasks.</summary>
public sealed record DraftTaskGroup(string Title, IReadOnlyList<DraftTask> Tasks);

/// <summary>
/// One task: its address below the draft's, its title and its status. <paramref name="Hint"/> says what is missing, null
/// when nothing is. One that cannot start has no link.
/// </summary>
public sealed record DraftTask(string Slug, string Title, SectionStatus Status, string? Hint);

internal sealed class GetDraftHandler(
    DraftDesk desk,
    OtherReferrals others,
    DraftEligibility eligibility,
    DraftNews news,
    DraftCopies copies,
    ColleaguesDrafts colleagues
) : IRequestHandler<GetDraft, Outcome<DraftTaskList>>
{
    public async Task<Outcome<DraftTaskList>> Handle(GetDraft request, CancellationToken cancellationToken)
    {
        var opened = await desk.Open(request.DraftId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var open = opened.Value;
        var carried = CarriedSections.In(open).Select(fact => fact.Slug).ToHashSet();
        var sections = DraftSections
            .For(open)
            .Select(section => (section.Group, section.IsOptional, Task: AsTask(section, open, carried)))
            .ToList();
        var asked = sections.Where(section => !section.IsOptional).Select(section => section.Task.Status).ToList();
        var completed = asked.Count(status => status == SectionStatus.Completed);
        return new DraftTaskList(
            open.Banner,
            open.Draft.TypedCrn,
            open.Draft.UpdatedAt,
            [
                .. sections
                    .GroupBy(section => section.Group)
                    .Select(group => new DraftTaskGroup(group.Key, [.. group.Select(section => section.Task)])),
            ],
            completed,
            asked.Count,
            SendRules.Problems(open).Count == 0,
            await others.LiveOf(open, cancellationToken),
            await eligibility.Mismatches(open, cancellationToken)
        )
        {
            Authors = open.Authors,
            Version = open.Draft.Version,
            TypedByColleagues = Referring.TypedByColleagues.Of(open),
            ColleaguesDrafts =
            [
                .. (await colleagues.Of(open.Viewer, open.Draft.PersonId, open.Service.Id, cancellationToken)).Where(
                    other => other.Id != open.Draft.Id
                ),
            ],
            PersonProblem = SendRules.PersonProblem(open.Person)?.Message,
            News = [.. SafeContactSection.News(open), .. await news.Of(request.DraftId, cancellationToken)],
            Copy = await copies.Of(request.DraftId, cancellationToken),
        };
    }

    private static DraftTask AsTask(DraftSection section, OpenDraft open, IReadOnlySet<string> carried)
    {
        var review = section.Review(open);
        var hint =
            review.Hint
            ?? section switch
            {
                CompletionDateSection => CompletionDateSection.Warning(open),
                ReleaseDateSection when ReleaseDateSection.Warning(open) is { } warning => warning,
                _ when carried.Contains(section.Slug) =>
                    "Carried over from the earlier referral. You confirm it when you check your answers",
                _ => null,
            };
        return new(section.Slug, section.Title, review.Status, hint);
    }
}
