using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using RefMon.Application.Catalogue;
using RefMon.StandIns.People;
using RefMon.TestKit;
using RefMon.Web.Tests.Referring.Pages;
using Xunit;

namespace RefMon.Web.Tests.Referring;

/// <summary>
/// Referrals of the kinds that no browser without scripts walks elsewhere, a recall and a referral sent elsewhere: by the forms as
/// they stand in the pages, from the practitioner's sign-in to what the supplier sees.
/// </summary>
[Trait("Capability", "Referring")]
public sealed class WithoutScriptsTests(ReferringSite site) : IClassFixture<ReferringSite>
{
    private const int MostSections = 20;

    [Fact]
    public async Task T3_unallocated_and_being_released()
    {
        using var practitioner = await site.SignIn();
        var first = await Start(
            practitioner,
            WellKnownPeople.UnallocatedReleasing,
            ReferringSite.Employment,
            "In prison, with no probation practitioner yet, to be released within 12 weeks"
        );

        var reference = await Send(
            practitioner,
            first,
            (page, section) =>
            {
                if (section == "expected-office")
                    Choose(page, "Model.Office", "Wakefield: Calder");
            }
        );
        var supplier = await Supplier(reference);

        Assert.Contains("In custody: Brackenfell (HMP & YOI)", supplier.Overview, StringComparison.Ordinal);
        Assert.Contains(
            "Release date not known: Waiting for a parole hearing in May",
            supplier.Overview,
            StringComparison.Ordinal
        );
        Assert.Contains("Prison offender manager", supplier.Details, StringComparison.Ordinal);
        Assert.Contains("Wakefield: Calder", supplier.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T4_unallocated_and_staying()
    {
        using var practitioner = await site.SignIn();
        var first = await Start(
            practitioner,
            WellKnownPeople.UnallocatedStaying,
            ReferringSite.Employment,
            "In prison, with no probation practitioner yet, not to be released within 12 weeks"
        );

        var reference = await Send(practitioner, first);
        var supplier = await Supplier(reference);

        Assert.Contains("In custody: Eastmarsh (HMP)", supplier.Overview, StringComparison.Ordinal);
        Assert.Contains("Not expected to be released within 12 weeks", supplier.Overview, StringComparison.Ordinal);
        Assert.DoesNotContain("Probation office after release", supplier.Details, StringComparison.Ordinal);
        Assert.Contains("Main point of contact", supplier.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_service_types_one_of_which_is_taken_off_again()
    {
        await site.LetSupplierLeadSee(ReferringSite.Wellbeing);
        using var practitioner = await site.SignIn();
        var first = await Start(practitioner, site.NewPerson().Crn, ReferringSite.Wellbeing);
        var check = await Answer(practitioner, first);

        var types = await practitioner.Get(
            check.Path.Replace("/check", "/service-types?from=check", StringComparison.Ordinal)
        );
        var second = types.Document.QuerySelectorAll<IHtmlInputElement>("main input[type=checkbox]").ElementAt(1);
        var removed = types.Document.QuerySelector($"label[for='{second.Id}']")!.TextContent.Trim();
        second.IsChecked = false;
        var changed = await practitioner.Send(types);
        var supplier = await Supplier(await Send(practitioner, changed));

        Assert.Contains($"{removed}: complexity level", check.Text, StringComparison.Ordinal);
        Assert.Contains($"{removed}: desired outcomes", changed.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(removed, supplier.Details, StringComparison.Ordinal);
        Assert.Contains("Desired outcomes", supplier.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recall_after_which_the_supplier_keeps_the_reference_and_nothing_else()
    {
        var reference = await site.Sent();
        using var practitioner = await site.SignIn();
        var recall = await practitioner.Get(LinkOf(await practitioner.Get($"/referrals/{reference}"), "Recall"));

        var refused = await practitioner.Send(recall, ("Step", "check"));
        await new PlainSheet(refused).Tick("It went to the wrong supplier");
        await new PlainSheet(refused).Type("Details (optional)", "Meant for\nthe other service <b>");
        var check = await practitioner.Send(refused, ("Step", "check"));
        var typed = await practitioner.Send(check, ("Step", "change"));
        check = await practitioner.Send(typed, ("Step", "check"));
        var done = await practitioner.Send(check, ("Step", "recall"));
        using var supplier = await site.SignIn("supplier-lead");

        Assert.Equal(["Select what went wrong"], refused.Errors);
        Assert.Equal("Check before you recall this referral", check.Heading);
        Assert.Equal("Meant for\nthe other service <b>", typed.Typed("Model.Words")!.ReplaceLineEndings("\n"));
        Assert.Equal("Referral recalled", done.Heading);
        Assert.Equal(404, (int)(await supplier.Get($"/referrals/{reference}")).Status);
        var kept = (await supplier.Get("/cases?view=concluded")).Document.QuerySelector("[aria-labelledby=recalled]");
        Assert.Contains(reference, kept!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T2_before_release_with_a_practitioner_returned_and_sent_elsewhere_after_one_confirmation()
    {
        await site.LetSupplierLeadSee(ReferringSite.Wellbeing);
        using var practitioner = await site.SignIn();
        var first = await Start(
            practitioner,
            WellKnownPeople.InCustody,
            ReferringSite.Employment,
            "In prison, with a probation practitioner in the community"
        );
        var returned = await Send(practitioner, first, leaves: ["release-date"]);
        await Return(returned);
        var overview = await practitioner.Get($"/referrals/{returned}");
        var services = await practitioner.Get(LinkOf(overview, "Send to another service"));
        services = await practitioner.Get(LinkOf(services, "For any need in"));

        var refused = await practitioner.Send(services);
        Choose(refused, ReferringSite.Wellbeing.Id.ToString());
        var tasks = await practitioner.Send(refused);
        services = await practitioner.Get(services.Path);
        Choose(services, ReferringSite.Wellbeing.Id.ToString());
        var again = await practitioner.Send(services);
        var asked = new List<string>();
        var check = await Answer(
            practitioner,
            await FirstSection(practitioner, tasks),
            (_, section) => asked.Add(section)
        );
        var unconfirmed = await practitioner.Send(check);
        await new PlainSheet(unconfirmed).Tick("Yes, what was carried over is still right");
        var supplier = await Supplier(Reference(await practitioner.Send(unconfirmed)));

        Assert.Contains("No group before spring", overview.Text, StringComparison.Ordinal);
        Assert.Equal(["Select the service to send it to"], refused.Errors);
        Assert.Contains($"Copied from referral {returned}", tasks.Text, StringComparison.Ordinal);
        Assert.Contains("Risk information: read it again", tasks.Text, StringComparison.Ordinal);
        Assert.Contains("nothing was copied into it", again.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("nothing was copied into it", tasks.Text, StringComparison.Ordinal);
        Assert.Empty(asked.Intersect(["where", "prison", "release-date", "practitioner-details", "urgency", "needs"]));
        Assert.Contains("The prison service has the same", check.Text, StringComparison.Ordinal);
        Assert.Equal(
            ["Confirm that what was carried over from the earlier referral is still right"],
            unconfirmed.Errors
        );
        Assert.Contains("In custody: Aldermoor (HMP)", supplier.Overview, StringComparison.Ordinal);
        Assert.Contains("Release confirmed for", supplier.Overview, StringComparison.Ordinal);
        Assert.Contains("Losing the room at the end of the month", supplier.Details, StringComparison.Ordinal);
    }

    private async Task Return(string reference)
    {
        using var supplier = await site.SignIn("supplier-lead");
        var overview = await supplier.Get($"/referrals/{reference}");
        var form = await supplier.Get(LinkOf(overview, "Return this referral to probation"));
        await new PlainSheet(form).Tick("We cannot meet the person’s needs");
        await new PlainSheet(form).Type("What should the probation practitioner know?", "No group before spring");
        var check = await supplier.Send(form, ("Step", "check"));
        Assert.Equal("Referral returned", (await supplier.Send(check, ("Step", "return"))).Heading);
    }

    /// <summary>The first section of a new draft.</summary>
    private static async Task<WebPage> Start(
        WebUser practitioner,
        string crn,
        DemonstrationService service,
        string? kind = null
    )
    {
        var who = await practitioner.Get($"/refer/new?service={service.Id}");
        await new PlainSheet(who).Type("CRN", crn);
        var person = await practitioner.Send(who);
        Assert.Equal("Is this the right person?", person.Heading);
        var begun = await practitioner.Send(person);
        if (kind is null)
            return await FirstSection(practitioner, begun);
        Assert.Equal("Where the person is", begun.Heading);
        await new PlainSheet(begun).Tick(kind);
        return await practitioner.Send(begun);
    }

    private static Task<WebPage> FirstSection(WebUser practitioner, WebPage tasks)
    {
        Assert.Equal("Make a referral", tasks.Heading);
        var open = tasks
            .Document.QuerySelectorAll(".govuk-task-list__item")
            .First(item => !item.TextContent.Contains("Completed", StringComparison.Ordinal));
        return practitioner.Get(open.QuerySelector("a")!.GetAttribute("href")!);
    }

    /// <summary>Answers every section from this one on; the check page.</summary>
    private static async Task<WebPage> Answer(
        WebUser practitioner,
        WebPage page,
        Action<WebPage, string>? alsoAnswer = null,
        params IReadOnlyList<string> leaves
    )
    {
        for (var answered = 0; answered < MostSections; answered++)
        {
            var section = page.Path.Split('/', '?')[3];
            if (section == "check")
                return page;
            // some are answered as they should be already
            if (!leaves.Contains(section))
                await SectionAnswers.Fill(page, section);
            alsoAnswer?.Invoke(page, section);
            var next = await practitioner.Send(page);
            Assert.True(next.Path != page.Path, $"{page.Path}: {string.Join("; ", next.Errors)}");
            page = next;
        }
        Assert.Fail($"Still not at the check page after {MostSections} sections: {page.Path}");
        return page;
    }

    /// <summary>The same, and sends the referral; its reference.</summary>
    private static async Task<string> Send(
        WebUser practitioner,
        WebPage page,
        Action<WebPage, string>? alsoAnswer = null,
        params IReadOnlyList<string> leaves
    ) => Reference(await practitioner.Send(await Answer(practitioner, page, alsoAnswer, leaves)));

    private static string Reference(WebPage sent)
    {
        Assert.True(sent.Heading == "Referral sent", $"{sent.Heading}: {string.Join("; ", sent.Errors)}");
        return sent.Document.QuerySelector(".govuk-panel strong")!.TextContent;
    }

    private async Task<(string Overview, string Details)> Supplier(string reference)
    {
        using var supplier = await site.SignIn("supplier-lead");
        var overview = await supplier.Get($"/referrals/{reference}");
        var details = await supplier.Get(LinkOf(overview, "Referral details"));
        Assert.Equal((200, 200), ((int)overview.Status, (int)details.Status));
        return (overview.Document.Body!.TextContent, details.Text);
    }

    private static void Choose(WebPage page, string name, string option)
    {
        var list = page.Document.QuerySelector<IHtmlSelectElement>($"main select[name='{name}']")!;
        list.Value = list.Options.Single(o => o.Text.Contains(option, StringComparison.Ordinal)).Value;
    }

    private static void Choose(WebPage page, string value) =>
        page.Document.QuerySelector<IHtmlInputElement>($"main input[type=radio][value='{value}']")!.IsChecked = true;

    private static string LinkOf(WebPage page, string text) =>
        page.Document.QuerySelectorAll("a[href]")
            .FirstOrDefault(link => link.TextContent.Contains(text, StringComparison.Ordinal))
            ?.GetAttribute("href")
        ?? throw new InvalidOperationException($"Nothing on {page.Path} leads to {text}: {page.Text}");
}
