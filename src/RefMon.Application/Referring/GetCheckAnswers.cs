using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;

namespace RefMon.Application.Referring;

/// <summary>Everything that would be sent, section by section, with what is still missing.</summary>
[Requires(Permission.Refer), AuditedRead]
public sealed record GetCheckAnswers(DraftId DraftId) : IQuery<CheckAnswersPage>, IConcernsDraft;

/// <summary>
/// The check page. <paramref name="Problems"/> are what sending would be refused for now; none when ready.
/// <paramref name="OtherReferrals"/> (of the same person, not finished) and <paramref name="Mismatches"/> (why the service may
/// not be for this person) refuse nothing.
/// </summary>
public sealed record CheckAnswersPage(
    DraftBanner Draft,
    IReadOnlyList<CheckCard> Cards,
    IReadOnlyList<Refusal> Problems,
    IReadOnlyList<OtherReferral> OtherReferrals,
    IReadOnlyList<string> Mismatches
)
{
    /// <summary>Who began it, and who worked on it last.</summary>
    public required DraftAuthors Authors { get; init; }

    /// <summary>Which version it shows: posted back as <see cref="SendReferral.VersionShown"/>.</summary>
    public long Version { get; init; }

    /// <summary>What colleagues typed and have not saved: it is not sent.</summary>
    public IReadOnlyList<TypedByColleague> TypedByColleagues { get; init; } = [];

    /// <summary>What was carried over from an earlier referral and is to be confirmed; null when there is nothing.</summary>
    public CarriedOver? Carried { get; init; }

    /// <summary>Which other referrals it shows: posted back as <see cref="SendReferral.LiveShown"/>.</summary>
    public string LiveShown => Referring.OtherReferrals.Shown(OtherReferrals);

    /// <summary>What is older than an answer may serve, since its source is not answering; it would go as it was read.</summary>
    public IReadOnlyList<SourceRead> NotCheckedAgain { get; init; } = [];
}

/// <summary>
/// A card of rows. <paramref name="Slug"/> is the address of the section that changes it; null when nothing in it can be
/// changed here. <paramref name="Hint"/> says what is missing, null when nothing is.
/// </summary>
public sealed record CheckCard(string? Slug, string Title, string? Hint, IReadOnlyList<CheckRow> Rows)
{
    /// <summary>When neighbours said what the card shows of it; none where nobody was asked.</summary>
    public IReadOnlyList<SourceRead> Reads { get; init; } = [];

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(CheckCard)} {Title}";
}

internal sealed class GetCheckAnswersHandler(
    DraftDesk desk,
    OtherReferrals others,
    DraftEligibility eligibility,
    DraftCopies copies
) : IRequestHandler<GetCheckAnswers, Outcome<CheckAnswersPage>>
{
    public async Task<Outcome<CheckAnswersPage>> Handle(GetCheckAnswers request, CancellationToken cancellationToken)
    {
        var opened = await desk.Open(request.DraftId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var copy = await copies.Of(request.DraftId, cancellationToken);
        // what would be sent is shown as its sources have it now, as far as they answer
        var open = await desk.Freshen(opened.Value, SendReferralHandler.PartsOf(opened.Value), cancellationToken);
        var reads = SourceReads.Of(open);
        var sections = DraftSections
            .For(open)
            .Select(section => (Section: section, Review: section.Review(open)))
            .Select(x => new CheckCard(x.Section.Slug, x.Section.Title, x.Review.Hint, x.Review.Rows)
            {
                Reads = SourceReads.For(reads, x.Section.Slug),
            });
        return new CheckAnswersPage(
            open.Banner,
            [Identity(open) with { Reads = SourceReads.For(reads, null) }, Service(open), .. sections],
            SendRules.Problems(open),
            await others.LiveOf(open, cancellationToken),
            await eligibility.Mismatches(open, cancellationToken)
        )
        {
            Authors = open.Authors,
            Version = open.Draft.Version,
            TypedByColleagues = Referring.TypedByColleagues.Of(open),
            Carried = CarriedOver.Of(open, copy),
            NotCheckedAgain = [.. reads.Where(read => read.IsOld)],
        };
    }

    private static CheckCard Identity(OpenDraft open) =>
        new(null, "Person on probation", null, [new("Name", [open.Person.FullName]), new("CRN", [open.Draft.Crn])]);

    private static CheckCard Service(OpenDraft open) =>
        new(
            null,
            "Service",
            null,
            [
                new("Service", [open.Service.Title]),
                new("Supplier", [open.Service.Supplier.Name]),
                new("Contract type", [open.Service.Contract.TypeName]),
                new("Region", [open.Service.Contract.RegionName]),
            ]
        );
}

/// <summary>What stands in the way of sending.</summary>
internal static class SendRules
{
    /// <summary>Every missing item with its section's address as field, then what no section can mend.</summary>
    public static List<Refusal> Problems(OpenDraft open)
    {
        var problems = DraftSections
            .For(open)
            .Select(section => (section, Review: section.Review(open)))
            .Where(x => x.Review.Status is not (SectionStatus.Completed or SectionStatus.Optional))
            .Select(x => new Refusal(
                ReferringRefusals.SectionIncompleteCode,
                x.section.Slug,
                $"{x.section.Title}: {x.Review.Hint}"
            ))
            .ToList();
        if (!open.Service.Contract.IsOpen(open.Now))
            problems.Add(ReferringRefusals.ServiceClosed);
        if (PersonProblem(open.Person) is { } problem)
            problems.Add(problem);
        return problems;
    }

    /// <summary>Why the person cannot be referred whatever is answered; null when they can.</summary>
    public static Refusal? PersonProblem(ProbationPerson person) =>
        person switch
        {
            { DeceasedOn: not null } => Refusal.Conflict(
                "person-deceased",
                "nDelius records that this person has died. The referral cannot be sent"
            ),
            { MergedInto: not null } => Refusal.Conflict(
                "person-merged",
                "nDelius has merged this CRN into another one since the draft was started. Start again with the person's present CRN"
            ),
            _ => null,
        };
}
