using System.Linq.Expressions;
using System.Reflection;
using Microsoft.AspNetCore.Components.Forms;

namespace RefMon.GovUk;

/// <summary>One error of a form, in the order it was added. <c>Field</c> is the path from the model and <c>TargetId</c> the element to go to; both null for an error of the whole form.</summary>
public sealed record FormError(string? Field, string Message, string? TargetId);

/// <summary>
/// Adds errors to a form's <see cref="EditContext"/> by the field's path from the model (<c>Due</c>, <c>Due.Day</c>, <c>Items[0].Name</c>).
/// The field shows the message and the error summary links to it.
/// </summary>
public static class FormErrors
{
    private static readonly object Key = new();

    /// <summary>Adds an error to the field with this path. Letter case does not matter. A path that is no property is shown in the summary only.</summary>
    public static void AddError(this EditContext form, string field, string message)
    {
        var found = FieldLocation.Find(form.Model, field);
        Add(form, found.Identifier, new FormError(found.Path, message, form.FieldId(found.TargetPath)));
    }

    /// <summary>Adds an error to the field that the expression names.</summary>
    public static void AddError<T>(this EditContext form, Expression<Func<T>> field, string message) =>
        form.AddError(FieldReference.From(field, form.Model).Path, message);

    /// <summary>Adds an error of the whole form: it stands in the summary and links nowhere.</summary>
    public static void AddError(this EditContext form, string message) =>
        Add(form, new FieldIdentifier(form.Model, string.Empty), new FormError(null, message, null));

    /// <summary>Removes the errors added here.</summary>
    public static void ClearErrors(this EditContext form)
    {
        var state = StateOf(form);
        state.Errors.Clear();
        state.Messages.Clear();
        form.NotifyValidationStateChanged();
    }

    /// <summary>Whether any error stands on the form, whoever added it.</summary>
    public static bool HasErrors(this EditContext form) => form.GetValidationMessages().Any();

    /// <summary>The messages of one field.</summary>
    public static IReadOnlyList<string> ErrorsFor(this EditContext form, string field)
    {
        var found = FieldLocation.Find(form.Model, field);
        var messages = form.GetValidationMessages(found.Identifier);
        // added while an object on the way was still null
        var early = new FieldIdentifier(form.Model, found.Path);
        return [.. early.Equals(found.Identifier) ? messages : messages.Concat(form.GetValidationMessages(early))];
    }

    /// <summary>All errors in the order they were added; messages from other validators follow, without a link.</summary>
    public static IReadOnlyList<FormError> AllErrors(this EditContext form)
    {
        var errors = StateOf(form).Errors;
        var known = errors.Select(error => error.Message).ToHashSet(StringComparer.Ordinal);
        var others = form.GetValidationMessages().Where(message => !known.Contains(message));
        return [.. errors, .. others.Select(message => new FormError(null, message, null))];
    }

    /// <summary>The id of the element for a field of this form.</summary>
    public static string FieldId(this EditContext form, string field)
    {
        var prefix = StateOf(form).IdPrefix;
        return prefix.Length == 0 ? FieldIds.From(field) : prefix + "-" + FieldIds.From(field);
    }

    /// <summary>Puts a prefix before every field id of the form, for pages with two forms that share field names.</summary>
    public static void UseIdPrefix(this EditContext form, string prefix) => StateOf(form).IdPrefix = prefix;

    private static void Add(EditContext form, FieldIdentifier identifier, FormError error)
    {
        var state = StateOf(form);
        state.Messages.Add(identifier, error.Message);
        state.Errors.Add(error);
        form.NotifyValidationStateChanged();
    }

    private static State StateOf(EditContext form)
    {
        if (form.Properties.TryGetValue(Key, out var found))
            return (State)found;
        var state = new State(new ValidationMessageStore(form));
        form.Properties[Key] = state;
        return state;
    }

    private sealed class State(ValidationMessageStore messages)
    {
        public ValidationMessageStore Messages { get; } = messages;

        public List<FormError> Errors { get; } = [];

        public string IdPrefix { get; set; } = string.Empty;
    }
}

/// <summary>Where a path leads from a model: the identifier its messages are kept under, the path as the properties spell it, and the path of the element to go to.</summary>
internal sealed record FieldLocation(FieldIdentifier Identifier, string Path, string TargetPath)
{
    public static FieldLocation Find(object model, string field)
    {
        var names = field.Split('.', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        object? owner = model;
        var type = model.GetType();
        var path = new List<string>(names.Length);
        for (var at = 0; at < names.Length; at++)
        {
            var name = names[at].Split('[')[0];
            var index = names[at][name.Length..];
            var property = PropertyOf(type, name);
            if (property is null)
                return Unknown(model, [.. path, .. names[at..]]);
            if (at == names.Length - 1)
                return Last(model, owner, path, property, index);
            path.Add(property.Name + index);
            owner = owner is null ? null : Element(property.GetValue(owner), index);
            type = owner?.GetType() ?? property.PropertyType;
        }
        return Unknown(model, names);
    }

    private static FieldLocation Last(
        object model,
        object? owner,
        List<string> before,
        PropertyInfo property,
        string index
    )
    {
        // one entry of a list of answers is the list's own question
        var ofList = index.Length > 0 && property.PropertyType.IsAssignableTo(typeof(IEnumerable<string>));
        var path = string.Join('.', [.. before, property.Name + (ofList ? string.Empty : index)]);
        var identifier =
            owner is null || index.Length > 0 && !ofList
                ? new FieldIdentifier(model, path)
                : new FieldIdentifier(owner, property.Name);
        return new FieldLocation(
            identifier,
            path,
            property.PropertyType == typeof(DateParts) ? path + "." + nameof(DateParts.Day) : path
        );
    }

    private static FieldLocation Unknown(object model, IEnumerable<string> names)
    {
        var path = string.Join('.', names);
        return new FieldLocation(new FieldIdentifier(model, path), path, path);
    }

    private static PropertyInfo? PropertyOf(Type type, string name) =>
        type.GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);

    private static object? Element(object? value, string index) =>
        index.Length == 0 ? value
        : value is System.Collections.IList list && int.TryParse(index.Trim('[', ']'), out var at) && at < list.Count
            ? list[at]
        : null;
}
