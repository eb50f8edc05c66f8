using System.Text.Json.Serialization;

namespace RefMon.Domain.Appointments;

/// <summary>
/// When and where an appointment is: an instant in UTC, a length in minutes, how it is held and where; with which group, and who of the
/// supplier keeps it. <paramref name="Group"/> and <paramref name="Keeper"/> are null in what was booked before they were asked for: then a
/// group is whoever meets at the same time and place, and see <see cref="Appointment.KeeperAmong"/>.
/// </summary>
public sealed record Slot(
    DateTimeOffset StartsAt,
    int DurationMinutes,
    MeetingMethod Method,
    SessionFormat Format,
    MeetingPlace? Place,
    SessionGroup? Group = null,
    StaffMember? Keeper = null
)
{
    /// <summary>The instant it ends.</summary>
    [JsonIgnore]
    public DateTimeOffset EndsAt => StartsAt.AddMinutes(DurationMinutes);
}

/// <summary>
/// A group that meets for sessions, with the name its supplier gave it. It stays the same group whenever and wherever it meets; the name holds
/// no personal data.
/// </summary>
public sealed record SessionGroup(SessionGroupId Id, string Name);

/// <summary>How an appointment is held.</summary>
public enum MeetingMethod
{
    /// <summary>By telephone.</summary>
    PhoneCall,

    /// <summary>By video.</summary>
    VideoCall,

    /// <summary>In person at a probation office.</summary>
    ProbationOffice,

    /// <summary>In person somewhere else.</summary>
    OtherPlace,
}

/// <summary>With the person alone or in a group.</summary>
public enum SessionFormat
{
    /// <summary>One to one.</summary>
    OneToOne,

    /// <summary>In a group.</summary>
    Group,
}

/// <summary>Where people meet: a probation office by its code, or an address (first line and postcode at least).</summary>
public sealed record MeetingPlace(
    string? OfficeCode,
    string? Name,
    string? Line1,
    string? Line2,
    string? Town,
    string? County,
    string? Postcode
);

/// <summary>Why a person who came had no session.</summary>
public enum NoSessionReason
{
    /// <summary>They did not comply.</summary>
    DidNotComply,

    /// <summary>They could not take part, acceptably.</summary>
    CouldNotTakePart,

    /// <summary>The supplier or the arrangements prevented it.</summary>
    Logistics,
}

/// <summary>
/// What came of an appointment. It happened when something was delivered, and then the person attended. The summary and the
/// response belong to one that happened; the reason and <paramref name="WhyNot"/> to one that did not. The two notices
/// tell the practitioner of behaviour and of concerns.
/// </summary>
public sealed record AppointmentOutcome(
    bool Happened,
    bool Attended,
    bool Late,
    string? LateReason,
    string? Summary,
    string? Response,
    string? FuturePlans,
    NoSessionReason? NoSessionReason,
    string? WhyNot,
    bool NotifyOfBehaviour,
    string? Behaviour,
    bool NotifyOfConcerns,
    string? Concerns
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => Happened ? "happened" : "did not happen";
}
