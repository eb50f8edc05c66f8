using System.Diagnostics.CodeAnalysis;
using RefMon.Application.Access;

namespace RefMon.Web.Operations;

/// <summary>What follows <c>create-account</c>: the account, and settings as for every command.</summary>
internal sealed record CreateAccountArguments(NewAccount Account, IReadOnlyList<string> Settings)
{
    private static readonly string[] Options = ["--role", "--name", "--email", "--user-name", "--team", "--supplier"];

    /// <summary>Reads <c>--name=value</c> and <c>--name value</c>; false when something is neither an option nor a setting.</summary>
    public static bool TryRead(string[] arguments, [NotNullWhen(true)] out CreateAccountArguments? read)
    {
        read = null;
        var given = new List<(string Option, string Value)>();
        var settings = new List<string>();
        for (var i = 0; i < arguments.Length; i++)
        {
            var (name, value) = arguments[i].Split('=', 2) is [var before, var after]
                ? (before, after)
                : (arguments[i], null);
            if (Options.Contains(name, StringComparer.Ordinal))
            {
                if (value is null && ++i == arguments.Length)
                    return false;
                given.Add((name, value ?? arguments[i]));
            }
            else if (name.StartsWith("--", StringComparison.Ordinal) && value is not null)
                settings.Add(arguments[i]);
            else
                return false;
        }
        // twice the same would leave open which was meant; two roles are refused with a reason of their own
        if (
            given
                .Where(g => g.Option != "--role")
                .GroupBy(g => g.Option, StringComparer.Ordinal)
                .Any(g => g.Count() > 1)
        )
            return false;
        read = new(
            new(
                [.. given.Where(g => g.Option == "--role").Select(g => g.Value)],
                One("--name"),
                One("--email"),
                One("--user-name"),
                One("--team"),
                One("--supplier")
            ),
            settings
        );
        return true;

        string? One(string option) => given.Find(g => g.Option == option).Value;
    }
}
