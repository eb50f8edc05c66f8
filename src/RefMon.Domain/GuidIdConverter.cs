using System.Text.Json;
using System.Text.Json.Serialization;

namespace RefMon.Domain;

/// <summary>An id that is a uuid underneath and says in its type what it identifies.</summary>
public interface IGuidId<TSelf>
    where TSelf : struct, IGuidId<TSelf>
{
    /// <summary>The uuid itself.</summary>
    Guid Value { get; }

    /// <summary>The id made of this uuid.</summary>
    static abstract TSelf From(Guid value);
}

/// <summary>Writes a typed id as a plain uuid string, also as the key of an object.</summary>
public sealed class GuidIdConverter<T> : JsonConverter<T>
    where T : struct, IGuidId<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.From(reader.GetGuid());

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);

    /// <inheritdoc/>
    public override T ReadAsPropertyName(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) => Guid.TryParse(reader.GetString(), out var value) ? T.From(value) : throw new JsonException("Not a uuid.");

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.Value.ToString());
}
