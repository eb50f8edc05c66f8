using RefMon.Application.Appointments;
using RefMon.Application.CaseLists;
using RefMon.Domain;

namespace RefMon.Web.Appointments;

/// <summary>The addresses of appointments: references and ids only.</summary>
internal static class AppointmentAddress
{
    public static string List(string reference) => $"/referrals/{reference}/appointments";

    /// <summary>The list, which says what has just become of this appointment.</summary>
    public static string Done(string reference, Guid appointment) => $"{List(reference)}?done={appointment}";

    public static string One(string reference, AppointmentId id) => $"{List(reference)}/{id}";

    public static string Cancel(string reference, AppointmentId id) => $"{One(reference, id)}/cancel";

    public static string Series(string reference) => $"{List(reference)}/series";

    public static string Begin(string reference, AppointmentPurpose purpose) =>
        Step(reference, purpose, purpose.AsksSlot ? EntryStep.Slot : EntryStep.Attendance);

    /// <summary>The first step once more, which says that the answers are kept no longer.</summary>
    public static string BeginAgain(string reference, AppointmentPurpose purpose) =>
        $"{Begin(reference, purpose)}?gone=yes";

    public static string Step(string reference, AppointmentPurpose purpose, EntryStep step) =>
        $"{List(reference)}/{purpose}/{step.ToString().ToLowerInvariant()}";

    /// <summary>Where the one button of the overview leads and what it says; null when it is not about appointments.</summary>
    public static (string Text, string Href)? For(string reference, OwedObligation owed) =>
        owed.Action switch
        {
            OverviewAction.BookAssessment => (
                "Book the supplier assessment",
                Begin(reference, AppointmentPurpose.Book(null))
            ),
            OverviewAction.BookSessions => ("Book sessions", List(reference)),
            OverviewAction.RecordOutcome => (
                "Record what happened",
                Begin(reference, AppointmentPurpose.About(AppointmentAct.Record, owed.Appointment!.Id))
            ),
            OverviewAction.SeeAppointments => ("See the appointments", List(reference)),
            _ => null,
        };
}
