using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace RefMon.Web.Appointments;

/// <summary>The addresses of calendars.</summary>
internal static class CalendarAddress
{
    public static string Of(DateOnly day, string view, string? who) =>
        QueryHelpers.AddQueryString(
            "/calendar",
            new Dictionary<string, string?>
            {
                ["from"] = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                ["view"] = view,
                ["who"] = who,
            }.Where(part => part.Value is not null)
        );

    public static string Register(Domain.AppointmentId id) => $"/calendar/register/{id}";

    public static string MoveGroup(Domain.AppointmentId id) => $"{Register(id)}/move";

    /// <summary>The Monday on or before a day.</summary>
    public static DateOnly MondayOf(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
}
