using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Catalogue;
using RefMon.Application.Pipeline;
using RefMon.Domain;

namespace RefMon.Application.Referring;

/// <summary>The page "Main point of contact": whom the supplier asks while no probation practitioner is allocated.</summary>
[Requires(Permission.Refer), AuditedRead]
public sealed record GetMainContact(DraftId DraftId) : IQuery<MainContactPage>, IConcernsDraft;

/// <summary>
/// The answers saved: <paramref name="Place"/> is "establishment" or "office". Before anything is saved the establishment is
/// the person's prison. <paramref name="Team"/> is what nDelius has of the team that holds the person, as it had it at
/// <paramref name="FetchedAt"/>. <paramref name="BackUp"/> is the person who has the draft open, unless they are the contact.
/// </summary>
public sealed record MainContactPage(
    SectionHead Head,
    string? Name,
    string? Role,
    string? Email,
    string? Phone,
    string? Place,
    string? Establishment,
    string? Office,
    HoldingTeam Team,
    ReadAge FetchedAt,
    IReadOnlyList<string> Establishments,
    IReadOnlyList<string> Offices,
    Domain.Referring.BackUpContact? BackUp
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(MainContactPage);
}

/// <summary>The team that holds a person nobody is allocated to, as nDelius has it; it goes to the supplier with the contact.</summary>
public sealed record HoldingTeam(string? Phone, string? DeliveryUnit, string? Office);

/// <summary>Saves the main point of contact: name, role, a government email address, and one place of work.</summary>
[Requires(Permission.Refer)]
public sealed record SaveMainContact(
    DraftId DraftId,
    Guid CommandId,
    string? Shown,
    string? Name,
    string? Role,
    string? Email,
    string? Phone,
    string? Place,
    string? Establishment,
    string? Office
) : ISectionSave;

internal sealed class MainContactHandler(
    DraftDesk desk,
    SectionSaving saving,
    PrisonList prisons,
    ServiceCatalogue catalogue
) : IRequestHandler<GetMainContact, Outcome<MainContactPage>>, IRequestHandler<SaveMainContact, Outcome<SectionSaved>>
{
    public async Task<Outcome<MainContactPage>> Handle(GetMainContact request, CancellationToken cancellationToken)
    {
        var opened = await Open(request.DraftId, [SourcePart.Officer, SourcePart.Prison], cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var open = opened.Value;
        var answers = open.Answers;
        var held = PrisonSection.Chosen(answers) ?? open.Sources.Prison?.Value.Prisoner?.Prison;
        var (establishment, office) = (answers[MainContactSection.Establishment], answers[MainContactSection.Office]);
        var team = open.Sources.Officer;
        return new MainContactPage(
            SectionSaving.Head(
                open,
                MainContactSection
                    .Boxes.Select(box => (box.Name, box.Field, (Func<string, string>)(text => text)))
                    .Append((MainContactSection.Team, "", _ => "")),
                [(MainContactSection.Seen, MainContactSection.TeamMark(team.Value))]
            ),
            answers[MainContactSection.Name],
            answers[MainContactSection.Role],
            answers[MainContactSection.Email],
            answers[MainContactSection.Phone],
            office is not null ? MainContactSection.AtOffice
                : establishment is not null ? MainContactSection.AtEstablishment
                : null,
            establishment ?? (office is null ? held?.Name : null),
            office,
            new(
                TypedText.Line(team.Value.TeamPhone),
                TypedText.Line(team.Value.DeliveryUnit),
                TypedText.Line(team.Value.Office)
            ),
            team.Age,
            await Establishments(open, cancellationToken),
            await Offices(cancellationToken),
            PractitionerDetailsSection.BackUp(open)
        );
    }

    public async Task<Outcome<SectionSaved>> Handle(SaveMainContact request, CancellationToken cancellationToken)
    {
        var opened = await Open(request.DraftId, [], cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var open = opened.Value;
        var rules = new MainContactRules(
            await Establishments(open, cancellationToken),
            await Offices(cancellationToken)
        );
        var refusals = rules.Check(request).ToList();
        if (refusals.Count > 0)
            return refusals;
        var team = MainContactSection.TeamMark(open.Sources.Officer.Value);
        if (!FormShown.Read(request.Shown).Had(MainContactSection.Seen, team))
            return Refusal.Conflict(
                "holding-team-changed",
                "nDelius has changed the team that holds the person since you opened the page. Look at it, then save."
            );
        return saving.Save(
            open,
            request,
            new MainContactSection(),
            [
                .. MainContactSection.Boxes.Select(box =>
                    box.Name is MainContactSection.Establishment or MainContactSection.Office
                        ? Answer.Deciding(nameof(request.Place), box.Name, box.Field, box.Value(request))
                        : new Answer(box.Name, box.Field, box.Value(request))
                ),
                new Answer(MainContactSection.Team, "", team),
            ]
        );
    }

    private Task<Outcome<OpenDraft>> Open(DraftId id, IReadOnlyList<SourcePart> parts, CancellationToken stop) =>
        desk.OpenSection(id, MainContactSection.Address, parts, stop);

    // who is there on another day may have been entered before and dropped from the list since
    private async Task<IReadOnlyList<string>> Establishments(OpenDraft open, CancellationToken cancellationToken) =>
        [
            .. (await prisons.For(open, cancellationToken))
                .Select(prison => prison.Name)
                .Concat(((string?[])[open.Answers[MainContactSection.Establishment]]).OfType<string>())
                .Distinct(),
        ];

    private async Task<IReadOnlyList<string>> Offices(CancellationToken cancellationToken) =>
        [.. (await catalogue.Offices(null, cancellationToken)).Select(office => office.Name).Distinct()];
}

/// <summary>What may be typed for the main point of contact; everything wrong at once, in the order of the form.</summary>
internal sealed class MainContactRules(IReadOnlyList<string> establishments, IReadOnlyList<string> offices)
{
    public IEnumerable<Refusal> Check(SaveMainContact request) =>
        (
            (Refusal?[])
                [
                    Line(nameof(request.Name), "Name", request.Name, "Enter the main point of contact’s full name"),
                    Line(nameof(request.Role), "Role or job title", request.Role, "Enter their role or job title"),
                    Email(TypedText.Line(request.Email)),
                    Phone(TypedText.Line(request.Phone)),
                    Place(request),
                ]
        ).OfType<Refusal>();

    private static Refusal? Line(string field, string label, string? typed, string missing) =>
        TypedText.Line(typed) switch
        {
            null => new("answer-missing", field, missing),
            { Length: > TypedText.LongestLine } line => new(
                "answer-too-long",
                field,
                AnswerRules.TooLong(label, TypedText.LongestLine, line.Length - TypedText.LongestLine)
            ),
            _ => null,
        };

    private static Refusal? Email(string? typed) =>
        typed is null ? new("answer-missing", nameof(SaveMainContact.Email), "Enter their email address")
        : !ContactRules.IsEmail(typed)
            ? new(
                "email-format",
                nameof(SaveMainContact.Email),
                "Enter an email address in the correct format, like name@justice.gov.uk"
            )
        : !ContactRules.IsGovernmentEmail(typed)
            ? new(
                "email-not-government",
                nameof(SaveMainContact.Email),
                "Enter a government email address: one that ends in .gov.uk"
            )
        : null;

    private static Refusal? Phone(string? typed) =>
        typed is null || (typed.Length <= TypedText.LongestLine && ContactRules.IsPhone(typed))
            ? null
            : new(
                "phone-format",
                nameof(SaveMainContact.Phone),
                "Enter a phone number, like 020 7946 0123 or +44 20 7946 0123, or leave it empty"
            );

    private Refusal? Place(SaveMainContact request) =>
        request.Place switch
        {
            MainContactSection.AtEstablishment => Listed(
                nameof(request.Establishment),
                request.Establishment,
                establishments,
                "establishment"
            ),
            MainContactSection.AtOffice => Listed(nameof(request.Office), request.Office, offices, "probation office"),
            _ => new("answer-missing", nameof(request.Place), "Select where they work"),
        };

    private static Refusal? Listed(string field, string? typed, IReadOnlyList<string> list, string what) =>
        TypedText.Line(typed) is not { } name ? new("answer-missing", field, $"Select the {what} where they work")
        : !list.Contains(name) ? new("not-in-list", field, $"Choose the {what} from the list")
        : null;
}

/// <summary>One box of the main point of contact, with what is stored of it.</summary>
internal sealed record MainContactBox(string Name, string Field, string Label, Func<SaveMainContact, string?> Value);

internal sealed record MainContactSection() : DraftSection(DraftSections.Contact, Address, "Main point of contact")
{
    public const string Address = "main-contact";
    public const string AtEstablishment = "establishment";
    public const string AtOffice = "office";
    public const string Name = "contactName";
    public const string Role = "contactRole";
    public const string Email = "contactEmail";
    public const string Phone = "contactPhone";
    public const string Establishment = "contactEstablishment";
    public const string Office = "contactOffice";

    /// <summary>The holding team that was seen with the contact: its unit says who may see the referral.</summary>
    public const string Team = "contactTeam";
    public const string Seen = "team";

    public static readonly IReadOnlyList<MainContactBox> Boxes =
    [
        new(Name, nameof(SaveMainContact.Name), "Name", c => TypedText.Line(c.Name)),
        new(Role, nameof(SaveMainContact.Role), "Role or job title", c => TypedText.Line(c.Role)),
        new(Email, nameof(SaveMainContact.Email), "Email", c => TypedText.Line(c.Email)),
        new(Phone, nameof(SaveMainContact.Phone), "Phone", c => TypedText.Line(c.Phone)),
        // the box of the place that was not chosen is not read
        new(
            Establishment,
            nameof(SaveMainContact.Establishment),
            "Establishment",
            c => c.Place == AtEstablishment ? TypedText.Line(c.Establishment) : null
        ),
        new(
            Office,
            nameof(SaveMainContact.Office),
            "Probation office",
            c => c.Place == AtOffice ? TypedText.Line(c.Office) : null
        ),
    ];

    public override IReadOnlyList<OwnedAnswer> Owned =>
        [.. Boxes.Select(box => new OwnedAnswer(box.Name, "Main point of contact")), new(Team, null)];

    /// <summary>The same for as long as nDelius says the same of what is sent of the team.</summary>
    public static string TeamMark(ResponsibleOfficer team) =>
        TeamMark(TypedText.Line(team.TeamPhone), TypedText.Line(team.DeliveryUnit));

    /// <summary>The mark of a team that was sent.</summary>
    public static string TeamMark(string? phone, string? deliveryUnit) =>
        DraftJson.Fingerprint(new { phone, deliveryUnit });

    public override SectionReview Review(OpenDraft open)
    {
        var answers = open.Answers;
        var team = open.Sources.Officer.Value;
        var rows = Boxes
            .Where(box => box.Name is not (Establishment or Office) || answers.Has(box.Name))
            .Select(box => Words.Row(box.Label, answers[box.Name]))
            .Append(Words.Row("Team phone", TypedText.Line(team.TeamPhone), Words.NotRecorded))
            .Append(Words.Row("Probation delivery unit", TypedText.Line(team.DeliveryUnit), Words.NotRecorded))
            .ToList();
        if (PractitionerDetailsSection.BackUp(open) is { } backUp)
            rows.Add(Words.Rows("Back-up contact", [.. ((string?[])[backUp.Name, backUp.Email]).OfType<string>()]));
        return SectionReview.Of(answers.Has(Name), Missing(open), rows);
    }

    private static string? Missing(OpenDraft open)
    {
        var answers = open.Answers;
        return !answers.Has(Name) ? "Enter the main point of contact"
            : !answers.Has(Role) ? "Enter the main point of contact’s role"
            : !answers.Has(Email) ? "Enter the main point of contact’s email address"
            : !answers.Has(Establishment) && !answers.Has(Office) ? "Say where the main point of contact works"
            : !answers.Has(Team) ? "Look at the team that holds the person with the main point of contact, then save"
            : answers[Team] != TeamMark(open.Sources.Officer.Value)
                ? "nDelius has changed the team that holds the person: look at it with the contact, then save again"
            : null;
    }
}
