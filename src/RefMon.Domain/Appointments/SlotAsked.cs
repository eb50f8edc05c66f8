using System.Text.RegularExpressions;
using RefMon.Domain.Attention;

namespace RefMon.Domain.Appointments;

/// <summary>
/// When and where an appointment is wanted: a London date and time of day, and a length in minutes; with which group, and who is to keep it.
/// </summary>
public sealed record SlotAsked(
    DateOnly Day,
    TimeOnly Start,
    int DurationMinutes,
    MeetingMethod Method,
    SessionFormat Format,
    MeetingPlace? Place,
    SessionGroup? Group = null,
    StaffMember? Keeper = null
)
{
    /// <summary>The instant it begins; null for a time that does not exist on that day.</summary>
    public DateTimeOffset? StartsAt => LondonTime.InstantOf(Day, Start);

    /// <summary>The slot. Throws for a time that does not exist: ask <see cref="StartsAt"/> first.</summary>
    public Slot ToSlot() =>
        new(
            StartsAt ?? throw new InvalidOperationException("The time does not exist on that day."),
            DurationMinutes,
            Method,
            Format,
            Method is MeetingMethod.ProbationOffice or MeetingMethod.OtherPlace ? Place : null,
            Format is SessionFormat.Group ? Group : null,
            Keeper
        );
}

/// <summary>Time taken by an appointment of another referral, of the caseworker or the person.</summary>
public sealed record BusyTime(AppointmentId AppointmentId, DateTimeOffset From, DateTimeOffset Until);

internal static partial class Slots
{
    private const int LongestInMinutes = 12 * 60;

    public static Refusal? Refuse(Referral referral, AppointmentKind kind, SlotAsked slot, DateTimeOffset now) =>
        RefuseTime(referral, slot, now) ?? RefusePlace(kind, slot) ?? RefusePeople(referral, slot);

    /// <summary>Of a time that has passed, what was recorded at it counts too: one of two that are typed up afterwards is likely wrong.</summary>
    public static Refusal? RefuseClash(
        Referral referral,
        AppointmentId own,
        SlotAsked asked,
        IEnumerable<BusyTime> busy,
        bool isClashConfirmed,
        DateTimeOffset now
    )
    {
        if (isClashConfirmed)
            return null;
        var slot = asked.ToSlot();
        var taken = referral
            .Appointments.All.Where(a => a.IsOpen || (!a.IsCancelled && slot.StartsAt <= now))
            .Select(a => new BusyTime(a.Id, a.Slot.StartsAt, a.Slot.EndsAt))
            .Concat(busy)
            .Where(b => b.AppointmentId != own);
        return taken.Any(b => b.From < slot.EndsAt && slot.StartsAt < b.Until)
            ? new Refusal(
                "clash",
                "confirmClash",
                "This overlaps another appointment. Choose another time, or confirm that you want both."
            )
            : null;
    }

    /// <summary>An appointment that would have begun must come with its outcome; one to come must not.</summary>
    public static Refusal? RefuseOutcome(SlotAsked slot, AppointmentOutcome? outcome, DateTimeOffset now)
    {
        if (outcome is null)
            return slot.StartsAt <= now
                ? new Refusal(
                    "outcome-needed-for-past",
                    "outcome",
                    "This time has passed. Record what happened as well, or choose another time."
                )
                : null;
        return slot.StartsAt > now ? Outcomes.InFuture : Outcomes.Refuse(outcome);
    }

    private static Refusal? RefuseTime(Referral referral, SlotAsked slot, DateTimeOffset now)
    {
        if (slot.StartsAt is null)
            return new Refusal(
                "time-does-not-exist",
                "start",
                "The clocks go forward on this day and this time does not exist. Choose an earlier or later time."
            );
        if (slot.Day < LondonTime.DayOf(referral.Referring.SentAt))
            return new Refusal(
                "before-day-of-sending",
                "day",
                "Enter a date on or after the day the referral was sent"
            );
        if (slot.Day > LondonTime.DayOf(now).AddMonths(6))
            return new Refusal("too-far-ahead", "day", "Enter a date within the next 6 months");
        return slot.DurationMinutes is < 1 or > LongestInMinutes
            ? new Refusal("duration-invalid", "duration", "Enter how long it takes, from 1 minute to 12 hours")
            : null;
    }

    private static Refusal? RefusePlace(AppointmentKind kind, SlotAsked slot)
    {
        if (kind is AppointmentKind.SupplierAssessment && slot.Format is not SessionFormat.OneToOne)
            return new Refusal("assessment-one-to-one", "format", "A supplier assessment is held one to one");
        return slot.Method switch
        {
            MeetingMethod.PhoneCall or MeetingMethod.VideoCall => null,
            MeetingMethod.ProbationOffice => Guard.Words(
                slot.Place?.OfficeCode,
                "office-missing",
                "place",
                "Select the probation office"
            ),
            MeetingMethod.OtherPlace => Guard.Words(
                slot.Place?.Line1,
                "address-missing",
                "place",
                "Enter the building and street"
            ) ?? RefusePostcode(slot.Place?.Postcode),
        };
    }

    private static Refusal? RefusePeople(Referral referral, SlotAsked slot) =>
        slot.Keeper is { } keeper && referral.Allocation.Team.All(s => s.AccountId != keeper.AccountId)
            ? new Refusal(
                "keeper-not-on-referral",
                "keeper",
                "Select who keeps it: the caseworker or somebody who helps with this referral"
            )
        : slot is { Format: SessionFormat.Group, Group: { } group }
            ? Guard.Words(group.Name, "group-name-missing", "group", "Enter a name for the group")
        : null;

    private static Refusal? RefusePostcode(string? postcode) =>
        Postcode().IsMatch(string.Concat((postcode ?? "").Where(c => !char.IsWhiteSpace(c))))
            ? null
            : new Refusal("postcode-invalid", "place", "Enter a full UK postcode, like SW1A 2AA");

    [GeneratedRegex(
        @"\A[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Postcode();
}
