using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RefMon.Workflows.Engine;

/// <summary>Ids made from what they stand for, so that doing something again gives the same one.</summary>
internal static class Ids
{
    public static Guid Of(params IReadOnlyList<string?> parts)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts)));
        return new Guid(hash.AsSpan(0, 16));
    }

    public static Guid OfEffect(Guid instance, int run) =>
        Of("effect", instance.ToString("N"), run.ToString(CultureInfo.InvariantCulture));
}
