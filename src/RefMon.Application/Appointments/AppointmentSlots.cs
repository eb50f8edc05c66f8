using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using RefMon.Domain;
using RefMon.Domain.Appointments;
using RefMon.EventStore;

namespace RefMon.Application.Appointments;

/// <summary>
/// Writes the rows of <c>appointment_slot</c> with the events: every appointment with its person, caseworker and time. While
/// it is open its caseworker is the referral's and whoever keeps it works on it; once it has an outcome or is cancelled, whoever it was then stays.
/// </summary>
public sealed class AppointmentSlots : IInlineProjection
{
    // what is settled keeps whose it was
    private const string Upsert = """
        insert into appointment_slot (appointment_id, referral_id, person_id, supplier_id, kind, session_number, caseworker_id,
            starts_at, ends_at, method, format, place, state, group_id, group_name, keeper_id, recorded_by_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
        on conflict (appointment_id) do update
        set person_id = excluded.person_id, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
            method = excluded.method, format = excluded.format, place = excluded.place, state = excluded.state,
            group_id = excluded.group_id, group_name = excluded.group_name, recorded_by_id = excluded.recorded_by_id,
            supplier_id = case appointment_slot.state when 'open' then excluded.supplier_id else appointment_slot.supplier_id end,
            caseworker_id = case appointment_slot.state when 'open' then excluded.caseworker_id else appointment_slot.caseworker_id end,
            keeper_id = case appointment_slot.state when 'open' then excluded.keeper_id else appointment_slot.keeper_id end
        """;

    /// <inheritdoc/>
    public string Name => "AppointmentSlots";

    /// <inheritdoc/>
    public IReadOnlyList<string> Tables { get; } = ["appointment_slot"];

    /// <inheritdoc/>
    public void Project(StreamChange change, ICollection<NpgsqlBatchCommand> statements)
    {
        if (change.After is not Referral after)
            return;
        var before = change.Before as Referral;
        foreach (var appointment in after.Appointments.All)
        {
            var earlier = before?.Appointments.Find(appointment.Id);
            if (earlier is null || RowOf(before!, earlier) != RowOf(after, appointment))
                statements.Add(Statement(RowOf(after, appointment)));
        }
    }

    /// <summary>One place in one word, for appointments people come to; null for phone and video.</summary>
    internal static string? PlaceOf(Slot slot) =>
        (slot.Method, slot.Place) switch
        {
            (MeetingMethod.ProbationOffice, { } place) => $"office {place.OfficeCode}",
            (MeetingMethod.OtherPlace, { } place) =>
                $"address {string.Concat((place.Postcode ?? "").Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant()} {(place.Line1 ?? "").ToLower(CultureInfo.InvariantCulture)}",
            _ => null,
        };

    /// <summary>How a row's appointment stands: by its state, and the stage that its referral has in lists.</summary>
    internal static AppointmentStatus StatusOf(string state, string stage, DateTimeOffset from, DateTimeOffset now) =>
        state switch
        {
            "happened" => AppointmentStatus.Completed,
            "not-held" => AppointmentStatus.DidNotHappen,
            "missed" => AppointmentStatus.DidNotAttend,
            _ when from > now => AppointmentStatus.Scheduled,
            _ => AppointmentStory.IsRecordingOver(Enum.Parse<Stage>(stage))
                ? AppointmentStatus.NothingRecorded
                : AppointmentStatus.NeedsFeedback,
        };

    private static Row RowOf(Referral referral, Appointment a) =>
        new(
            a.Id.Value,
            referral.Id.Value,
            referral.Referring.Person.Id.Value,
            referral.Referring.Service.SupplierId.Value,
            a.Kind.ToString(),
            a.SessionNumber,
            referral.Allocation.Caseworker?.AccountId,
            a.Slot.StartsAt,
            a.Slot.EndsAt,
            a.Slot.Method.ToString(),
            a.Slot.Format.ToString(),
            PlaceOf(a.Slot),
            a switch
            {
                { IsCancelled: true } => "cancelled",
                { Outcome: null } => "open",
                { Outcome.Happened: true } => "happened",
                { Outcome.Attended: true } => "not-held",
                _ => "missed",
            },
            a.Slot.Group?.Id.Value,
            a.Slot.Group?.Name,
            a.KeeperAmong(referral.Allocation)?.AccountId,
            a.Outcome?.RecordedBy.AccountId
        );

    private static NpgsqlBatchCommand Statement(Row row) =>
        new(Upsert)
        {
            Parameters =
            {
                new() { Value = row.AppointmentId },
                new() { Value = row.ReferralId },
                new() { Value = row.PersonId },
                new() { Value = row.SupplierId },
                new() { Value = row.Kind },
                new() { Value = (object?)row.SessionNumber ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer },
                new() { Value = (object?)row.CaseworkerId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = row.StartsAt, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new() { Value = row.EndsAt, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new() { Value = row.Method },
                new() { Value = row.Format },
                new() { Value = (object?)row.Place ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = row.State },
                new() { Value = (object?)row.GroupId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                new() { Value = (object?)row.GroupName ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = (object?)row.KeeperId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = (object?)row.RecordedById ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
            },
        };

    private sealed record Row(
        Guid AppointmentId,
        Guid ReferralId,
        Guid PersonId,
        Guid SupplierId,
        string Kind,
        int? SessionNumber,
        string? CaseworkerId,
        DateTimeOffset StartsAt,
        DateTimeOffset EndsAt,
        string Method,
        string Format,
        string? Place,
        string State,
        Guid? GroupId,
        string? GroupName,
        string? KeeperId,
        string? RecordedById
    );
}
