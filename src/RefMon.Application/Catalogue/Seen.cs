namespace RefMon.Application.Catalogue;

/// <summary>Values met so far; one met twice is a problem of the second row.</summary>
internal sealed class Seen<T>
    where T : notnull
{
    public HashSet<T> Values { get; } = [];

    public T Once(ReferenceDataObject row, string field, T value)
    {
        if (!Values.Add(value) && !value.Equals(default(T)) && value is not "")
            row.Wrong(field, $"{value} stands more than once");
        return value;
    }
}
