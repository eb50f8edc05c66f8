using RefMon.Domain;

namespace RefMon.Application.Referring;

/// <summary>
/// What a draft took over from an earlier referral that can have changed since, and that nobody has looked at yet.
/// <paramref name="Shown"/> is what the page posts back when it is confirmed, so that nothing newer is confirmed unseen.
/// </summary>
public sealed record CarriedOver(string Reference, IReadOnlyList<CarriedFact> Facts, string Shown)
{
    /// <summary>Code of a send that does not confirm what was carried over.</summary>
    public const string UnconfirmedCode = "carried-over-unconfirmed";

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(CarriedOver)} {Reference}";

    internal static CarriedOver? Of(OpenDraft open, DraftCopy? copy)
    {
        if (copy is null)
            return null;
        var facts = CarriedSections.In(open);
        return facts.Count == 0
            ? null
            : new(
                copy.Reference,
                facts,
                DraftJson.Fingerprint(facts.Select(fact => (object)(fact with { Compared = "", ComparedAt = null })))
            );
    }

    /// <summary>Why this may not be sent with what was confirmed; null when it may.</summary>
    internal static Refusal? Problem(CarriedOver? carried, string? confirmed) =>
        carried is null || carried.Shown == confirmed ? null
        : string.IsNullOrEmpty(confirmed)
            ? new(
                UnconfirmedCode,
                nameof(SendReferral.Confirmed),
                "Confirm that what was carried over from the earlier referral is still right"
            )
        : Refusal.Conflict(
            UnconfirmedCode,
            "What was carried over, or what it is compared with, has changed since you opened the page. Look at it again, then confirm it.",
            nameof(SendReferral.Confirmed)
        );
}

/// <summary>
/// One section that was carried over: the values, since when the earlier referral had them, and what whoever knows better said
/// of them when asked at <paramref name="ComparedAt"/> (null where nobody could be asked).
/// </summary>
public sealed record CarriedFact(
    string Slug,
    string Title,
    IReadOnlyList<string> Values,
    DateTimeOffset StatedAt,
    string Compared,
    DateTimeOffset? ComparedAt
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(CarriedFact)} {Slug}";
}

/// <summary>Finds the sections of a draft that were carried over and still stand as they were.</summary>
internal static class CarriedSections
{
    /// <summary>The answer of each section that says since when it has stood.</summary>
    private static readonly ILookup<string, string> Dated = new (string Slug, string Answer)[]
    {
        (KindSection.Address, KindSection.Kind),
        (PrisonSection.Address, PrisonSection.Prison),
        (ReleaseDateSection.Address, ReleaseDateSection.Date),
        (ReleaseDateSection.Address, ReleaseDateSection.Reason),
        (ExpectedOfficeSection.Address, ExpectedOfficeSection.Office),
        (ExpectedOfficeSection.Address, ExpectedOfficeSection.Reason),
        (MainContactSection.Address, MainContactSection.Name),
        (PractitionerDetailsSection.Address, PractitionerDetailsSection.Confirmed),
    }.ToLookup(dated => dated.Slug, dated => dated.Answer);

    /// <summary>In the order of the sections. One that lacks something is a problem of its own, not among these.</summary>
    public static IReadOnlyList<CarriedFact> In(OpenDraft open) =>
        [
            .. from section in DraftSections.For(open)
            let since = Since(open, section)
            where since is not null
            let review = section.Review(open)
            where review.Status == SectionStatus.Completed
            let compared = Compared(open, section.Slug)
            select new CarriedFact(
                section.Slug,
                section.Title,
                [.. review.Rows.SelectMany(row => row.Values.Select(value => $"{row.Label}: {value}"))],
                since.Value,
                compared.What,
                compared.At
            ),
        ];

    private static DateTimeOffset? Since(OpenDraft open, DraftSection section) =>
        Dated[section.Slug]
            .Select(name => open.Answers.Field(name))
            .Where(field => field?.Value is not null)
            .Max(field => field!.StatedAt);

    private static (string What, DateTimeOffset? At) Compared(OpenDraft open, string slug)
    {
        var (person, officer, prison) = (open.Sources.Person, open.Sources.Officer, open.Sources.Prison);
        return slug switch
        {
            KindSection.Address => ("nDelius says the same", person.At < officer.At ? person.At : officer.At),
            PractitionerDetailsSection.Address => ("nDelius names the same person with the same details", officer.At),
            ExpectedOfficeSection.Address => (InNDelius(open), officer.At),
            MainContactSection.Address => ("Nobody else keeps it, so there is nothing to compare it with", null),
            _ when prison is null => ("The prison service has not answered, so it is not compared", null),
            PrisonSection.Address when prison.Value.Prisoner is null => (
                "The prison service has no record of the person to compare it with",
                prison.At
            ),
            ReleaseDateSection.Address when ReleaseDateSection.Found(open) is null => (
                "The prison service has no date to compare it with",
                prison.At
            ),
            _ => ("The prison service has the same", prison.At),
        };
    }

    private static string InNDelius(OpenDraft open) =>
        TypedText.Line(open.Sources.Officer.Value.Office) switch
        {
            null => "nDelius has no office to compare it with",
            var office when office == open.Answers[ExpectedOfficeSection.Office] => "nDelius has the same",
            var office => $"nDelius has the team at {office}",
        };
}
