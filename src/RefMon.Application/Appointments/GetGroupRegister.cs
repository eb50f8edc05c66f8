using MediatR;
using Npgsql;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Domain;

namespace RefMon.Application.Appointments;

/// <summary>
/// Everybody of a group session: the appointments of the viewer's supplier at the same time, for as long, in the same way and at the same place as
/// the one asked about.
/// </summary>
[Requires(Permission.KeepAppointments)]
[AuditedRead]
public sealed record GetGroupRegister(Guid AppointmentId) : IQuery<GroupRegister>;

/// <summary>The session and its people by name. <paramref name="Hidden"/> counts those whom the viewer may not see.</summary>
public sealed record GroupRegister(
    DateTimeOffset From,
    DateTimeOffset Until,
    bool HasBegun,
    IReadOnlyList<GroupMember> People,
    int Hidden
);

/// <summary>One person of a group, with the appointment that is theirs.</summary>
public sealed record GroupMember(
    AppointmentId AppointmentId,
    string Reference,
    string PersonName,
    int? SessionNumber,
    AppointmentStatus Status
)
{
    /// <summary>True while nothing is recorded.</summary>
    public bool IsOpen => Status is AppointmentStatus.Scheduled or AppointmentStatus.NeedsFeedback;

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(GroupMember)} {Reference}";
}

internal sealed class GetGroupRegisterHandler(
    NpgsqlDataSource database,
    ListedLimitedAccess limitedAccess,
    CurrentViewer current,
    TimeProvider time
) : IRequestHandler<GetGroupRegister, Outcome<GroupRegister>>
{
    public async Task<Outcome<GroupRegister>> Handle(GetGroupRegister request, CancellationToken cancellationToken)
    {
        var viewer = current.Required;
        // index: appointment_slot_supplier; the one asked about must be visible itself, or nothing is there
        await using var command = database.CreateCommand(
            $"""
            select s.appointment_id, s.starts_at, s.ends_at, s.session_number, s.state, c.reference,
                trim(c.person_first_name || ' ' || c.person_last_name),
                ({AccessPredicate.ForReferrals(viewer, "c")} and {ListedLimitedAccess.Reliable("c")})
            from appointment_slot o
            join appointment_slot s on s.supplier_id = o.supplier_id and s.starts_at = o.starts_at and s.ends_at = o.ends_at
                and s.method = o.method and s.place is not distinct from o.place and s.format = 'Group' and s.state <> 'cancelled'
            join case_list_row c on c.referral_id = s.referral_id
            where o.appointment_id = @id and o.format = 'Group' and o.state <> 'cancelled' and {AccessPredicate.Relationship(
                viewer,
                "c"
            )}
            order by c.person_sort_name collate person_name, c.reference, s.session_number
            """
        );
        command.Parameters.AddWithValue("id", request.AppointmentId);
        AccessPredicate.AddParameters(viewer, command.Parameters);
        limitedAccess.AddParameters(command.Parameters);
        var people = new List<GroupMember>();
        var (hidden, isVisible, from, until) = (0, false, default(DateTimeOffset), default(DateTimeOffset));
        var now = time.GetUtcNow();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            (from, until) = (row.GetFieldValue<DateTimeOffset>(1), row.GetFieldValue<DateTimeOffset>(2));
            if (!row.GetBoolean(7))
            {
                hidden++;
                continue;
            }
            var id = row.GetGuid(0);
            isVisible |= id == request.AppointmentId;
            people.Add(
                new(
                    new(id),
                    row.GetString(5),
                    row.GetString(6),
                    row.IsDBNull(3) ? null : row.GetInt32(3),
                    row.GetString(4) switch
                    {
                        "happened" => AppointmentStatus.Completed,
                        "not-held" => AppointmentStatus.DidNotHappen,
                        "missed" => AppointmentStatus.DidNotAttend,
                        _ => from <= now ? AppointmentStatus.NeedsFeedback : AppointmentStatus.Scheduled,
                    }
                )
            );
        }
        return isVisible ? new GroupRegister(from, until, from <= now, people, hidden) : AccessRefusals.NotFound;
    }
}
