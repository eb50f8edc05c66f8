using RefMon.Application.Appointments;
using RefMon.Domain.Attention;
using RefMon.TestKit;
using RefMon.Web.Tests.CaseLists;
using Xunit;

namespace RefMon.Web.Tests.Appointments;

/// <summary>One application with the demonstration's referrals for all tests of appointments, one test at a time: they move its clock.</summary>
[CollectionDefinition(nameof(AppointmentHost))]
public sealed class AppointmentHost : ICollectionFixture<CasesHost>;

/// <summary>What the tests of appointments do without the pages.</summary>
internal static class AppointmentSite
{
    public static async Task<Guid> Booked(
        this CasesHost host,
        string crn,
        DateOnly day,
        int session,
        string time = "13:00"
    )
    {
        var id = Guid.NewGuid();
        // everybody of one time is of one group
        var name = $"Group of {day:d MMMM} at {time}";
        var group = await host.Scalar<string>(
            $"select coalesce((select group_id::text from appointment_slot where group_name = '{name}' limit 1), '')"
        );
        var slot = new TypedSlot(
            $"{day.Day}",
            $"{day.Month}",
            $"{day.Year}",
            time,
            "1",
            null,
            "phone",
            null,
            null,
            null,
            null,
            null,
            null,
            "group",
            Group: group,
            GroupName: group.Length == 0 ? name : null
        );
        await host.As("demo-caseworker")
            .Must(new BookAppointment(Guid.NewGuid(), await host.ReferenceOf(crn), id, session, slot, null, true));
        return id;
    }

    public static Task<string> State(this CasesHost host, Guid id) =>
        host.Scalar<string>($"select state from appointment_slot where appointment_id = '{id}'");

    public static Task<string> ReferenceOf(this CasesHost host, string crn) =>
        host.Scalar<string>($"select reference from case_list_row where crn = '{crn}' order by sent_at desc limit 1");

    public static Task At(this CasesHost host, DateOnly day, int hour)
    {
        host.Time.Set(LondonTime.InstantOf(day, new TimeOnly(hour, 0))!.Value);
        return Task.CompletedTask;
    }

    public static DateOnly NextMonday()
    {
        var day = LondonTime.DayOf(TimeProvider.System.GetUtcNow());
        do day = day.AddDays(1);
        while (day.DayOfWeek is not DayOfWeek.Monday);
        return day;
    }

    public static async Task Sound(this BrowserWindow window, string picture)
    {
        await window.Picture(picture);
        await window.AssertSound();
    }
}
