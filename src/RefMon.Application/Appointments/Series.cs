using System.Globalization;
using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.Appointments;
using RefMon.Domain.Attention;
using RefMon.EventStore;
using Decide = RefMon.Domain.Appointments;

namespace RefMon.Application.Appointments;

/// <summary>
/// Sessions <paramref name="First"/> to <paramref name="Last"/> at the same time of day and place, and with one group, as typed: the slot's date is the first,
/// <paramref name="Every"/> is <c>1</c> or <c>2</c> weeks, and <paramref name="Skipped"/> are dates (2027-04-05) that are left out: what would be
/// on one comes a step later.
/// </summary>
public sealed record TypedSeries(
    string? First,
    string? Last,
    string? Every,
    TypedSlot Slot,
    IReadOnlyList<string>? Skipped = null
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(TypedSeries);
}

/// <summary>The form for a series: the sessions free to be booked, and what was typed before, with its dates when they can be worked out.</summary>
[Requires(Permission.KeepAppointments)]
[AuditedRead]
public sealed record GetSeriesForm(string Reference) : IQuery<SeriesForm>, IConcernsReferral;

/// <summary>The form. <paramref name="Why"/> is why no series can be booked now.</summary>
public sealed record SeriesForm(
    CasePerson Person,
    string Reference,
    string? Why,
    IReadOnlyList<int> Free,
    EnforceableDaysShown Days,
    SlotChoices Choices,
    Guid? EntryId,
    int Revision,
    TypedSeries? Typed,
    IReadOnlyList<SeriesDate>? Dates
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(SeriesForm)} {Reference}";
}

/// <summary>
/// One session of a series: its slot, whether its day is a bank holiday, what it overlaps, and whether the clocks go back then, so that the
/// first of two times is meant.
/// </summary>
public sealed record SeriesDate(
    int Session,
    DateOnly Day,
    Slot Slot,
    bool IsBankHoliday,
    IReadOnlyList<Clash> Clashes,
    bool ComesTwice
);

/// <summary>Keeps a series that was typed, when all of it can be booked.</summary>
[Requires(Permission.KeepAppointments)]
public sealed record SaveSeriesEntry(Guid CommandId, string Reference, TypedSeries Series)
    : ICommand<Done>,
        IConcernsReferral;

/// <summary>
/// Books every session of a series, all or none; each becomes an appointment of its own. Their ids follow from <paramref name="EntryId"/>, so that
/// a repeat cannot book them again.
/// </summary>
[Requires(Permission.KeepAppointments)]
public sealed record BookSeries(
    Guid CommandId,
    string Reference,
    Guid EntryId,
    TypedSeries Series,
    bool IsClashConfirmed = false
) : ICommand<Done>, IConcernsReferral
{
    /// <summary>The id that the appointment of this session gets, or has got, from the answers kept as <paramref name="entry"/>.</summary>
    public static AppointmentId IdOf(Guid entry, int session) => SeriesPlan.IdOf(entry, session);
}

internal sealed class SeriesHandler(
    ReferralReader referrals,
    AppointmentDesk desk,
    AppointmentEntries entries,
    Clashes clashes,
    WorkingDayCalendar calendar,
    IEventSession session,
    CurrentViewer current
)
    : IRequestHandler<GetSeriesForm, Outcome<SeriesForm>>,
        IRequestHandler<SaveSeriesEntry, Outcome<Done>>,
        IRequestHandler<BookSeries, Outcome<Done>>
{
    private const string Purpose = "series";

    public async Task<Outcome<SeriesForm>> Handle(GetSeriesForm request, CancellationToken cancellationToken)
    {
        if (await referrals.Read(request.Reference, cancellationToken) is not { } read)
            return AccessRefusals.NotFound;
        var referral = read.Referral;
        var choices = await desk.Choices(referral, AppointmentKind.DeliverySession, null, cancellationToken);
        var free = Decide.BookAppointment.SessionsWithoutAppointment(referral);
        var entry = await entries.Find(current.Required.AccountId, referral.Id, Purpose, cancellationToken);
        var typed = entry?.Answers.Series;
        var planned = typed is null ? null : SeriesPlan.Read(typed, choices).Plan;
        return new SeriesForm(
            read.Person,
            referral.Reference.Value,
            WhyNone(referral, free.Count),
            free,
            EnforceableDaysShown.Of(referral),
            choices,
            entry?.Id,
            entry?.Revision ?? 0,
            typed,
            planned is null ? null : await Shown(referral, planned, entry!.Id, cancellationToken)
        );
    }

    private static string? WhyNone(Referral referral, int free) =>
        free switch
        {
            >= 2 => null,
            // where nothing can be booked at all, a single session is no way round it
            _ when Decide.BookAppointment.MayBook(referral, AppointmentKind.DeliverySession, 1)
                    is { Code: "concluded" or "wrong-stage" or "no-action-plan" } refusal => refusal.Message,
            _ =>
                "A series needs at least two sessions of the action plan that are not booked yet. Book a single session instead.",
        };

    public async Task<Outcome<Done>> Handle(SaveSeriesEntry request, CancellationToken cancellationToken)
    {
        if (await desk.Open(request.Reference, cancellationToken) is not { } open)
            return AccessRefusals.NotFound;
        var (plan, wrong) = SeriesPlan.Read(
            request.Series,
            await desk.Choices(open.Referral, AppointmentKind.DeliverySession, null, cancellationToken)
        );
        if (plan is null)
            return wrong;
        if (Decision(open, plan, Guid.NewGuid(), _ => [], isClashConfirmed: true).Refusal is { } refusal)
            return refusal;
        var account = open.Viewer.AccountId;
        var entry = await entries.Find(account, open.Referral.Id, Purpose, cancellationToken);
        session.Enlist(entries.Sweep());
        session.Enlist(
            entries.Keep(account, open.Referral.Id, Purpose, entry, new(null, null, null, request.Series)),
            expectRows: 1
        );
        return Done.Value;
    }

    public async Task<Outcome<Done>> Handle(BookSeries request, CancellationToken cancellationToken)
    {
        if (await desk.Open(request.Reference, cancellationToken) is not { } open)
            return AccessRefusals.NotFound;
        var (plan, wrong) = SeriesPlan.Read(
            request.Series,
            await desk.Choices(open.Referral, AppointmentKind.DeliverySession, null, cancellationToken)
        );
        if (plan is null)
            return wrong;
        var busy = new Dictionary<int, IReadOnlyList<BusyTime>>();
        foreach (var (number, slot) in plan.Sessions)
            busy[number] = (
                await clashes.Find(open.Viewer, open.Referral, slot, plan.Ids(request.EntryId), cancellationToken)
            ).Busy;
        var (events, refusal) = Decision(open, plan, request.EntryId, n => busy[n], request.IsClashConfirmed);
        if (refusal is not null)
            return refusal;
        open.Stream.Append(events);
        session.Enlist(AppointmentEntries.Drop(open.Viewer.AccountId, open.Referral.Id, Purpose));
        return Done.Value;
    }

    // each is decided on what the earlier ones leave, so that two of the series cannot be in each other's way either
    private static (IReadOnlyList<IReferralEvent> Events, Refusal? Refusal) Decision(
        OpenReferral open,
        SeriesPlan plan,
        Guid entry,
        Func<int, IReadOnlyList<BusyTime>> busy,
        bool isClashConfirmed
    )
    {
        var referral = open.Referral;
        var events = new List<IReferralEvent>();
        foreach (var (number, slot) in plan.Sessions)
        {
            var decision = Decide.BookAppointment.Decide(
                referral,
                new(
                    open.By,
                    SeriesPlan.IdOf(entry, number),
                    AppointmentKind.DeliverySession,
                    number,
                    slot,
                    null,
                    isClashConfirmed
                ),
                busy(number),
                open.Now
            );
            if (decision.Refusal is { } refusal)
                return ([], Of(refusal, number, slot));
            events.AddRange(decision.Events);
            referral = decision.Events.Aggregate(referral, Referral.Apply);
        }
        return (events, null);
    }

    private static Refusal Of(Refusal refusal, int number, SlotAsked slot)
    {
        if (refusal.Code == "outcome-needed-for-past")
            return refusal with
            {
                Field = "Date.Day",
                Message = "The first session must still be to come: choose a later date or time",
            };
        var field = AppointmentDesk.AtField(refusal).Field;
        return refusal with
        {
            Field = field is "ConfirmClash" or "Date.Day" or "Time" ? field : null,
            Message = string.Create(
                CultureInfo.InvariantCulture,
                $"Session {number}, {slot.Day:d MMMM yyyy}: {refusal.Message}"
            ),
        };
    }

    private async Task<IReadOnlyList<SeriesDate>?> Shown(
        Referral referral,
        SeriesPlan plan,
        Guid entry,
        CancellationToken cancellationToken
    )
    {
        var dates = new List<SeriesDate>();
        foreach (var (number, slot) in plan.Sessions)
        {
            if (slot.StartsAt is null)
                return null;
            var found = await clashes.Find(current.Required, referral, slot, plan.Ids(entry), cancellationToken);
            var isWeekend = slot.Day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
            dates.Add(
                new(
                    number,
                    slot.Day,
                    slot.ToSlot(),
                    !isWeekend && !calendar.IsWorkingDay(slot.Day),
                    found.Shown,
                    LondonTime.ComesTwice(slot.Day, slot.Start)
                )
            );
        }
        return dates;
    }
}
