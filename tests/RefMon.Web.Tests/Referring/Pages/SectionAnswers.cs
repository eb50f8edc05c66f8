using System.Globalization;
using Microsoft.Playwright;
using RefMon.TestKit;
using Xunit;

namespace RefMon.Web.Tests.Referring.Pages;

/// <summary>Answers each section of a draft by what stands on its page, as a practitioner does.</summary>
public static class SectionAnswers
{
    /// <summary>Fills the section's form in; saving is left to the caller.</summary>
    public static Task Fill(IPage page, string section) => Fill(new BrowserSheet(page), section);

    /// <summary>The same on a page without scripts.</summary>
    public static Task Fill(WebPage page, string section) => Fill(new PlainSheet(page), section);

    private static async Task Fill(IAnswerSheet sheet, string section)
    {
        switch (section)
        {
            case "practitioner-details":
                await sheet.Type("Team phone (optional)", "020 7946 0100");
                break;
            case "personal-details" or "prison":
                break;
            case "release-date":
                await sheet.Tick("The date is not known");
                await sheet.Type("Why it is not known", "Waiting for a parole hearing in May");
                break;
            case "expected-office":
                await sheet.Tick("Yes");
                break;
            case "main-contact":
                await sheet.Type("Full name", "Morgan Keyes");
                await sheet.Type("Role or job title", "Prison offender manager");
                await sheet.Type("Email", "morgan.keyes@justice.gov.uk");
                await sheet.Tick("In an establishment");
                break;
            case "urgency":
                await sheet.Tick("Yes, for another reason");
                await sheet.Type("Why it is urgent", "Nowhere to go on the day of release");
                break;
            case "risk":
                await sheet.Tick("No, share it as it is");
                await sheet.Tick("I have read this");
                break;
            case "safe-contact":
                await sheet.Choose("before they contact", "Yes");
                await sheet.Type("Safe ways (optional)", "Text first; leave no message");
                break;
            case "needs":
                await sheet.Type("Mobility, disability or accessibility needs (optional)", "Step-free access");
                await sheet.Choose("interpreter", "Yes");
                await sheet.Type("Language the interpreter needs to speak", "Cymraeg");
                await sheet.Choose("caring or work responsibilities", "No");
                break;
            case "service-types":
                await sheet.TickFirst("checkbox", 2);
                break;
            case "sentence" or "complexity":
                await sheet.TickFirst("radio", 1);
                break;
            case "outcomes":
                await sheet.TickFirst("checkbox", 1);
                break;
            case "enforceable-days":
                await sheet.Type("What is the maximum number of enforceable days?", "12");
                break;
            case "completion-date":
                await sheet.Type("Day", "1");
                await sheet.Type("Month", "June");
                await sheet.Type(
                    "Year",
                    (TimeProvider.System.GetUtcNow().Year + 1).ToString(CultureInfo.InvariantCulture)
                );
                break;
            case "reason":
                await sheet.Type("Reason for the referral", "Losing the room at the end of the month");
                await sheet.Type("Further information", "Ring after six; do not leave messages");
                break;
            default:
                Assert.Fail($"There is no section {section}.");
                break;
        }
    }
}
