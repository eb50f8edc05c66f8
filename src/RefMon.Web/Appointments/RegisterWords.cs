using System.Globalization;

namespace RefMon.Web.Appointments;

/// <summary>The people of a group in words.</summary>
internal static class RegisterWords
{
    /// <summary>1 person, 3 people</summary>
    public static string People(int people) =>
        people == 1 ? "1 person" : $"{people.ToString(CultureInfo.InvariantCulture)} people";
}
