using Npgsql;
using NpgsqlTypes;
using RefMon.Domain;
using RefMon.Domain.Appointments;
using RefMon.Domain.Referring;

namespace RefMon.Application.Appointments;

/// <summary>
/// A group that a session can be booked with: its name, who leads it (keeps its sessions), and when it meets next or met last.
/// </summary>
public sealed record GroupChoice(SessionGroup Group, string? Lead, DateTimeOffset From, DateTimeOffset Until);

/// <summary>
/// The groups of a supplier on one contract. <paramref name="Unnamed"/> are the sessions of groups that were booked before groups had names.
/// </summary>
public sealed record GroupChoices(IReadOnlyList<GroupChoice> Named, IReadOnlyList<UnnamedGroup> Unnamed)
{
    /// <summary>No group at all.</summary>
    public static GroupChoices None { get; } = new([], []);
}

/// <summary>A group is whoever meets at this time and place where nobody was asked for its name. <paramref name="Place"/> in one word.</summary>
public sealed record UnnamedGroup(DateTimeOffset From, DateTimeOffset Until, MeetingMethod Method, string? Place);

/// <summary>Reads the groups of a contract's supplier from their sessions, and says which appointments are of one session of one group.</summary>
internal sealed class SessionGroups(NpgsqlDataSource database, TimeProvider time)
{
    // so long a group that does not meet can still be chosen
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(84);

    /// <summary>
    /// True, in SQL, for two group appointments of one supplier that belong to one session of one group: the same group at the same time, or,
    /// of those without a group of their own, at the same time, for as long, in the same way and at the same place.
    /// </summary>
    public static string AreOne(string one, string other) =>
        $"""
            ({other}.starts_at = {one}.starts_at and case when {one}.group_id is null or {other}.group_id is null
                then {other}.group_id is null and {one}.group_id is null and {other}.ends_at = {one}.ends_at
                    and {other}.method = {one}.method and {other}.place is not distinct from {one}.place
                else {other}.group_id = {one}.group_id end)
            """;

    /// <summary>Those that meet, or have met within twelve weeks, by name; and that of the appointment being moved, however old it is.</summary>
    public async Task<GroupChoices> Of(
        ServiceStatement service,
        AppointmentId? moved,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        // indexes: appointment_slot_groups, appointment_slot_pkey, case_list_row_pkey; of each group the next session, else the last
        await using var command = database.CreateCommand(
            """
            select distinct on (coalesce(s.group_id, s.appointment_id))
                s.group_id, s.group_name, a.name, s.starts_at, s.ends_at, s.method, s.place
            from appointment_slot s join case_list_row c on c.referral_id = s.referral_id and c.contract_id = $4
            left join account a on a.id = coalesce(s.keeper_id, s.caseworker_id)
            where s.supplier_id = $1 and (s.starts_at > $2 or s.appointment_id = $5) and s.format = 'Group' and s.state <> 'cancelled'
            order by coalesce(s.group_id, s.appointment_id), s.starts_at < $3, abs(extract(epoch from s.starts_at - $3)), s.appointment_id
            """
        );
        command.Parameters.Add(new() { Value = service.SupplierId.Value });
        command.Parameters.Add(Instant(now - Remembered));
        command.Parameters.Add(Instant(now));
        command.Parameters.Add(new() { Value = service.ContractId.Value });
        command.Parameters.Add(
            new() { Value = (object?)moved?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid }
        );
        var named = new List<GroupChoice>();
        var unnamed = new HashSet<UnnamedGroup>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            var (from, until) = (row.GetFieldValue<DateTimeOffset>(3), row.GetFieldValue<DateTimeOffset>(4));
            if (row.IsDBNull(0))
                unnamed.Add(
                    new(
                        from,
                        until,
                        Enum.Parse<MeetingMethod>(row.GetString(5)),
                        row.IsDBNull(6) ? null : row.GetString(6)
                    )
                );
            else
                named.Add(
                    new(
                        new(new(row.GetGuid(0)), row.GetString(1)),
                        row.IsDBNull(2) ? null : row.GetString(2),
                        from,
                        until
                    )
                );
        }
        return new(
            [.. named.OrderBy(g => g.Group.Name, StringComparer.OrdinalIgnoreCase).ThenBy(g => g.From)],
            [.. unnamed]
        );
    }

    /// <summary>The appointments of one session of a group.</summary>
    public async Task<IReadOnlyList<AppointmentId>> Session(
        SessionGroupId group,
        DateTimeOffset from,
        CancellationToken cancellationToken
    )
    {
        // index: appointment_slot_group
        await using var command = database.CreateCommand(
            "select appointment_id from appointment_slot where group_id = $1 and starts_at = $2 and state <> 'cancelled'"
        );
        command.Parameters.Add(new() { Value = group.Value });
        command.Parameters.Add(Instant(from));
        var found = new List<AppointmentId>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            found.Add(new(row.GetGuid(0)));
        return found;
    }

    private static NpgsqlParameter Instant(DateTimeOffset at) =>
        new() { Value = at, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
