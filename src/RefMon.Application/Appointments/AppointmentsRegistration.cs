using Microsoft.Extensions.DependencyInjection;

namespace RefMon.Application.Appointments;

internal static class AppointmentsRegistration
{
    public static void AddAppointments(this IServiceCollection services)
    {
        services.AddScoped<AppointmentDesk>();
        services.AddSingleton<AppointmentEntries>();
        services.AddSingleton<Clashes>();
        services.AddSingleton<SessionGroups>();
        services.AddSingleton<CalendarFeeds>();
    }
}
