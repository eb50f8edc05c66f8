using System.Globalization;
using System.Text.RegularExpressions;
using RefMon.Application.Catalogue;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Appointments;

namespace RefMon.Application.Appointments;

/// <summary>
/// When and where an appointment is to be, as typed. <paramref name="Method"/> is <c>phone</c>, <c>video</c>, <c>office</c> or
/// <c>address</c>; <paramref name="Format"/> <c>one-to-one</c> or <c>group</c> (asked for sessions only); <paramref name="RequestedBy"/>
/// (<c>supplier</c> or <c>person</c>) and <paramref name="Reason"/> belong to a move. <paramref name="Group"/> is the id of a group of the
/// supplier, or <c>unnamed</c> for the one that meets then without a name; a new group has none but a <paramref name="GroupName"/>.
/// <paramref name="Keeper"/> is the account of who keeps it; where nobody is said, whoever does so already, or books it, or the caseworker.
/// </summary>
public sealed record TypedSlot(
    string? Day,
    string? Month,
    string? Year,
    string? Time,
    string? Hours,
    string? Minutes,
    string? Method,
    string? Office,
    string? Line1,
    string? Line2,
    string? Town,
    string? County,
    string? Postcode,
    string? Format = null,
    string? RequestedBy = null,
    string? Reason = null,
    string? Group = null,
    string? GroupName = null,
    string? Keeper = null
)
{
    /// <summary>The group that meets then, of those booked before groups had names.</summary>
    public const string Unnamed = "unnamed";

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(TypedSlot);

    /// <summary>A slot as its form shows it.</summary>
    internal static TypedSlot Of(Slot slot, DateOnly day, TimeOnly start, string? keeper) =>
        new(
            day.Day.ToString(CultureInfo.InvariantCulture),
            day.Month.ToString(CultureInfo.InvariantCulture),
            day.Year.ToString(CultureInfo.InvariantCulture),
            start.ToString("HH:mm", CultureInfo.InvariantCulture),
            slot.DurationMinutes < 60 ? null : (slot.DurationMinutes / 60).ToString(CultureInfo.InvariantCulture),
            slot.DurationMinutes % 60 == 0 ? null : (slot.DurationMinutes % 60).ToString(CultureInfo.InvariantCulture),
            MethodCodes.Of(slot.Method),
            slot.Method is MeetingMethod.ProbationOffice ? slot.Place?.OfficeCode : null,
            slot.Method is MeetingMethod.OtherPlace ? slot.Place?.Line1 : null,
            slot.Method is MeetingMethod.OtherPlace ? slot.Place?.Line2 : null,
            slot.Method is MeetingMethod.OtherPlace ? slot.Place?.Town : null,
            slot.Method is MeetingMethod.OtherPlace ? slot.Place?.County : null,
            slot.Method is MeetingMethod.OtherPlace ? slot.Place?.Postcode : null,
            slot.Format is SessionFormat.Group ? MethodCodes.Group : MethodCodes.OneToOne,
            Group: slot.Format is SessionFormat.OneToOne ? null : slot.Group?.Id.ToString() ?? Unnamed,
            Keeper: keeper
        );
}

/// <summary>
/// What can be chosen from for a slot: the offices of the contract's region, the groups of the supplier, and those who work on the referral, of
/// whom <paramref name="Keeper"/> keeps it unless another is chosen (null where nobody works on it yet).
/// </summary>
public sealed record SlotChoices(
    IReadOnlyList<ProbationOffice> Offices,
    GroupChoices Groups,
    IReadOnlyList<StaffMember> Team,
    StaffMember? Keeper
)
{
    /// <summary>The office that the appointment being moved is at, where that has closed since; otherwise null.</summary>
    public ClosedOffice? Closed { get; init; }
}

/// <summary>An office that no appointment can be at from <paramref name="At"/> on, and still could before.</summary>
public sealed record ClosedOffice(MeetingPlace Place, DateTimeOffset At);

/// <summary>The words that forms post for how an appointment is held.</summary>
public static class MethodCodes
{
    /// <summary>In a group.</summary>
    public const string Group = "group";

    /// <summary>One to one.</summary>
    public const string OneToOne = "one-to-one";

    /// <summary>The code of a method.</summary>
    public static string Of(MeetingMethod method) =>
        method switch
        {
            MeetingMethod.PhoneCall => "phone",
            MeetingMethod.VideoCall => "video",
            MeetingMethod.ProbationOffice => "office",
            MeetingMethod.OtherPlace => "address",
        };

    internal static MeetingMethod? Read(string? code) =>
        Enum.GetValues<MeetingMethod>().Cast<MeetingMethod?>().FirstOrDefault(method => Of(method!.Value) == code);
}

/// <summary>Reads a typed slot; every answer that is missing or impossible is refused at once, at its field.</summary>
internal static partial class SlotReading
{
    private const int LongestInMinutes = 12 * 60;
    private const int LastYear = 9000;

    public static (SlotAsked? Slot, List<Refusal> Refusals) Read(
        TypedSlot typed,
        AppointmentKind kind,
        SlotChoices choices
    )
    {
        var refusals = new List<Refusal>();
        var (day, wrongDay) = TypedDate.Read("Date", "Date.", new(typed.Day, typed.Month, typed.Year));
        Add(refusals, wrongDay ?? TooFar(day));
        var (start, wrongTime) = TypedTime.Read("Start time", "Time", typed.Time);
        Add(refusals, wrongTime);
        var minutes = Length(typed, refusals);
        var format = Format(typed, kind, refusals);
        var (method, place) = Place(typed, choices, refusals);
        var keeper = Keeper(typed, choices, refusals);
        var asked = new SlotAsked(day, start, minutes, method, format, place, Keeper: keeper);
        if (place is not null && place == choices.Closed?.Place && asked.StartsAt >= choices.Closed.At)
            refusals.Add(
                new(
                    "office-closed",
                    "Office",
                    $"{place.Name} has closed. Select another office, or another way to meet"
                )
            );
        if (format is SessionFormat.Group)
            asked = asked with { Group = GroupReading.Read(typed, asked, choices.Groups, refusals) };
        return refusals.Count > 0 ? (null, refusals) : (asked, refusals);
    }

    private static StaffMember? Keeper(TypedSlot typed, SlotChoices choices, List<Refusal> refusals)
    {
        if (string.IsNullOrEmpty(typed.Keeper))
            return choices.Keeper;
        var keeper = choices.Team.FirstOrDefault(s => s.AccountId == typed.Keeper);
        if (keeper is null)
            refusals.Add(
                new(
                    "keeper-not-on-referral",
                    "Keeper",
                    "Select who keeps it: the caseworker or somebody who helps with this referral"
                )
            );
        return keeper;
    }

    /// <summary>Who asked for a move and why.</summary>
    public static (ChangeRequestedBy By, string Reason, List<Refusal> Refusals) ReadMove(TypedSlot typed)
    {
        var refusals = new List<Refusal>();
        var by = typed.RequestedBy switch
        {
            "supplier" => ChangeRequestedBy.Supplier,
            "person" => ChangeRequestedBy.PersonOnProbation,
            _ => (ChangeRequestedBy?)null,
        };
        if (by is null)
            refusals.Add(new("requested-by-missing", "RequestedBy", "Select who asked for the change"));
        AppointmentTexts.Needed(
            refusals,
            typed.Reason,
            "Reason",
            "reason-missing",
            "Enter why the appointment is moved"
        );
        return (by ?? default, TypedText.Lines(typed.Reason) ?? "", refusals);
    }

    // the rule of six months says the rest; here only days so late that nothing can be counted on from them
    private static Refusal? TooFar(DateOnly day) =>
        day.Year > LastYear ? new("too-far-ahead", "Date.Day", "Enter a date within the next 6 months") : null;

    private static int Length(TypedSlot typed, List<Refusal> refusals)
    {
        var (hours, minutes) = (TypedText.Line(typed.Hours), TypedText.Line(typed.Minutes));
        if (hours is null && minutes is null)
        {
            refusals.Add(new("duration-missing", "Hours", "Enter how long it takes, in hours, minutes or both"));
            return 0;
        }
        if (Whole(hours) is not { } h)
        {
            refusals.Add(new("duration-invalid", "Hours", "Hours must be a whole number, like 1"));
            return 0;
        }
        if (Whole(minutes) is not { } m)
        {
            refusals.Add(new("duration-invalid", "Minutes", "Minutes must be a whole number, like 30"));
            return 0;
        }
        var total = (h * 60) + m;
        if (total is < 1 or > LongestInMinutes)
            refusals.Add(new("duration-invalid", "Hours", "It must take from 1 minute to 12 hours"));
        return total;
    }

    // an empty box beside a full one is none
    private static int? Whole(string? text) =>
        text is null ? 0
        : text.Length <= 4 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
        : null;

    private static SessionFormat Format(TypedSlot typed, AppointmentKind kind, List<Refusal> refusals)
    {
        if (kind is AppointmentKind.SupplierAssessment)
            return SessionFormat.OneToOne;
        if (typed.Format is not (MethodCodes.OneToOne or MethodCodes.Group))
            refusals.Add(new("format-missing", "Format", "Select whether it is one to one or in a group"));
        return typed.Format == MethodCodes.Group ? SessionFormat.Group : SessionFormat.OneToOne;
    }

    private static (MeetingMethod Method, MeetingPlace? Place) Place(
        TypedSlot typed,
        SlotChoices choices,
        List<Refusal> refusals
    )
    {
        var method = MethodCodes.Read(typed.Method);
        switch (method)
        {
            case MeetingMethod.ProbationOffice:
                return (MeetingMethod.ProbationOffice, Office(typed, choices, refusals));
            case MeetingMethod.OtherPlace:
                return (MeetingMethod.OtherPlace, Address(typed, refusals));
            case null:
                refusals.Add(new("method-missing", "Method", "Select how you will meet"));
                return default;
            default:
                return (method.Value, null);
        }
    }

    private static MeetingPlace? Office(TypedSlot typed, SlotChoices choices, List<Refusal> refusals)
    {
        if (string.IsNullOrEmpty(typed.Office))
            refusals.Add(new("office-missing", "Office", "Select the probation office"));
        else if (choices.Offices.FirstOrDefault(office => office.DeliusCode == typed.Office) is { } office)
            return new(office.DeliusCode, office.Name, string.Join(", ", office.AddressLines), null, null, null, null);
        else if (choices.Closed is { } closed && closed.Place.OfficeCode == typed.Office)
            return closed.Place;
        else
            refusals.Add(
                new("office-outside-region", "Office", "Select a probation office in the region of this contract")
            );
        return null;
    }

    private static MeetingPlace Address(TypedSlot typed, List<Refusal> refusals)
    {
        var line1 = TypedText.Line(typed.Line1);
        if (line1 is null)
            refusals.Add(new("address-missing", "Line1", "Enter the building and street"));
        var postcode = string.Concat((typed.Postcode ?? "").Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();
        if (postcode.Length == 0)
            refusals.Add(new("postcode-missing", "Postcode", "Enter the postcode"));
        else if (!Postcode().IsMatch(postcode))
            refusals.Add(new("postcode-invalid", "Postcode", "Enter a full UK postcode, like SW1A 2AA"));
        foreach (
            var (field, text) in new[]
            {
                ("Line1", typed.Line1),
                ("Line2", typed.Line2),
                ("Town", typed.Town),
                ("County", typed.County),
            }
        )
        {
            if (TypedText.TooManyBy(text, TypedText.LongestLine) > 0)
                refusals.Add(new("answer-too-long", field, "Each line of the address must be 250 characters or fewer"));
        }
        return new(
            null,
            null,
            line1,
            TypedText.Line(typed.Line2),
            TypedText.Line(typed.Town),
            TypedText.Line(typed.County),
            postcode.Length > 3 ? $"{postcode[..^3]} {postcode[^3..]}" : postcode
        );
    }

    private static void Add(List<Refusal> refusals, Refusal? refusal)
    {
        if (refusal is not null)
            refusals.Add(refusal);
    }

    [GeneratedRegex(@"\A[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}\z", RegexOptions.CultureInvariant, 500)]
    private static partial Regex Postcode();
}

/// <summary>Texts that an answer needs.</summary>
internal static class AppointmentTexts
{
    public static void Needed(List<Refusal> refusals, string? text, string field, string code, string message)
    {
        if (!TypedText.HasContent(text))
            refusals.Add(new(code, field, message));
        else
            Fits(refusals, text, field);
    }

    public static void Fits(List<Refusal> refusals, string? text, string field)
    {
        var over = TypedText.TooManyBy(text);
        if (over > 0)
            refusals.Add(
                new(
                    "answer-too-long",
                    field,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"This must be {TypedText.Longest:N0} characters or fewer. Take out {over:N0} or more"
                    )
                )
            );
    }
}
