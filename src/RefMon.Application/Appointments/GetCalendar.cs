using MediatR;
using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.Appointments;
using RefMon.Domain.Attention;

namespace RefMon.Application.Appointments;

/// <summary>
/// The appointments of some days, up to 31: of one colleague, or (null) of everybody on the viewer's contracts. An open appointment is in the
/// calendars of those who work on the referral now; a past one in those of whoever had the referral, kept the appointment or recorded it then.
/// </summary>
[Requires(Permission.KeepAppointments)]
[AuditedRead]
public sealed record GetCalendar(DateOnly FirstDay, int Days, string? AccountId) : IQuery<CalendarShown>;

/// <summary>
/// The appointments in order of time, and whose calendars there are. <paramref name="CutAt"/> is when the last one shown begins where there are
/// more than can be shown; null where all are there.
/// </summary>
public sealed record CalendarShown(
    DateOnly FirstDay,
    int Days,
    DateOnly Today,
    IReadOnlyList<CalendarEntry> Entries,
    IReadOnlyList<CalendarColleague> Team,
    bool LimitedAccessIsOld,
    DateTimeOffset? CutAt
)
{
    /// <summary>So many appointments are shown at once.</summary>
    public const int Most = 2000;
}

/// <summary>Somebody whose calendar can be shown.</summary>
public sealed record CalendarColleague(string AccountId, string Name);

/// <summary>
/// One appointment. Of a person the viewer may not see only the time and who keeps it are known: <paramref name="Shown"/> is null then.
/// </summary>
public sealed record CalendarEntry(
    DateTimeOffset From,
    DateTimeOffset Until,
    string? Keeper,
    CalendarAppointment? Shown
)
{
    /// <summary>The London date it is on.</summary>
    public DateOnly Day => LondonTime.DayOf(From);
}

/// <summary>What there is to know of an appointment in a calendar.</summary>
public sealed record CalendarAppointment(
    AppointmentId Id,
    string Reference,
    string PersonName,
    bool HasLimitedAccess,
    AppointmentKind Kind,
    int? SessionNumber,
    MeetingMethod Method,
    SessionFormat Format,
    string? GroupName,
    AppointmentStatus Status
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(CalendarAppointment)} {Id}";
}

internal sealed class GetCalendarHandler(
    NpgsqlDataSource database,
    ListedLimitedAccess limitedAccess,
    CurrentViewer current,
    TimeProvider time
) : IRequestHandler<GetCalendar, Outcome<CalendarShown>>
{
    private const int MostDays = 31;

    public async Task<Outcome<CalendarShown>> Handle(GetCalendar request, CancellationToken cancellationToken)
    {
        var days = Math.Clamp(request.Days, 1, MostDays);
        var range = new CalendarSql(
            current.Required,
            request.FirstDay,
            request.FirstDay.AddDays(days),
            request.AccountId
        );
        var (read, isOld) = await limitedAccess.Read(
            $"{range.Related} and c.referral_id in (select s.referral_id from appointment_slot s where {range.InTime})",
            AddParameters(range),
            () => Read(range, cancellationToken),
            read => read.Crns,
            cancellationToken
        );
        var isCut = read.Entries.Count > CalendarShown.Most;
        if (isCut)
            read.Entries.RemoveRange(CalendarShown.Most, read.Entries.Count - CalendarShown.Most);
        return new CalendarShown(
            request.FirstDay,
            days,
            LondonTime.DayOf(time.GetUtcNow()),
            read.Entries,
            await Team(cancellationToken),
            isOld,
            isCut ? read.Entries[^1].From : null
        );
    }

    private Action<NpgsqlParameterCollection> AddParameters(CalendarSql range) =>
        parameters =>
        {
            range.AddParameters(parameters);
            limitedAccess.AddParameters(parameters);
        };

    private async Task<(List<CalendarEntry> Entries, List<string> Crns)> Read(
        CalendarSql range,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(range.Text);
        AddParameters(range)(command.Parameters);
        var (entries, crns) = (new List<CalendarEntry>(), new List<string>());
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            var from = row.GetFieldValue<DateTimeOffset>(1);
            var isVisible = row.GetBoolean(3);
            entries.Add(
                new(
                    from,
                    row.GetFieldValue<DateTimeOffset>(2),
                    row.IsDBNull(4) ? null : row.GetString(4),
                    isVisible ? Appointment(row, from) : null
                )
            );
            if (isVisible)
                crns.Add(row.GetString(13));
        }
        return (entries, crns);
    }

    private CalendarAppointment Appointment(NpgsqlDataReader row, DateTimeOffset from) =>
        new(
            new(row.GetGuid(0)),
            row.GetString(5),
            row.GetString(6),
            row.GetBoolean(7),
            Enum.Parse<AppointmentKind>(row.GetString(8)),
            row.IsDBNull(9) ? null : row.GetInt32(9),
            Enum.Parse<MeetingMethod>(row.GetString(10)),
            Enum.Parse<SessionFormat>(row.GetString(11)),
            row.IsDBNull(15) ? null : row.GetString(15),
            AppointmentSlots.StatusOf(row.GetString(12), row.GetString(14), from, time.GetUtcNow())
        );

    private async Task<IReadOnlyList<CalendarColleague>> Team(CancellationToken cancellationToken)
    {
        var viewer = current.Required;
        // indexes: account_contract_contract, account_pkey
        await using var command = database.CreateCommand(
            """
            select a.id, a.name from account a
            where a.supplier_id = @supplier and a.disabled_at is null and a.role in ('Caseworker', 'SupplierLead')
                and exists (select 1 from account_contract ac where ac.account_id = a.id and ac.contract_id = any (@viewer_contracts))
            order by a.name collate "en-GB-x-icu", a.id
            """
        );
        AccessPredicate.AddParameters(viewer, command.Parameters);
        command.Parameters.Add(
            new("supplier", NpgsqlDbType.Uuid) { Value = (object?)viewer.SupplierId?.Value ?? DBNull.Value }
        );
        var team = new List<CalendarColleague>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            team.Add(new(row.GetString(0), row.GetString(1)));
        return team;
    }
}

/// <summary>The SQL of a calendar over <c>appointment_slot s</c> and <c>case_list_row c</c>.</summary>
internal sealed class CalendarSql(Viewer viewer, DateOnly from, DateOnly until, string? accountId)
{
    public string Related => AccessPredicate.Relationship(viewer, "c");

    public string Visible => $"({AccessPredicate.ForReferrals(viewer, "c")} and {ListedLimitedAccess.Reliable("c")})";

    public string InTime => "s.starts_at >= @from and s.starts_at < @until and s.state <> 'cancelled'";

    // current is never ever: who works on it now for what is to come; who had it, kept it or recorded it for what has been
    public string Whose =>
        accountId is null
            ? "true"
            : "case s.state when 'open' then @who = any (c.caseworker_ids) else @who in (s.caseworker_id, s.keeper_id, s.recorded_by_id) end";

    // indexes: appointment_slot_supplier, case_list_row_pkey
    public string Text =>
        $"""
            select s.appointment_id, s.starts_at, s.ends_at, {Visible}, a.name, c.reference,
                trim(c.person_first_name || ' ' || c.person_last_name),
                coalesce((select l.restricted or l.excluded from limited_access l where l.crn = c.crn), true),
                s.kind, s.session_number, s.method, s.format, s.state, c.crn, c.stage, s.group_name
            from appointment_slot s join case_list_row c on c.referral_id = s.referral_id
            left join account a on a.id = coalesce(s.keeper_id, s.caseworker_id)
            where s.supplier_id = @supplier and {InTime} and {Related} and {Whose}
            order by s.starts_at, s.appointment_id limit {CalendarShown.Most + 1}
            """;

    public void AddParameters(NpgsqlParameterCollection parameters)
    {
        AccessPredicate.AddParameters(viewer, parameters);
        parameters.Add(
            new("supplier", NpgsqlDbType.Uuid) { Value = (object?)viewer.SupplierId?.Value ?? DBNull.Value }
        );
        parameters.AddWithValue("from", NpgsqlDbType.TimestampTz, LondonTime.StartOf(from));
        parameters.AddWithValue("until", NpgsqlDbType.TimestampTz, LondonTime.StartOf(until));
        parameters.Add(new("who", NpgsqlDbType.Text) { Value = (object?)accountId ?? DBNull.Value });
    }
}
