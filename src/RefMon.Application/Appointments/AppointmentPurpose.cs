using System.Globalization;
using RefMon.Domain;
using RefMon.Domain.Appointments;

namespace RefMon.Application.Appointments;

/// <summary>What a form about an appointment is for.</summary>
public enum AppointmentAct
{
    /// <summary>Book one.</summary>
    Book,

    /// <summary>Move it.</summary>
    Move,

    /// <summary>Record what came of it.</summary>
    Record,

    /// <summary>Correct what was recorded.</summary>
    Correct,
}

/// <summary>
/// What a form about an appointment is for, and about which: <c>book-assessment</c>, <c>book-3</c> (a session), or <c>move-</c>,
/// <c>record-</c> and <c>correct-</c> with the appointment's id. Stands in addresses and names what somebody has typed and not confirmed.
/// </summary>
public sealed record AppointmentPurpose(AppointmentAct Act, int? SessionNumber, AppointmentId? AppointmentId)
{
    private const string Assessment = "assessment";

    /// <summary>The supplier assessment or a session, of something to be booked.</summary>
    public AppointmentKind BookedKind =>
        SessionNumber is null ? AppointmentKind.SupplierAssessment : AppointmentKind.DeliverySession;

    /// <summary>True where a slot is asked for.</summary>
    public bool AsksSlot => Act is AppointmentAct.Book or AppointmentAct.Move;

    /// <summary>Book the assessment (null) or a session.</summary>
    public static AppointmentPurpose Book(int? sessionNumber) => new(AppointmentAct.Book, sessionNumber, null);

    /// <summary>Do something about an appointment there is.</summary>
    public static AppointmentPurpose About(AppointmentAct act, AppointmentId id) => new(act, null, id);

    /// <summary>Reads what an address has; null when it is none of these.</summary>
    public static AppointmentPurpose? Parse(string? text)
    {
        if (text?.Split('-', 2) is not [var word, var rest])
            return null;
        if (word == "book")
            return rest == Assessment ? Book(null)
                : int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
                && n is >= 1 and <= 999
                && rest[0] != '0'
                    ? Book(n)
                : null;
        AppointmentAct? act = word switch
        {
            "move" => AppointmentAct.Move,
            "record" => AppointmentAct.Record,
            "correct" => AppointmentAct.Correct,
            _ => null,
        };
        return act is { } known && Guid.TryParseExact(rest, "D", out var id) ? About(known, new(id)) : null;
    }

    /// <summary>As in addresses.</summary>
    public override string ToString() =>
        Act switch
        {
            AppointmentAct.Book => $"book-{SessionNumber?.ToString(CultureInfo.InvariantCulture) ?? Assessment}",
            AppointmentAct.Move => $"move-{AppointmentId}",
            AppointmentAct.Record => $"record-{AppointmentId}",
            AppointmentAct.Correct => $"correct-{AppointmentId}",
        };
}
