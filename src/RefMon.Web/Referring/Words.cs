using System.Text;

namespace RefMon.Web.Referring;

/// <summary>Small pieces of wording of these pages.</summary>
internal static class Words
{
    /// <summary><c>InterpreterLanguage</c> is "Interpreter language".</summary>
    public static string OfName(string name)
    {
        var words = new StringBuilder(name.Length + 8);
        foreach (var c in name)
        {
            if (words.Length > 0 && char.IsAsciiLetterUpper(c))
                words.Append(' ').Append(char.ToLowerInvariant(c));
            else
                words.Append(c);
        }
        return words.ToString();
    }
}
