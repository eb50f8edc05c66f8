using System.Globalization;
using System.Text.Json;
using RefMon.Application.Catalogue;
using RefMon.Application.Referring;
using RefMon.Application.RiskScreen;
using RefMon.Domain.Referring;
using RefMon.Domain.RiskScreen;

namespace RefMon.Application.Tests.Referring;

/// <summary>A row that the check page must have: in the card with this address, under this label, with these values.</summary>
internal sealed record ExpectedRow(string Slug, string Label, IReadOnlyList<string> Values, string Note = "")
{
    /// <summary>Null when the page has this row once and nothing else in it; otherwise what it has.</summary>
    public string? Difference(CheckAnswersPage page)
    {
        var rows = page
            .Cards.Where(card => card.Slug == Slug)
            .SelectMany(card => card.Rows)
            .Where(row => row.Label == Label)
            .ToList();
        return rows is not [var row] ? $"{Slug} has {rows.Count} rows \"{Label}\""
            : !row.Values.SequenceEqual(Values) ? $"{Slug}, {Label}: [{Short(row.Values)}] instead of [{Short(Values)}]"
            : (row.Note ?? "").Contains(Note, StringComparison.Ordinal) ? null
            : $"{Slug}, {Label}: the note is \"{row.Note}\" without \"{Note}\"";
    }

    private static string Short(IEnumerable<string> values) =>
        string.Join("; ", values.Select(value => value.Length > 80 ? $"{value[..80]}…" : value));
}

/// <summary>The rows in which the check page must show the answers that a draft holds: each answer has a row of its own.</summary>
internal sealed class ShownAnswers(
    CatalogueService service,
    IReadOnlyList<RiskRegistration> registrations,
    IReadOnlyList<string> withdrawn,
    IReadOnlyDictionary<string, string> held
)
{
    private const string NotGiven = "Not given";

    // answers that are shown as they were typed
    private static readonly Dictionary<string, (string Slug, string Label)> AsTyped = new()
    {
        ["releaseDateUnknownReason"] = ("release-date", "Why it is not known"),
        ["expectedOffice"] = ("expected-office", "Expected probation office"),
        ["expectedOfficeUnknownReason"] = ("expected-office", "Why the office is not known"),
        ["contactName"] = ("main-contact", "Name"),
        ["contactRole"] = ("main-contact", "Role or job title"),
        ["contactEmail"] = ("main-contact", "Email"),
        ["contactPhone"] = ("main-contact", "Phone"),
        ["contactEstablishment"] = ("main-contact", "Establishment"),
        ["contactOffice"] = ("main-contact", "Probation office"),
        ["accessibilityNeeds"] = ("needs", "Mobility, disability or accessibility needs"),
        ["additionalNeeds"] = ("needs", "Other needs"),
        ["maximumEnforceableDays"] = ("enforceable-days", "Maximum enforceable days"),
        ["reasonForReferral"] = ("reason", "Reason for referral"),
        ["furtherInformation"] = ("reason", "Further information"),
        ["urgencyWords"] = ("urgency", "Why it is urgent"),
        ["reasonBeforeAllocation"] = ("urgency", "Why it does not wait for a practitioner"),
        ["riskAdditional"] = ("risk", "Additional information"),
    };

    private static readonly Dictionary<string, string> Practitioner = new()
    {
        ["practitionerName"] = "Name",
        ["practitionerEmail"] = "Email",
        ["practitionerPhone"] = "Phone",
        ["practitionerPdu"] = "Probation delivery unit",
        ["practitionerOffice"] = "Probation office",
        ["practitionerTeamPhone"] = "Team phone",
    };

    private static readonly Dictionary<string, string> Risk = new()
    {
        ["riskWho"] = "Who is at risk",
        ["riskNature"] = "Nature of the risk",
        ["riskImminence"] = "When the risk is greatest",
        ["riskSelfHarm"] = "Self-harm",
        ["riskSuicide"] = "Suicide",
        ["riskHostel"] = "Coping in a hostel setting",
        ["riskVulnerability"] = "Vulnerability",
    };

    private static readonly Dictionary<string, string> SafeContact = new()
    {
        ["safeTimes"] = "Safe times",
        ["safeWays"] = "Safe ways",
        ["safeMustNotKnow"] = "Who must not know",
        ["safeStaff"] = "Keeping staff safe",
        ["safeZones"] = "Exclusion zones",
    };

    private bool IsEdited => held.GetValueOrDefault("riskChoice") == "edit";

    /// <summary>The rows of one answer: more than one where it is shown with what follows from it.</summary>
    public IEnumerable<ExpectedRow> RowsOf(string name)
    {
        var value = held[name];
        if (name.Split(':') is [var what, var id])
            return OfCategory(what, service.Categories.Single(c => $"{c.Id}" == id), value);
        if (AsTyped.TryGetValue(name, out var typed))
            return [new(typed.Slug, typed.Label, [value])];
        // emptied on purpose: not given to the supplier, and said to be so beside what nDelius has
        if (Practitioner.TryGetValue(name, out var detail))
            return
            [
                new(
                    "practitioner-details",
                    detail,
                    [value.Length == 0 ? NotGiven : value],
                    "Entered here. nDelius has: "
                ),
            ];
        if (Risk.TryGetValue(name, out var text))
            return [OfRisk(text, value)];
        return name.StartsWith("safe", StringComparison.Ordinal) ? OfSafeContact(name) : Others(name, value);
    }

    private IEnumerable<ExpectedRow> Others(string name, string value) =>
        name switch
        {
            "kind" => OfKind(Enum.Parse<ReferralKind>(value)),
            "prison" => [new("prison", "Prison", [Json(value, "name")!])],
            "sentence" => OfSentence(value),
            "releaseDate" => [new("release-date", "Expected release date", [Day(value)])],
            "releaseDateSource" =>
            [
                new(
                    "release-date",
                    "Where the date comes from",
                    [value == "Prison" ? "Prison service" : "Entered here"]
                ),
            ],
            "releaseDateConfidence" =>
            [
                new(
                    "release-date",
                    "How sure the date is",
                    [value == "Confirmed" ? "Confirmed" : "Expected, may change"]
                ),
            ],
            "completionDate" => [new("completion-date", "Completion date", [Day(value)])],
            "needsInterpreter" or "interpreterLanguage" =>
            [
                new("needs", "Interpreter", [Yes("needsInterpreter") ? $"Yes: {held["interpreterLanguage"]}" : "No"]),
            ],
            "hasResponsibilities" or "whenUnavailable" =>
            [
                new(
                    "needs",
                    "Caring or work responsibilities",
                    Yes("hasResponsibilities") ? ["Yes", held["whenUnavailable"]] : ["No"]
                ),
            ],
            "serviceTypes" => [new("service-types", "Service types", Chosen(value))],
            "urgency" => [new("urgency", "Urgency", [UrgencyInWords(value)])],
            "riskChoice" => [new("risk", "How it is shared", [IsEdited ? "Edit before sharing" : "Share as it is"])],
            "riskLeftOut" => OfLeftOut(value),
            _ => throw new InvalidOperationException($"No row of the check page is known for {name}"),
        };

    private static IEnumerable<ExpectedRow> OfKind(ReferralKind kind)
    {
        yield return new("where", "Location", [kind is ReferralKind.Community ? "In the community" : "In prison"]);
        var isAllocated = kind is ReferralKind.Community or ReferralKind.PreRelease;
        yield return new("where", "Has a probation practitioner", [isAllocated ? "Yes" : "Not yet"]);
        if (!isAllocated)
            yield return new(
                "where",
                "Release within 12 weeks",
                [kind is ReferralKind.UnallocatedReleasing ? "Yes" : "No"]
            );
    }

    private static IEnumerable<ExpectedRow> OfSentence(string value) =>
        [
            new("sentence", "Sentence", [Json(value, "category")!]),
            new("sentence", "Subcategory", [Json(value, "subcategory") ?? NotGiven]),
            new(
                "sentence",
                "End of sentence",
                [Json(value, "endDate") is { } end ? Day(end) : "No end date in nDelius"]
            ),
        ];

    private IEnumerable<ExpectedRow> OfCategory(string what, CatalogueCategory category, string value)
    {
        if (withdrawn.Contains(category.Name))
            return [];
        if (what == "outcomes")
            return
            [
                new(
                    $"outcomes/{category.Id}",
                    "Desired outcomes",
                    [
                        .. category
                            .Outcomes.Where(outcome => value.Split(' ').Contains($"{outcome.Id}"))
                            .Select(outcome => outcome.Description),
                    ]
                ),
            ];
        var level = category.ComplexityLevels.Single(level => $"{level.Id}" == value);
        return [new($"complexity/{category.Id}", "Complexity level", [level.Title, level.Description])];
    }

    // what is edited and not shared says so
    private ExpectedRow OfRisk(string label, string value) =>
        IsEdited
            ? new("risk", label, [value.Length == 0 ? "No information provided" : value])
            : new(
                "risk",
                $"{label}: your wording, not shared",
                [value.Length == 0 ? "Emptied: no information provided" : value]
            );

    private IEnumerable<ExpectedRow> OfLeftOut(string value)
    {
        var names = RiskWording
            .KeysOf(registrations)
            .Zip(registrations)
            .Where(pair => value.Split(' ').Contains(pair.First))
            .Select(pair => pair.Second.Description)
            .ToList();
        // of one that nDelius has no more there is nothing to leave out
        return names.Count == 0 ? []
            : IsEdited ? [LeftOutOf(names)]
            : [new("risk", "Registrations you left out, shared all the same", names)];
    }

    private ExpectedRow LeftOutOf(List<string> names)
    {
        var shared = registrations.Where(r => !names.Contains(r.Description)).ToList();
        return new(
            "risk",
            "Registrations and alerts",
            shared.Count == 0 ? ["None"] : [.. shared.Select(r => $"{r.Description}, since {Day($"{r.StartedOn:O}")}")],
            $"Left out: {string.Join(", ", names)}"
        );
    }

    private IEnumerable<ExpectedRow> OfSafeContact(string name) =>
        held["safeContact"] != "yes" ? [new("safe-contact", "Safe contact", ["Nothing to say"])]
        // the card says of everything it asks whether something was said
        : name == "safeContact"
            ? SafeContact.Select(t => new ExpectedRow(
                "safe-contact",
                t.Value,
                [held.GetValueOrDefault(t.Key, "Nothing said")]
            ))
        : [];

    private IReadOnlyList<string> Chosen(string value)
    {
        var names = service
            .Categories.Where(category => value.Split(' ').Contains($"{category.Id}"))
            .Select(category => category.Name)
            .Except(withdrawn)
            .ToList();
        return names.Count == 0 ? [NotGiven] : names;
    }

    private static string UrgencyInWords(string urgency) =>
        urgency switch
        {
            "none" => "Not urgent",
            "ReleaseSoon" => "Urgent: to be released soon",
            "SentenceEnding" => "Urgent: the sentence ends soon",
            _ => "Urgent for another reason",
        };

    private bool Yes(string name) => held.GetValueOrDefault(name) == "yes";

    private static string Day(string value) =>
        DateOnly
            .ParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture)
            .ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    private static string? Json(string value, string property) =>
        JsonDocument.Parse(value).RootElement.GetProperty(property).GetString();
}
