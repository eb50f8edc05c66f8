using System.Text.Json;
using System.Text.Json.Serialization;
using RefMon.Domain;

namespace RefMon.Application.Pipeline;

/// <summary>What the pipeline needs to know of any outcome.</summary>
public interface IOutcome
{
    /// <summary>Why the request was refused; empty when it was not.</summary>
    IReadOnlyList<Refusal> Refusals { get; }

    /// <summary>True when there is at least one refusal and so no value.</summary>
    bool IsRefused { get; }

    /// <summary>The value as JSON, for the command record.</summary>
    string ValueAsJson();
}

/// <summary>Lets the pipeline make an outcome of a type it knows only by its parameter.</summary>
public interface IOutcome<TSelf> : IOutcome
    where TSelf : IOutcome<TSelf>
{
    /// <summary>A refusal.</summary>
    static abstract TSelf Refused(IReadOnlyList<Refusal> refusals);

    /// <summary>An accepted outcome with the value kept in a command record.</summary>
    static abstract TSelf FromJson(string json);
}

/// <summary>A value, or the reasons there is none. Expected failures are refusals, never exceptions.</summary>
public sealed class Outcome<T> : IOutcome<Outcome<T>>
{
    private readonly T? value;

    private Outcome(T? value, IReadOnlyList<Refusal> refusals)
    {
        this.value = value;
        Refusals = refusals;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Refusal> Refusals { get; }

    /// <inheritdoc/>
    public bool IsRefused => Refusals.Count > 0;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">The outcome is a refusal.</exception>
    public T Value => IsRefused ? throw new InvalidOperationException($"Refused: {Refusals[0].Code}") : value!;

    /// <summary>The first refusal; null when accepted.</summary>
    public Refusal? Refusal => IsRefused ? Refusals[0] : null;

    /// <summary>An accepted outcome.</summary>
    public static Outcome<T> Accepted(T value) => new(value, []);

    /// <inheritdoc/>
    public static Outcome<T> Refused(IReadOnlyList<Refusal> refusals)
    {
        if (refusals.Count == 0)
            throw new ArgumentException("A refusal needs a reason.", nameof(refusals));
        return new(default, refusals);
    }

    /// <inheritdoc/>
    public static Outcome<T> FromJson(string json) =>
        Accepted(JsonSerializer.Deserialize<T>(json, OutcomeJson.Options)!);

    /// <inheritdoc/>
    public string ValueAsJson() => JsonSerializer.Serialize(Value, OutcomeJson.Options);

    /// <summary>An accepted outcome.</summary>
    public static implicit operator Outcome<T>(T value) => Accepted(value);

    /// <summary>A refusal: for one reason, or for each of the reasons it stands for.</summary>
    public static implicit operator Outcome<T>(Refusal refusal) =>
        Refused(refusal.Items.Count > 0 ? refusal.Items : [refusal]);

    /// <summary>A refusal for several reasons.</summary>
    public static implicit operator Outcome<T>(List<Refusal> refusals) => Refused(refusals);
}

internal static class OutcomeJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };
}

/// <summary>For commands whose answer is only that they were done.</summary>
public sealed record Done
{
    /// <summary>The one value.</summary>
    public static readonly Done Value = new();
}
