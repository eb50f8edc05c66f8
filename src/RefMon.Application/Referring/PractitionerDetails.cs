using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Catalogue;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.Referring;

namespace RefMon.Application.Referring;

/// <summary>The page "Probation practitioner details".</summary>
[Requires(Permission.Refer), AuditedRead]
public sealed record GetPractitionerDetails(DraftId DraftId) : IQuery<PractitionerDetailsPage>, IConcernsDraft;

/// <summary>
/// Each detail beside nDelius's, as nDelius had it at <paramref name="FetchedAt"/>. <paramref name="Confirmed"/> is false
/// again when nDelius has changed since. <paramref name="BackUp"/> is the person who has the draft open, when they are not the
/// practitioner; null otherwise. The lists are for the two choices.
/// </summary>
public sealed record PractitionerDetailsPage(
    SectionHead Head,
    PractitionerDetail Name,
    PractitionerDetail Email,
    PractitionerDetail Phone,
    PractitionerDetail Pdu,
    PractitionerDetail Office,
    PractitionerDetail TeamPhone,
    BackUpContact? BackUp,
    IReadOnlyList<string> DeliveryUnits,
    IReadOnlyList<string> Offices,
    ReadAge FetchedAt,
    bool Confirmed
);

/// <summary>What the box shows, what nDelius says, and whether they differ because somebody typed something else.</summary>
public sealed record PractitionerDetail(string? Value, string? FromNDelius, bool Overridden)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(PractitionerDetail);
}

/// <summary>
/// Confirms the practitioner's details. A value equal to nDelius's follows nDelius; another one stands before it; an
/// empty optional one is not given to the supplier. Name and delivery unit are required.
/// </summary>
[Requires(Permission.Refer)]
public sealed record SavePractitionerDetails(
    DraftId DraftId,
    Guid CommandId,
    string? Shown,
    string? Name,
    string? Email,
    string? Phone,
    string? Pdu,
    string? Office,
    string? TeamPhone
) : ISectionSave;

internal sealed class PractitionerDetailsHandler(DraftDesk desk, SectionSaving saving, ServiceCatalogue catalogue)
    : IRequestHandler<GetPractitionerDetails, Outcome<PractitionerDetailsPage>>,
        IRequestHandler<SavePractitionerDetails, Outcome<SectionSaved>>
{
    public async Task<Outcome<PractitionerDetailsPage>> Handle(
        GetPractitionerDetails request,
        CancellationToken cancellationToken
    )
    {
        var opened = await desk.OpenSection(
            request.DraftId,
            PractitionerDetailsSection.Address,
            [SourcePart.Officer],
            cancellationToken
        );
        if (opened.Refusal is { } refusal)
            return refusal;
        var open = opened.Value;
        return new PractitionerDetailsPage(
            SectionSaving.Head(
                open,
                PractitionerDetailsSection
                    .Details.Select(d => (d.Name, d.Field, (Func<string, string>)(text => text)))
                    .Append((PractitionerDetailsSection.Confirmed, "", _ => "")),
                [(PractitionerDetailsSection.Seen, DraftJson.Fingerprint(open.Sources.Officer.Value))]
            ),
            Shown(PractitionerDetailsSection.Name),
            Shown(PractitionerDetailsSection.Email),
            Shown(PractitionerDetailsSection.Phone),
            Shown(PractitionerDetailsSection.Pdu),
            Shown(PractitionerDetailsSection.Office),
            Shown(PractitionerDetailsSection.TeamPhone),
            PractitionerDetailsSection.BackUp(open),
            await DeliveryUnits(cancellationToken),
            await Offices(cancellationToken),
            open.Sources.Officer.Age,
            PractitionerDetailsSection.IsConfirmed(open)
        );

        PractitionerDetail Shown(PractitionerField field)
        {
            var value = PractitionerDetailsSection.ValueOf(open, field);
            return new(value.Shown(), field.InNDelius(open.Sources.Officer.Value), open.Answers.Has(field.Name));
        }
    }

    public async Task<Outcome<SectionSaved>> Handle(
        SavePractitionerDetails request,
        CancellationToken cancellationToken
    )
    {
        var opened = await desk.OpenSection(request.DraftId, PractitionerDetailsSection.Address, [], cancellationToken);
        if (opened.Refusal is { } refusal)
            return refusal;
        var officer = opened.Value.Sources.Officer.Value;
        var now = DraftJson.Fingerprint(officer);
        if (!FormShown.Read(request.Shown).Had(PractitionerDetailsSection.Seen, now))
            return Refusal.Conflict(
                "practitioner-changed",
                "nDelius has changed the practitioner's details since you opened the page. Compare them, then save."
            );
        var rules = new PractitionerRules(
            officer,
            await DeliveryUnits(cancellationToken),
            await Offices(cancellationToken)
        );
        var refusals = rules.Check(request);
        if (refusals.Count > 0)
            return refusals;
        var answers = PractitionerDetailsSection
            .Details.Select(field => new Answer(
                field.Name,
                field.Field,
                Override(field, TypedText.Line(field.Typed(request)), TypedText.Line(field.InNDelius(officer)))
            ))
            .Append(new(PractitionerDetailsSection.Confirmed, "", now));
        return saving.Save(opened.Value, request, new PractitionerDetailsSection(), [.. answers]);
    }

    private static string? Override(PractitionerField field, string? typed, string? inNDelius) =>
        typed == inNDelius
        || (
            field.Kind is DetailKind.Phone
            && typed is not null
            && inNDelius is not null
            && ContactRules.IsSamePhone(typed, inNDelius)
        )
            ? null
            : typed ?? "";

    private async Task<IReadOnlyList<string>> DeliveryUnits(CancellationToken cancellationToken) =>
        [.. (await catalogue.DeliveryUnits(cancellationToken)).Select(unit => unit.Name).Distinct()];

    private async Task<IReadOnlyList<string>> Offices(CancellationToken cancellationToken) =>
        [.. (await catalogue.Offices(null, cancellationToken)).Select(office => office.Name).Distinct()];
}

/// <summary>What may be typed for each detail. nDelius's own value is always accepted as it is.</summary>
internal sealed class PractitionerRules(
    ResponsibleOfficer officer,
    IReadOnlyList<string> deliveryUnits,
    IReadOnlyList<string> offices
)
{
    public List<Refusal> Check(SavePractitionerDetails request)
    {
        var refusals = new List<Refusal>();
        foreach (var field in PractitionerDetailsSection.Details)
        {
            var typed = TypedText.Line(field.Typed(request));
            if (typed != TypedText.Line(field.InNDelius(officer)) || (typed is null && field.Missing is not null))
            {
                if (Problem(field, typed) is var (code, message))
                    refusals.Add(new Refusal(code, field.Field, message));
            }
        }
        return refusals;
    }

    private (string Code, string Message)? Problem(PractitionerField field, string? typed)
    {
        if (typed is null)
            return field.Missing is { } missing ? ("answer-missing", missing) : null;
        if (typed.Length > TypedText.LongestLine)
            return (
                "answer-too-long",
                AnswerRules.TooLong(field.Label, TypedText.LongestLine, typed.Length - TypedText.LongestLine)
            );
        return field.Kind switch
        {
            DetailKind.Text => null,
            DetailKind.Phone when !ContactRules.IsPhone(typed) => (
                "phone-format",
                $"Enter a {char.ToLowerInvariant(field.Label[0])}{field.Label[1..]} number, like 020 7946 0123 or +44 20 7946 0123"
            ),
            DetailKind.Email when !ContactRules.IsEmail(typed) => (
                "email-format",
                "Enter an email address in the correct format, like name@justice.gov.uk"
            ),
            DetailKind.Email when !ContactRules.IsGovernmentEmail(typed) => (
                "email-not-government",
                "Enter a government email address: one that ends in .gov.uk. Leave it empty if there is none"
            ),
            DetailKind.DeliveryUnit when !deliveryUnits.Contains(typed) => (
                "not-in-list",
                "Choose a probation delivery unit from the list"
            ),
            DetailKind.Office when !offices.Contains(typed) => (
                "not-in-list",
                "Choose a probation office from the list, or leave it empty"
            ),
            DetailKind.Phone or DetailKind.Email or DetailKind.DeliveryUnit or DetailKind.Office => null,
        };
    }
}

internal enum DetailKind
{
    Text,
    Email,
    Phone,
    DeliveryUnit,
    Office,
}

/// <summary>One detail of the practitioner. <paramref name="Missing"/> is the message when it is required and empty.</summary>
internal sealed record PractitionerField(
    string Name,
    string Field,
    string Label,
    DetailKind Kind,
    string? Missing,
    Func<ResponsibleOfficer, string?> InNDelius,
    Func<SavePractitionerDetails, string?> Typed
);
