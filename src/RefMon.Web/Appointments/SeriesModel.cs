namespace RefMon.Web.Appointments;

/// <summary>A series, as the form's boxes hold it.</summary>
public sealed class SeriesModel : SlotModel
{
    public string? First { get; set; }

    public string? Last { get; set; }

    public string? Every { get; set; }
}
