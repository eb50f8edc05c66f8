using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using RefMon.Application.Amendments;
using RefMon.Application.CaseLists;
using RefMon.Application.Referring;
using RefMon.Domain.Amendments;
using RefMon.Domain.Attention;
using RefMon.EventStore;
using RefMon.StandIns;
using RefMon.StandIns.Exchange;
using RefMon.StandIns.Neighbours;
using RefMon.StandIns.People;
using RefMon.TestKit;
using RefMon.Web.Tests.Referring;
using Xunit;

namespace RefMon.Web.Tests.Amendments;

/// <summary>Neighbours' notices over the wire, and what follows from them in referrals, drafts and access.</summary>
[Trait("Capability", "Amendments")]
[Collection(nameof(ReferringSite))]
public sealed class ChangeNoticesTests(ReferringSite site) : IDisposable
{
    private NoticeSender Notices => site.StandIns.Notices;

    private TimeSpan moved;

    public void Dispose()
    {
        site.StandIns.Controls.Clear();
        site.Time.Move(-moved);
    }

    private void Move(TimeSpan by)
    {
        moved += by;
        site.Time.Move(by);
    }

    [Fact]
    public async Task A_signed_notice_is_accepted_once_and_anything_else_is_turned_away()
    {
        var now = site.Time.GetUtcNow();
        var notice = Notice("person", "X123456");
        Assert.Equal(HttpStatusCode.Accepted, await Notices.Send(notice));
        Assert.Equal(HttpStatusCode.OK, await Notices.Send(notice));
        Assert.Equal(HttpStatusCode.Conflict, await Notices.Send(notice with { Kind = "officer" }));
        Assert.Equal(1, await Stored(notice));

        var forged = Body(Notice("person", "X123456"));
        Assert.Equal(HttpStatusCode.Unauthorized, await Notices.Post(forged, now, new string('x', 40)));
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await Notices.Post(forged, now.AddMinutes(-6), StandInHost.NoticeSecret("ndelius"))
        );
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            await Notices.Post(forged, now.AddMinutes(6), StandInHost.NoticeSecret("ndelius"))
        );
        // a neighbour may not speak for another
        Assert.Equal(HttpStatusCode.Unauthorized, await Notices.Post(forged, now, StandInHost.NoticeSecret("prisons")));
        using var nobody = WebUser.At(site);
        using var unsigned = new ByteArrayContent(forged) { Headers = { ContentType = new("application/json") } };
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await nobody.Http.PostAsync("/api/neighbours/changes", unsigned)).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge,
            await Notices.Post(new byte[9_000], now, StandInHost.NoticeSecret("ndelius"))
        );
    }

    [Theory]
    [InlineData("", "body")]
    [InlineData("null", "body")]
    [InlineData("[]", "body")]
    [InlineData("{\"id\":1}", "body")]
    [InlineData("{\"id\":\"x\",\"also\":1}", "body")]
    [InlineData("{", "body")]
    [InlineData("{}", "id,source,kind,crn,changedAt")]
    [InlineData(
        "{\"id\":\"ID\",\"source\":\"NDELIUS\",\"kind\":\"Person\",\"crn\":\"12\",\"changedAt\":\"yesterday\"}",
        "source,kind,crn,changedAt"
    )]
    [InlineData(
        "{\"id\":\"ID\",\"source\":\"prisons\",\"kind\":\"merge\",\"crn\":\"X000001\",\"changedAt\":\"2026-01-01T00:00:00Z\"}",
        "kind"
    )]
    [InlineData(
        "{\"id\":\"ID\",\"source\":\"ndelius\",\"kind\":\"person\",\"crn\":\"X000001\",\"changedAt\":\"2026-01-01T00:00:00\"}",
        "changedAt"
    )]
    [InlineData(
        "{\"id\":\"ID\",\"source\":\"ndelius\",\"kind\":\"person\",\"crn\":\"X000001\",\"changedAt\":\"2999-01-01T00:00:00Z\"}",
        "changedAt"
    )]
    public void A_malformed_notice_names_the_fields_at_fault_and_never_their_values(string body, string fields)
    {
        var (notice, problems) = ChangeNoticeReading.Read(
            Encoding.UTF8.GetBytes(body.Replace("ID", Guid.NewGuid().ToString(), StringComparison.Ordinal)),
            site.Time.GetUtcNow()
        );
        Assert.Null(notice);
        Assert.Equal(fields.Split(','), problems.Keys);
        Assert.DoesNotContain(
            problems.Values.SelectMany(p => p),
            text => text.Contains("X000001") || text.Contains("12")
        );
    }

    [Fact]
    public async Task A_malformed_notice_is_a_bad_request()
    {
        var body = Encoding.UTF8.GetBytes("{\"id\":\"x\"}");
        Assert.Equal(
            HttpStatusCode.BadRequest,
            await Notices.Post(body, site.Time.GetUtcNow(), StandInHost.NoticeSecret("ndelius"))
        );
    }

    [Fact]
    public async Task The_description_of_the_interface_has_the_notice_with_its_headers()
    {
        using var nobody = WebUser.At(site);
        var described = JsonDocument.Parse(await nobody.Http.GetStringAsync("/openapi/v1.json")).RootElement;
        var post = described.GetProperty("paths").GetProperty("/api/neighbours/changes").GetProperty("post");
        Assert.Equal(
            ["X-Neighbour-Signature", "X-Neighbour-Timestamp"],
            post.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()!).Order()
        );
        Assert.Subset(
            post.GetProperty("responses").EnumerateObject().Select(r => r.Name).ToHashSet(),
            new HashSet<string> { "200", "202", "400", "401", "409", "413", "415" }
        );
        Assert.True(post.GetProperty("requestBody").GetProperty("content").TryGetProperty("application/json", out _));
    }

    [Fact]
    public async Task News_of_the_person_and_their_officer_follow_once_into_the_referral_however_notices_come()
    {
        var (person, reference) = await Sent();
        site.StandIns.People.Change(person.Crn, p => p with { LastName = "Renamed-Once", Officer = Officers.Lee });
        var renamed = Notice("person", person.Crn);
        await Told(renamed, Notice("officer", person.Crn), renamed);
        Assert.Equal([nameof(PersonNameReported), nameof(PractitionerReported)], await News(reference));

        // an old notice comes late: what is so now is asked, so nothing goes back
        await Told(Notice("officer", person.Crn) with { ChangedAt = site.Time.GetUtcNow().AddDays(-3) });
        await Told(Notice("identifiers", person.Crn), Notice("death", person.Crn));
        Assert.Equal(2, (await News(reference)).Count);

        var view = await site.Do(new GetOverview(reference));
        Assert.EndsWith("Renamed-Once", view.Person.Name);
        Assert.Equal("Lee Lead", view.People.Practitioner.Name);
        Assert.Equal(2, view.Reported.Count);
        using var practitioner = await site.SignIn();
        var page = await practitioner.Get($"/referrals/{reference}");
        Assert.Contains("Changed by other systems", page.Text);
        Assert.Contains("brought the probation practitioner’s details up to date from nDelius", page.Text);
        Assert.Equal(
            "demo-practitioner-lead",
            await site.Scalar<string>(
                $"select practitioner_account_id from case_list_row where reference = '{reference}'"
            )
        );

        // nobody writes to the address that somebody has left
        site.StandIns.People.Change(
            person.Crn,
            p => p with { Addresses = [new("Main", ["9 Away Road", "Testham"], "TE9 9ST")] }
        );
        await Told(Notice("person", person.Crn));
        Assert.Equal(nameof(PersonDetailsReported), (await News(reference))[^1]);
        var details = await practitioner.Get($"/referrals/{reference}/details");
        Assert.Contains("9 Away Road", details.Text, StringComparison.Ordinal);
        Assert.Contains("Changed in nDelius: address. Noticed on", details.Text, StringComparison.Ordinal);
        Assert.Contains("Address, until", details.Text, StringComparison.Ordinal);
        Assert.Contains(
            "brought the person’s address up to date from nDelius",
            (await practitioner.Get($"/referrals/{reference}/history")).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task When_access_becomes_restricted_lists_and_pages_close_at_once_also_while_nDelius_is_silent()
    {
        var (person, reference) = await Sent();
        var draft = await site.StartDraft(person.Crn, ReferringSite.Wellbeing);
        using var practitioner = await site.SignIn();
        Assert.Equal(HttpStatusCode.OK, (await practitioner.Get($"/referrals/{reference}")).Status);

        site.StandIns.People.Change(person.Crn, p => p with { RestrictedTo = ["somebody.else"] });
        site.StandIns.Controls.Set(StandInNeighbour.NDelius, Behaviour.Down);
        Assert.Equal(HttpStatusCode.Accepted, await Notices.Tell("restriction", person.Crn));
        await Closed();

        site.StandIns.Controls.Clear();
        Move(TimeSpan.FromSeconds(30));
        await Settled();
        await Closed();
        Assert.Equal([nameof(RestrictionReported)], await News(reference));

        site.StandIns.People.Change(person.Crn, p => p with { RestrictedTo = [] });
        await Told(Notice("restriction", person.Crn));
        Assert.Equal(HttpStatusCode.OK, (await practitioner.Get($"/referrals/{reference}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await practitioner.Get($"/refer/{draft}")).Status);

        async Task Closed()
        {
            foreach (
                var page in new[] { $"/referrals/{reference}", $"/referrals/{reference}/details", $"/refer/{draft}" }
            )
                Assert.Equal(HttpStatusCode.NotFound, (await practitioner.Get(page)).Status);
            Assert.DoesNotContain(reference, (await practitioner.Get("/cases?view=mine&size=100")).Text);
            Assert.DoesNotContain(person.Crn, (await practitioner.Get("/drafts")).Text);
        }
    }

    [Fact]
    public async Task Custody_release_and_death_follow_into_the_referral()
    {
        var (person, reference) = await Sent();
        site.StandIns.People.Change(
            person.Crn,
            p =>
                p with
                {
                    NomsNumber = p.NomsNumber ?? $"A{p.Crn[^4..]}ZX",
                    Custody = new StandInCustody(Prisons.All[0].Code, ConfirmedReleaseDate: Today.AddDays(40)),
                }
        );
        await Told(Notice("custody", person.Crn));
        var held = (await site.Do(new GetOverview(reference))).Watch.Custody!;
        Assert.Equal((Prisons.All[0].Name, Today.AddDays(40), true), (held.Prison, held.ReleaseDate, held.IsConfirmed));

        site.StandIns.People.Change(person.Crn, p => p with { Custody = null });
        await Told(Notice("release", person.Crn) with { Source = "prisons" });
        var released = (await site.Do(new GetOverview(reference))).Watch;
        Assert.Null(released.Custody);
        Assert.Contains(released.ReleasedOn!.Value, new[] { Today, LondonTime.DayOf(site.Time.GetUtcNow()) });

        site.StandIns.People.Change(person.Crn, p => p with { DeceasedOn = Today });
        await Told(Notice("death", person.Crn), Notice("death", person.Crn));
        Assert.True((await site.Do(new GetOverview(reference))).Watch.HasDied);
        Assert.Single(await News(reference), nameof(DeathReported));
    }

    [Fact]
    public async Task A_merge_joins_the_histories_and_takes_drafts_along()
    {
        var (person, reference) = await Sent();
        var draft = await site.StartDraft(person.Crn, ReferringSite.Wellbeing);
        var survivor = site.NewPerson();
        var left = await site.StartDraft(person.Crn);
        await site.StartDraft(survivor.Crn);
        var formerId = await site.Scalar<Guid>($"select id from person where crn = '{person.Crn}'");
        Assert.True(site.StandIns.People.Merge(person.Crn, survivor.Crn));

        await Told(Notice("merge", person.Crn), Notice("merge", person.Crn));

        Assert.Contains(nameof(PersonRecordsMerged), await News(reference));
        Assert.Single(await News(reference), nameof(PersonRecordsMerged));
        var view = await site.Do(new GetOverview(reference));
        Assert.Equal(survivor.Crn, view.Person.Crn);
        var tasks = await site.Do(new GetDraft(draft));
        Assert.Equal((survivor.Crn, person.Crn), (tasks.Draft.Crn, tasks.MergedFromCrn));
        // of the same referral for both of them, one draft is enough
        using var practitioner = await site.SignIn();
        Assert.Contains(
            "nDelius merged this person’s record into another, for which whoever began this draft has one of this referral too",
            (await practitioner.Get($"/refer/{left}")).Text,
            StringComparison.Ordinal
        );
        var survivorId = await site.Scalar<Guid>($"select id from person where crn = '{survivor.Crn}'");
        foreach (var id in new[] { formerId, survivorId })
            Assert.Contains(
                (await site.Do(new ListPersonReferrals(new(id)))).Referrals,
                referral => referral.Reference == reference
            );
    }

    [Fact]
    public async Task A_merge_that_leaves_one_person_two_live_referrals_is_said_on_both_and_on_the_persons_page()
    {
        var ((former, one), (survivor, two)) = (await Sent(), await Sent());
        Assert.Empty((await site.Do(new GetOverview(two))).Doubles);
        Assert.True(site.StandIns.People.Merge(former.Crn, survivor.Crn));

        await Told(Notice("merge", former.Crn), Notice("merge", former.Crn));
        var later = await site.CompleteDraft(survivor.Crn, ReferringSite.Employment);
        var three = (await site.Do(new SendReferral(later, Guid.NewGuid()))).Reference;

        using var practitioner = await site.SignIn();
        foreach (var (own, other) in ((string, string)[])[(one, two), (two, one)])
        {
            var page = await practitioner.Get($"/referrals/{own}");
            var warning = page.Document.QuerySelector("[aria-labelledby=double-referrals-title]")!.TextContent;
            Assert.Contains(other, warning, StringComparison.Ordinal);
            Assert.Contains("nDelius has joined two records", warning, StringComparison.Ordinal);
            Assert.Contains("to the same service", warning, StringComparison.Ordinal);
            Assert.DoesNotContain(three, warning, StringComparison.Ordinal);
            Assert.Single(await News(own), nameof(PersonRecordsMerged));
            Assert.Contains("joined two records", page.Text, StringComparison.Ordinal);
        }
        Assert.Empty((await site.Do(new GetOverview(three))).Doubles);
        var id = await site.Scalar<Guid>($"select id from person where crn = '{survivor.Crn}'");
        var all = (await practitioner.Get($"/people/{id}")).Document.QuerySelector(
            "[aria-labelledby=double-referrals-title]"
        )!;
        Assert.Equal(2, all.QuerySelectorAll("li").Length);
        await using var lead = await Browser.Open(site, Screen.Phone);
        await lead.SignIn("practitioner-lead");
        await lead.Page.GotoAsync($"/people/{id}");
        await Assertions
            .Expect(lead.Page.Locator("main"))
            .ToContainTextAsync("more than one live referral to the same service");
        await lead.Picture("person-double");
        await lead.AssertSound();
        await lead.Page.GotoAsync($"/referrals/{one}");
        await Assertions.Expect(lead.Page.Locator("main")).ToContainTextAsync("This person has another live referral");
        await lead.Picture("overview-double");
        await lead.AssertSound();
    }

    [Fact]
    public async Task Referrals_of_one_record_are_not_called_double_when_a_record_without_any_is_merged_into_it()
    {
        var (former, (survivor, one)) = (site.NewPerson(), await Sent());
        var draft = await site.CompleteDraft(survivor.Crn, ReferringSite.Employment);
        var two = (await site.Do(new SendReferral(draft, Guid.NewGuid()))).Reference;
        // a draft makes the other record known here
        await site.CompleteDraft(former.Crn);
        Assert.True(site.StandIns.People.Merge(former.Crn, survivor.Crn));
        await Told(Notice("merge", former.Crn), Notice("merge", former.Crn));

        foreach (var reference in (string[])[one, two])
        {
            Assert.Single(await News(reference), nameof(PersonRecordsMerged));
            Assert.Empty((await site.Do(new GetOverview(reference))).Doubles);
        }
    }

    [Fact]
    public async Task What_changes_while_a_draft_is_open_is_said_and_its_sections_want_another_look()
    {
        var person = site.NewPerson();
        var draft = await site.CompleteDraft(person.Crn);
        Assert.Empty((await site.Do(new GetCheckAnswers(draft))).Problems);

        site.StandIns.People.Change(person.Crn, p => p with { Phones = ["01632 960999"] });
        await Told(Notice("person", person.Crn), Notice("officer", person.Crn));

        Assert.Equal("personal-details", Assert.Single((await site.Do(new GetCheckAnswers(draft))).Problems).Field);
        using var practitioner = await site.SignIn();
        var page = await practitioner.Get($"/refer/{draft}");
        Assert.Contains("Changed since you started", page.Text);
        Assert.Contains("nDelius changed the person’s details", page.Text);
        Assert.DoesNotContain("who supervises", page.Text);
    }

    [Fact]
    public async Task Another_officer_custody_and_a_release_date_are_said_in_an_open_draft_each()
    {
        var person = site.NewPerson();
        var draft = await site.CompleteDraft(person.Crn);

        site.StandIns.People.Change(person.Crn, p => p with { Officer = Officers.Lee });
        await Told(Notice("officer", person.Crn));
        var officer = await Said();
        site.StandIns.People.Change(
            person.Crn,
            p => p with { NomsNumber = "A7654ZY", Custody = new("ALM", Today.AddDays(40)) }
        );
        await Told(Notice("custody", person.Crn));
        var custody = await Said();
        site.StandIns.People.Change(person.Crn, p => p with { Custody = new("ALM", Today.AddDays(50)) });
        Move(TimeSpan.FromMinutes(1));
        await Told(Notice("release", person.Crn));
        var release = await site.Scalar<DateTime>(
            $"select changed_at from draft_news where draft_id = '{draft}' and part = 'Prison'"
        );

        Assert.Contains("changed who supervises the person", officer);
        Assert.DoesNotContain("The prison service changed", officer);
        Assert.Contains("The prison service changed where the person is held", custody);
        Assert.True(release > site.Time.GetUtcNow().UtcDateTime.AddSeconds(-45), "the new date is news of its own");

        async Task<string> Said()
        {
            using var practitioner = await site.SignIn();
            return (await practitioner.Get($"/refer/{draft}")).Text;
        }
    }

    [Fact]
    public async Task Risk_that_changed_reaches_drafts_and_sent_referrals_and_is_shared_by_nobody_but_the_practitioner()
    {
        var person = site.NewPerson();
        var draft = await site.CompleteDraft(person.Crn);
        var (other, reference) = await Sent();
        foreach (var crn in (string[])[person.Crn, other.Crn])
            site.StandIns.People.Change(
                crn,
                p => p with { Risk = p.Risk! with { NatureOfRisk = "Worse than before" } }
            );
        await Told(Notice("risk", person.Crn), Notice("risk", other.Crn), Notice("risk", other.Crn));

        Assert.Equal("risk", Assert.Single((await site.Do(new GetCheckAnswers(draft))).Problems).Field);
        using var practitioner = await site.SignIn();
        Assert.Contains("The risk information changed", (await practitioner.Get($"/refer/{draft}")).Text);
        var page = await practitioner.Get($"/referrals/{reference}/risk");
        Assert.Contains("This is recent, but not current. Since", page.Text);
        Assert.DoesNotContain("Worse than before", page.Text);
        Assert.Contains("Share updated risk information", page.Text);
    }

    [Fact]
    public async Task The_nightly_sweep_repairs_what_no_notice_told_and_a_second_finds_nothing()
    {
        var (person, reference) = await Sent();
        site.StandIns.People.Change(person.Crn, p => p with { LastName = "Swept" });
        await using var scope = site.Services.CreateAsyncScope();
        var sweep = scope.ServiceProvider.GetRequiredService<NightlySweep>();

        Assert.True(await sweep.Run(default));
        Assert.False(await sweep.Run(default));
        Assert.Equal([nameof(PersonNameReported)], await News(reference));
        var state = (await sweep.Latest(default))!;
        Assert.True(state.FinishedAt is not null && state.People > 0);

        Move(TimeSpan.FromDays(1));
        Assert.True(await sweep.Run(default));
        Assert.Single(await News(reference));
        using var operators = await site.SignIn("operator");
        Assert.Contains("people looked up", (await operators.Get("/operations")).Text);
    }

    // the day on which the test began
    private DateOnly Today { get; } = LondonTime.DayOf(site.Time.GetUtcNow());

    private async Task<(StandInPerson Person, string Reference)> Sent()
    {
        var person = site.NewPerson();
        var draft = await site.CompleteDraft(person.Crn);
        return (person, (await site.Do(new SendReferral(draft, Guid.NewGuid()))).Reference);
    }

    private StandInNotice Notice(string kind, string crn) =>
        new(Guid.NewGuid(), NoticeSender.SourceOf(kind), kind, crn, site.Time.GetUtcNow());

    private static byte[] Body(StandInNotice notice) =>
        JsonSerializer.SerializeToUtf8Bytes(notice, JsonSerializerOptions.Web);

    private async Task Told(params StandInNotice[] notices)
    {
        foreach (var notice in notices)
            Assert.True(await Notices.Send(notice) is HttpStatusCode.Accepted or HttpStatusCode.OK);
        await Settled();
    }

    private Task Settled() =>
        RefMonHost.Eventually(
            async () => await site.Scalar<long>("select count(*) from inbound_notice where handled_at is null") == 0,
            "every notice has been followed"
        );

    private Task<long> Stored(StandInNotice notice) =>
        site.Scalar<long>(
            string.Create(CultureInfo.InvariantCulture, $"select count(*) from inbound_notice where id = '{notice.Id}'")
        );

    // what the neighbours reported, by the names of the events
    private async Task<IReadOnlyList<string>> News(string reference)
    {
        var id = await site.Scalar<Guid>($"select referral_id from case_list_row where reference = '{reference}'");
        await using var scope = site.Services.CreateAsyncScope();
        var events = await scope.ServiceProvider.GetRequiredService<IEventReader>().FetchStream(id);
        return [.. events.Select(stored => stored.Data).OfType<INeighbourNews>().Select(news => news.GetType().Name)];
    }
}
