using RefMon.Domain.Referring;

namespace RefMon.Application.Referring;

internal sealed record KindSection() : DraftSection(DraftSections.Where, Address, "Where the person is")
{
    public const string Address = "where";
    public const string Kind = "kind";
    public const string Confirmed = "kindConfirmed";
    public const string Seen = "location";

    public override SectionReview Review(OpenDraft open)
    {
        var location = open.Kind switch
        {
            null => null,
            { } kind => kind.IsInCustody() ? "In prison" : "In the community",
        };
        var practitioner = open.Kind switch
        {
            null => null,
            { } kind => kind.IsUnallocated() ? "Not yet" : "Yes",
        };
        List<CheckRow> rows =
        [
            Words.Row("Location", location, note: LocationNote(open)),
            Words.Row("Has a probation practitioner", practitioner, note: PractitionerNote(open)),
        ];
        if (open.Kind is { } unallocated && unallocated.IsUnallocated())
            rows.Add(Words.Row("Release within 12 weeks", unallocated.HasRelease() ? "Yes" : "No"));
        return SectionReview.Of(open.Kind is not null, Missing(open), rows);
    }

    public static ReferralKind? Chosen(DraftAnswers answers) =>
        answers[Kind] is { } text ? Enum.Parse<ReferralKind>(text) : null;

    /// <summary>What nDelius says that bears on the kind; a changed one is looked at again.</summary>
    public static string InNDelius(OpenDraft open) =>
        $"{open.Person.Status} {(open.Sources.Officer.Value.Allocated ? "allocated" : "unallocated")}";

    /// <summary>The kind that follows from nDelius; null when it does not say enough.</summary>
    public static ReferralKind? Suggested(OpenDraft open) =>
        (open.Person.Status, open.Sources.Officer.Value.Allocated) switch
        {
            (CustodyStatus.Community, true) => ReferralKind.Community,
            (CustodyStatus.Custody, true) => ReferralKind.PreRelease,
            _ => null,
        };

    /// <summary>Where the person is, for the banner.</summary>
    public static string Location(OpenDraft open) =>
        open.Kind switch
        {
            null => open.Person.Status == CustodyStatus.Custody ? "In custody" : "In the community",
            { } kind when !kind.IsInCustody() => "In the community",
            _ => PrisonSection.Chosen(open.Answers) is { } prison ? $"In custody: {prison.Name}" : "In custody",
        };

    public static string InWords(ReferralKind kind) =>
        kind switch
        {
            ReferralKind.Community => "In the community, with a probation practitioner",
            ReferralKind.PreRelease => "In prison, with a probation practitioner in the community",
            ReferralKind.UnallocatedReleasing =>
                "In prison, no probation practitioner yet, to be released within 12 weeks",
            ReferralKind.UnallocatedStaying =>
                "In prison, no probation practitioner yet, not to be released within 12 weeks",
        };

    private static string? LocationNote(OpenDraft open) =>
        open.Kind is not { } kind || kind.IsInCustody() == (open.Person.Status == CustodyStatus.Custody) ? null
        : kind.IsInCustody() ? "Entered here. nDelius has: in the community"
        : "Entered here. nDelius has: in prison";

    private static string? PractitionerNote(OpenDraft open) =>
        open.Kind is not { } kind || kind.IsUnallocated() != open.Sources.Officer.Value.Allocated ? null
        : kind.IsUnallocated() ? $"Entered here. nDelius has: {open.Sources.Officer.Value.Name}"
        : "Entered here. nDelius has nobody allocated";

    private static string? Missing(OpenDraft open) =>
        open.Kind is null ? "Say where the person is and whether they have a probation practitioner"
        : open.Answers[Confirmed] is not { } seen
            ? Suggested(open) == open.Kind ? null
                : "nDelius has changed where the person is or who supervises them: look at this again"
        : seen != InNDelius(open) ? "nDelius has changed where the person is or who supervises them: look at this again"
        : null;
}
