using System.Globalization;
using RefMon.Application.CaseNotes;
using RefMon.Domain.Appointments;
using RefMon.Web.Shell;

namespace RefMon.Web.CaseNotes;

/// <summary>What a note is about, in words.</summary>
internal static class NoteWords
{
    /// <summary>For example "session 3 on 4 March 2027 at 9:30am", in the middle of a sentence.</summary>
    public static string Of(NoteAppointment appointment)
    {
        var what = appointment.Kind switch
        {
            AppointmentKind.SupplierAssessment => "supplier assessment",
            AppointmentKind.DeliverySession => string.Create(
                CultureInfo.InvariantCulture,
                $"session {appointment.SessionNumber}"
            ),
        };
        return $"{what} on {Dates.Instant(appointment.StartsAt)}{(appointment.IsCancelled ? ", which was cancelled" : "")}";
    }

    /// <summary>The same at the beginning of a line.</summary>
    public static string Capital(NoteAppointment appointment) =>
        Of(appointment) is var words ? char.ToUpperInvariant(words[0]) + words[1..] : "";
}
