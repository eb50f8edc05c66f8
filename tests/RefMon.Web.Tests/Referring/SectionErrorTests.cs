using RefMon.Application.Catalogue;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.TestKit;
using RefMon.Web.Tests.Referring.Pages;
using Xunit;

namespace RefMon.Web.Tests.Referring;

/// <summary>
/// What each page of every referral says to a bad answer: on the page that was posted, with its status, keeping what was
/// typed; and how it looks. The pages that only some kinds have are in <see cref="KindPageTests"/> and
/// <see cref="KindJourneyTests"/>.
/// </summary>
[Trait("Capability", "Referring")]
public sealed class SectionErrorTests(ReferringSite site) : IClassFixture<ReferringSite>
{
    private static readonly BadAnswer[] Answers =
    [
        new(
            "practitioner-details",
            "Probation practitioner details",
            ["Enter an email address in the correct format, like name@justice.gov.uk"],
            [("Model.Email", "pat at justice")]
        ),
        new(
            "risk",
            "Risk information",
            [
                "Select whether to edit the risk information before it is shared",
                "Confirm that you understand this information will be shared with the supplier",
            ],
            [("Model.AdditionalInformation", "Meet in daylight")]
        ),
        new(
            "safe-contact",
            "Safe contact",
            ["Say something in at least one of the boxes, or select no if there is nothing to say"],
            [("Model.HasSomething", "yes"), ("Model.SafeTimes", " \n ")]
        ),
        new(
            "needs",
            "Needs and requirements",
            ["Enter the language the interpreter needs to speak", "Enter when the person cannot attend"],
            [
                ("Model.AccessibilityNeeds", "Step-free <b>access</b>"),
                ("Model.NeedsInterpreter", "yes"),
                ("Model.InterpreterLanguage", " "),
                ("Model.HasResponsibilities", "yes"),
            ]
        ),
        new("sentence", "Relevant sentence", ["Select the sentence the referral is for"], []),
        new("outcomes/{0}", "Accommodation: desired outcomes", ["Select at least one desired outcome"], []),
        new("complexity/{0}", "Accommodation: complexity level", ["Select a complexity level"], []),
        new(
            "enforceable-days",
            "Maximum enforceable days",
            ["Maximum enforceable days must be 40 or fewer"],
            [("Model.MaximumEnforceableDays", "41")]
        ),
        new(
            "completion-date",
            "Completion date",
            ["Completion date must be a real date: that month does not have that day"],
            [
                ("Model.CompletionDate.Day", "29"),
                ("Model.CompletionDate.Month", "Feb"),
                ("Model.CompletionDate.Year", "2027"),
            ]
        ),
        new(
            "reason",
            "Reason for referral and further information",
            [
                "Enter the reason for the referral",
                "Enter further information for the supplier, or say that there is none",
            ],
            [("Model.Reason", "\u200b \n")]
        ),
    ];

    [Fact]
    public async Task Each_page_says_what_is_wrong_where_it_was_posted_and_keeps_what_was_typed()
    {
        var draft = await site.StartDraft(site.NewPerson().Crn);
        using var practitioner = await site.SignIn();
        foreach (var answer in await Addressed())
            await AssertRefused(practitioner, draft, answer);
        var cohort = await site.StartDraft(site.NewPerson().Crn, ReferringSite.Wellbeing);
        await AssertRefused(
            practitioner,
            cohort,
            new("service-types", "Service types", ["Select at least one service type"], [])
        );
        // nothing was saved by any of it: where the person is comes from nDelius
        Assert.Equal(1, (await site.Do(new GetDraft(draft))).Completed);
    }

    [Fact]
    public async Task Each_page_with_its_errors_is_sound()
    {
        var draft = await site.StartDraft(site.NewPerson().Crn);
        await using var window = await Browser.Open(site);
        await window.SignIn("practitioner");
        var pages = new ReferralPages(window);
        foreach (var answer in await Addressed())
        {
            await window.Page.GotoAsync($"/refer/{draft}/{answer.Slug}");
            if (answer.Slug is "practitioner-details")
                await window.Page.Locator("[name='Model.Email']").FillAsync("pat at justice");
            await pages.SaveInVain();
            await window.AssertSound();
            await window.Picture($"error-{answer.Slug.Split('/')[0]}");
        }
        // and sending what is not complete
        await window.Page.GotoAsync($"/refer/{draft}/check");
        await window.AssertSound();
    }

    private async Task<IReadOnlyList<BadAnswer>> Addressed()
    {
        var service = await site.Do(new GetService(ReferringSite.Accommodation.Id));
        return
        [
            .. Answers.Select(answer =>
                answer with
                {
                    Slug = answer.Slug.Replace("{0}", $"{service.Categories[0].Id}", StringComparison.Ordinal),
                }
            ),
        ];
    }

    private static async Task AssertRefused(WebUser practitioner, DraftId draft, BadAnswer answer)
    {
        var page = await practitioner.Get($"/refer/{draft}/{answer.Slug}");
        Assert.Equal(200, (int)page.Status);

        var refused = await practitioner.Send(page, answer.Typed);

        Assert.Equal(
            (422, answer.Heading, $"/refer/{draft}/{answer.Slug}"),
            ((int)refused.Status, refused.Heading, refused.Path)
        );
        Assert.Equal(answer.Errors, refused.Errors);
        Assert.StartsWith("Error: ", refused.Title, StringComparison.Ordinal);
        foreach (var (name, value) in answer.Typed.Where(typed => typed.Name is not "Model.HasSomething"))
        {
            if (refused.Document.QuerySelectorAll($"main [name='{name}']").Length == 1)
                Assert.Equal(value, refused.Typed(name));
        }
    }

    private sealed record BadAnswer(
        string Slug,
        string Heading,
        IReadOnlyList<string> Errors,
        (string Name, string Value)[] Typed
    );
}
