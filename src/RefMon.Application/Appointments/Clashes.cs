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

    /// <summary>The caseworker.</summary>
    Caseworker,

    /// <summary>The place, from the same minute on.</summary>
    Place,
}

/// <summary>
/// Another appointment in the way. Where the viewer may not see its referral, only that there is one:
/// <paramref name="Reference"/>, <paramref name="From"/> and <paramref name="Until"/> are null then.
/// </summary>
public sealed record Clash(ClashOf Of, string? Reference, DateTimeOffset? From, DateTimeOffset? Until);

/// <summary>
/// Looks for open appointments that overlap a slot: of the same person anywhere, of the same caseworker, and of the same
/// supplier at the same place from the same minute on. One group's appointments of several people are not in each other's way.
/// </summary>
internal sealed class Clashes(NpgsqlDataSource database, ListedLimitedAccess limitedAccess)
{
    // indexes: appointment_slot_person, appointment_slot_supplier, case_list_row_pkey; nothing lasts longer than 12 hours
    private static string Sql(Viewer viewer) =>
        $"""
            select s.appointment_id, s.starts_at, s.ends_at, c.reference,
                s.person_id = @person, s.supplier_id = @supplier and s.caseworker_id = @caseworker,
                ({AccessPredicate.ForReferrals(viewer, "c")} and {ListedLimitedAccess.Reliable("c")})
            from appointment_slot s join case_list_row c on c.referral_id = s.referral_id
            where s.state = 'open' and s.starts_at < @until and s.ends_at > @from and s.starts_at > @from - interval '12 hours'
                and s.appointment_id <> all (@own)
                and (s.person_id = @person
                    or (s.supplier_id = @supplier
                        and (s.caseworker_id = @caseworker or (s.place = @place and s.starts_at = @from))
                        and not (@group and s.format = 'Group' and s.starts_at = @from and s.ends_at = @until
                            and s.method = @method and s.place is not distinct from @place)))
            order by s.starts_at, s.appointment_id
            """;

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
        await using var command = database.CreateCommand(Sql(viewer));
        AccessPredicate.AddParameters(viewer, command.Parameters);
        limitedAccess.AddParameters(command.Parameters);
        command.Parameters.AddWithValue("person", referral.Referring.Person.Id.Value);
        command.Parameters.AddWithValue("supplier", referral.Referring.Service.SupplierId.Value);
        command.Parameters.Add(Text("caseworker", referral.Allocation.Caseworker?.AccountId));
        command.Parameters.Add(Text("place", AppointmentSlots.PlaceOf(slot)));
        command.Parameters.Add(Text("method", slot.Method.ToString()));
        command.Parameters.AddWithValue("group", slot.Format is SessionFormat.Group);
        command.Parameters.AddWithValue("from", NpgsqlDbType.TimestampTz, slot.StartsAt);
        command.Parameters.AddWithValue("until", NpgsqlDbType.TimestampTz, slot.EndsAt);
        command.Parameters.AddWithValue("own", own.Select(id => id.Value).ToArray());
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var shown = new List<Clash>();
        var busy = new List<BusyTime>();
        while (await row.ReadAsync(cancellationToken))
        {
            var (from, until) = (row.GetFieldValue<DateTimeOffset>(1), row.GetFieldValue<DateTimeOffset>(2));
            busy.Add(new(new(row.GetGuid(0)), from, until));
            var of =
                row.GetBoolean(4) ? ClashOf.Person
                : !row.IsDBNull(5) && row.GetBoolean(5) ? ClashOf.Caseworker
                : ClashOf.Place;
            shown.Add(row.GetBoolean(6) ? new(of, row.GetString(3), from, until) : new(of, null, null, null));
        }
        return new([.. shown.Distinct()], busy);
    }

    private static NpgsqlParameter Text(string name, string? value) =>
        new(name, NpgsqlDbType.Text) { Value = (object?)value ?? DBNull.Value };
}

/// <summary>Clashes as a page may show them, and as the domain decides about them.</summary>
internal sealed record FoundClashes(IReadOnlyList<Clash> Shown, IReadOnlyList<BusyTime> Busy);
