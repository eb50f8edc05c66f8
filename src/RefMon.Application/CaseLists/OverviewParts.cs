using System.Globalization;
using RefMon.Application.Access;
using RefMon.Application.Allocation;
using RefMon.Application.History;
using RefMon.Domain;
using RefMon.Domain.Amendments;
using RefMon.Domain.Appointments;
using RefMon.Domain.Attention;
using RefMon.Domain.Referring;
using RefMon.Domain.RiskScreen;

namespace RefMon.Application.CaseLists;

/// <summary>The parts of an overview that follow from the referral alone.</summary>
internal static class OverviewParts
{
    private const int ReportedForDays = 28;

    public static OverviewWatch Watch(ReferralRead read, SeenBefore seen, DateOnly today)
    {
        var (referral, person) = (read.Referral, read.Referral.Referring.Person);
        var risk = referral.Risk.Current;
        var urgent = referral.Messages.LatestUrgentAt;
        return new(
            OverallRisk.Of(risk.Overall, read.Details.Now.Risk.Groups),
            risk.AssessedOn,
            AgeInWords(risk.AssessedOn, today),
            risk.SharedAt,
            referral.Stage < Stage.Concluded ? referral.Risk.MovedOn?.NoticedAt : null,
            [
                .. (read.Details.Now.Risk.Registrations ?? [])
                    .Select(registration => registration.Kind)
                    .Where(kind => kind is not RegistrationKind.Other)
                    .Distinct(),
            ],
            referral.Referring.Custody is { } custody ? Custody(custody, referral.Referring.Kind) : null,
            person.ReleasedOn,
            read.Person.HasLimitedAccess,
            person.HasDied,
            person.DiedOn,
            urgent > (seen.At ?? DateTimeOffset.MinValue) ? urgent : null,
            referral.Referring.Urgency
        )
        {
            Released = read.Details.Released,
            AreRegistrationsUnknown = read.Details.Now.Risk.Sources?.RegistrationsReadAt is null,
        };
    }

    public static IReadOnlyList<HistoryEntry> Reported(ReferralRead read, DateOnly today) =>
        [
            .. read
                .Events.Select(stored => stored.Data)
                .OfType<INeighbourNews>()
                .Where(news => today.DayNumber - LondonTime.DayOf(news.At).DayNumber <= ReportedForDays)
                .GroupBy(KindOf)
                .Select(kind => kind.Last())
                .OrderByDescending(news => news.At)
                .Select(HistoryEntry.Of),
        ];

    // a new phone number does not hide that the address changed a week before
    private static (Type, string?) KindOf(INeighbourNews news) =>
        (news.GetType(), news is PersonDetailsReported e ? string.Join(' ', e.Changed) : null);

    public static IReadOnlyList<OverviewStep> Steps(Referral referral)
    {
        var dates = referral.Dates;
        var stage = referral.Stage;
        return
        [
            Step("Referred", Stage.Sent, dates.Sent),
            Step("Caseworker named", Stage.Allocated, dates.Allocated),
            Step("Assessed", Stage.Assessed, dates.Assessed),
            Step("Action plan agreed", Stage.Planned, dates.Planned),
            Step("Sessions", Stage.Delivering, dates.Delivering) with
            {
                Progress = referral.Plans.Standing is { } plan
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"{referral.SessionsDelivered} of {plan.Sessions} delivered, {referral.EnforceableDaysUsed} of {referral.Referring.MaximumEnforceableDays} enforceable days used, {referral.EnforceableDaysLeft} left"
                    )
                    : null,
            },
            // the report is owed from one stage on, and done when it was handed in
            Step("End-of-service report", Stage.Ending, referral.Ending.ReportSubmittedAt),
            Step("Concluded", Stage.Concluded, dates.Concluded),
        ];

        OverviewStep Step(string name, Stage step, DateTimeOffset? reachedAt) =>
            new(
                name,
                reachedAt is not null && (step < stage || stage is Stage.Concluded) ? StepState.Done
                    : step == stage ? StepState.Current
                    // whoever took the referral over has named nobody yet: still to come, however far the work is
                    : step is Stage.Allocated && stage < Stage.Concluded ? StepState.Ahead
                    : stage is Stage.Concluded || step < stage ? StepState.Skipped
                    : StepState.Ahead,
                reachedAt
            );
    }

    /// <summary>
    /// When the person is next seen; otherwise the last assessment or session that did not take place and is not booked again. Null where nothing
    /// can be booked.
    /// </summary>
    public static OverviewSeen? Seen(Referral referral, DateTimeOffset now)
    {
        if (referral.Stage is < Stage.Allocated or > Stage.Delivering)
            return null;
        var appointments = referral.Appointments;
        var missed = appointments
            .Sessions.Append(appointments.Assessment)
            .OfType<Appointment>()
            .Where(a =>
                a.Outcome is { Happened: false } && BookAppointment.MayBook(referral, a.Kind, a.SessionNumber) is null
            )
            .MaxBy(a => a.Slot.StartsAt);
        return NextToCome(referral, now) is { } next
            ? new(OverviewAppointment.Of(next), null, false)
            : new(null, missed is null ? null : OverviewAppointment.Of(missed), missed?.Outcome!.Attended ?? false);
    }

    /// <summary>
    /// What is listed as owed: of the appointments still to come only the next, for what happens at the others is nobody's to record yet.
    /// </summary>
    public static IEnumerable<Deadline> Listed(Referral referral, IEnumerable<Deadline> open, DateTimeOffset now)
    {
        var next = NextToCome(referral, now)?.Id;
        return open.Where(d =>
            d.AppointmentId is not { } id || id == next || referral.Appointments.Find(id)!.Slot.StartsAt <= now
        );
    }

    private static Appointment? NextToCome(Referral referral, DateTimeOffset now) =>
        referral.Appointments.Open.Where(a => a.Slot.StartsAt > now).MinBy(a => a.Slot.StartsAt);

    public static OverviewPeople People(
        ReferralRead read,
        string? referralEmail,
        IReadOnlyDictionary<string, AccountStanding> standings
    )
    {
        var practitioner = read.Referral.Referring.Practitioner;
        var allocation = read.Referral.Allocation;
        var service = read.Referral.Referring.Service;
        var backUp = read.Details.Now.BackUp;
        return new(
            new(
                practitioner.Name.Shown() ?? read.Referral.Referring.Sender.Name,
                practitioner.Role,
                practitioner.Email.Shown(),
                practitioner.Phone.Shown(),
                practitioner.TeamPhone.Shown(),
                practitioner.Office.Shown() ?? practitioner.Establishment ?? practitioner.Pdu.Shown()
            )
            {
                Standing = standings.GetValueOrDefault(AccountOf(read.Referral, OwedBy.ProbationPractitioner) ?? ""),
            },
            backUp is null ? null : new(backUp.Name, null, backUp.Email, backUp.Phone, null, null),
            allocation.Caseworker is { } caseworker ? Staff(caseworker, standings) : null,
            [.. allocation.Helpers.Select(helper => Staff(helper, standings))],
            new(service.SupplierName, null, referralEmail, null, null, service.RegionName)
        );
    }

    public static string? NameOf(Referral referral, OwedBy owedBy) =>
        owedBy switch
        {
            OwedBy.SupplierTeamLead => null,
            OwedBy.SupplierCaseworker => referral.Allocation.Caseworker?.Name,
            OwedBy.ProbationPractitioner => referral.Referring.Practitioner.Name.Shown(),
        };

    /// <summary>The account of whoever owes it; null when nobody is named, or they have none.</summary>
    public static string? AccountOf(Referral referral, OwedBy owedBy) =>
        owedBy switch
        {
            OwedBy.SupplierTeamLead => null,
            OwedBy.SupplierCaseworker => referral.Allocation.Caseworker?.AccountId,
            OwedBy.ProbationPractitioner => referral.Referring.Practitioner.AccountId,
        };

    public static bool IsOwedBy(Referral referral, OwedBy owedBy, Viewer viewer) =>
        owedBy switch
        {
            OwedBy.SupplierTeamLead => viewer.Role is Role.SupplierLead,
            OwedBy.SupplierCaseworker => referral.Allocation.Team.Any(s => s.AccountId == viewer.AccountId),
            OwedBy.ProbationPractitioner => viewer.AccountId
                == (referral.Referring.Practitioner.AccountId ?? referral.Referring.Sender.AccountId),
        };

    // an old assessment is the risk of a year ago: say so in words, not only by a date
    public static string AgeInWords(DateOnly? assessedOn, DateOnly today)
    {
        if (assessedOn is not { } day)
            return "date not known";
        var months = ((today.Year - day.Year) * 12) + today.Month - day.Month - (today.Day < day.Day ? 1 : 0);
        return (today.DayNumber - day.DayNumber, months) switch
        {
            (<= 0, _) => "assessed today",
            (1, _) => "assessed yesterday",
            (var days and < 14, _) => Ago(days, "day"),
            (var days, < 2) => Ago(days / 7, "week"),
            (_, < 24) => Ago(months, "month"),
            _ => Ago(months / 12, "year"),
        };
    }

    private static string Ago(int count, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"assessed {count} {unit}{(count == 1 ? "" : "s")} ago");

    private static OverviewCustody Custody(CustodyStatement custody, ReferralKind kind) =>
        new(
            custody.PrisonName,
            custody.ReleaseDate,
            custody.ReleaseDateConfidence is ReleaseDateConfidence.Confirmed,
            custody.ReleaseDateUnknownReason,
            custody.ExpectedOffice,
            custody.ReleaseDateSource,
            kind is ReferralKind.UnallocatedStaying && custody is { ReleaseDate: null, ReleaseDateUnknownReason: null }
        );

    private static OverviewContact Staff(StaffMember staff, IReadOnlyDictionary<string, AccountStanding> standings) =>
        new(staff.Name, null, staff.Email, null, null, null)
        {
            Standing = standings.GetValueOrDefault(staff.AccountId),
        };
}
