using System.Globalization;
using RefMon.Application.Appointments;
using RefMon.Application.Attention;
using RefMon.Domain.Appointments;
using RefMon.Domain.Attention;
using RefMon.GovUk;
using RefMon.Web.CaseLists;
using RefMon.Web.Shell;

namespace RefMon.Web.Appointments;

/// <summary>Appointments in the words and colours of the screens. Never colour alone.</summary>
internal static class AppointmentWords
{
    public static (string Text, TagColour Colour) Tag(AppointmentStatus status) =>
        status switch
        {
            AppointmentStatus.NotScheduled => ("Not scheduled", TagColour.Grey),
            AppointmentStatus.Scheduled => ("Scheduled", TagColour.Blue),
            AppointmentStatus.NeedsFeedback => ("Needs feedback", TagColour.Red),
            AppointmentStatus.NothingRecorded => ("Nothing recorded", TagColour.Grey),
            AppointmentStatus.Completed => ("Completed", TagColour.Green),
            AppointmentStatus.DidNotHappen => ("Did not happen", TagColour.Yellow),
            AppointmentStatus.DidNotAttend => ("Did not attend", TagColour.Purple),
            AppointmentStatus.Rescheduled => ("Rescheduled", TagColour.Grey),
            AppointmentStatus.Cancelled => ("Cancelled", TagColour.Grey),
        };

    /// <summary>"Supplier assessment", "Session 3".</summary>
    public static string Name(AppointmentKind kind, int? sessionNumber) =>
        kind is AppointmentKind.SupplierAssessment
            ? "Supplier assessment"
            : string.Create(CultureInfo.InvariantCulture, $"Session {sessionNumber}");

    /// <summary>"the supplier assessment", "session 3", inside a sentence.</summary>
    public static string InSentence(AppointmentKind kind, int? sessionNumber) =>
        kind is AppointmentKind.SupplierAssessment
            ? "the supplier assessment"
            : string.Create(CultureInfo.InvariantCulture, $"session {sessionNumber}");

    /// <summary>Thursday 4 March 2027</summary>
    public static string Day(Slot slot) => Dates.DayWithName(LondonTime.DayOf(slot.StartsAt));

    /// <summary>9:30am to 10:30am</summary>
    public static string Hours(Slot slot) => Hours(slot.StartsAt, slot.EndsAt);

    /// <summary>9:30am to 10:30am</summary>
    public static string Hours(DateTimeOffset from, DateTimeOffset until) =>
        $"{Dates.Time(from)} to {Dates.Time(until)}";

    /// <summary>Thursday 4 March 2027, 9:30am to 10:30am</summary>
    public static string When(Slot slot) => $"{Day(slot)}, {Hours(slot)}";

    public static string Method(MeetingMethod method) =>
        method switch
        {
            MeetingMethod.PhoneCall => "Phone call",
            MeetingMethod.VideoCall => "Video call",
            MeetingMethod.ProbationOffice => "In person at a probation office",
            MeetingMethod.OtherPlace => "In person",
        };

    /// <summary>One to one; In a group: Monday job club</summary>
    public static string Format(Slot slot) =>
        slot.Format is SessionFormat.OneToOne ? "One to one" : Group("In a group", slot.Group?.Name);

    /// <summary>one to one; in a group: Monday job club</summary>
    public static string FormatInSentence(Slot slot) =>
        slot.Format is SessionFormat.OneToOne ? "one to one" : Group("in a group", slot.Group?.Name);

    /// <summary>A group to choose: its name, who leads it, and when it meets next or met last.</summary>
    public static string Group(GroupChoice group) =>
        $"{group.Group.Name}{(group.Lead is { } lead ? $", led by {lead}" : "")}, {Dates.DayWithName(LondonTime.DayOf(group.From))}, {Hours(group.From, group.Until)}";

    private static string Group(string inAGroup, string? name) => name is null ? inAGroup : $"{inAGroup}: {name}";

    /// <summary>The lines of an address; none for phone and video.</summary>
    public static IReadOnlyList<string> Place(Slot slot) =>
        slot.Place is { } place
            ?
            [
                .. new[] { place.Name, place.Line1, place.Line2, place.Town, place.County, place.Postcode }
                    .OfType<string>()
                    .Where(line => line.Length > 0),
            ]
            : [];

    /// <summary>How and where, in one line.</summary>
    public static string Where(Slot slot) =>
        slot.Place is { } place
            ? $"{Method(slot.Method)}: {place.Name ?? string.Join(", ", Place(slot))}"
            : Method(slot.Method);

    public static string RequestedBy(ChangeRequestedBy by, string person) =>
        by is ChangeRequestedBy.Supplier ? "The supplier" : person;

    public static string WhyNotHeld(NoSessionReason reason) =>
        reason switch
        {
            NoSessionReason.DidNotComply => "They did not comply",
            NoSessionReason.CouldNotTakePart => "They could not take part",
            NoSessionReason.Logistics => "The supplier or the arrangements prevented it",
        };

    public static string Because(AppointmentCancelled cancelled) =>
        cancelled.Because switch
        {
            CancelledBecause.CalledOff => cancelled.Reason ?? "No reason was given",
            CancelledBecause.ReferralEnded => "The referral ended or is being ended",
            CancelledBecause.ReferralTransferred => "The referral moved to another supplier",
        };

    /// <summary>A clash in a sentence.</summary>
    public static string Clash(Clash clash, string person)
    {
        var when = clash is { From: { } from, Until: { } until } ? $" from {Hours(from, until)}" : " at this time";
        var where = clash.Reference is { } reference ? $" (referral {reference})" : "";
        return clash.Of switch
        {
            ClashOf.Person => $"{person} has another appointment{when}{where}.",
            ClashOf.Caseworker => $"{clash.Keeper ?? "The caseworker"} has another appointment{when}{where}.",
            ClashOf.Place when clash.Group is { } group => $"The group {group} is at the same place{when}{where}.",
            ClashOf.Place => $"A colleague has booked the same place{when}{where}.",
        };
    }

    /// <summary>What appointments that are booked overlap, and what to do about it.</summary>
    public static string Overlaps(IEnumerable<Clash> clashes, string person) =>
        $"This overlaps: {string.Join(" ", clashes.Select(clash => Clash(clash, person)))} Both are booked. Move or cancel one of them unless both are wanted.";

    /// <summary>"3 used of 15, 12 left"</summary>
    public static string Days(EnforceableDaysShown days) => $"{Used(days)} of {Number(days.Maximum)}, {Left(days)}";

    /// <summary>"3 used"</summary>
    public static string Used(EnforceableDaysShown days) => $"{Number(days.Used)} used";

    /// <summary>"12 left", "2 over"</summary>
    public static string Left(EnforceableDaysShown days) =>
        days.Left < 0 ? $"{Number(-days.Left)} over" : $"{Number(days.Left)} left";

    /// <summary>What to do when four fifths of the days, or more, are used.</summary>
    public static string DaysWarning(EnforceableDaysShown days) =>
        days.Left switch
        {
            < 0 => "More days have been used than were agreed. Talk to each other before booking another session.",
            0 => "Every enforceable day has been used. Talk to each other before booking another session.",
            _ =>
                "Most of the enforceable days have been used. Check that those left are enough for the sessions still to come.",
        };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>What saving an outcome does when it is the last one the plan waits for.</summary>
    public const string EndsDelivery =
        "Every session of the action plan has an outcome then. Saving this ends the delivery: no session can be booked or moved any more, an assessment still to come is cancelled, the plan cannot be changed, and the end-of-service report is owed.";

    /// <summary>What to do before such a session is recorded as missed or not held, if it is still to take place.</summary>
    public const string IfHeldLater =
        "If it is to be held at a later time, first submit a version of the action plan with one more session.";

    /// <summary>What cancelling does when the session was missed before and every other one has an outcome.</summary>
    public const string CancellingEndsDelivery =
        "This session was missed or not held before, and that stands again once this appointment is cancelled. Every session of the action plan has an outcome then, so cancelling ends the delivery: no session can be booked or moved any more, an assessment still to come is cancelled, the plan cannot be changed, and the end-of-service report is owed.";

    /// <summary>What to do instead of cancelling it when it is still to take place.</summary>
    public const string IfHeldAgain =
        "If the session is still to be held, move the appointment instead of cancelling it.";

    /// <summary>What became of a notice, in a sentence. The practitioner is named also before it is known where it went.</summary>
    public static string Notice(string? practitioner, EffectShown notice) =>
        ToldWords.Emailed(
            notice is { To: null, Recipient: "practitioner" } && practitioner is not null
                ? $"{practitioner} (probation practitioner)"
                : ToldWords.Who(notice),
            notice
        );
}
