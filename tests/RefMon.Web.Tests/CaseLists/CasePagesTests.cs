using System.Net;
using RefMon.TestKit;
using Xunit;

namespace RefMon.Web.Tests.CaseLists;

[Trait("Capability", "CaseLists")]
[Collection(nameof(CasesHost))]
public sealed class CasePagesTests(CasesHost host)
{
    [Fact]
    public async Task Words_searched_for_never_stand_in_the_address()
    {
        using var lead = await WebUser.SignIn(host, CasesHost.Lead);
        var list = await lead.Get("/cases?view=open");
        var found = await lead.Submit(list, new() { ["Model.Words"] = "Zzyzx O'Nobody" });
        Assert.Equal(HttpStatusCode.OK, found.Status);
        Assert.Contains("search=", found.Path, StringComparison.Ordinal);
        Assert.DoesNotContain("zzyzx", found.Path, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("No cases match", found.Text, StringComparison.Ordinal);
        Assert.Contains("Zzyzx O'Nobody", found.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_search_is_an_error_at_its_field_and_the_list_stays()
    {
        using var lead = await WebUser.SignIn(host, CasesHost.Lead);
        var refused = await lead.Submit(await lead.Get("/cases?view=open"), new() { ["Model.Words"] = " " });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal(["Enter part of a name, a referral reference or a CRN"], refused.Errors);
        Assert.NotEmpty(refused.Document.QuerySelectorAll("main table tbody tr"));
    }

    [Theory]
    [InlineData("view=nonsense&stage=9&type=%27%3B--&sort=password&page=-1&size=1000000&search=x")]
    [InlineData("page=999999999&late=maybe&caseworker=%3Cscript%3E")]
    public async Task A_damaged_address_still_shows_a_list(string query)
    {
        using var lead = await WebUser.SignIn(host, CasesHost.Lead);
        Assert.Equal(HttpStatusCode.OK, (await lead.Get($"/cases?{query}")).Status);
    }

    [Fact]
    public async Task Roles_without_referrals_are_refused_and_a_lead_only_has_the_colleagues_page()
    {
        using var editor = await WebUser.SignIn(host, "listing-editor");
        Assert.Equal(HttpStatusCode.Forbidden, (await editor.Get("/cases")).Status);
        using var caseworker = await WebUser.SignIn(host, CasesHost.Caseworker);
        Assert.Equal(HttpStatusCode.Forbidden, (await caseworker.Get("/colleagues/new")).Status);
    }

    [Theory]
    [InlineData("practitioner", "Sent", "Allocated", "Assessed", "Planned", "Delivering", "Ending", "Concluded")]
    [InlineData("practitioner-lead", "Sent", "Allocated", "Delivering", "Concluded")]
    [InlineData("caseworker", "Sent", "Allocated", "Assessed", "Planned", "Delivering", "Ending", "Concluded")]
    [InlineData("supplier-lead", "Sent", "Allocated", "Assessed", "Planned", "Delivering", "Ending", "Concluded")]
    public async Task Every_link_of_an_overview_leads_somewhere_and_every_action_can_be_taken(
        string persona,
        params string[] stages
    )
    {
        using var user = await WebUser.SignIn(host, persona);
        var referrals = await OnePerState(user);
        Assert.Subset(referrals.Select(r => r.State.Split(' ')[0]).ToHashSet(), stages.ToHashSet());
        var (wrong, followed, stagesSeen) = (new List<string>(), new HashSet<string>(), new HashSet<string>());
        foreach (var (reference, state) in referrals)
        {
            var overview = await user.Get($"/referrals/{reference}");
            Assert.Equal(HttpStatusCode.OK, overview.Status);
            var actions = Within(overview, "main .refmon-next a[href], main a[href$='/assign']");
            // a lead's pages of a referral are those of their team: only what the overview itself offers may differ
            var isLead = persona.EndsWith("-lead", StringComparison.Ordinal);
            var links = Within(overview, isLead ? "main a[href]:not(.moj-sub-navigation__link)" : "main a[href]")
                .Where(followed.Add)
                .ToList();
            // pages that only tell are the same for all of a stage
            if (!stagesSeen.Add(state.Split(' ')[0]))
                links.RemoveAll(link =>
                    link.Split('/')[^1] is "details" or "history" or "notes" or "risk" && !actions.Contains(link)
                );
            var pages = await Task.WhenAll(links.Select(user.Get));
            foreach (var (link, page) in links.Zip(pages))
            {
                if (page.Status is not HttpStatusCode.OK)
                    wrong.Add($"{state}: {link} is {page.Status}");
                else if (actions.Contains(link) && !OffersAnAct(page))
                    wrong.Add($"{state}: {link} leads to {page.Path}, where nothing can be done: {page.Heading}");
            }
        }
        Assert.Empty(wrong);
        Assert.True(followed.Count > 10, $"Only {followed.Count}");
    }

    [Fact]
    public async Task An_auditor_has_no_overview()
    {
        using var auditor = await WebUser.SignIn(host, "auditor");
        var refused = await auditor.Get($"/referrals/{await host.ReferenceAt("Sent")}");
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
    }

    // a form to send, or the button that leads to one; of appointments and the report also the page that shows them
    private static bool OffersAnAct(WebPage page) =>
        page.Path.EndsWith("/appointments", StringComparison.Ordinal)
        || page.Path.EndsWith("/report", StringComparison.Ordinal)
        || page.Document.QuerySelector("main form[method=post] button, main a.govuk-button, main .govuk-task-list a")
            is not null;

    private static HashSet<string> Within(WebPage page, string selector) =>
        [
            .. page
                .Document.QuerySelectorAll(selector)
                .Select(link => link.GetAttribute("href")!.Split('#')[0])
                .Where(href => href.StartsWith('/')),
        ];

    // of what stands in the person's lists: one in each stage, paused, and of each conclusion
    private async Task<List<(string Reference, string State)>> OnePerState(WebUser user)
    {
        var listed = new HashSet<string>();
        foreach (var view in new[] { "mine", "team", "unassigned", "open", "concluded" })
            listed.UnionWith(
                Within(
                        await user.Get($"/cases?view={view}"),
                        "main td a[href^='/referrals/'], main th a[href^='/referrals/']"
                    )
                    .Select(href => href.Split('/')[2])
            );
        var states = await host.Scalar<string[]>(
            $"""
            select array_agg(reference || ' ' || state order by state) from (
                select distinct on (state) reference, state from (
                    select reference, concat_ws(' ', stage, conclusion, case when paused then 'paused' end,
                        case when exists (select from appointment_slot a where a.referral_id = c.referral_id
                            and a.state = 'open' and a.starts_at <= '{host.Time.GetUtcNow():O}') then 'outcome due' end) as state
                    from case_list_row c where reference = any(array['{string.Join("','", listed)}'])) each
                order by state, reference) one
            """
        );
        return [.. states.Select(row => (row[..8], row[9..]))];
    }

    [Fact]
    public async Task Somebody_elses_assignment_is_shown_before_it_is_replaced()
    {
        using var lead = await WebUser.SignIn(host, CasesHost.Lead);
        var reference = await host.ReferenceAt("Sent");
        var check = $"/referrals/{reference}/assign/check?colleague=demo-supplier-lead&as=caseworker&version=1";
        var first = await lead.Get(check);
        var second = await lead.Get(check);
        var done = await lead.Submit(first, []);
        Assert.Contains("/assign/done", done.Path, StringComparison.Ordinal);

        var refused = await lead.Submit(second, []);
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains(
            "Someone else changed who works on this referral",
            Assert.Single(refused.Errors),
            StringComparison.Ordinal
        );
        Assert.Contains("Caseworker now Sasha Lead", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_helps_already_is_marked_and_cannot_be_added_once_more()
    {
        using var lead = await WebUser.SignIn(host, CasesHost.Lead);
        var assign = $"/referrals/{await host.ReferenceAt("Allocated")}/assign";
        var form = await lead.Get(assign);
        var who = form.Document.QuerySelector("main input[name='Model.AccountId']")!.GetAttribute("value")!;
        var helper = new Dictionary<string, string> { ["Model.As"] = "helper", ["Model.AccountId"] = who };
        await lead.Press(await lead.Submit(form, helper), "Confirm and assign");

        var again = await lead.Get(assign);
        Assert.Contains("Helps already", again.Text, StringComparison.Ordinal);
        var refused = await lead.Submit(again, helper);
        Assert.Equal(["This colleague helps with the referral already. Select another."], refused.Errors);
        // they can become the caseworker all the same, of which whoever helps is told
        helper["Model.As"] = "caseworker";
        var check = await lead.Submit(again, helper);
        Assert.Equal("Check who will be the caseworker", check.Heading);
    }

    [Fact]
    public async Task A_colleague_is_added_and_bad_input_keeps_what_was_typed()
    {
        using var lead = await WebUser.SignIn(host, CasesHost.Lead);
        var form = await lead.Get("/colleagues/new");
        var refused = await lead.Submit(
            form,
            new() { ["Model.Name"] = "Siân <b>O’Hara</b>", ["Model.Email"] = "not an address" }
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal(3, refused.Errors.Count);
        Assert.Contains(
            "value=\"Siân &lt;b>O’Hara&lt;/b>\"",
            refused.Document.Body!.InnerHtml.Replace("&gt;", ">", StringComparison.Ordinal),
            StringComparison.Ordinal
        );

        var contract = refused.Document.QuerySelector("input[name='Model.Contracts']")!.GetAttribute("value")!;
        var added = await lead.Submit(
            refused,
            new()
            {
                ["Model.Email"] = "sian.ohara@larkmeadskills.example",
                ["Model.Role"] = "caseworker",
                ["Model.Contracts"] = contract,
            }
        );
        Assert.Contains("/colleagues?added=", added.Path, StringComparison.Ordinal);
        Assert.Contains("sian.ohara@larkmeadskills.example", added.Text, StringComparison.Ordinal);
    }
}
