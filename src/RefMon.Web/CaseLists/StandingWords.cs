using RefMon.Application.Allocation;
using RefMon.Web.Allocation;

namespace RefMon.Web.CaseLists;

/// <summary>Why somebody may not answer, in words.</summary>
internal static class StandingWords
{
    /// <summary>"On leave until 17 March 2027", "Account switched off": without a full stop; null when nothing is the matter.</summary>
    public static string? Of(AccountStanding? standing, DateOnly today) =>
        standing switch
        {
            null => null,
            { IsSwitchedOff: true } => "Account switched off",
            { Leave: { } leave } => LeaveWords.Of(leave, today),
            _ => null,
        };
}
