using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Attention;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.Appointments;
using Decide = RefMon.Domain.Appointments;

namespace RefMon.Application.Appointments;

/// <summary>The supplier assessment and the sessions of the plan, as they stand and as they came about. Both sides read the same.</summary>
[Requires(Permission.SeeReferrals)]
[AuditedRead]
[OpenToFormerSupplier]
public sealed record GetAppointments(string Reference) : IQuery<AppointmentsShown>, IConcernsReferral;

/// <summary>
/// The appointments of a referral. <paramref name="Sessions"/> are 1 to the plan's number, none before there is a plan, and
/// those that ever had an appointment, also where the plan has become shorter since;
/// <paramref name="WhyNothingCanBeDone"/> says to those who keep appointments why they cannot now. <paramref name="SeriesFrom"/> is the first
/// session that a series could begin with.
/// </summary>
public sealed record AppointmentsShown(
    CasePerson Person,
    string Reference,
    string ServiceType,
    Stage Stage,
    bool IsPaused,
    bool MayKeep,
    string? WhyNothingCanBeDone,
    EnforceableDaysShown Days,
    AppointmentLine Assessment,
    IReadOnlyList<AppointmentLine> Sessions,
    int SessionsDelivered,
    int? SeriesFrom
)
{
    /// <summary>The number of sessions of the plan that stands; 0 before there is one.</summary>
    public int SessionsPlanned { get; init; }

    /// <summary>What the open appointments overlap, for those who keep them.</summary>
    public ILookup<AppointmentId, Clash> Clashes { get; init; } =
        Array.Empty<Clash>().ToLookup(_ => default(AppointmentId));

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(AppointmentsShown)} {Reference}";
}

/// <summary>Enforceable days used and left (below zero when over) of the maximum; warned of from 80 % on.</summary>
public sealed record EnforceableDaysShown(int Maximum, int Used, int Left, bool IsWarningDue)
{
    internal static EnforceableDaysShown Of(Referral referral) =>
        new(
            referral.Referring.MaximumEnforceableDays,
            referral.EnforceableDaysUsed,
            referral.EnforceableDaysLeft,
            referral.IsEnforceableDaysWarningDue
        );
}

/// <summary>
/// The assessment (no number) or one session: the appointment that stands, null when none is booked, and all earlier ones, newest first.
/// What may be done depends on who asks and on the state.
/// </summary>
public sealed record AppointmentLine(
    AppointmentKind Kind,
    int? SessionNumber,
    AppointmentStatus Status,
    AppointmentTold? Standing,
    IReadOnlyList<AppointmentTold> Earlier,
    bool MayBook,
    AppointmentActions Actions
);

/// <summary>What the viewer may do now about an appointment.</summary>
public sealed record AppointmentActions(bool MayMove, bool MayCancel, bool MayRecord, bool MayCorrect)
{
    /// <summary>Nothing.</summary>
    public static AppointmentActions None { get; } = new(false, false, false, false);

    internal static AppointmentActions Of(Referral referral, AppointmentId id, Viewer viewer, DateTimeOffset now) =>
        viewer.May(Permission.KeepAppointments)
            ? new(
                Decide.MoveAppointment.MayMove(referral, id) is null,
                Decide.CancelAppointment.MayCancel(referral, id) is null,
                Decide.RecordOutcome.MayRecord(referral, id, now) is null,
                Decide.CorrectOutcome.MayCorrect(referral, id, viewer.AsStaffMember(), viewer.Role is Role.SupplierLead)
                    is null
            )
            : None;
}

internal sealed class GetAppointmentsHandler(
    ReferralReader referrals,
    OutboundProgress outbound,
    Clashes clashes,
    CurrentViewer current,
    TimeProvider time
) : IRequestHandler<GetAppointments, Outcome<AppointmentsShown>>
{
    public async Task<Outcome<AppointmentsShown>> Handle(GetAppointments request, CancellationToken cancellationToken)
    {
        if (await referrals.Read(request.Reference, cancellationToken) is not { } read)
            return AccessRefusals.NotFound;
        var referral = read.Referral;
        var told = AppointmentStory.Tell(read, await outbound.Notices(referral.Id, read.Events, cancellationToken));
        // a former supplier reads its record and keeps it no more
        var mayKeep = current.Required.May(Permission.KeepAppointments) && read.Person.HandedOver is null;
        var sessions = Enumerable
            .Range(1, referral.Plans.Standing?.Sessions ?? 0)
            .Union(told.Select(a => a.SessionNumber).OfType<int>())
            .Order()
            .Select(number => Line(referral, told, AppointmentKind.DeliverySession, number, mayKeep))
            .ToList();
        return new AppointmentsShown(
            read.Person,
            referral.Reference.Value,
            referral.Referring.Service.ContractTypeName,
            referral.Stage,
            referral.IsPaused,
            mayKeep,
            mayKeep && referral.Stage is < Stage.Allocated or > Stage.Delivering ? WhyNot(referral.Stage) : null,
            EnforceableDaysShown.Of(referral),
            Line(referral, told, AppointmentKind.SupplierAssessment, null, mayKeep),
            sessions,
            referral.SessionsDelivered,
            mayKeep ? SeriesFrom(sessions) : null
        )
        {
            SessionsPlanned = referral.Plans.Standing?.Sessions ?? 0,
            Clashes = mayKeep
                ? await clashes.OfBooked(current.Required, referral.Id, cancellationToken)
                : Array.Empty<Clash>().ToLookup(_ => default(AppointmentId)),
        };
    }

    // a series of one is an appointment
    private static int? SeriesFrom(List<AppointmentLine> sessions)
    {
        var free = sessions.Where(s => s is { MayBook: true, Standing: null }).Select(s => s.SessionNumber).ToList();
        return free.Count > 1 ? free[0] : null;
    }

    private AppointmentLine Line(
        Referral referral,
        IReadOnlyList<AppointmentTold> told,
        AppointmentKind kind,
        int? number,
        bool mayKeep
    )
    {
        var (viewer, now) = (current.Required, time.GetUtcNow());
        var all = told.Where(a => a.Kind == kind && a.SessionNumber == number).ToList();
        var standing = all.LastOrDefault(a => a.Cancelled is null);
        return new(
            kind,
            number,
            standing?.StatusAt(now) ?? AppointmentStatus.NotScheduled,
            standing,
            [.. all.Where(a => a != standing).Reverse()],
            mayKeep && Decide.BookAppointment.MayBook(referral, kind, number) is null,
            standing is null || !mayKeep
                ? AppointmentActions.None
                : AppointmentActions.Of(referral, standing.Id, viewer, now)
        );
    }

    private static string WhyNot(Stage stage) =>
        stage switch
        {
            Stage.Sent => "Nothing can be booked until a caseworker is named.",
            Stage.Ending =>
                "Nothing more can be booked or recorded: the end-of-service report is due. What was recorded can still be corrected.",
            _ => "This referral is concluded. Its appointments stay as they are.",
        };
}
