namespace RefMon.Web.Access;

/// <summary>An invented person whom a Development sign-in offers, by the account that stands for them.</summary>
/// <param name="Value">What the sign-in button posts, for example <c>practitioner-lead</c>.</param>
/// <param name="AccountId">The account.</param>
/// <param name="Label">The role as people say it.</param>
/// <param name="Does">What one can do as this person.</param>
public sealed record Persona(string Value, string AccountId, string Label, string Does);

/// <summary>The personas of a Development start. Nothing implements it in a published build, and nothing registers it outside Development.</summary>
public interface IPersonas
{
    /// <summary>In the order they are offered.</summary>
    IReadOnlyList<Persona> All { get; }
}
