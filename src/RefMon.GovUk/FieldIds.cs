using System.Text;

namespace RefMon.GovUk;

/// <summary>The id of a field's element, from its path: <c>Due.Day</c> is <c>due-day</c>, <c>Items[0].Name</c> is <c>items-0-name</c>.</summary>
public static class FieldIds
{
    /// <summary>The id for a path from the form's model.</summary>
    public static string From(string path)
    {
        var id = new StringBuilder(path.Length + 8);
        for (var at = 0; at < path.Length; at++)
        {
            var c = path[at];
            if (!char.IsAsciiLetterOrDigit(c))
            {
                AppendDash(id);
                continue;
            }
            if (char.IsAsciiLetterUpper(c) && at > 0 && !char.IsAsciiLetterUpper(path[at - 1]))
                AppendDash(id);
            id.Append(char.ToLowerInvariant(c));
        }
        return id.ToString().Trim('-');
    }

    private static void AppendDash(StringBuilder id)
    {
        if (id.Length > 0 && id[^1] != '-')
            id.Append('-');
    }
}
