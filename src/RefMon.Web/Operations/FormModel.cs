using System.Collections;
using System.Reflection;

namespace RefMon.Web.Operations;

/// <summary>Form binding leaves null where nothing was posted, even over an initialiser. This puts empty objects and lists there again.</summary>
internal static class FormModel
{
    public static T Complete<T>(T model)
        where T : class
    {
        Fill(model, depth: 0);
        return model;
    }

    private static void Fill(object owner, int depth)
    {
        if (depth > 8)
            return;
        foreach (var property in owner.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetIndexParameters().Length > 0 || !property.CanRead)
                continue;
            var value = property.GetValue(owner);
            if (value is null && property.CanWrite && CanBeMade(property.PropertyType))
                property.SetValue(owner, value = Activator.CreateInstance(property.PropertyType));
            if (value is IList items and not Array)
            {
                foreach (var item in items)
                {
                    if (item is not null && IsPart(item.GetType()))
                        Fill(item, depth + 1);
                }
            }
            else if (value is not null && IsPart(value.GetType()))
            {
                Fill(value, depth + 1);
            }
        }
    }

    private static bool CanBeMade(Type type) =>
        (IsPart(type) || type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>))
        && type.GetConstructor(Type.EmptyTypes) is not null;

    private static bool IsPart(Type type) =>
        type.IsClass && type.Namespace?.StartsWith("RefMon.", StringComparison.Ordinal) == true;
}
