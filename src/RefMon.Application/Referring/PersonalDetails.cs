using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;

namespace RefMon.Application.Referring;

/// <summary>The page "Personal details": what nDelius says about the person, to be reviewed.</summary>
[Requires(Permission.Refer), AuditedRead]
public sealed record GetPersonalDetails(DraftId DraftId) : IQuery<PersonalDetailsPage>, IConcernsDraft;

/// <summary>
/// What nDelius said at <paramref name="FetchedAt"/>. The last name is empty for people with one name; no address lines
/// mean that nDelius has none. <paramref name="Reviewed"/> is false again when nDelius has changed since.
/// </summary>
public sealed record PersonalDetailsPage(
    SectionHead Head,
    string FirstName,
    string LastName,
    DateOnly DateOfBirth,
    int Age,
    string? Sex,
    string? Ethnicity,
    string? PreferredLanguage,
    string? Religion,
    IReadOnlyList<string> Disabilities,
    IReadOnlyList<string>? AddressLines,
    IReadOnlyList<string> Phones,
    string? Email,
    ReadAge FetchedAt,
    bool Reviewed
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(PersonalDetailsPage);
}

/// <summary>Marks the personal details as reviewed, as the page showed them.</summary>
[Requires(Permission.Refer)]
public sealed record ReviewPersonalDetails(DraftId DraftId, Guid CommandId, string? Shown) : ISectionSave;

internal sealed class PersonalDetailsHandler(DraftDesk desk, SectionSaving saving)
    : IRequestHandler<GetPersonalDetails, Outcome<PersonalDetailsPage>>,
        IRequestHandler<ReviewPersonalDetails, Outcome<SectionSaved>>
{
    public async Task<Outcome<PersonalDetailsPage>> Handle(
        GetPersonalDetails request,
        CancellationToken cancellationToken
    )
    {
        var opened = await desk.OpenFresh(request.DraftId, SourcePart.Person, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var open = opened.Value;
        var person = open.Person;
        return new PersonalDetailsPage(
            SectionSaving.Head(
                open,
                [(PersonalDetailsSection.Reviewed, "", _ => "")],
                [(PersonalDetailsSection.Seen, DraftJson.Fingerprint(person))]
            ),
            person.FirstName,
            person.LastName,
            person.DateOfBirth,
            open.Banner.Age,
            person.Sex,
            person.Ethnicity,
            person.PreferredLanguage,
            person.Religion,
            person.Disabilities,
            PersonalDetailsSection.MainAddress(person),
            person.Phones,
            person.Email,
            open.Sources.Person.Age,
            PersonalDetailsSection.IsReviewed(open)
        );
    }

    public async Task<Outcome<SectionSaved>> Handle(ReviewPersonalDetails request, CancellationToken cancellationToken)
    {
        var opened = await desk.Open(request.DraftId, cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var now = DraftJson.Fingerprint(opened.Value.Person);
        if (!FormShown.Read(request.Shown).Had(PersonalDetailsSection.Seen, now))
            return Refusal.Conflict(
                "person-changed",
                "nDelius has changed these details since you opened the page. Check them again, then continue."
            );
        return saving.Save(
            opened.Value,
            request,
            new PersonalDetailsSection(),
            [new(PersonalDetailsSection.Reviewed, "", now)]
        );
    }
}

internal sealed record PersonalDetailsSection() : DraftSection(DraftSections.AboutPerson, Address, "Personal details")
{
    public const string Address = "personal-details";
    public const string Reviewed = "personalDetailsReviewed";
    public const string Seen = "person";

    public override SectionReview Review(OpenDraft open)
    {
        var person = open.Person;
        return SectionReview.Of(
            open.Answers.Has(Reviewed),
            IsReviewed(open) ? null
                : open.Answers.Has(Reviewed) ? "nDelius has changed these details: review them again"
                : "Review the personal details",
            [
                Words.Row("First name", person.FirstName, Words.NotRecorded),
                Words.Row("Last name", person.LastName, Words.NotRecorded),
                Words.Row("Date of birth", Words.Day(person.DateOfBirth)),
                Words.Row("Sex", person.Sex, Words.NotRecorded),
                Words.Row("Ethnicity", person.Ethnicity, Words.NotRecorded),
                Words.Row("Preferred language", person.PreferredLanguage, Words.NotRecorded),
                Words.Rows("Disabilities", person.Disabilities, Words.NotRecorded),
                Words.Row("Religion or belief", person.Religion, Words.NotRecorded),
                Words.Rows("Address", MainAddress(person) ?? [], "No address in nDelius"),
                Words.Rows("Phone", person.Phones, Words.NotRecorded),
                Words.Row("Email", person.Email, Words.NotRecorded),
            ]
        );
    }

    public static bool IsReviewed(OpenDraft open) => open.Answers[Reviewed] == DraftJson.Fingerprint(open.Person);

    /// <summary>The main address, otherwise the first, with its postcode; null when nDelius has none.</summary>
    public static IReadOnlyList<string>? MainAddress(ProbationPerson person)
    {
        var address =
            person.Addresses.FirstOrDefault(a => a.Kind.Equals("Main", StringComparison.OrdinalIgnoreCase))
            ?? (person.Addresses.Count > 0 ? person.Addresses[0] : null);
        return address is null
            ? null
            : [.. address.Lines, .. address.Postcode is { } postcode ? [postcode] : Array.Empty<string>()];
    }
}
