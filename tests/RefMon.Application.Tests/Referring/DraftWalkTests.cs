using System.Globalization;
using System.Text.Json;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Referring;
using Xunit;
using SendReferral = RefMon.Application.Referring.SendReferral;

namespace RefMon.Application.Tests.Referring;

/// <summary>
/// Whatever a draft begins with, whatever is typed and answered in whatever order, and whatever nDelius, the prison service and
/// the catalogue do meanwhile: it holds no two halves of an either-or answer, nothing of a category that is not asked for, and
/// nothing that the check page does not show; and what a neighbour has changed is looked at again before it is sent.
/// </summary>
[Trait("Capability", "Referring")]
public sealed class DraftWalkTests(ReferringWorld world) : IClassFixture<ReferringWorld>
{
    private const int Walks = 14;
    private const int Steps = 27;

    // marks of what was seen or confirmed: nobody typed them
    private static readonly string[] Marks =
    [
        "kindConfirmed",
        "prisonConfirmed",
        "releaseDateConfirmed",
        "practitionerConfirmed",
        "personalDetailsReviewed",
        "riskAcknowledged",
        "riskEditedFrom",
    ];

    [Fact]
    public async Task No_walk_reaches_a_draft_that_contradicts_itself_or_holds_what_nobody_sees()
    {
        var (saves, removals, withdrawals, late, typed, heard) = (0, 0, 0, 0, 0, new List<WalkNotice>());
        for (var seed = 1; seed <= Walks; seed++)
        {
            var walk = new DraftWalk(world, seed, seed % 3 == 0 ? world.Single : world.Cohort);
            var start = world.Clock.Now;
            try
            {
                if (seed % 4 < 2)
                    await walk.BeginWithCopy(walk.Service == world.Single ? world.Cohort : world.Single);
                else
                    await walk.Begin();
                await AssertSound(walk);
                for (var step = 0; step < Steps; step++)
                {
                    await walk.Step();
                    var draft = await AssertSound(walk);
                    saves += walk.Saved ? 1 : 0;
                    removals += walk.Saved && draft.Removed.Count > 0 ? 1 : 0;
                    withdrawals += draft.Withdrawn.Count > 0 ? 1 : 0;
                    heard.AddRange(walk.Heard is { } notice ? [notice] : []);
                }
                late += walk.Late;
                typed += walk.Typed;
                if (seed is 4 or 9 or 10)
                    await AssertCanBeSent(walk);
            }
            finally
            {
                await walk.Restore();
                world.Clock.Now = start;
            }
        }
        // walks that go nowhere would prove nothing
        Assert.True(
            saves > 90 && removals > 8 && withdrawals > 3 && late > 5 && typed > 20,
            $"{saves} saves, {removals} removals, {withdrawals} withdrawals, {late} late forms, {typed} texts typed"
        );
        Assert.Equal(Enum.GetValues<WalkNotice>(), heard.Distinct().Order());
    }

    private async Task<DraftBanner> AssertSound(DraftWalk walk)
    {
        var held = await Held(walk.Draft);
        var page = await world.Get(new GetCheckAnswers(walk.Draft));
        await AssertNothingPassesUnseen(walk, page, held);
        AssertNoBothHalves(walk, held);
        AssertOnlyOfTheKind(walk, held, page.Draft.Kind);
        AssertOnlyOfChosenCategories(walk, held, page.Draft.Withdrawn);
        var rows = page.Cards.SelectMany(card => card.Rows).ToList();
        var shown = rows.SelectMany(row => row.Values).Concat(rows.Select(row => row.Note ?? "")).ToList();
        foreach (var (name, value) in held.Where(field => !Marks.Contains(field.Key)))
        {
            foreach (var words in InWords(walk, page, name, value))
                Assert.True(
                    shown.Any(s => s.Contains(words, StringComparison.Ordinal)),
                    $"{name} is not shown: {walk}"
                );
        }
        return page.Draft;
    }

    private async Task AssertNothingPassesUnseen(DraftWalk walk, CheckAnswersPage page, Dictionary<string, string> held)
    {
        var problems = page.Problems.Select(problem => problem.Field).ToHashSet();
        // typed and not saved is no answer, and keeps the draft from being sent
        foreach (var slug in await TypedIn(walk.Draft))
            Assert.True(problems.Contains(slug), $"{slug} has unsaved text: {walk}");
        Assert.All(page.Carried?.Facts ?? [], fact => Assert.DoesNotContain(fact.Slug, problems));
        if (walk.Heard is not { } notice)
            return;
        Assert.True(page.Draft.Crn == walk.Person.Crn, $"not merged: {walk}");
        Assert.True(
            page.Draft.PersonName == walk.Person.Person.FullName || notice is WalkNotice.Officer,
            $"name: {walk}"
        );
        var isAboutOfficer = notice is WalkNotice.Officer && page.Draft.Kind is { } kind && !kind.IsUnallocated();
        Assert.True(!isAboutOfficer || problems.Contains("practitioner-details"), $"officer: {walk}");
        var isGone =
            notice is WalkNotice.Sentence
            && held.GetValueOrDefault("sentence") is { } chosen
            && walk.Person.Sentences.All(sentence => $"{sentence.Id}" != Json(chosen, "id"));
        Assert.True(!isGone || problems.Contains("sentence"), $"sentence: {walk}");
    }

    private static void AssertNoBothHalves(DraftWalk walk, Dictionary<string, string> held)
    {
        foreach (
            var (one, other) in ((string, string)[])
                [
                    ("releaseDate", "releaseDateUnknownReason"),
                    ("expectedOffice", "expectedOfficeUnknownReason"),
                    ("contactEstablishment", "contactOffice"),
                ]
        )
            Assert.False(held.ContainsKey(one) && held.ContainsKey(other), $"{one} and {other}: {walk}");
        foreach (
            var (dependent, on, value) in ((string, string, string)[])
                [
                    ("interpreterLanguage", "needsInterpreter", "yes"),
                    ("whenUnavailable", "hasResponsibilities", "yes"),
                    ("urgencyWords", "urgency", "Other"),
                ]
        )
            Assert.True(
                held.ContainsKey(dependent) == (held.GetValueOrDefault(on) == value),
                $"{dependent} beside {on}: {walk}"
            );
        Assert.True(
            held.GetValueOrDefault("safeContact") == "yes"
                || held.Keys.All(k => k is "safeContact" || !k.StartsWith("safe", StringComparison.Ordinal)),
            $"safe contact: {walk}"
        );
        Assert.True(held.ContainsKey("releaseDate") == held.ContainsKey("releaseDateSource"), $"source: {walk}");
        Assert.True(
            held.ContainsKey("releaseDate") == held.ContainsKey("releaseDateConfidence"),
            $"confidence: {walk}"
        );
    }

    private static void AssertOnlyOfTheKind(DraftWalk walk, Dictionary<string, string> held, ReferralKind? kind)
    {
        var (custody, release, unallocated) = (
            kind?.IsInCustody() is true,
            kind?.HasRelease() is true,
            kind?.IsUnallocated() is true
        );
        Assert.True(custody || !held.ContainsKey("prison"), $"prison: {walk}");
        Assert.True(
            release || held.Keys.All(k => !k.StartsWith("releaseDate", StringComparison.Ordinal)),
            $"release: {walk}"
        );
        Assert.True(release || held.GetValueOrDefault("urgency") != "ReleaseSoon", $"urgency: {walk}");
        Assert.True(
            unallocated || held.Keys.All(k => !k.StartsWith("contact", StringComparison.Ordinal)),
            $"contact: {walk}"
        );
        Assert.True(unallocated || !held.ContainsKey("reasonBeforeAllocation"), $"why now: {walk}");
        Assert.True(
            (kind is not null && !unallocated)
                || held.Keys.All(k => !k.StartsWith("practitioner", StringComparison.Ordinal)),
            $"practitioner: {walk}"
        );
        Assert.True(
            kind is ReferralKind.UnallocatedReleasing
                || held.Keys.All(k => !k.StartsWith("expectedOffice", StringComparison.Ordinal)),
            $"office: {walk}"
        );
    }

    private static void AssertOnlyOfChosenCategories(
        DraftWalk walk,
        Dictionary<string, string> held,
        IReadOnlyList<string> withdrawn
    )
    {
        var chosen =
            held.GetValueOrDefault("serviceTypes")?.Split(' ')
            ?? [.. walk.Service.Categories.Take(walk.Service.Categories.Count == 1 ? 1 : 0).Select(c => $"{c.Id}")];
        foreach (var category in held.Keys.Where(key => key.Contains(':', StringComparison.Ordinal)))
            Assert.True(chosen.Contains(category.Split(':')[1]), $"{category} is not chosen: {walk}");
        if (walk.Withdrawn is not { } gone)
            return;
        // what the catalogue took out is said until the next save, and gone with it
        var stillHeld = held.Any(field => field.Key.EndsWith($"{gone.Id}", StringComparison.Ordinal));
        Assert.False(walk.Saved && stillHeld, $"{gone.Name} is held: {walk}");
        Assert.True(!stillHeld || withdrawn.Contains(gone.Name), $"{gone.Name} is not said: {walk}");
    }

    private static IEnumerable<string> InWords(DraftWalk walk, CheckAnswersPage page, string name, string value)
    {
        if (name.Split(':') is [var what, var id])
        {
            if (page.Draft.Withdrawn.Contains(walk.Service.Categories.Single(c => $"{c.Id}" == id).Name))
                return [];
            var category = walk.Service.Categories.Single(c => $"{c.Id}" == id);
            return what == "outcomes"
                ? value.Split(' ').Select(o => category.Outcomes.Single(x => $"{x.Id}" == o).Description)
                : [category.ComplexityLevels.Single(level => $"{level.Id}" == value).Title];
        }
        return name switch
        {
            "serviceTypes" => value
                .Split(' ')
                .Select(type => walk.Service.Categories.Single(c => $"{c.Id}" == type).Name)
                .Except(page.Draft.Withdrawn),
            "kind" => [value == nameof(ReferralKind.Community) ? "In the community" : "In prison"],
            "prison" => [Json(value, "name")],
            "sentence" => [Json(value, "category")],
            "releaseDate" or "completionDate" =>
            [
                DateOnly
                    .ParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture)
                    .ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
            ],
            "releaseDateSource" => [value == "Prison" ? "Prison service" : "Entered here"],
            "releaseDateConfidence" => [value == "Confirmed" ? "Confirmed" : "Expected, may change"],
            "needsInterpreter" or "hasResponsibilities" => [value == "yes" ? "Yes" : "No"],
            "riskChoice" => [value == "edit" ? "Edit before sharing" : "Share as it is"],
            "riskLeftOut" => value.Split(' ').Select(DraftWalk.NameOf),
            "safeContact" => value == "no" ? ["Nothing to say"] : [],
            var risk when risk.StartsWith("risk", StringComparison.Ordinal) && value.Length == 0 =>
            [
                "o information provided",
            ],
            "urgency" => [value == "none" ? "Not urgent" : "Urgent"],
            // emptied on purpose: shown as not given
            _ => [value.Length == 0 ? "Not given" : value],
        };
    }

    private async Task AssertCanBeSent(DraftWalk walk)
    {
        await walk.Restore();
        await walk.Settle();
        if ((await world.Get(new GetCheckAnswers(walk.Draft))).Draft.Kind is not { } kind)
            kind = ReferralKind.Community;
        await world.Get(await world.Kind(walk.Draft, kind));
        if (kind.IsInCustody())
            await world.Get(await world.Prison(walk.Draft, "AAA"));
        if (kind.HasRelease())
            await world.Get(await world.Release(walk.Draft, "unknown", reason: "Parole"));
        if (kind is ReferralKind.UnallocatedReleasing)
            await world.Get(await world.Office(walk.Draft));
        if (kind.IsUnallocated())
            await world.Get(await world.Contact(walk.Draft));
        else
        {
            var units = (await world.Get(new GetPractitionerDetails(walk.Draft))).DeliveryUnits;
            await world.Get(await world.Practitioner(walk.Draft) with { Name = "Ada Typed", Pdu = units[0] });
        }
        await world.Get(await world.Urgent(walk.Draft, "none"));
        await world.AnswerCommon(walk.Draft, walk.Service);

        var carried = (await world.Get(new GetCheckAnswers(walk.Draft))).Carried?.Shown;
        var sent = await world.Send(new SendReferral(walk.Draft, Guid.NewGuid(), carried));

        Assert.False(sent.IsRefused, $"{string.Join("; ", sent.Refusals.Select(r => r.Message))}: {walk}");
        Assert.Equal(kind, (await world.Sent(sent.Value)).Kind);
    }

    private async Task<string[]> TypedIn(DraftId draft) =>
        JsonSerializer.Deserialize<string[]>(
            await world.Ask<string>(
                $"""
                select coalesce(jsonb_agg(distinct section), '[]')::text
                from draft, jsonb_each(typed) t(section, kept), jsonb_each(kept -> 'fields') f(box, said)
                where id = '{draft}' and jsonb_typeof(said -> 'values') = 'array'
                """
            )
        )!;

    private async Task<Dictionary<string, string>> Held(DraftId draft)
    {
        var json = await world.Ask<string>(
            $"""
            select coalesce(jsonb_object_agg(k, v ->> 'value'), jsonb_build_object())::text from draft, jsonb_each(fields) f(k, v)
            where id = '{draft}' and v ->> 'value' is not null
            """
        );
        return JsonSerializer.Deserialize<Dictionary<string, string>>(json)!;
    }

    private static string Json(string value, string property) =>
        JsonDocument.Parse(value).RootElement.GetProperty(property).GetString()!;
}
