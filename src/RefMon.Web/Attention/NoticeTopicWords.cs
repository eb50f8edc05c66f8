using RefMon.Application.Attention;

namespace RefMon.Web.Attention;

/// <summary>The kinds of notice in the words people choose between them by.</summary>
internal static class NoticeTopicWords
{
    public static string Name(NoticeTopic topic) =>
        topic switch
        {
            NoticeTopic.Safety => "Risk and safety",
            NoticeTopic.NewWork => "Cases that become yours",
            NoticeTopic.People => "Who works on a case",
            NoticeTopic.Appointments => "Appointments",
            NoticeTopic.PlansAndReports => "Action plans and reports",
            NoticeTopic.Details => "Changed details",
            NoticeTopic.Notes => "Notes",
            NoticeTopic.Endings => "Pauses and endings",
            NoticeTopic.Deadlines => "Reminders",
        };

    public static string Examples(NoticeTopic topic) =>
        topic switch
        {
            NoticeTopic.Safety =>
                "newer risk information, a change in how to make contact safely, custody, release or a death, concerns at an appointment, and a referral that probation takes back.",
            NoticeTopic.NewWork => "A new referral, being assigned, or being asked to take a referral over",
            NoticeTopic.People => "A caseworker was named, the practitioner changed, or the supplier did",
            NoticeTopic.Appointments => "The supplier assessment was booked or moved, or an appointment was missed",
            NoticeTopic.PlansAndReports => "A plan or a report was submitted, or a plan objected to",
            NoticeTopic.Details => "Something the referral says was changed, such as the completion date",
            NoticeTopic.Notes => "The other side wrote a note for you",
            NoticeTopic.Endings => "A referral was returned, withdrawn, ended early, paused or resumed",
            NoticeTopic.Deadlines => "Something is due soon, today or late, or a draft of yours will be deleted",
        };
}
