using RefMon.Domain.Appointments;
using RefMon.Domain.Attention;

namespace RefMon.Domain.Tests.Lifecycle;

/// <summary>The model's appointments: what is booked, what came of it, and every reason to refuse something about it.</summary>
public sealed class DiaryModel(DateTimeOffset sentAt)
{
    private readonly List<Booking> bookings = [];

    public IReadOnlyList<Booking> Bookings => bookings;

    public bool IsAssessed => Last(AppointmentKind.SupplierAssessment, null)?.Happened == true;

    public int Delivered => Sessions().Count(b => b.Happened == true);

    /// <summary>Whose new booking only a hand-over has taken away is still to be held.</summary>
    public int AccountedFor =>
        Sessions()
            .Count(b =>
                b.Happened == true
                || (
                    b.Outcome is not null
                    && !bookings.FindLast(x => x.Session == b.Session && x.Kind == b.Kind)!.HandedOver
                )
            );

    public int DaysUsed => Sessions().Where(b => b.Happened == true).Select(b => b.Day).Distinct().Count();

    /// <summary>Of each session the last booking that was not called off.</summary>
    public IEnumerable<Booking> Sessions() =>
        bookings
            .Where(b => b.Kind is AppointmentKind.DeliverySession && !b.Cancelled)
            .Where(b => Last(b.Kind, b.Session) == b);

    public bool Has(AppointmentId id) => Find(id) is not null;

    public Reasons Booking(
        Reasons reasons,
        BookAppointment c,
        PlanFact? plan,
        IReadOnlySet<string> team,
        DateTimeOffset now
    )
    {
        var last = Last(c.Kind, c.SessionNumber);
        reasons
            .With("already-booked", Find(c.AppointmentId) is not null)
            .With("earlier-appointment-open", last is { Outcome: null })
            .With("outcome-already-recorded", last is { Happened: true });
        if (c.Kind is AppointmentKind.DeliverySession)
        {
            reasons.With("no-action-plan", plan is null);
            reasons.With(
                "session-not-in-plan",
                plan is not null && (c.SessionNumber is not { } n || n < 1 || n > plan.Sessions)
            );
        }
        else
        {
            reasons.With("session-not-in-plan", c.SessionNumber is not null);
        }
        return SlotReasons(
            PlaceReasons(reasons, c.Kind, c.Slot, team),
            c.Slot,
            c.Outcome,
            c.IsClashConfirmed,
            c.AppointmentId,
            now
        );
    }

    public Reasons Moving(
        Reasons reasons,
        MoveAppointment c,
        IReadOnlySet<string> team,
        string? caseworker,
        DateTimeOffset now
    ) =>
        SlotReasons(
            PlaceReasons(Unrecorded(reasons, c.AppointmentId), Find(c.AppointmentId)?.Kind, c.Slot, team)
                .With("reason-missing", Blank(c.Reason))
                .With("unchanged", Find(c.AppointmentId) is { } was && IsSame(was, c.Slot, team, caseworker)),
            c.Slot,
            c.Outcome,
            c.IsClashConfirmed,
            c.AppointmentId,
            now
        );

    public Reasons Recording(Reasons reasons, RecordOutcome c, DateTimeOffset now) =>
        OutcomeReasons(
            Unrecorded(reasons, c.AppointmentId).With("appointment-in-future", Find(c.AppointmentId)?.StartsAt > now),
            c.Outcome
        );

    public Reasons Correcting(CorrectOutcome c)
    {
        var booking = Find(c.AppointmentId);
        var reasons = OutcomeReasons(
            Reasons.None.With("no-such-appointment", booking is null).With("reason-missing", Blank(c.Reason)),
            c.Outcome
        );
        if (booking is null)
            return reasons;
        return reasons
            .With("no-outcome-yet", booking.Outcome is null)
            .With(
                "not-the-author",
                booking.Outcome is not null && !c.IsBySupplierLead && booking.Author != c.By.AccountId
            )
            .With(
                "later-appointment-booked",
                booking.Happened is { } was
                    && was != c.Outcome.Happened
                    && Last(booking.Kind, booking.Session) != booking
            );
    }

    public Reasons Unrecorded(Reasons reasons, AppointmentId id)
    {
        var booking = Find(id);
        return reasons
            .With("no-such-appointment", booking is null)
            .With("appointment-cancelled", booking is { Cancelled: true })
            .With("outcome-already-recorded", booking is { Cancelled: false, Outcome: not null });
    }

    /// <summary>Takes the command as done; false when it is about something else.</summary>
    public bool Done(object command)
    {
        switch (command)
        {
            case BookAppointment c:
                bookings.Add(new Booking(c.AppointmentId, c.Kind, c.SessionNumber, c.Slot, c.By));
                RecordIfAny(c.AppointmentId, c.Outcome, c.By);
                return true;
            case MoveAppointment c:
                Find(c.AppointmentId)!.Move(c.Slot);
                RecordIfAny(c.AppointmentId, c.Outcome, c.By);
                return true;
            case CancelAppointment c:
                Find(c.AppointmentId)!.Cancelled = true;
                return true;
            case RecordOutcome c:
                Find(c.AppointmentId)!.Record(c.Outcome, c.By);
                return true;
            case CorrectOutcome c:
                Find(c.AppointmentId)!.Correct(c.Outcome);
                return true;
            default:
                return false;
        }
    }

    public void CallOff(DateTimeOffset now, bool handedOver = false)
    {
        foreach (var booking in bookings.Where(b => b.IsOpen && b.StartsAt > now))
            (booking.Cancelled, booking.HandedOver) = (true, handedOver);
    }

    private void RecordIfAny(AppointmentId id, AppointmentOutcome? outcome, StaffMember by)
    {
        if (outcome is not null)
            Find(id)!.Record(outcome, by);
    }

    // the same time and place, and whoever keeps it now, or nobody named
    private static bool IsSame(Booking was, SlotAsked to, IReadOnlySet<string> team, string? caseworker)
    {
        var chosen = (was.Slot.Keeper ?? was.By).AccountId;
        var keeper = team.Contains(chosen) ? chosen : caseworker;
        return was.Slot with { Keeper = null } == to with { Keeper = null }
            && (to.Keeper is null || to.Keeper.AccountId == keeper);
    }

    // an assessment is for one; whoever comes in person is told where to; whoever keeps it works on the referral
    private static Reasons PlaceReasons(
        Reasons reasons,
        AppointmentKind? kind,
        SlotAsked slot,
        IReadOnlySet<string> team
    )
    {
        var (isOffice, isElsewhere) = (
            slot.Method is MeetingMethod.ProbationOffice,
            slot.Method is MeetingMethod.OtherPlace
        );
        return reasons
            .With(
                "assessment-one-to-one",
                kind is AppointmentKind.SupplierAssessment && slot.Format is SessionFormat.Group
            )
            .With("keeper-not-on-referral", slot.Keeper is { } keeper && !team.Contains(keeper.AccountId))
            .With("group-name-missing", slot is { Format: SessionFormat.Group, Group: { } g } && Blank(g.Name))
            .With("office-missing", isOffice && Blank(slot.Place!.OfficeCode))
            .With("address-missing", isElsewhere && Blank(slot.Place!.Line1))
            .With("postcode-invalid", isElsewhere && slot.Place!.Postcode!.Length < 6);
    }

    private Reasons SlotReasons(
        Reasons reasons,
        SlotAsked slot,
        AppointmentOutcome? outcome,
        bool confirmed,
        AppointmentId own,
        DateTimeOffset now
    )
    {
        var today = LondonTime.DayOf(now);
        reasons
            .With("before-day-of-sending", slot.Day < LondonTime.DayOf(sentAt))
            .With("too-far-ahead", slot.Day > today.AddMonths(6))
            .With("duration-invalid", slot.DurationMinutes is < 1 or > 720);
        if (outcome is not null)
            OutcomeReasons(reasons, outcome);
        if (LondonTime.InstantOf(slot.Day, slot.Start) is not { } start)
            return reasons.With("time-does-not-exist", true);
        var end = start.AddMinutes(slot.DurationMinutes);
        return reasons
            .With("appointment-in-future", outcome is not null && start > now)
            .With("outcome-needed-for-past", outcome is null && start <= now)
            .With(
                "clash",
                !confirmed
                    && bookings.Any(b =>
                        // of a time that has passed also what was recorded at it
                        (b.IsOpen || (start <= now && !b.Cancelled))
                        && b.Id != own
                        && b.StartsAt < end
                        && start < b.EndsAt
                    )
            );
    }

    // what happened wants lateness, summary and response; what did not, why; coming in vain also which of three; and each notice its words
    private static Reasons OutcomeReasons(Reasons reasons, AppointmentOutcome o)
    {
        var answers = o.Happened
            ? Blank(o.Summary) || Blank(o.Response) || (o.Late && Blank(o.LateReason))
            : Blank(o.WhyNot) || (o.Attended && o.NoSessionReason is null);
        return reasons
            .With("outcome-contradicts", o is { Happened: true, Attended: false })
            .With(
                "outcome-incomplete",
                answers || (o.NotifyOfBehaviour && Blank(o.Behaviour)) || (o.NotifyOfConcerns && Blank(o.Concerns))
            );
    }

    private Booking? Find(AppointmentId id) => bookings.Find(b => b.Id == id);

    private Booking? Last(AppointmentKind kind, int? session) =>
        bookings.FindLast(b => b.Kind == kind && b.Session == session && !b.Cancelled);

    private static bool Blank(string? text) => string.IsNullOrWhiteSpace(text);
}
