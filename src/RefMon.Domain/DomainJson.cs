using System.Text.Json;
using System.Text.Json.Serialization;

namespace RefMon.Domain;

/// <summary>
/// How events and states are written as JSON: camelCase names, enumerations as camelCase words (numbers are refused),
/// nulls kept so that "not known" is visible in the store. Values read and written again give the same bytes.
/// </summary>
public static class DomainJson
{
    /// <summary>The options, read-only and shared.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.Never,
            NumberHandling = JsonNumberHandling.Strict,
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
