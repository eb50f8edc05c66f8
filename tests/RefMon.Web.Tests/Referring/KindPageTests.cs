using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Referring;
using RefMon.StandIns.People;
using RefMon.TestKit;
using Xunit;

namespace RefMon.Web.Tests.Referring;

/// <summary>
/// Errors and ways back of the pages that only some kinds have; and the existing service's defects in referring (screens,
/// 7.1), each by its number, that do not exist here. Numbers 4, 5, 6 and 21 are rules: see CustodyTests and KindTests.
/// </summary>
[Trait("Capability", "Referring")]
[Collection(nameof(ReferringSite))]
public sealed class KindPageTests(ReferringSite site)
{
    private static readonly (string Slug, string Heading, string Error, (string, string)[] Typed)[] Pages =
    [
        (
            "where",
            "Where the person is",
            "Select where the person is and whether they have a probation practitioner",
            [("Model.Kind", "")]
        ),
        ("prison", "Prison", "Select the prison where the person is held", [("Model.PrisonCode", "")]),
        (
            "release-date",
            "Expected release date",
            "Expected release date must be a real date: that month does not have that day",
            [
                ("Model.Choice", "date"),
                ("Model.ReleaseDate.Day", "30"),
                ("Model.ReleaseDate.Month", "February"),
                ("Model.ReleaseDate.Year", "2030"),
                ("Model.Confidence", "Expected"),
            ]
        ),
        (
            "expected-office",
            "Expected probation office",
            "Enter why the expected probation office is not known",
            [("Model.Choice", "unknown"), ("Model.UnknownReason", " ")]
        ),
        (
            "main-contact",
            "Main point of contact",
            "Enter an email address in the correct format, like name@justice.gov.uk",
            [
                ("Model.Name", "Morgan Keyes"),
                ("Model.Role", "Keyworker"),
                ("Model.Email", "morgan"),
                ("Model.Place", "establishment"),
            ]
        ),
        ("urgency", "Urgency", "Enter why the referral is urgent", [("Model.Urgency", "Other"), ("Model.Words", " ")]),
    ];

    [Fact]
    public async Task Defects_1_3_and_6_an_error_is_on_the_page_that_was_posted_with_its_status_and_what_was_typed()
    {
        // 1: an error showed another page; 3: blank answers were passed over in silence; 6: an error came with status 200
        var draft = await Draft();
        using var practitioner = await site.SignIn();
        foreach (var (slug, heading, error, typed) in Pages)
        {
            var page = await practitioner.Get($"/refer/{draft}/{slug}");

            var refused = await practitioner.Send(page, typed);

            Assert.Equal(
                (422, heading, $"/refer/{draft}/{slug}"),
                ((int)refused.Status, refused.Heading, refused.Path)
            );
            Assert.Equal([error], refused.Errors);
            if (slug == "release-date")
                Assert.Equal("February", refused.Typed("Model.ReleaseDate.Month"));
            if (slug == "main-contact")
                Assert.Equal("morgan", refused.Typed("Model.Email"));
        }
        // the pages that passed over blanks: the practitioner's name, delivery unit and office
        var blank = await practitioner.Send(
            await practitioner.Get($"/refer/{await site.CompleteDraft()}/practitioner-details"),
            ("Model.Name", " "),
            ("Model.Pdu", ""),
            ("Model.Office", "")
        );
        Assert.Equal((422, "Probation practitioner details"), ((int)blank.Status, blank.Heading));
        Assert.Equal(
            ["Enter the probation practitioner's full name", "Enter the probation delivery unit"],
            blank.Errors
        );
        blank = await practitioner.Send(
            await practitioner.Get($"/refer/{draft}/expected-office"),
            ("Model.Choice", "known"),
            ("Model.Office", "")
        );
        Assert.Equal((422, "Expected probation office", 1), ((int)blank.Status, blank.Heading, blank.Errors.Count));
    }

    [Fact]
    public async Task Defects_2_and_24_a_change_from_the_check_page_goes_back_to_it_and_nowhere_else()
    {
        // 2: one change was answered with two redirects, the current location (here the prison) among them; 24: a change walked on
        // through later pages
        var draft = await Draft();
        using var practitioner = await site.SignIn();
        foreach (
            var (slug, answers) in ((string, (string, string)[])[])
                [
                    ("where", []),
                    ("prison", [("Model.PrisonCode", "KST")]),
                    ("release-date", [("Model.Choice", "unknown"), ("Model.UnknownReason", "Parole hearing")]),
                    ("expected-office", [("Model.Choice", "unknown"), ("Model.UnknownReason", "No address")]),
                    ("urgency", [("Model.Urgency", "ReleaseSoon")]),
                    ("enforceable-days", [("Model.MaximumEnforceableDays", "7")]),
                ]
        )
        {
            var check = await practitioner.Get($"/refer/{draft}/check");
            Assert.Contains($"/refer/{draft}/{slug}?from=check", check.Links());
            var (saved, redirectedTo) = await practitioner.SubmitStepByStep(
                await practitioner.Get($"/refer/{draft}/{slug}?from=check"),
                answers.ToDictionary(answer => answer.Item1, answer => answer.Item2)
            );
            Assert.Equal((200, $"/refer/{draft}/check"), ((int)saved.Status, saved.Path));
            Assert.EndsWith($"/refer/{draft}/check", Assert.Single(redirectedTo), StringComparison.Ordinal);
        }
        var text = (await practitioner.Get($"/refer/{draft}/check")).Text;
        foreach (
            var answer in (string[])
                ["Kestrel Bank (HMP)", "Parole hearing", "No address", "Urgent: to be released soon"]
        )
            Assert.Contains(answer, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Defect_9_the_list_of_drafts_holds_drafts_and_not_what_was_sent()
    {
        var (sent, kept) = (site.NewPerson().Crn, site.NewPerson().Crn);
        await site.Do(new RefMon.Application.Referring.SendReferral(await site.CompleteDraft(sent), Guid.NewGuid()));
        await site.StartDraft(kept);
        using var practitioner = await site.SignIn();

        var list = await practitioner.Get("/drafts");

        Assert.Contains(kept, list.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(sent, list.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Defect_16_risk_texts_are_escaped_once_and_sharing_as_it_is_keeps_the_additional_information()
    {
        const string Added = "Kept & <shown> \"as 'it' was\" &lt;";
        var risk = site.StandIns.People.Find(WellKnownPeople.AwkwardRiskText)!.Risk!;
        (string Box, string Text)[] originals =
        [
            ("WhoIsAtRisk", risk.WhoIsAtRisk!),
            ("NatureOfRisk", risk.NatureOfRisk!),
            ("RiskImminence", risk.RiskImminence!),
            ("SelfHarm", risk.SelfHarm.CurrentConcernsText!),
            ("Suicide", risk.Suicide.CurrentConcernsText!),
            ("HostelSetting", risk.HostelSetting.CurrentConcernsText!),
            ("Vulnerability", risk.Vulnerability.CurrentConcernsText!),
        ];
        Assert.All(originals, original => Assert.All("&<'\"", odd => Assert.Contains(odd, original.Text)));
        var draft = await site.CompleteDraft(WellKnownPeople.AwkwardRiskText, ReferringSite.Employment);
        using var practitioner = await site.SignIn();
        var form = await practitioner.Get($"/refer/{draft}/risk?from=check");
        foreach (var (box, text) in originals)
            Assert.Equal(text, form.Typed($"Model.{box}")!.ReplaceLineEndings("\n"));
        AssertSays(form);

        var preview = await practitioner.Send(
            form,
            ("Model.Choice", "edit"),
            ("Model.AdditionalInformation", Added),
            ("Model.Act", "preview")
        );
        AssertSays(preview, ".refmon-preview", Added);
        var check = await practitioner.Send(
            await practitioner.Get($"/refer/{draft}/risk?from=check"),
            ("Model.Choice", "edit"),
            ("Model.AdditionalInformation", Added),
            ("Model.Acknowledged", "yes")
        );
        AssertSays(check, also: Added);

        // choosing the other way keeps what was added
        check = await practitioner.Send(
            await practitioner.Get($"/refer/{draft}/risk?from=check"),
            ("Model.Choice", "as-is"),
            ("Model.Acknowledged", "yes")
        );
        Assert.Contains("Share as it is", check.Text, StringComparison.Ordinal);
        AssertSays(check, also: Added);
        var sent = await practitioner.Send(check);
        Assert.Equal("Referral sent", sent.Heading);
        using var supplier = await site.SignIn("supplier-lead");
        AssertSays(await supplier.Get($"/referrals/{sent.Path.Split('/', '?')[3]}/risk"), also: Added);

        void AssertSays(WebPage page, string within = "main", string? also = null)
        {
            var said = Folded(page.Document.QuerySelector(within)!.TextContent);
            foreach (var text in originals.Select(original => original.Text).Append(also).OfType<string>())
                Assert.Contains(Folded(text), said, StringComparison.Ordinal);
        }
    }

    private static string Folded(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public async Task Defect_20_the_pages_say_things_once_and_by_their_right_names()
    {
        var (draft, community) = (await Draft(), await site.CompleteDraft());
        using var practitioner = await site.SignIn();
        foreach (
            var (of, slug) in Pages
                .Select(page => page.Slug)
                .Concat(["personal-details", "risk", "safe-contact", "needs", "sentence", "enforceable-days"])
                .Concat(["completion-date", "reason", "check"])
                .Select(slug => (draft, slug))
                .Concat([(community, "practitioner-details"), (community, "check")])
        )
        {
            var page = await practitioner.Get($"/refer/{of}/{slug}");
            Assert.Equal(200, (int)page.Status);
            string[] names = ["also You can", "hotel setting", "OAsys", "NPS", "undefined", "PDU"];
            // more days are warned of, not kept from being planned; and the prison's date is followed by itself
            string[] untrue = ["cannot plan more", "tell the supplier.", "Tell the supplier when you know"];
            foreach (var wrong in names.Concat(untrue))
                Assert.DoesNotContain(wrong, page.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Defect_24_every_change_link_of_the_check_page_leads_back_to_it()
    {
        var draft = await site.CompleteDraft();
        using var practitioner = await site.SignIn();
        var check = await practitioner.Get($"/refer/{draft}/check");
        var changes = check.Links().Where(link => link.EndsWith("?from=check", StringComparison.Ordinal)).ToList();
        Assert.True(changes.Count > 9, string.Join(' ', changes));
        foreach (var change in changes.Distinct())
        {
            // sharing risk is confirmed anew with every save; whether it is urgent was not answered yet
            (string, string)[] answers =
                change.Contains("/risk?", StringComparison.Ordinal) ? [("Model.Acknowledged", "yes")]
                : change.Contains("/urgency?", StringComparison.Ordinal) ? [("Model.Urgency", "none")]
                : [];
            var saved = await practitioner.Send(await practitioner.Get(change), answers);
            Assert.True($"/refer/{draft}/check" == saved.Path, $"{change} leads to {saved.Path}: {saved.Status}");
        }
    }

    [Fact]
    public async Task A_section_the_kind_does_not_ask_for_is_a_page_that_does_not_exist()
    {
        var draft = await site.StartDraft(site.NewPerson().Crn);
        using var practitioner = await site.SignIn();
        foreach (var slug in (string[])["prison", "release-date", "expected-office", "main-contact"])
            Assert.Equal(404, (int)(await practitioner.Get($"/refer/{draft}/{slug}")).Status);
    }

    [Fact]
    public async Task What_a_change_of_kind_took_out_is_said_on_the_next_page()
    {
        var draft = await Draft();
        using var practitioner = await site.SignIn();
        await practitioner.Send(await practitioner.Get($"/refer/{draft}/prison"));

        var next = await practitioner.Send(
            await practitioner.Get($"/refer/{draft}/where"),
            ("Model.Kind", nameof(ReferralKind.Community))
        );

        Assert.Equal("Probation practitioner details", next.Heading);
        Assert.Contains(
            "Some answers were taken out because they no longer apply",
            next.Text,
            StringComparison.Ordinal
        );
        Assert.Equal("Prison", next.Document.QuerySelector(".govuk-notification-banner li")!.TextContent.Trim());
    }

    /// <summary>A draft that has every section of some kind, new each time.</summary>
    private async Task<DraftId> Draft()
    {
        var crn = site.NewPrisoner().Crn;
        var draft = await site.StartDraft(crn);
        var page = await site.Do(new GetKind(draft));
        await site.Do(new SaveKind(draft, Guid.NewGuid(), page.Head.Shown, nameof(ReferralKind.UnallocatedReleasing)));
        return draft;
    }
}
