using RefMon.Application.Catalogue;
using RefMon.Application.Referring;
using RefMon.Application.RiskScreen;
using RefMon.Domain;
using RefMon.Domain.Referring;
using RefMon.Domain.RiskScreen;

namespace RefMon.Application.Tests.Referring;

/// <summary>
/// Answers the sections of one draft in any order, sensibly and senselessly, and lets nDelius, the prison service and the
/// catalogue change meanwhile. The same seed walks the same way. Every text typed is one of its own, so that it can be found.
/// </summary>
internal sealed class DraftWalk(ReferringWorld world, int seed, CatalogueService service)
{
    private static readonly IReadOnlyList<RiskRegistration> Registrations =
    [
        new("STLK", "Stalking", "Public protection", RegistrationKind.Stalking, new(2026, 10, 1), null),
        new("WEAP", "Weapons", "Public protection", RegistrationKind.Other, new(2026, 9, 1), null),
    ];
    private readonly Random random = new(seed);
    private readonly List<string> steps = [];
    private readonly List<(string Name, ISectionSave Form)> tabs = [];
    private InventedCase person = null!;
    private int texts;

    public DraftId Draft { get; private set; }

    public CatalogueService Service => service;

    /// <summary>What the keys of registrations stand for.</summary>
    public static string NameOf(string registration) =>
        Registrations.Single(r => RiskWording.KeyOf(r) == registration).Description;

    /// <summary>The category that the catalogue has taken out of the contract, while it has.</summary>
    public CatalogueCategory? Withdrawn { get; private set; }

    /// <summary>True when the latest step was accepted as a save.</summary>
    public bool Saved { get; private set; }

    public override string ToString() => $"seed {seed}: {string.Join(", ", steps)}";

    public async Task Begin()
    {
        person = world.PersonOf((ReferralKind)random.Next(4));
        person.Registrations = [.. Registrations.Take(random.Next(3))];
        Draft = await world.Start(person, service);
    }

    /// <summary>How many forms were posted after something they had shown was changed elsewhere.</summary>
    public int Late { get; private set; }

    public async Task Step()
    {
        var (name, step) = tabs.Count > 0 && random.Next(4) == 0 ? OldTab() : Choose();
        var saved = await step();
        Saved = saved;
        steps.Add($"{name}{(saved ? "" : " (refused or no save)")}");
    }

    /// <summary>Puts the category back that the catalogue had taken out.</summary>
    public async Task Restore()
    {
        if (Withdrawn is { } category)
            await Offer(category, offered: true);
        Withdrawn = null;
    }

    private (string, Func<Task<bool>>) Choose() =>
        random.Next(28) switch
        {
            < 3 => ("where", () => Save(Kind)),
            3 => ("prison", () => Save(Prison)),
            < 6 => ("release date", () => Save(Release)),
            < 8 => ("office", () => Save(Office)),
            < 10 => ("contact", () => Save(Contact)),
            10 => ("practitioner", () => Save(Practitioner)),
            < 13 => ("urgency", () => Save(Urgency)),
            < 15 => ("needs", () => Save(Needs)),
            < 17 => ("service types", () => Save(Types)),
            < 19 => ("outcomes", () => Save(Outcomes)),
            19 => ("complexity", () => Save(Complexity)),
            20 => ("details", () => Save(Details)),
            21 => ("neighbours", Neighbours),
            22 => ("catalogue", Catalogue),
            < 26 => ("risk", () => Save(Risk)),
            26 => ("safe contact", () => Save(SafeContact)),
            _ => (
                "sentence",
                () => Save(async () => await world.Sentence(Draft, Pick<string?>("101", "102", "9", null)))
            ),
        };

    // a section that the draft does not have cannot be opened; everything else is posted and may be refused
    private async Task<bool> Save(Func<Task<ISectionSave>> command)
    {
        ISectionSave opened;
        try
        {
            opened = await command();
        }
        catch (InvalidOperationException)
        {
            return false;
        }
        // some pages stay open in another tab, filled in, and are sent later
        if (random.Next(4) == 0)
        {
            tabs.Add((opened.GetType().Name, opened));
            opened = await command();
        }
        return await Post(opened);
    }

    private async Task<bool> Post(ISectionSave form)
    {
        var outcome = await world.Send(form);
        return !outcome.IsRefused && outcome.Value.Changed;
    }

    private (string, Func<Task<bool>>) OldTab()
    {
        var at = random.Next(tabs.Count);
        var (name, form) = tabs[at];
        tabs.RemoveAt(at);
        return (
            $"old tab {name}",
            async () =>
            {
                var outcome = await world.Send(form);
                if (outcome.Refusal?.Code != ReferringRefusals.DraftChangedCode)
                    return !outcome.IsRefused && outcome.Value.Changed;
                Late++;
                // both were shown; this one is kept
                return await Post(await Renewed(form, outcome.Refusals));
            }
        );
    }

    private async Task<ISectionSave> Renewed(ISectionSave form, IReadOnlyList<Refusal> refusals)
    {
        var id = Guid.NewGuid();
        return form switch
        {
            SaveNeeds f => f with
            {
                CommandId = id,
                Shown = Shown((await world.Get(new GetNeeds(Draft))).Head, "needs"),
            },
            SaveUrgency f => f with
            {
                CommandId = id,
                Shown = Shown((await world.Get(new GetUrgency(Draft))).Head, "urgency"),
            },
            SaveReleaseDate f => f with
            {
                CommandId = id,
                Shown = Shown((await world.Get(new GetReleaseDate(Draft))).Head, "release-date"),
            },
            SaveExpectedOffice f => f with
            {
                CommandId = id,
                Shown = Shown((await world.Get(new GetExpectedOffice(Draft))).Head, "expected-office"),
            },
            SaveMainContact f => f with
            {
                CommandId = id,
                Shown = Shown((await world.Get(new GetMainContact(Draft))).Head, "main-contact"),
            },
            SaveSafeContact f => f with
            {
                CommandId = id,
                Shown = Shown((await world.Get(new GetSafeContact(Draft))).Head, "safe-contact"),
            },
            SaveRiskInformation f => f with
            {
                CommandId = id,
                Shown = Shown((await world.Get(new GetRiskInformation(Draft))).Head, "risk"),
            },
            _ => form,
        };

        string Shown(SectionHead head, string section) => head.ShownAfter(form.Shown, section, refusals);
    }

    private async Task<ISectionSave> Kind() =>
        await world.Kind(Draft, Pick<ReferralKind?>(Enum.GetValues<ReferralKind>()[random.Next(4)]));

    private async Task<ISectionSave> Prison() => await world.Prison(Draft, Pick("AAA", "BBB", "ZZZ", " "));

    private async Task<ISectionSave> Release() =>
        await world.Release(
            Draft,
            Pick("prison", "date", "unknown", null),
            Pick("29 February 2028", "1/3/2027", "2027-05-02", "31 April 2027", "yesterday", ""),
            Pick("Expected", "Confirmed", "sure", null),
            Text()
        );

    private async Task<ISectionSave> Office() => await world.Office(Draft, Pick("known", "unknown", null), Text());

    private async Task<ISectionSave> Contact() =>
        await world.Contact(Draft) with
        {
            Name = Text(),
            Role = Text(),
            Phone = Pick("", "020 7946 0999", "ring me"),
            Place = Pick("establishment", "office", null),
        };

    private async Task<ISectionSave> Practitioner() =>
        await world.Practitioner(Draft) with
        {
            Name = Text(),
            Phone = Pick(null, "020 7946 0888"),
        };

    private async Task<ISectionSave> Urgency() =>
        await world.Urgent(Draft, Pick("none", "ReleaseSoon", "SentenceEnding", "Other", null), Text(), Text());

    private async Task<ISectionSave> Needs() =>
        await world.Needs(Draft) with
        {
            AccessibilityNeeds = Text(),
            AdditionalNeeds = Text(),
            NeedsInterpreter = Pick("yes", "no", null),
            InterpreterLanguage = Text(),
            HasResponsibilities = Pick("yes", "no"),
            WhenUnavailable = Text(),
        };

    private async Task<ISectionSave> Types() =>
        await world.Types(
            Draft,
            [.. service.Categories.Where(c => c.Outcomes.Count > 0 && random.Next(2) == 0).Select(c => c.Id)]
        );

    private async Task<ISectionSave> Outcomes() => await world.Outcomes(Draft, AnyCategory(), random.Next(1, 3));

    private async Task<ISectionSave> Complexity() => await world.Complexity(Draft, AnyCategory());

    private async Task<ISectionSave> Details() =>
        random.Next(4) switch
        {
            0 => await world.Days(Draft, Pick("40", "0", "12")),
            1 => await world.Completion(Draft, Pick("1 6 2027", "29 Feb 2027", "3/4/2028")),
            2 => await world.PersonalDetails(Draft),
            _ => await world.Reason(Draft, Text(), Text()),
        };

    private async Task<ISectionSave> Risk() =>
        await world.Risk(Draft, Pick("as-is", "edit", "edit", null), random.Next(5) > 0) with
        {
            WhoIsAtRisk = Pick(person.Risk!.WhoIsAtRisk, Text()),
            Suicide = Text(),
            HostelSetting = Pick(null, Text()),
            AdditionalInformation = Text(),
            LeftOut = [.. person.Registrations.Where(_ => random.Next(2) == 0).Select(RiskWording.KeyOf), "NOT.THEIRS"],
        };

    private async Task<ISectionSave> SafeContact() =>
        await world.SafeContact(Draft, Pick("yes", "yes", "no", "perhaps")) with
        {
            SafeTimes = Text(),
            MustNotKnow = Pick(null, Text()),
            ExclusionZones = Text(),
        };

    private Task<bool> Neighbours()
    {
        person.Risk = person.Risk! with { NatureOfRisk = Pick("Violence", "Worse than before") };
        person.InPrison(
            Pick<DateOnly?>(new(2027, 2, 5), new(2027, 3, 5), null),
            random.Next(2) == 0,
            random.Next(2) == 0
        );
        if (random.Next(2) == 0)
            person.Person = person.Person with { Status = CustodyStatus.Community };
        world.Clock.Now = world.Clock.Now.AddMinutes(16);
        return Task.FromResult(false);
    }

    private async Task<bool> Catalogue()
    {
        if (Withdrawn is not null)
            await Restore();
        else
            await Offer(Withdrawn = AnyCategory(), offered: false);
        return false;
    }

    private Task Offer(CatalogueCategory category, bool offered) =>
        world.Ask<object>(
            $"""
            update contract_type_category set closed_at = {(offered ? "null" : "'2026-01-01'")}
            where service_category_id = '{category.Id}' returning 1
            """
        );

    private CatalogueCategory AnyCategory()
    {
        var offered = service.Categories.Where(c => c.Outcomes.Count > 1).ToList();
        return offered[random.Next(offered.Count)];
    }

    private string Text() => random.Next(6) == 0 ? " \n " : $"text {seed}-{++texts}";

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];
}
