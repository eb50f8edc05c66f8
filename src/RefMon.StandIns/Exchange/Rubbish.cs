using System.Text;
using System.Text.Json.Nodes;

namespace RefMon.StandIns.Exchange;

/// <summary>Makes wrong answers out of right ones.</summary>
internal static class Rubbish
{
    private const string JsonType = "application/json";

    public static byte[] ErrorPage { get; } =
        "<!DOCTYPE html><html lang=\"en\"><title>Error</title><h1>Something went wrong</h1></html>"u8.ToArray();

    private static byte[] SignInPage { get; } =
        "<!DOCTYPE html><html lang=\"en\"><title>Sign in</title><h1>Sign in to continue</h1></html>"u8.ToArray();

    public static (string Type, byte[] Body) Make(NonsenseKind kind, byte[] right) =>
        kind switch
        {
            NonsenseKind.Html => ("text/html", SignInPage),
            NonsenseKind.Truncated => (JsonType, right[..(right.Length / 2)]),
            NonsenseKind.WrongTypes => (JsonType, Changed(right, (_, _) => new JsonObject { ["unexpected"] = true })),
            NonsenseKind.Empty => (JsonType, []),
            NonsenseKind.Null => (JsonType, "null"u8.ToArray()),
            NonsenseKind.Huge => (JsonType, Padded(right)),
            NonsenseKind.NullItems => (
                JsonType,
                Changed(right, (_, value) => value is JsonArray ? new JsonArray(null, null) : value?.DeepClone())
            ),
            NonsenseKind.AnotherRecord => (
                JsonType,
                Changed(
                    right,
                    (name, value) => name is "crn" or "nomsNumber" or "reference" ? "Z999999" : value?.DeepClone()
                )
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

    private static byte[] Changed(byte[] right, Func<string, JsonNode?, JsonNode?> change)
    {
        var changed = new JsonObject();
        foreach (var (name, value) in JsonNode.Parse(right)!.AsObject())
        {
            changed[name] = change(name, value);
        }

        return Encoding.UTF8.GetBytes(changed.ToJsonString());
    }

    // still the right answer, with five million characters nobody asked for
    private static byte[] Padded(byte[] right)
    {
        var padded = JsonNode.Parse(right)!.AsObject();
        padded["padding"] = new string('x', 5_000_000);
        return Encoding.UTF8.GetBytes(padded.ToJsonString());
    }
}
