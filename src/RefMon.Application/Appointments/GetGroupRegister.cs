using MediatR;
using Npgsql;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.Appointments;
using RefMon.Domain.RiskScreen;
using RefMon.EventStore;

namespace RefMon.Application.Appointments;

/// <summary>
/// Everybody of a group session: the appointments of the viewer's supplier with the same group at the same time as the one asked about. Where it
/// was booked before groups had names, those at the same time, for as long, in the same way and at the same place.
/// </summary>
[Requires(Permission.KeepAppointments)]
[AuditedRead]
public sealed record GetGroupRegister(Guid AppointmentId) : IQuery<GroupRegister>, IConcernsAppointment;

/// <summary>
/// The session, its group (null where it has no name) and its people by name. <paramref name="Hidden"/> counts those whom the viewer may not see;
/// <paramref name="LimitedAccessIsOld"/> says that nDelius did not answer who they are, and everybody under limited access is among them.
/// </summary>
public sealed record GroupRegister(
    DateTimeOffset From,
    DateTimeOffset Until,
    SessionGroup? Group,
    bool HasBegun,
    IReadOnlyList<GroupMember> People,
    int Hidden,
    bool LimitedAccessIsOld
);

/// <summary>
/// One person of a group, with the appointment that is theirs. <paramref name="SafeContact"/> is for whoever tries to reach
/// them, null when there is nothing to say; <paramref name="Days"/> is what their referral has used and left.
/// </summary>
public sealed record GroupMember(
    AppointmentId AppointmentId,
    string Reference,
    string PersonName,
    int? SessionNumber,
    AppointmentStatus Status,
    SafeContactStatement? SafeContact,
    EnforceableDaysShown? Days
)
{
    /// <summary>What is recorded, as it stands; null while nothing is.</summary>
    public GroupRecord? Recorded { get; init; }

    /// <summary>The version of the referral that is shown.</summary>
    public long Version { get; init; }

    /// <summary>Recording that they missed it, or anything else, leaves no session of the plan without an outcome and ends the delivery.</summary>
    public bool EndsDelivery { get; init; }

    /// <summary>True while nothing is recorded.</summary>
    public bool IsOpen => Status is AppointmentStatus.Scheduled or AppointmentStatus.NeedsFeedback;

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(GroupMember)} {Reference}";
}

/// <summary>What was recorded of somebody in a group, or corrected, by whom and when.</summary>
public sealed record GroupRecord(AppointmentOutcome Said, StaffMember By, DateTimeOffset At)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(GroupRecord);
}

internal sealed class GetGroupRegisterHandler(
    NpgsqlDataSource database,
    ListedLimitedAccess limitedAccess,
    IEventReader reader,
    CurrentViewer current,
    TimeProvider time
) : IRequestHandler<GetGroupRegister, Outcome<GroupRegister>>
{
    private static readonly string Group =
        $"appointment_slot o join appointment_slot s on s.supplier_id = o.supplier_id and s.format = 'Group' and s.state <> 'cancelled' and {SessionGroups.AreOne("o", "s")}";

    private static readonly AppointmentOutcome Missed = OutcomeReading
        .Read(new(TypedOutcome.Missed, WhyMissed: "asked for separately", Tell: ["no"]))
        .Outcome!;

    private const string IsAskedFor = "o.appointment_id = @id and o.format = 'Group' and o.state <> 'cancelled'";

    public async Task<Outcome<GroupRegister>> Handle(GetGroupRegister request, CancellationToken cancellationToken)
    {
        var (read, isOld) = await limitedAccess.Read(
            $"{AccessPredicate.Relationship(current.Required, "c")} and c.referral_id in (select s.referral_id from {Group} where {IsAskedFor})",
            AddParameters(request),
            () => Read(request, cancellationToken),
            read => read.Crns,
            cancellationToken
        );
        if (read.Group is not { } group)
            return AccessRefusals.NotFound;
        var people = new List<GroupMember>();
        foreach (var (at, member) in group.People.Index())
            people.Add(await WithReferral(member, read.Referrals[at], cancellationToken));
        return group with { People = people, LimitedAccessIsOld = isOld };
    }

    private async Task<GroupMember> WithReferral(GroupMember member, Guid id, CancellationToken cancellationToken)
    {
        var stored = await reader.FetchStream(id, cancellationToken: cancellationToken);
        var events = stored.Select(s => (IReferralEvent)s.Data).ToList();
        var referral = Referral.Fold(events)!;
        var said = ReferralDetails.Fold(events)!.Now.SafeContact;
        return member with
        {
            SafeContact = said is { SaysSomething: true } ? said : null,
            Days = EnforceableDaysShown.Of(referral),
            Version = stored[^1].Version,
            Recorded = events.Select(e => Record(e, member.AppointmentId)).LastOrDefault(record => record is not null),
            EndsDelivery = PurposeRules.EndsDelivery(
                referral,
                AppointmentPurpose.About(AppointmentAct.Record, member.AppointmentId),
                current.Required.AsStaffMember(),
                null,
                Missed,
                time.GetUtcNow()
            ),
        };
    }

    private static GroupRecord? Record(IReferralEvent happened, AppointmentId id) =>
        happened switch
        {
            OutcomeRecorded e when e.AppointmentId == id => new(e.Outcome, e.By, e.At),
            OutcomeCorrected e when e.AppointmentId == id => new(e.Outcome, e.By, e.At),
            _ => null,
        };

    private Action<NpgsqlParameterCollection> AddParameters(GetGroupRegister request) =>
        parameters =>
        {
            parameters.AddWithValue("id", request.AppointmentId);
            AccessPredicate.AddParameters(current.Required, parameters);
            limitedAccess.AddParameters(parameters);
        };

    // null when the one asked about is not visible itself: then nothing is there
    private async Task<(GroupRegister? Group, List<string> Crns, List<Guid> Referrals)> Read(
        GetGroupRegister request,
        CancellationToken cancellationToken
    )
    {
        var viewer = current.Required;
        // index: appointment_slot_supplier
        await using var command = database.CreateCommand(
            $"""
            select s.appointment_id, s.starts_at, s.ends_at, s.session_number, s.state, c.reference,
                trim(c.person_first_name || ' ' || c.person_last_name),
                ({AccessPredicate.ForReferrals(viewer, "c")} and {ListedLimitedAccess.Reliable(
                "c"
            )}), c.crn, c.stage, s.referral_id, o.group_id, o.group_name, o.starts_at, o.ends_at
            from {Group} join case_list_row c on c.referral_id = s.referral_id
            where {IsAskedFor} and {AccessPredicate.Relationship(viewer, "c")}
            order by c.person_sort_name collate person_name, c.reference, s.session_number
            """
        );
        AddParameters(request)(command.Parameters);
        var (people, crns, referrals) = (new List<GroupMember>(), new List<string>(), new List<Guid>());
        var (hidden, isVisible, from, until) = (0, false, default(DateTimeOffset), default(DateTimeOffset));
        SessionGroup? group = null;
        var now = time.GetUtcNow();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            (from, until) = (row.GetFieldValue<DateTimeOffset>(13), row.GetFieldValue<DateTimeOffset>(14));
            group = row.IsDBNull(11) ? null : new(new(row.GetGuid(11)), row.GetString(12));
            if (!row.GetBoolean(7))
            {
                hidden++;
                continue;
            }
            var id = row.GetGuid(0);
            isVisible |= id == request.AppointmentId;
            crns.Add(row.GetString(8));
            referrals.Add(row.GetGuid(10));
            people.Add(
                new(
                    new(id),
                    row.GetString(5),
                    row.GetString(6),
                    row.IsDBNull(3) ? null : row.GetInt32(3),
                    AppointmentSlots.StatusOf(row.GetString(4), row.GetString(9), from, now),
                    SafeContact: null,
                    Days: null
                )
            );
        }
        return (
            isVisible ? new(from, until, group, from <= now, people, hidden, LimitedAccessIsOld: false) : null,
            crns,
            referrals
        );
    }
}
