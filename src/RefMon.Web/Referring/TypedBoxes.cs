using System.Reflection;
using RefMon.Application.Referring;

namespace RefMon.Web.Referring;

/// <summary>Puts what was typed back into the boxes of a form, by the names the boxes have on the page.</summary>
internal static class TypedBoxes
{
    private const string Model = "Model";

    /// <summary>Fills the model in. A box that the page does not have any more is passed over.</summary>
    public static void Fill(object model, IEnumerable<TypedAnswer> typed)
    {
        foreach (var box in typed)
            Fill(model, box.Box.Split('.'), box.Values);
    }

    /// <summary>What stands in the boxes of a form.</summary>
    public static IReadOnlyList<TypedAnswer> Read(object model) => [.. Read(model, Model)];

    /// <summary>The names of the boxes that are not kept while typing.</summary>
    public static IReadOnlyList<string> AnsweredAfresh(Type model) =>
        [
            .. model
                .GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(IsAnsweredAfresh)
                .Select(property => $"{Model}.{property.Name}"),
        ];

    private static IEnumerable<TypedAnswer> Read(object owner, string path)
    {
        foreach (var property in owner.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var name = $"{path}.{property.Name}";
            if (!property.CanWrite || IsAnsweredAfresh(property))
                continue;
            if (property.PropertyType == typeof(string))
                yield return new(name, property.GetValue(owner) is string text ? [text] : []);
            else if (property.PropertyType == typeof(List<string>))
                yield return new(name, (List<string>?)property.GetValue(owner) ?? []);
            else if (property.PropertyType.IsClass && property.GetValue(owner) is { } part)
                foreach (var box in Read(part, name))
                    yield return box;
        }
    }

    private static void Fill(object model, string[] path, IReadOnlyList<string> values)
    {
        if (path is not [Model, .. var parts, var last])
            return;
        object? owner = model;
        foreach (var part in parts)
            owner = owner?.GetType().GetProperty(part)?.GetValue(owner);
        if (owner?.GetType().GetProperty(last) is not { CanWrite: true } property || IsAnsweredAfresh(property))
            return;
        if (property.PropertyType == typeof(string))
            property.SetValue(owner, values.Count == 0 ? null : values[0]);
        else if (property.PropertyType == typeof(List<string>))
            property.SetValue(owner, values.ToList());
    }

    private static bool IsAnsweredAfresh(PropertyInfo property) =>
        property.IsDefined(typeof(AnsweredAfreshAttribute)) || property.Name == nameof(SectionAnswers.Shown);
}
