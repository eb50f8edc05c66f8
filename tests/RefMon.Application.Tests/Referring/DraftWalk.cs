using RefMon.Application.Catalogue;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Application.RiskScreen;
using RefMon.Domain;
using RefMon.Domain.Referring;
using RefMon.Domain.RiskScreen;

namespace RefMon.Application.Tests.Referring;

/// <summary>
/// Answers the sections of one draft, begun blank or as a copy, in any order, sensibly and senselessly, types without saving, and
/// lets nDelius, the prison service and the catalogue change meanwhile, with a notice or without. The same seed walks the same
/// way. Every text typed is one of its own, so that it can be found.
/// </summary>
internal sealed class DraftWalk(ReferringWorld world, int seed, CatalogueService service)
{
    public static readonly IReadOnlyList<RiskRegistration> Registrations =
    [
        new("STLK", "Stalking", "Public protection", RegistrationKind.Stalking, new(2026, 10, 1), null),
        new("WEAP", "Weapons", "Public protection", RegistrationKind.Other, new(2026, 9, 1), null),
    ];
    private readonly Random random = new(seed);
    private readonly List<string> steps = [];
    private readonly List<(string Name, ISectionSave Form)> tabs = [];
    private readonly WalkTexts texts = new(seed);
    private WalkNotices notices = null!;

    public DraftId Draft { get; private set; }

    public CatalogueService Service => service;

    /// <summary>The person as nDelius has them now: another record after a merge.</summary>
    public InventedCase Person => notices.Person;

    /// <summary>The notice that the latest step was, followed to its end; null when it was none.</summary>
    public WalkNotice? Heard { get; private set; }

    /// <summary>What the latest step left unanswered.</summary>
    public IReadOnlyList<StatedSource> Silent => notices.Silent;

    /// <summary>Lets every neighbour answer again.</summary>
    public void Answer() => notices.Answer();

    /// <summary>How many messages were kept of what was typed.</summary>
    public int Typed { get; private set; }

    /// <summary>What was confirmed of the neighbours' facts.</summary>
    public WalkFacts Facts { get; } = new(world);

    /// <summary>The category that the catalogue has taken out of the contract, while it has.</summary>
    public CatalogueCategory? Withdrawn { get; private set; }

    /// <summary>True when the latest step was accepted as a save.</summary>
    public bool Saved { get; private set; }

    public override string ToString() => $"seed {seed}: {string.Join(", ", steps)}";

    /// <summary>Begins with nothing answered.</summary>
    public async Task Begin()
    {
        Meet((ReferralKind)random.Next(4));
        Draft = await world.Start(Person, service);
        Facts.Begin((await world.Get(new GetCheckAnswers(Draft))).Draft.Kind);
    }

    /// <summary>Begins with a copy of a referral of any kind that another supplier returned, after which nDelius may have changed.</summary>
    public async Task BeginWithCopy(CatalogueService former)
    {
        var kind = (ReferralKind)random.Next(4);
        Meet(kind);
        var reference = await world.SendAndReturn(await world.CompleteDraftOf(kind, former, Person), former);
        for (var changes = random.Next(3); changes > 0; changes--)
            notices.Change(notices.Any());
        Draft = (await world.Get(new CopyReferral(Guid.NewGuid(), reference, service.Id))).DraftId;
        Facts.BeginAsCopy(Person);
    }

    private void Meet(ReferralKind kind)
    {
        notices = new(world, random, world.PersonOf(kind));
        Person.Registrations = [.. Registrations.Take(random.Next(3))];
    }

    /// <summary>How many forms were posted after something they had shown was changed elsewhere.</summary>
    public int Late { get; private set; }

    public async Task Step()
    {
        Heard = null;
        Answer();
        var (name, step) = tabs.Count > 0 && random.Next(4) == 0 ? OldTab() : Choose();
        var saved = await step();
        Saved = saved;
        steps.Add($"{name}{(saved ? "" : " (refused or no save)")}");
    }

    /// <summary>Lets nDelius have sentences again.</summary>
    public Task Settle() => notices.Settle();

    /// <summary>Puts the category back that the catalogue had taken out.</summary>
    public async Task Restore()
    {
        if (Withdrawn is { } category)
            await Offer(category, offered: true);
        Withdrawn = null;
    }

    private (string, Func<Task<bool>>) Choose() =>
        random.Next(36) switch
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
            < 31 => ("notice", Notice),
            < 35 => ("typing", Type),
            _ => (
                "sentence",
                () => Save(async () => await world.Sentence(Draft, Pick<string?>("101", "102", "9", null)))
            ),
        };

    private async Task<bool> Save(Func<Task<ISectionSave>> command)
    {
        // some pages stay open in another tab, filled in, and are sent later
        if (random.Next(4) == 0 && await TryOpen(command) is { } tab)
            tabs.Add((tab.GetType().Name, tab));
        return await TryOpen(command) is { } opened && await Post(opened);
    }

    // a section that the draft does not have cannot be opened; everything else is posted and may be refused
    private async Task<ISectionSave?> TryOpen(Func<Task<ISectionSave>> command)
    {
        try
        {
            return await Open(command);
        }
        catch (InvalidOperationException refused)
            when (refused.Message is "Refused: section-not-asked" or "Refused: category-not-chosen")
        {
            return null;
        }
    }

    private async Task<ISectionSave> Open(Func<Task<ISectionSave>> command)
    {
        var opened = await command();
        await Facts.See(opened);
        return opened;
    }

    private async Task<bool> Post(ISectionSave form)
    {
        return Took(form, await world.Send(form));
    }

    private bool Took(ISectionSave form, Outcome<SectionSaved> outcome)
    {
        if (outcome.IsRefused)
            return false;
        Facts.Accepted(form);
        return outcome.Value.Changed;
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
                    return Took(form, outcome);
                Late++;
                // both were shown; this one is kept
                return await Post(await Open(() => RenewedForm.Of(world, Draft, form, outcome.Refusals)));
            }
        );
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
            Name = Line(),
            Role = Line(),
            Phone = Pick("", "020 7946 0999", "ring me"),
            Place = Pick("establishment", "office", null),
        };

    private async Task<ISectionSave> Practitioner() =>
        await world.Practitioner(Draft) with
        {
            Name = Line(),
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
            InterpreterLanguage = Line(),
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
            WhoIsAtRisk = Pick(Person.Risk!.WhoIsAtRisk, Text()),
            Suicide = Text(),
            HostelSetting = Pick(null, Text()),
            AdditionalInformation = Text(),
            LeftOut = [.. RiskWording.KeysOf(Person.Registrations).Where(_ => random.Next(2) == 0), "NOT.THEIRS"],
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
        Person.Risk = Person.Risk! with { NatureOfRisk = Pick("Violence", "Worse than before") };
        Facts.Untold(WalkNotice.Risk);
        // of a merge nobody hears without a notice until the draft is sent
        var change = (WalkNotice)random.Next((int)WalkNotice.Merge);
        notices.Change(change);
        Facts.Untold(change);
        world.Clock.Now = world.Clock.Now.AddMinutes(16);
        return Task.FromResult(false);
    }

    private async Task<bool> Notice()
    {
        Heard = notices.Any();
        await notices.Tell(Heard.Value);
        Facts.Told(Heard.Value, isWhole: Silent.Count == 0);
        steps.Add($"{Heard}{(Silent.Count == 0 ? "" : $" without {string.Join(" and ", Silent)}")}");
        return false;
    }

    // letter by letter, some of it late; saved afterwards, or left
    private async Task<bool> Type()
    {
        var (slug, box) = WalkTexts.Boxes[random.Next(WalkTexts.Boxes.Length)];
        var (text, shown) = (Text(), (await world.Get(new GetReason(Draft))).Head.Shown);
        foreach (var (sequence, part) in texts.Parts(text))
        {
            var kept = await world.Send(
                new KeepTyped(Draft, Guid.NewGuid(), slug, shown, sequence, [new($"Model.{box}", [part])])
            );
            Typed += kept.IsRefused ? 0 : 1;
        }
        return slug == "reason"
            && random.Next(2) == 0
            && await Post(await world.Reason(Draft, text, Text()) with { Shown = shown });
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

    private string Text() => texts.Next();

    private string Line() => texts.Line();

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];
}
