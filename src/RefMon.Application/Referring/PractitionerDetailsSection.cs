using RefMon.Domain.Referring;

namespace RefMon.Application.Referring;

internal sealed record PractitionerDetailsSection()
    : DraftSection(DraftSections.Contact, Address, "Probation practitioner details")
{
    public const string Address = "practitioner-details";

    public const string Confirmed = "practitionerConfirmed";
    public const string Seen = "officer";

    public static readonly PractitionerField Name = new(
        "practitionerName",
        nameof(SavePractitionerDetails.Name),
        "Name",
        DetailKind.Text,
        "Enter the probation practitioner's full name",
        officer => officer.Name,
        typed => typed.Name
    );

    public static readonly PractitionerField Email = new(
        "practitionerEmail",
        nameof(SavePractitionerDetails.Email),
        "Email",
        DetailKind.Email,
        null,
        officer => officer.Email,
        typed => typed.Email
    );

    public static readonly PractitionerField Phone = new(
        "practitionerPhone",
        nameof(SavePractitionerDetails.Phone),
        "Phone",
        DetailKind.Phone,
        null,
        officer => officer.Phone,
        typed => typed.Phone
    );

    public static readonly PractitionerField Pdu = new(
        "practitionerPdu",
        nameof(SavePractitionerDetails.Pdu),
        "Probation delivery unit",
        DetailKind.DeliveryUnit,
        "Enter the probation delivery unit",
        officer => officer.DeliveryUnit,
        typed => typed.Pdu
    );

    public static readonly PractitionerField Office = new(
        "practitionerOffice",
        nameof(SavePractitionerDetails.Office),
        "Probation office",
        DetailKind.Office,
        null,
        officer => officer.Office,
        typed => typed.Office
    );

    public static readonly PractitionerField TeamPhone = new(
        "practitionerTeamPhone",
        nameof(SavePractitionerDetails.TeamPhone),
        "Team phone",
        DetailKind.Phone,
        null,
        officer => officer.TeamPhone,
        typed => typed.TeamPhone
    );

    public static IReadOnlyList<PractitionerField> Details => [Name, Email, Phone, Pdu, Office, TeamPhone];

    public override IReadOnlyList<OwnedAnswer> Owned =>
        [
            .. Details.Select(detail => new OwnedAnswer(detail.Name, "Probation practitioner details entered here")),
            new(Confirmed, null),
        ];

    public override SectionReview Review(OpenDraft open)
    {
        var rows = Details
            .Select(field =>
            {
                var overridden = open.Answers.Has(field.Name);
                var inNDelius = field.InNDelius(open.Sources.Officer.Value) ?? "nothing";
                return Words.Row(
                    field.Label,
                    ValueOf(open, field).Shown(),
                    note: overridden ? $"Entered here. nDelius has: {inNDelius}" : null
                );
            })
            .ToList();
        if (BackUp(open) is { } backUp)
            rows.Add(Words.Rows("Back-up contact", [.. ((string?[])[backUp.Name, backUp.Email]).OfType<string>()]));
        return SectionReview.Of(open.Answers.Has(Confirmed), Missing(open), rows);
    }

    public static bool IsConfirmed(OpenDraft open) =>
        open.Answers[Confirmed] == DraftJson.Fingerprint(open.Sources.Officer.Value);

    /// <summary>
    /// The value as typed beside nDelius's. What was emptied on purpose has neither, so that nDelius's is not given to
    /// the supplier after all.
    /// </summary>
    public static SourcedValue ValueOf(OpenDraft open, PractitionerField field) =>
        open.Answers[field.Name] switch
        {
            null => new(null, TypedText.Line(field.InNDelius(open.Sources.Officer.Value))),
            "" => SourcedValue.Unknown,
            { } typed => new(typed, TypedText.Line(field.InNDelius(open.Sources.Officer.Value))),
        };

    /// <summary>Whoever has the draft open, when they are not the practitioner.</summary>
    public static BackUpContact? BackUp(OpenDraft open) =>
        open.ViewerIsBackUp ? new(open.Viewer.Name, open.Viewer.Email, null) : null;

    private static string? Missing(OpenDraft open) =>
        !open.Answers.Has(Confirmed) ? "Confirm the practitioner's details"
        : !IsConfirmed(open) ? "nDelius has changed the practitioner's details: confirm them again"
        : ValueOf(open, Name).Shown() is null ? "Enter the practitioner's name"
        : ValueOf(open, Pdu).Shown() is null ? "Enter the practitioner's probation delivery unit"
        : null;
}
