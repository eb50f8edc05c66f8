using System.Globalization;
using RefMon.Application.Appointments;
using RefMon.Application.CaseNotes;
using RefMon.Web.Appointments;
using RefMon.Web.Shell;

namespace RefMon.Web.CaseNotes;

/// <summary>What a note is about, in words, and where it stands.</summary>
internal static class NoteWords
{
    /// <summary>For example "session 3 on 4 March 2027 at 9:30am", in the middle of a sentence.</summary>
    public static string Of(NoteAppointment appointment) =>
        $"{AppointmentWords.InSentence(appointment.Kind, appointment.SessionNumber)} {When(appointment)}";

    /// <summary>The same at the beginning of a line.</summary>
    public static string Capital(NoteAppointment appointment) =>
        $"{AppointmentWords.Name(appointment.Kind, appointment.SessionNumber)} {When(appointment)}";

    /// <summary>The place of a note among those of its referral.</summary>
    public static string Address(string reference, AppointmentNote note) =>
        $"/referrals/{reference}/notes?page={note.Page.ToString(CultureInfo.InvariantCulture)}#note-{note.Id}";

    private static string When(NoteAppointment appointment) =>
        $"on {Dates.Instant(appointment.StartsAt)}{(appointment.IsCancelled ? ", which was cancelled" : "")}";
}
