using RefMon.Application.Appointments;
using RefMon.GovUk;

namespace RefMon.Web.Appointments;

/// <summary>When and where, as the form's boxes hold it.</summary>
public class SlotModel : IVersionShown
{
    public string? Version { get; set; }

    public DateParts Date { get; set; } = new();

    public string? Time { get; set; }

    public string? Hours { get; set; }

    public string? Minutes { get; set; }

    public string? Method { get; set; }

    public string? Office { get; set; }

    public string? Line1 { get; set; }

    public string? Line2 { get; set; }

    public string? Town { get; set; }

    public string? County { get; set; }

    public string? Postcode { get; set; }

    public string? Format { get; set; }

    public string? Group { get; set; }

    public string? GroupName { get; set; }

    public string? Keeper { get; set; }

    public string? RequestedBy { get; set; }

    public string? Reason { get; set; }

    /// <summary>Fills the boxes.</summary>
    public void Show(TypedSlot? slot)
    {
        if (slot is null)
            return;
        Date = new()
        {
            Day = slot.Day,
            Month = slot.Month,
            Year = slot.Year,
        };
        (Time, Hours, Minutes) = (slot.Time, slot.Hours, slot.Minutes);
        (Method, Office, Format) = (slot.Method, slot.Office, slot.Format);
        (Line1, Line2, Town, County, Postcode) = (slot.Line1, slot.Line2, slot.Town, slot.County, slot.Postcode);
        (RequestedBy, Reason) = (slot.RequestedBy, slot.Reason);
        (Group, GroupName, Keeper) = (slot.Group, slot.GroupName, slot.Keeper ?? Keeper);
    }

    /// <summary>What is in the boxes.</summary>
    public TypedSlot Typed() =>
        new(
            Date.Day,
            Date.Month,
            Date.Year,
            Time,
            Hours,
            Minutes,
            Method,
            Office,
            Line1,
            Line2,
            Town,
            County,
            Postcode,
            Format,
            RequestedBy,
            Reason,
            Group,
            GroupName,
            Keeper
        );
}
