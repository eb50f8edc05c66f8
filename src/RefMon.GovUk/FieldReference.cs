using System.Collections;
using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;

namespace RefMon.GovUk;

/// <summary>
/// What a <c>For</c> expression says about a field: the name it is posted under (<c>Model.Due.Day</c>), its path from the form's model
/// (<c>Due.Day</c>) and its value. Null-tolerant: a part that was not posted leaves null objects on the way.
/// </summary>
internal sealed record FieldReference(string Name, string Path, object? Value)
{
    public static FieldReference From(LambdaExpression field, object? formModel)
    {
        var steps = new List<Step>();
        var value = Walk(field.Body, steps);
        if (steps.Count == 0)
            throw NotAField(field.Body);
        var modelAt = formModel is null ? -1 : steps.FindIndex(step => ReferenceEquals(step.Value, formModel));
        var skipped = modelAt >= 0 ? modelAt + 1 : Math.Min(1, steps.Count - 1);
        return new FieldReference(Join(steps), Join(steps.Skip(skipped)), value);
    }

    private static object? Walk(Expression? node, List<Step> steps) =>
        node switch
        {
            null => null,
            ConstantExpression constant => constant.Value,
            UnaryExpression { NodeType: ExpressionType.Convert } conversion => Walk(conversion.Operand, steps),
            MemberExpression member => WalkMember(member, steps),
            BinaryExpression { NodeType: ExpressionType.ArrayIndex } element => WalkIndex(
                element.Left,
                element.Right,
                steps
            ),
            MethodCallExpression { Method.Name: "get_Item", Object: { } list, Arguments: [var index] } => WalkIndex(
                list,
                index,
                steps
            ),
            _ => throw NotAField(node),
        };

    private static object? WalkMember(MemberExpression member, List<Step> steps)
    {
        var owner = Walk(member.Expression, steps);
        var value = member.Member switch
        {
            PropertyInfo property when owner is not null || property.GetMethod is { IsStatic: true } =>
                property.GetValue(owner),
            FieldInfo field when owner is not null || field.IsStatic => field.GetValue(owner),
            _ => null,
        };
        // the compiler's own links between closures are no part of the name
        if (!member.Member.Name.StartsWith('<'))
            steps.Add(new Step(member.Member.Name, value));
        return value;
    }

    private static object? WalkIndex(Expression list, Expression index, List<Step> steps)
    {
        var owner = Walk(list, steps);
        var key = Walk(index, []);
        var value = (owner, key) switch
        {
            (IList items, int at) => at >= 0 && at < items.Count ? items[at] : null,
            (IDictionary entries, { } entry) => entries[entry],
            _ => null,
        };
        steps.Add(new Step($"[{Convert.ToString(key, CultureInfo.InvariantCulture)}]", value));
        return value;
    }

    private static string Join(IEnumerable<Step> steps) =>
        string.Concat(steps.Select((step, at) => at == 0 || step.Name[0] == '[' ? step.Name : "." + step.Name));

    private static InvalidOperationException NotAField(Expression node) =>
        new($"A field is named by properties and indexes, such as () => Model.Due.Day; '{node}' is something else.");

    private readonly record struct Step(string Name, object? Value);
}
