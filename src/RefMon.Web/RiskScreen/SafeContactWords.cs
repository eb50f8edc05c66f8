using RefMon.Domain.RiskScreen;

namespace RefMon.Web.RiskScreen;

/// <summary>The parts of a safe contact card in words, in the order they are read.</summary>
internal static class SafeContactWords
{
    public static IReadOnlyList<(string Label, string? Text)> Lines(SafeContactStatement said) =>
        [
            ("Who must not know", said.MustNotKnow),
            ("Safe times", said.SafeTimes),
            ("Safe ways", said.SafeWays),
            ("Keeping staff safe", said.StaffSafety),
            ("Exclusion zones", said.ExclusionZones),
        ];
}
