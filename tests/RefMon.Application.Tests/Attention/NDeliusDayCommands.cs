using RefMon.Domain;
using RefMon.Domain.ActionPlans;
using RefMon.Domain.Allocation;
using RefMon.Domain.Appointments;
using RefMon.Domain.Attention;
using RefMon.Domain.Endings;

namespace RefMon.Application.Tests.Attention;

/// <summary>Sensible and less sensible things that a supplier and a practitioner do with a referral in a day.</summary>
internal sealed class NDeliusDayCommands(Random random, DateTimeOffset now, StaffMember by)
{
    public Decision Choose(Referral referral) =>
        referral.Allocation.Caseworker is null
            ? AssignCaseworker.Decide(referral, new(by, by.AccountId), new(by, true, true), now)
            : random.Next(103) switch
            {
                < 36 => Book(referral),
                < 58 => Move(referral),
                < 78 => Record(referral),
                < 84 => Correct(referral),
                < 90 => Cancel(referral),
                < 97 => Plan(referral),
                < 100 => Transfer(referral),
                _ => End(referral),
            };

    private Decision Transfer(Referral referral)
    {
        if (referral.Allocation.PendingTransfer is not null)
            return AcceptTransfer.Decide(referral, new(by), true, now);
        var to = referral.Referring.Service with
        {
            ContractId = new(Guid.NewGuid()),
            ContractTypeCode = random.Next(2) == 0 ? "ACC" : "EDU",
            SupplierName = $"Supplier {random.Next(1000)}",
        };
        var offered = referral.Referring.Categories.Select(c => c.Id).ToHashSet();
        return RequestTransfer.Decide(referral, new(by, to, "Moved"), new(true, offered), now);
    }

    private Decision Book(Referral referral)
    {
        var session = referral.Plans.Standing is { } plan ? random.Next(1, plan.Sessions + 1) : (int?)null;
        var slot = Slot(session is not null);
        return BookAppointment.Decide(
            referral,
            new(
                by,
                new(Guid.NewGuid()),
                session is null ? AppointmentKind.SupplierAssessment : AppointmentKind.DeliverySession,
                session,
                slot,
                OutcomeFor(slot),
                IsClashConfirmed: true
            ),
            [],
            now
        );
    }

    private Decision Move(Referral referral)
    {
        var slot = Slot(isGroup: false);
        return Any(referral.Appointments.Open) is { } appointment
            ? MoveAppointment.Decide(
                referral,
                new(by, appointment.Id, slot, ChangeRequestedBy.Supplier, "Room taken", OutcomeFor(slot), true),
                [],
                now
            )
            : Decision.NothingNew;
    }

    private Decision Record(Referral referral) =>
        Any(referral.Appointments.Open.Where(a => a.Slot.StartsAt <= now)) is { } appointment
            ? RecordOutcome.Decide(referral, new(by, appointment.Id, Outcome()), now)
            : Decision.NothingNew;

    private Decision Correct(Referral referral) =>
        Any(referral.Appointments.All.Where(a => a.Outcome is not null)) is { } appointment
            ? CorrectOutcome.Decide(referral, new(by, true, appointment.Id, Outcome(), "Wrong notes"), now)
            : Decision.NothingNew;

    private Decision Cancel(Referral referral) =>
        Any(referral.Appointments.Open) is { } appointment
            ? CancelAppointment.Decide(referral, new(by, appointment.Id, "Ill"), now)
            : Decision.NothingNew;

    private Decision Plan(Referral referral) =>
        SubmitActionPlan.Decide(
            referral,
            new(
                by,
                (referral.Plans.Standing?.Sessions ?? 0) + random.Next(3, 9),
                [new(new(Guid.NewGuid()), [.. referral.Referring.Outcomes.Select(o => o.Id)], "Small steps")]
            ),
            now
        );

    private Decision End(Referral referral) =>
        referral.Stage switch
        {
            Stage.Ending => random.Next(2) == 0
                ? ConcludeWithoutReport.Decide(referral, new(by, "Nothing to report"), now)
                : SubmitReport.Decide(referral, new(by, Judgements(referral), null), now),
            Stage.Assessed when random.Next(2) == 0 => RecallReferral.Decide(
                referral,
                new(by, RecallReason.WrongSupplier, null),
                now
            ),
            Stage.Allocated when random.Next(2) == 0 => ReturnReferral.Decide(
                referral,
                new(by, ReturnReason.Unsuitable, "Not for us"),
                now
            ),
            _ => EndEarly.Decide(
                referral,
                new(by, Any(WithdrawalReasons.OfferedFor(referral)) ?? "none", "Moved away"),
                now
            ),
        };

    private static List<OutcomeJudgement> Judgements(Referral referral) =>
        [.. referral.Referring.Outcomes.Select(o => new OutcomeJudgement(o.Id, Achievement.Achieved, "Well", null))];

    // soon, later, or earlier: in the last days, or today
    private SlotAsked Slot(bool isGroup)
    {
        var at = random.Next(10) switch
        {
            < 5 => now.AddMinutes(random.Next(2, 120)),
            < 9 => now.AddDays(random.Next(1, 40)),
            _ => now.AddMinutes(-random.Next(1, 60 * 24 * 3)),
        };
        var local = TimeOnly.FromTimeSpan(new TimeSpan(at.Hour, at.Minute, 0));
        var method = (MeetingMethod)random.Next(4);
        return new(
            LondonTime.DayOf(at),
            local,
            random.Next(1, 5) * 15,
            method,
            isGroup && random.Next(3) == 0 ? SessionFormat.Group : SessionFormat.OneToOne,
            method switch
            {
                MeetingMethod.ProbationOffice => new($"CRS0{random.Next(3)}", "Office", null, null, null, null, null),
                MeetingMethod.OtherPlace => new(null, null, "1 Hall Lane", null, null, null, "LS1 4AB"),
                _ => null,
            }
        );
    }

    private AppointmentOutcome? OutcomeFor(SlotAsked slot) => slot.StartsAt <= now ? Outcome() : null;

    private AppointmentOutcome Outcome() =>
        random.Next(4) switch
        {
            0 => Said(happened: false, attended: false),
            1 => Said(happened: false, attended: true),
            2 => Said(happened: true, attended: true, late: true),
            _ => Said(happened: true, attended: true),
        };

    private static AppointmentOutcome Said(bool happened, bool attended, bool late = false) =>
        new(
            happened,
            attended,
            late,
            late ? "Bus" : null,
            happened ? "Talked" : null,
            happened ? "Well" : null,
            null,
            attended && !happened ? NoSessionReason.Logistics : null,
            happened ? null : "No answer",
            false,
            null,
            false,
            null
        );

    private T? Any<T>(IEnumerable<T> among)
        where T : class
    {
        var list = among.ToList();
        return list.Count == 0 ? null : list[random.Next(list.Count)];
    }
}
