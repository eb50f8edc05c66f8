using RefMon.Application.RiskScreen;
using RefMon.Domain.Attention;
using RefMon.Domain.RiskScreen;

namespace RefMon.Application.Operations;

/// <summary>How the demonstration's practitioners share risk and say how to contact people safely.</summary>
internal static class DemonstrationRisk
{
    /// <summary>
    /// What the sources said when the referral was sent. What the stand-in dates later than that was another assessment
    /// then: the one shared is no longer current.
    /// </summary>
    public static RiskBasis AsReadAt(RiskBasis basis, DateTimeOffset readAt)
    {
        var day = LondonTime.DayOf(readAt);
        DateOnly? Before(DateOnly? on) => on > day ? day.AddDays(-40) : on;
        return basis with
        {
            AssessedOn = Before(basis.AssessedOn),
            Scores = [.. basis.Scores.Select(score => score with { CompletedOn = Before(score.CompletedOn) })],
            Registrations = [.. basis.Registrations.Where(registration => registration.StartedOn <= day)],
            Sources = new(readAt, readAt, readAt),
        };
    }

    public static readonly RiskWording AsAssessed = new(Edit: false, RiskTexts.Nothing, []);

    public static readonly RiskWording InOwnWords = new(
        Edit: true,
        new(
            "A former partner, whose name and address are kept out of this.",
            "Threats and pushing when an argument starts; no weapon has been used.",
            "Late evenings at weekends, most of all after drinking.",
            "Not a concern at the time of the assessment.",
            "Not a concern at the time of the assessment.",
            null,
            "Easily led by older acquaintances.",
            "Meet in the office, not at home."
        ),
        []
    );

    public static readonly RiskWording WithAWarning = AsAssessed with
    {
        Texts = new(
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            "Came to the last two appointments angry about the curfew. Keep the door open and sit near it."
        ),
    };

    public static readonly SafeContactStatement FormerPartner = new(
        "Weekdays between 10am and 2pm",
        "Text first. Ring only after an answer; leave no message.",
        "Their former partner, who sometimes answers the phone, must not learn where or when you meet.",
        "Two members of staff at every meeting.",
        "Not in Friar Gate or at the market: an exclusion zone holds there."
    );

    public static readonly SafeContactStatement WorkPhone = new(
        null,
        "Use the mobile number only, never the number of the workplace.",
        "Their employer does not know about the sentence.",
        null,
        null
    );
}
