using RefMon.Domain;

namespace RefMon.Application.Referring;

/// <summary>How far ahead a date can lie before it is taken for a slip of the finger: 2090 where 2029 was meant.</summary>
internal static class DateLimits
{
    private const int MostYears = 10;

    /// <summary>Refuses a day more than ten years ahead, and says how to put it right; null for any other.</summary>
    public static Refusal? TooFar(string what, string field, DateOnly day, DateOnly today, string otherwise) =>
        day <= today.AddYears(MostYears)
            ? null
            : new Refusal(
                "date-too-far",
                field,
                $"{what} must be {Words.Day(today.AddYears(MostYears))} or earlier. Check the year. {otherwise}"
            );
}
