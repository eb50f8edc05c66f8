using System.Security.Cryptography;
using FluentValidation;
using MediatR;
using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Domain.Appointments;
using RefMon.Domain.Attention;
using RefMon.EventStore;

namespace RefMon.Application.Appointments;

/// <summary>
/// The token in the address under which a calendar program reads somebody's appointments: 256 random bits. RefMon keeps only its hash, shows the
/// address once and logs it nowhere.
/// </summary>
public static class FeedToken
{
    private const int Bytes = 32;

    /// <summary>A new one, as it stands in the address.</summary>
    public static string New() => System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Its hash; null for what cannot be a token.</summary>
    public static byte[]? HashOf(string token)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        return
            token.Length == 43
            && System.Buffers.Text.Base64Url.TryDecodeFromChars(token, bytes, out var written)
            && written == Bytes
            ? SHA256.HashData(bytes)
            : null;
    }
}

/// <summary>Whether the viewer's appointments can be read in another calendar: since when, and when they were last; null when not.</summary>
[Requires(Permission.KeepAppointments)]
public sealed record GetOwnCalendarFeed : IQuery<OwnCalendarFeed>;

/// <summary>The viewer's feed.</summary>
public sealed record OwnCalendarFeed(DateTimeOffset? CreatedAt, DateTimeOffset? LastReadAt);

/// <summary>Opens the viewer's calendar to whoever has the token of this hash (64 hexadecimal digits). An earlier token works no more.</summary>
[Requires(Permission.KeepAppointments)]
public sealed record CreateCalendarFeed(Guid CommandId, string TokenHash) : ICommand<Done>
{
    /// <summary>Shows no hash.</summary>
    public override string ToString() => nameof(CreateCalendarFeed);
}

/// <summary>Ends the viewer's feed: its address shows nothing from now on.</summary>
[Requires(Permission.KeepAppointments)]
public sealed record RevokeCalendarFeed(Guid CommandId) : ICommand<Done>;

internal sealed class CreateCalendarFeedValidator : AbstractValidator<CreateCalendarFeed>
{
    public CreateCalendarFeedValidator() =>
        RuleFor(command => command.TokenHash)
            .Must(hash => hash is { Length: 64 } && hash.All(char.IsAsciiHexDigit))
            .WithErrorCode("token-invalid")
            .WithMessage("Open the page again to make an address");
}

internal sealed class CalendarFeedHandler(
    NpgsqlDataSource database,
    IEventSession session,
    CurrentViewer current,
    TimeProvider time
)
    : IRequestHandler<GetOwnCalendarFeed, Outcome<OwnCalendarFeed>>,
        IRequestHandler<CreateCalendarFeed, Outcome<Done>>,
        IRequestHandler<RevokeCalendarFeed, Outcome<Done>>
{
    public async Task<Outcome<OwnCalendarFeed>> Handle(GetOwnCalendarFeed request, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select created_at, last_read_at from calendar_feed where account_id = $1"
        );
        command.Parameters.Add(new() { Value = current.Required.AccountId });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
            return new OwnCalendarFeed(null, null);
        return new OwnCalendarFeed(
            row.GetFieldValue<DateTimeOffset>(0),
            row.IsDBNull(1) ? null : row.GetFieldValue<DateTimeOffset>(1)
        );
    }

    public Task<Outcome<Done>> Handle(CreateCalendarFeed request, CancellationToken cancellationToken)
    {
        session.Enlist(
            new(
                """
                insert into calendar_feed (account_id, token_hash, created_at) values ($1, $2, $3)
                on conflict (account_id) do update
                set token_hash = excluded.token_hash, created_at = excluded.created_at, last_read_at = null
                """
            )
            {
                Parameters =
                {
                    new() { Value = current.Required.AccountId },
                    new() { Value = Convert.FromHexString(request.TokenHash) },
                    new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz },
                },
            }
        );
        return Task.FromResult<Outcome<Done>>(Done.Value);
    }

    public Task<Outcome<Done>> Handle(RevokeCalendarFeed request, CancellationToken cancellationToken)
    {
        session.Enlist(CalendarFeeds.Revoke(current.Required.AccountId));
        return Task.FromResult<Outcome<Done>>(Done.Value);
    }
}

/// <summary>Finds whose feed a token opens.</summary>
public sealed class CalendarFeeds(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>The account, when the token is one of a feed and the account may still sign in; notes that it was read.</summary>
    public async Task<string?> AccountOf(string token, CancellationToken cancellationToken)
    {
        if (FeedToken.HashOf(token) is not { } hash)
            return null;
        // index: calendar_feed_token_hash_key
        await using var command = database.CreateCommand(
            """
            update calendar_feed f set last_read_at = $2 from account a
            where f.token_hash = $1 and a.id = f.account_id and a.disabled_at is null returning f.account_id
            """
        );
        command.Parameters.Add(new() { Value = hash });
        command.Parameters.Add(new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    /// <summary>The statement that ends an account's feed.</summary>
    internal static NpgsqlBatchCommand Revoke(string accountId) =>
        new("delete from calendar_feed where account_id = $1") { Parameters = { new() { Value = accountId } } };
}

/// <summary>
/// The viewer's own appointments as a calendar program reads them: a month back, seven ahead. No names, references, CRNs, addresses or kind of
/// service; people under limited access, and people of whom that is not known, are only time that is taken.
/// </summary>
[Requires(Permission.KeepAppointments)]
public sealed record ReadCalendarFeed : IQuery<string>;

internal sealed class ReadCalendarFeedHandler(
    NpgsqlDataSource database,
    ListedLimitedAccess limitedAccess,
    Attention.PublicAddress address,
    CurrentViewer current,
    TimeProvider time
) : IRequestHandler<ReadCalendarFeed, Outcome<string>>
{
    public async Task<Outcome<string>> Handle(ReadCalendarFeed request, CancellationToken cancellationToken)
    {
        var (viewer, now) = (current.Required, time.GetUtcNow());
        var today = LondonTime.DayOf(now);
        var range = new CalendarSql(viewer, today.AddDays(-31), today.AddDays(215), viewer.AccountId);
        await using var command = database.CreateCommand(range.Text);
        range.AddParameters(command.Parameters);
        limitedAccess.AddParameters(command.Parameters);
        var events = new List<CalendarEvent>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            var id = row.GetGuid(0);
            var isPlain = row.GetBoolean(3) && !row.GetBoolean(7);
            events.Add(
                new(
                    $"{id}@refmon",
                    row.GetFieldValue<DateTimeOffset>(1),
                    row.GetFieldValue<DateTimeOffset>(2),
                    isPlain ? Summary(row) : "Busy",
                    isPlain ? new Uri(address.Root, $"/calendar/appointments/{id}") : null
                )
            );
        }
        return CalendarText.Of("RefMon", events, now);
    }

    private static string Summary(NpgsqlDataReader row)
    {
        var what =
            Enum.Parse<AppointmentKind>(row.GetString(8)) is AppointmentKind.SupplierAssessment
                ? "Assessment"
                : "Session";
        var how = Enum.Parse<MeetingMethod>(row.GetString(10)) switch
        {
            MeetingMethod.PhoneCall => "by phone",
            MeetingMethod.VideoCall => "by video",
            MeetingMethod.ProbationOffice or MeetingMethod.OtherPlace => "in person",
        };
        return $"{what} {how}";
    }
}

/// <summary>Finds the referral of an appointment, for a link that must not carry its reference. Only for those who may see it.</summary>
[Requires(Permission.KeepAppointments)]
[AuditedRead]
public sealed record FindAppointment(Guid AppointmentId) : IQuery<string>, IConcernsAppointment;

internal sealed class FindAppointmentHandler(
    NpgsqlDataSource database,
    ListedLimitedAccess limitedAccess,
    CurrentViewer current
) : IRequestHandler<FindAppointment, Outcome<string>>
{
    public async Task<Outcome<string>> Handle(FindAppointment request, CancellationToken cancellationToken)
    {
        var viewer = current.Required;
        await using var command = database.CreateCommand(
            $"""
            select c.reference from appointment_slot s join case_list_row c on c.referral_id = s.referral_id
            where s.appointment_id = @id and {AccessPredicate.ForReferrals(
                viewer,
                "c"
            )} and {ListedLimitedAccess.Reliable("c")}
            """
        );
        command.Parameters.AddWithValue("id", request.AppointmentId);
        AccessPredicate.AddParameters(viewer, command.Parameters);
        limitedAccess.AddParameters(command.Parameters);
        return await command.ExecuteScalarAsync(cancellationToken) is string reference
            ? reference
            : AccessRefusals.NotFound;
    }
}
