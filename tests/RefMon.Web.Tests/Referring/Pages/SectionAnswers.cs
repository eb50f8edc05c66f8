using System.Globalization;
using Microsoft.Playwright;
using Xunit;

namespace RefMon.Web.Tests.Referring.Pages;

/// <summary>Answers each section of a draft by what stands on its page, as a practitioner does.</summary>
public static class SectionAnswers
{
    /// <summary>Fills the section's form in; saving is left to the caller.</summary>
    public static async Task Fill(IPage page, string section)
    {
        switch (section)
        {
            case "practitioner-details":
                await page.GetByLabel("Team phone (optional)").FillAsync("020 7946 0100");
                break;
            case "personal-details" or "prison":
                break;
            case "release-date":
                await page.GetByLabel("The date is not known").CheckAsync();
                await page.GetByLabel("Why it is not known").FillAsync("Waiting for a parole hearing in May");
                break;
            case "expected-office":
                await page.GetByLabel("Yes").CheckAsync();
                break;
            case "main-contact":
                await page.GetByLabel("Full name").FillAsync("Morgan Keyes");
                await page.GetByLabel("Role or job title").FillAsync("Prison offender manager");
                await page.GetByLabel("Email").FillAsync("morgan.keyes@justice.gov.uk");
                await page.GetByLabel("In an establishment").CheckAsync();
                break;
            case "urgency":
                await page.GetByLabel("Yes, for another reason").CheckAsync();
                await page.GetByLabel("Why it is urgent").FillAsync("Nowhere to go on the day of release");
                break;
            case "risk":
                await page.GetByLabel("No, share it as it is").CheckAsync();
                await page.GetByLabel("I have read this").CheckAsync();
                break;
            case "safe-contact":
                await ChooseYes(page, "before they contact");
                await page.GetByLabel("Safe ways (optional)").FillAsync("Text first; leave no message");
                break;
            case "needs":
                await page.GetByLabel("Mobility, disability or accessibility needs (optional)")
                    .FillAsync("Step-free access");
                await ChooseYes(page, "interpreter");
                await page.GetByLabel("Language the interpreter needs to speak").FillAsync("Cymraeg");
                await ChooseNo(page, "caring or work responsibilities");
                break;
            case "service-types":
                var boxes = page.GetByRole(AriaRole.Checkbox);
                Assert.True(await boxes.CountAsync() > 1);
                await boxes.Nth(0).CheckAsync();
                await boxes.Nth(1).CheckAsync();
                break;
            case "sentence" or "complexity":
                await page.GetByRole(AriaRole.Radio).First.CheckAsync();
                break;
            case "outcomes":
                await page.GetByRole(AriaRole.Checkbox).First.CheckAsync();
                break;
            case "enforceable-days":
                await page.GetByLabel("What is the maximum number of enforceable days?").FillAsync("12");
                break;
            case "completion-date":
                await page.GetByLabel("Day").FillAsync("1");
                await page.GetByLabel("Month").FillAsync("June");
                await page.GetByLabel("Year")
                    .FillAsync((TimeProvider.System.GetUtcNow().Year + 1).ToString(CultureInfo.InvariantCulture));
                break;
            case "reason":
                await page.GetByLabel("Reason for the referral").FillAsync("Losing the room at the end of the month");
                await page.GetByLabel("Further information").FillAsync("Ring after six; do not leave messages");
                break;
            default:
                Assert.Fail($"There is no section {section}.");
                break;
        }
    }

    private static Task ChooseYes(IPage page, string question) => Choose(page, question, "Yes");

    private static Task ChooseNo(IPage page, string question) => Choose(page, question, "No");

    private static Task Choose(IPage page, string question, string answer) =>
        page.Locator("fieldset", new() { HasText = question })
            .GetByRole(AriaRole.Radio, new() { Name = answer, Exact = true })
            .CheckAsync();
}
