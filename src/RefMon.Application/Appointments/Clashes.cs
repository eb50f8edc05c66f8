using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Domain;
using RefMon.Domain.Appointments;

namespace RefMon.Application.Appointments;

/// <summary>What two appointments at the same time have in common.</summary>
public enum ClashOf
{
    /// <summary>The person on probation.</summary>
    Person,

    /// <summary>Who keeps it: the caseworker or a helper.</summary>
    Caseworker,

    /// <summary>The place, from the same minute on.</summary>
    Place,
}

/// <summary>
/// Another appointment in the way. Where the viewer may not see its referral, only that there is one:
/// <paramref name="Reference"/>, <paramref name="From"/> and <paramref name="Until"/> are null then. <paramref name="Keeper"/> is the name of
/// the colleague who would keep both, <paramref name="Group"/> that of the group at the same place.
/// </summary>
public sealed record Clash(
    ClashOf Of,
    string? Reference,
    DateTimeOffset? From,
    DateTimeOffset? Until,
    string? Keeper = null,
    string? Group = null
);

/// <summary>
/// Looks for open appointments, and where its time has passed also for those that were recorded, that overlap a slot: of the same person
/// anywhere, of the same colleague who keeps them, and of the same supplier at the same place from the same minute on. One group's appointments
/// of several people are not in each other's way; two groups are.
/// </summary>
internal sealed class Clashes(NpgsqlDataSource database, ListedLimitedAccess limitedAccess, TimeProvider time)
{
    private const string Asked = """
        (select null::uuid as appointment_id, @person::uuid as person_id, @supplier::uuid as supplier_id,
            @keeper::text as keeper_id, null::text as caseworker_id, @place::text as place, @method::text as method,
            @format::text as format, @group::uuid as group_id,
            @from::timestamptz as starts_at, @until::timestamptz as ends_at)
        """;

    // index: appointment_slot_referral
    private const string Booked = """
        (select * from appointment_slot where referral_id = @referral and state = 'open' and ends_at > @now)
        """;

    // indexes: appointment_slot_person, appointment_slot_supplier, case_list_row_pkey; nothing lasts longer than 12 hours
    private static string Sql(Viewer viewer, string own, string settled) =>
        $"""
            select s.appointment_id, s.starts_at, s.ends_at, c.reference,
                s.person_id = o.person_id, s.supplier_id = o.supplier_id and {Keeper("s")} = {Keeper("o")},
                ({AccessPredicate.ForReferrals(viewer, "c")} and {ListedLimitedAccess.Reliable("c")}), o.appointment_id,
                (select a.name from account a where a.id = {Keeper("o")}), s.group_name
            from {own} o
            join appointment_slot s on s.state <> 'cancelled' and (s.state = 'open' or {settled}) and s.starts_at < o.ends_at and s.ends_at > o.starts_at
                and s.starts_at > o.starts_at - interval '12 hours' and s.appointment_id is distinct from o.appointment_id
                and (s.person_id = o.person_id
                    or (s.supplier_id = o.supplier_id
                        and ({Keeper("s")} = {Keeper("o")} or (s.place = o.place and s.starts_at = o.starts_at))
                        and not (o.format = 'Group' and s.format = 'Group' and {SessionGroups.AreOne("o", "s")})))
            join case_list_row c on c.referral_id = s.referral_id
            where s.appointment_id <> all (@own)
            order by s.starts_at, s.appointment_id
            """;

    private static string Keeper(string slot) => $"coalesce({slot}.keeper_id, {slot}.caseworker_id)";

    /// <summary>What a slot that is asked for would overlap.</summary>
    public async Task<FoundClashes> Find(
        Viewer viewer,
        Referral referral,
        SlotAsked asked,
        IReadOnlyCollection<AppointmentId> own,
        CancellationToken cancellationToken
    )
    {
        if (asked.StartsAt is null)
            return new([], []);
        var slot = asked.ToSlot();
        await using var command = Command(viewer, Asked, own, "o.starts_at <= @now");
        command.Parameters.AddWithValue("person", referral.Referring.Person.Id.Value);
        command.Parameters.AddWithValue("supplier", referral.Referring.Service.SupplierId.Value);
        command.Parameters.Add(Text("keeper", (slot.Keeper ?? referral.Allocation.Caseworker)?.AccountId));
        command.Parameters.Add(
            new("group", NpgsqlDbType.Uuid) { Value = (object?)slot.Group?.Id.Value ?? DBNull.Value }
        );
        command.Parameters.Add(Text("place", AppointmentSlots.PlaceOf(slot)));
        command.Parameters.Add(Text("method", slot.Method.ToString()));
        command.Parameters.Add(Text("format", slot.Format.ToString()));
        command.Parameters.AddWithValue("now", NpgsqlDbType.TimestampTz, time.GetUtcNow());
        command.Parameters.AddWithValue("from", NpgsqlDbType.TimestampTz, slot.StartsAt);
        command.Parameters.AddWithValue("until", NpgsqlDbType.TimestampTz, slot.EndsAt);
        var found = await Read(command, cancellationToken);
        return new([.. found.Select(f => f.Shown).Distinct()], [.. found.Select(f => f.Busy)]);
    }

    /// <summary>
    /// What the open appointments of a referral overlap now. Two people who booked at the same moment were not warned of each other;
    /// both are told of it here, on the page that comes after saving and ever after.
    /// </summary>
    public async Task<ILookup<AppointmentId, Clash>> OfBooked(
        Viewer viewer,
        ReferralId referral,
        CancellationToken cancellationToken
    )
    {
        await using var command = Command(viewer, Booked, [], "false");
        command.Parameters.AddWithValue("referral", referral.Value);
        command.Parameters.AddWithValue("now", NpgsqlDbType.TimestampTz, time.GetUtcNow());
        var found = await Read(command, cancellationToken);
        return found
            .Select(f => (f.Own, f.Shown))
            .Distinct()
            .ToLookup(f => new AppointmentId(f.Own!.Value), f => f.Shown);
    }

    private NpgsqlCommand Command(Viewer viewer, string slots, IReadOnlyCollection<AppointmentId> own, string settled)
    {
        var command = database.CreateCommand(Sql(viewer, slots, settled));
        AccessPredicate.AddParameters(viewer, command.Parameters);
        limitedAccess.AddParameters(command.Parameters);
        command.Parameters.AddWithValue("own", own.Select(id => id.Value).ToArray());
        return command;
    }

    private static async Task<List<(Guid? Own, Clash Shown, BusyTime Busy)>> Read(
        NpgsqlCommand command,
        CancellationToken cancellationToken
    )
    {
        var found = new List<(Guid?, Clash, BusyTime)>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            var (from, until) = (row.GetFieldValue<DateTimeOffset>(1), row.GetFieldValue<DateTimeOffset>(2));
            var of =
                row.GetBoolean(4) ? ClashOf.Person
                : !row.IsDBNull(5) && row.GetBoolean(5) ? ClashOf.Caseworker
                : ClashOf.Place;
            found.Add(
                (
                    row.IsDBNull(7) ? null : row.GetGuid(7),
                    Shown(row, of, from, until),
                    new(new(row.GetGuid(0)), from, until)
                )
            );
        }
        return found;
    }

    private static Clash Shown(NpgsqlDataReader row, ClashOf of, DateTimeOffset from, DateTimeOffset until)
    {
        var keeper = of is ClashOf.Caseworker && !row.IsDBNull(8) ? row.GetString(8) : null;
        var group = of is ClashOf.Place && !row.IsDBNull(9) ? row.GetString(9) : null;
        return row.GetBoolean(6)
            ? new(of, row.GetString(3), from, until, keeper, group)
            : new(of, null, null, null, keeper);
    }

    private static NpgsqlParameter Text(string name, string? value) =>
        new(name, NpgsqlDbType.Text) { Value = (object?)value ?? DBNull.Value };
}

/// <summary>Clashes as a page may show them, and as the domain decides about them.</summary>
internal sealed record FoundClashes(IReadOnlyList<Clash> Shown, IReadOnlyList<BusyTime> Busy);
