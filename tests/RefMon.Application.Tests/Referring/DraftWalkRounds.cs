using System.Text.Json;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Referring;
using SendReferral = RefMon.Application.Referring.SendReferral;

namespace RefMon.Application.Tests.Referring;

/// <summary>
/// Walks drafts and looks after each step whether they are sound: no two halves of an either-or answer, nothing of a category
/// that is not asked for, no answer without its row on the check page, and every fact that a neighbour told anew to be looked at
/// again. A walk of the same seed is the same walk.
/// </summary>
internal sealed class DraftWalkRounds(ReferringWorld world)
{
    private const int Steps = 27;
    private readonly DateTimeOffset began = world.Clock.Now;

    // marks of what was seen or confirmed: nobody typed them
    private static readonly string[] Marks =
    [
        "kindConfirmed",
        "prisonConfirmed",
        "releaseDateConfirmed",
        "practitionerConfirmed",
        "contactTeam",
        "personalDetailsReviewed",
        "riskAcknowledged",
        "riskEditedFrom",
    ];

    public int Saves { get; private set; }

    public int Removals { get; private set; }

    public int Withdrawals { get; private set; }

    public int Late { get; private set; }

    public int Typed { get; private set; }

    public int RowsSeen { get; private set; }

    public int LookedAtAgain { get; private set; }

    public int Silences { get; private set; }

    public HashSet<WalkNotice> Heard { get; } = [];

    /// <summary>One walk from its beginning; afterwards the draft is mended and sent, where that is asked for.</summary>
    public async Task Walk(int seed, bool send)
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
                Count(walk, await AssertSound(walk));
            }
            Late += walk.Late;
            Typed += walk.Typed;
            walk.Answer();
            if (send)
                await AssertCanBeSent(walk);
        }
        catch (Exception wrong)
        {
            throw new InvalidOperationException($"The walk of seed {seed} is not sound: {wrong.Message}", wrong);
        }
        finally
        {
            walk.Answer();
            await walk.Restore();
            world.Clock.Now = start;
        }
    }

    private void Count(DraftWalk walk, DraftBanner draft)
    {
        Saves += walk.Saved ? 1 : 0;
        Removals += walk.Saved && draft.Removed.Count > 0 ? 1 : 0;
        Withdrawals += draft.Withdrawn.Count > 0 ? 1 : 0;
        if (walk.Heard is { } notice)
            Heard.Add(notice);
    }

    private async Task<DraftBanner> AssertSound(DraftWalk walk)
    {
        var held = await Held(walk.Draft);
        var page = await world.Get(new GetCheckAnswers(walk.Draft));
        await AssertNothingPassesUnseen(walk, page, held);
        AssertNoBothHalves(walk, held);
        AssertOnlyOfTheKind(walk, held, page.Draft.Kind);
        AssertOnlyOfChosenCategories(walk, held, page.Draft.Withdrawn);
        var registrations = walk.Silent.Contains(StatedSource.Registrations)
            ? (await world.Get(new GetRiskInformation(walk.Draft))).Basis.Registrations
            : walk.Person.Registrations;
        var answers = new ShownAnswers(walk.Service, registrations, page.Draft.Withdrawn, held);
        var rows = held.Keys.Except(Marks).SelectMany(answers.RowsOf).ToList();
        var differences = rows.Select(row => row.Difference(page)).OfType<string>().Distinct().ToList();
        Assert.True(differences.Count == 0, $"{string.Join("; ", differences)}: {walk}");
        RowsSeen += rows.Count;
        return page.Draft;
    }

    private async Task AssertNothingPassesUnseen(DraftWalk walk, CheckAnswersPage page, Dictionary<string, string> held)
    {
        var problems = page.Problems.Select(problem => problem.Field).ToHashSet();
        // typed and not saved is no answer, and keeps the draft from being sent
        foreach (var slug in await TypedIn(walk.Draft))
            Assert.True(problems.Contains(slug), $"{slug} has unsaved text: {walk}");
        Assert.All(page.Carried?.Facts ?? [], fact => Assert.DoesNotContain(fact.Slug, problems));
        foreach (var slug in walk.Facts.ToLookAtAgain(walk.Person, page.Draft.Kind, held))
        {
            Assert.True(problems.Contains(slug), $"{slug} is not looked at again: {walk}");
            LookedAtAgain++;
        }
        // a change that nobody could say anything about is said to be unknown, with what was known and since when
        Assert.True(
            walk.Silent.Except(page.NotCheckedAgain.Select(read => read.Source)).Any() is false,
            $"{string.Join(" and ", walk.Silent)} is taken for current: {walk}"
        );
        Assert.All(page.Cards.SelectMany(card => card.Reads), read => Assert.False(read.ReadAt < began));
        Silences += walk.Silent.Count > 0 ? 1 : 0;
        if (walk.Heard is not { } notice)
            return;
        Assert.True(page.Draft.Crn == walk.Person.Crn, $"not merged: {walk}");
        Assert.True(
            page.Draft.PersonName == walk.Person.Person.FullName || notice is WalkNotice.Officer,
            $"name: {walk}"
        );
        var isGone =
            notice is WalkNotice.Sentence or WalkNotice.Merge
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
