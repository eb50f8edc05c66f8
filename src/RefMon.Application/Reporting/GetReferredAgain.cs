using System.Text.Json;
using MediatR;
using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;
using RefMon.Application.Catalogue;
using RefMon.Application.Endings;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.Attention;
using RefMon.Domain.Endings;

namespace RefMon.Application.Reporting;

/// <summary>
/// How often a person is referred again within seven days, to the same service or to another for the same need, and what had become
/// of the earlier referral: the sign of a wrong choice or of a referral made twice (field, rank 4). References, no people.
/// </summary>
[Requires(Permission.Operate)]
public sealed record GetReferredAgain : IQuery<ReferredAgain>;

/// <summary>
/// The figure for the referrals sent since <paramref name="Since"/>. Each counts once, beside the nearest earlier one.
/// <paramref name="Latest"/> are the newest of them.
/// </summary>
public sealed record ReferredAgain(
    DateOnly Since,
    long Sent,
    IReadOnlyList<EarlierEnd> ByEnd,
    IReadOnlyList<ReferredTwice> Latest
)
{
    /// <summary>How many were sent within seven days of an earlier one.</summary>
    public long Again => ByEnd.Sum(end => end.Count);
}

/// <summary>What had become of earlier referrals. <paramref name="Conclusion"/> is null while they are open; the reason is in words, where one is chosen from a list.</summary>
public sealed record EarlierEnd(Conclusion? Conclusion, string? Reason, long Count);

/// <summary>A referral and the earlier one it came within seven days of, by reference.</summary>
public sealed record ReferredTwice(
    string Earlier,
    DateTimeOffset EarlierSentAt,
    string Later,
    DateTimeOffset LaterSentAt,
    bool IsSameService,
    Conclusion? Conclusion,
    string? Reason
);

internal sealed class GetReferredAgainHandler(NpgsqlDataSource database, ServiceCatalogue catalogue, TimeProvider time)
    : IRequestHandler<GetReferredAgain, Outcome<ReferredAgain>>
{
    private const int Days = 90;
    private const int MostShown = 50;

    // free text of other endings is nobody's to read here
    private static readonly string[] EventsWithReason =
    [
        .. new[]
        {
            typeof(ReferralReturned),
            typeof(ReferralRecalled),
            typeof(ReferralWithdrawn),
            typeof(EarlyCloseRequested),
        }.Select(type => JsonNamingPolicy.SnakeCaseLower.ConvertName(type.Name)),
    ];

    // indexes: case_list_row_sent, case_list_row_person, pk_mt_events_stream_and_version
    private const string Again = """
        with again as (
            select later.reference as later, later.sent_at as later_sent, earlier.reference as earlier,
                   earlier.sent_at as earlier_sent, earlier.service_id = later.service_id as same_service,
                   earlier.conclusion,
                   case when earlier.conclusion is not null then
                       (select coalesce(e.data ->> 'reasonCode', e.data ->> 'reason') from mt_events e
                        where e.stream_id = earlier.referral_id and e.type = any ($2)
                        order by e.version desc limit 1) end as reason
            from case_list_row later
            cross join lateral (
                select e.* from case_list_row e
                where e.person_id = later.person_id and (e.sent_at, e.referral_id) < (later.sent_at, later.referral_id)
                  and e.sent_at >= later.sent_at - interval '7 days'
                  and (e.service_id = later.service_id or exists (
                      select 1 from contract a
                      join contract_type_category ac on ac.contract_type_id = a.contract_type_id
                      join service_category an on an.id = ac.service_category_id
                      join service_category bn on bn.need_code = an.need_code
                      join contract_type_category bc on bc.service_category_id = bn.id
                      join contract b on b.contract_type_id = bc.contract_type_id
                      where a.id = later.contract_id and b.id = e.contract_id))
                order by e.sent_at desc, e.referral_id desc limit 1) earlier
            where later.sent_at >= $1
        )
        """;

    public async Task<Outcome<ReferredAgain>> Handle(GetReferredAgain request, CancellationToken cancellationToken)
    {
        var since = LondonTime.DayOf(time.GetUtcNow()).AddDays(-Days);
        var from = LondonTime.StartOf(since);
        var withdrawal = (await catalogue.WithdrawalReasons(cancellationToken)).ToDictionary(
            reason => reason.Code,
            reason => reason.Description
        );
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var count = new NpgsqlCommand("select count(*) from case_list_row where sent_at >= $1", connection);
        count.Parameters.Add(Instant(from));
        var sent = (long)(await count.ExecuteScalarAsync(cancellationToken))!;
        return new ReferredAgain(
            since,
            sent,
            await ByEnd(connection, from, withdrawal, cancellationToken),
            await Latest(connection, from, withdrawal, cancellationToken)
        );
    }

    private static async Task<IReadOnlyList<EarlierEnd>> ByEnd(
        NpgsqlConnection connection,
        DateTimeOffset from,
        Dictionary<string, string> withdrawal,
        CancellationToken cancellationToken
    )
    {
        await using var command = Command(
            connection,
            from,
            "select conclusion, reason, count(*) from again group by 1, 2 order by 3 desc, 1, 2"
        );
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var ends = new List<EarlierEnd>();
        while (await row.ReadAsync(cancellationToken))
        {
            var conclusion = ConclusionIn(row, 0);
            ends.Add(new(conclusion, InWords(conclusion, row, 1, withdrawal), row.GetInt64(2)));
        }
        return ends;
    }

    private static async Task<IReadOnlyList<ReferredTwice>> Latest(
        NpgsqlConnection connection,
        DateTimeOffset from,
        Dictionary<string, string> withdrawal,
        CancellationToken cancellationToken
    )
    {
        await using var command = Command(
            connection,
            from,
            FormattableString.Invariant(
                $"""
                select earlier, earlier_sent, later, later_sent, same_service, conclusion, reason
                from again order by later_sent desc, later limit {MostShown}
                """
            )
        );
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var pairs = new List<ReferredTwice>();
        while (await row.ReadAsync(cancellationToken))
        {
            var conclusion = ConclusionIn(row, 5);
            pairs.Add(
                new(
                    row.GetString(0),
                    row.GetFieldValue<DateTimeOffset>(1),
                    row.GetString(2),
                    row.GetFieldValue<DateTimeOffset>(3),
                    row.GetBoolean(4),
                    conclusion,
                    InWords(conclusion, row, 6, withdrawal)
                )
            );
        }
        return pairs;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, DateTimeOffset from, string select) =>
        new($"{Again}\n{select}", connection)
        {
            Parameters =
            {
                Instant(from),
                new() { Value = EventsWithReason },
            },
        };

    private static Conclusion? ConclusionIn(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : Enum.Parse<Conclusion>(row.GetString(column));

    private static string? InWords(
        Conclusion? conclusion,
        NpgsqlDataReader row,
        int column,
        Dictionary<string, string> withdrawal
    ) =>
        conclusion is null || row.IsDBNull(column)
            ? null
            : conclusion switch
            {
                Conclusion.Returned => EndingWords.Of(
                    Enum.Parse<ReturnReason>(row.GetString(column), ignoreCase: true)
                ),
                Conclusion.Recalled => EndingWords.Of(
                    Enum.Parse<RecallReason>(row.GetString(column), ignoreCase: true)
                ),
                Conclusion.Withdrawn or Conclusion.EndedEarly => withdrawal.GetValueOrDefault(
                    row.GetString(column),
                    row.GetString(column)
                ),
                Conclusion.Completed => null,
            };

    private static NpgsqlParameter Instant(DateTimeOffset value) =>
        new() { Value = value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
