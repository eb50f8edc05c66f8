using MediatR;
using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.Attention;

namespace RefMon.Application.Catalogue;

/// <summary>How long people wait at some services, from referral to supplier assessment. Figures of a service, of nobody in particular.</summary>
[Requires(Permission.FindServices)]
public sealed record GetWaitingTimes(IReadOnlyList<ServiceId> Services) : IQuery<WaitingTimes>;

/// <summary>The waiting time of each service asked about.</summary>
public sealed record WaitingTimes(IReadOnlyDictionary<ServiceId, WaitingTime> ByService)
{
    /// <summary>The waiting time at a service; of no referrals when it was not asked about.</summary>
    public WaitingTime Of(ServiceId service) => ByService.GetValueOrDefault(service, WaitingTime.NotKnown);
}

/// <summary>
/// The middle one of the waits, in working days from the day of sending to the day of the supplier assessment, of the
/// people assessed in the last twelve months. Null where those were fewer than <see cref="FewestReferrals"/>.
/// </summary>
public sealed record WaitingTime(int? WorkingDays, int Referrals)
{
    /// <summary>A figure made of fewer referrals would say more about a person than about the service.</summary>
    public const int FewestReferrals = 5;

    /// <summary>Nobody was assessed.</summary>
    public static WaitingTime NotKnown { get; } = new(null, 0);

    /// <summary>The figure for these waits in working days; a middle between two is rounded up.</summary>
    public static WaitingTime Of(IEnumerable<int> waits)
    {
        var sorted = waits.Order().ToList();
        if (sorted.Count < FewestReferrals)
            return new(null, sorted.Count);
        var (low, high) = (sorted[(sorted.Count - 1) / 2], sorted[sorted.Count / 2]);
        return new((low + high + 1) / 2, sorted.Count);
    }
}

internal sealed class GetWaitingTimesHandler(AssessmentWaitReader waits)
    : IRequestHandler<GetWaitingTimes, Outcome<WaitingTimes>>
{
    private const int MostServices = 100;

    public async Task<Outcome<WaitingTimes>> Handle(GetWaitingTimes request, CancellationToken cancellationToken) =>
        await waits.Of([.. request.Services.Take(MostServices)], cancellationToken);
}

/// <summary>Works waiting times out from what referrals waited.</summary>
internal sealed class AssessmentWaitReader(NpgsqlDataSource database, WorkingDays workingDays, TimeProvider time)
{
    // index: assessment_wait_service
    private const string Waits = """
        select service_id, sent_at, assessed_at from assessment_wait
        where service_id = any ($1) and assessed_at > $2 and assessed_at <= $3
        """;

    public async Task<WaitingTimes> Of(IReadOnlyList<ServiceId> services, CancellationToken cancellationToken)
    {
        if (services.Count == 0)
            return new(new Dictionary<ServiceId, WaitingTime>());
        var calendar = workingDays.Calendar;
        var now = time.GetUtcNow();
        await using var command = database.CreateCommand(Waits);
        command.Parameters.Add(new() { Value = services.Select(service => service.Value).ToArray() });
        command.Parameters.Add(Instant(now.AddYears(-1)));
        command.Parameters.Add(Instant(now));
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var waits = new List<(ServiceId Service, int Days)>();
        while (await row.ReadAsync(cancellationToken))
        {
            var sent = LondonTime.DayOf(row.GetFieldValue<DateTimeOffset>(1));
            var assessed = LondonTime.DayOf(row.GetFieldValue<DateTimeOffset>(2));
            waits.Add((new(row.GetGuid(0)), calendar.CountBetween(sent, assessed)));
        }
        return new(
            waits
                .GroupBy(wait => wait.Service)
                .ToDictionary(group => group.Key, group => WaitingTime.Of(group.Select(wait => wait.Days)))
        );
    }

    private static NpgsqlParameter Instant(DateTimeOffset value) =>
        new() { Value = value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
