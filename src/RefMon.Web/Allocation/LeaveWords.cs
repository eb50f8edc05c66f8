using RefMon.Application.Allocation;
using RefMon.Web.Shell;

namespace RefMon.Web.Allocation;

/// <summary>Somebody's leave in a sentence.</summary>
internal static class LeaveWords
{
    /// <summary>"On leave until 17 March 2027", "On leave from 3 to …": without a full stop.</summary>
    public static string Of(Leave leave, DateOnly today) =>
        leave.Includes(today)
            ? $"On leave until {Dates.Day(leave.LastDay)}"
            : $"On leave from {Dates.Day(leave.FirstDay)} to {Dates.Day(leave.LastDay)}";
}
