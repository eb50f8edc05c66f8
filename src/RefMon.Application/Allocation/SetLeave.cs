using MediatR;
using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Attention;
using RefMon.EventStore;

namespace RefMon.Application.Allocation;

/// <summary>When somebody is away, first and last day included.</summary>
public sealed record Leave(DateOnly FirstDay, DateOnly LastDay)
{
    /// <summary>True when the day lies in it.</summary>
    public bool Includes(DateOnly day) => FirstDay <= day && day <= LastDay;
}

/// <summary>Somebody's leave now or next, for those who may change it: themselves, and the leads of their supplier.</summary>
[Requires(Permission.AssignCaseworkers)]
[AuditedRead]
public sealed record GetLeave(string AccountId) : IQuery<LeaveOf>, IConcernsAccount;

/// <summary>Whose leave it is, and when; null when none is set.</summary>
public sealed record LeaveOf(string Name, Leave? Leave);

/// <summary>
/// Sets when somebody is away, in the place of what was set before; all boxes empty ends it. Days are as typed. Shown where somebody
/// assigns, and beside their name on the overview of a referral they work on: it forbids nothing. Refused for accounts of others and, unless one leads the supplier, for colleagues.
/// </summary>
[Requires(Permission.AssignCaseworkers)]
public sealed record SetLeave(
    Guid CommandId,
    string AccountId,
    string? FirstDay,
    string? FirstMonth,
    string? FirstYear,
    string? LastDay,
    string? LastMonth,
    string? LastYear
) : ICommand<Done>, IConcernsAccount;

internal sealed class LeaveHandler(
    NpgsqlDataSource database,
    IEventSession session,
    CurrentViewer current,
    TimeProvider time
) : IRequestHandler<GetLeave, Outcome<LeaveOf>>, IRequestHandler<SetLeave, Outcome<Done>>
{
    private const int LongestInDays = 366;

    public async Task<Outcome<LeaveOf>> Handle(GetLeave request, CancellationToken cancellationToken) =>
        await Find(request.AccountId, cancellationToken) is { } found ? found : AccessRefusals.NotFound;

    public async Task<Outcome<Done>> Handle(SetLeave request, CancellationToken cancellationToken)
    {
        if (await Find(request.AccountId, cancellationToken) is null)
            return AccessRefusals.NotFound;
        string?[] typed =
        [
            request.FirstDay,
            request.FirstMonth,
            request.FirstYear,
            request.LastDay,
            request.LastMonth,
            request.LastYear,
        ];
        if (!typed.Any(TypedText.HasContent))
        {
            session.Enlist(
                new("delete from account_leave where account_id = $1")
                {
                    Parameters = { new() { Value = request.AccountId } },
                }
            );
            return Done.Value;
        }
        var (leave, refusals) = Read(request);
        if (refusals.Count > 0)
            return refusals;
        session.Enlist(Set(request.AccountId, leave));
        return Done.Value;
    }

    private (Leave Leave, List<Refusal> Refusals) Read(SetLeave request)
    {
        var refusals = new List<Refusal>();
        var (first, wrongFirst) = TypedDate.Read(
            "First day away",
            "First.",
            new(request.FirstDay, request.FirstMonth, request.FirstYear)
        );
        var (last, wrongLast) = TypedDate.Read(
            "Last day away",
            "Last.",
            new(request.LastDay, request.LastMonth, request.LastYear)
        );
        if (wrongFirst is not null)
            refusals.Add(wrongFirst);
        if (wrongLast is not null)
            refusals.Add(wrongLast);
        else if (last < LondonTime.DayOf(time.GetUtcNow()))
            refusals.Add(new("leave-over", "Last.Day", "The last day away must be today or later"));
        else if (wrongFirst is null && last < first)
            refusals.Add(
                new("leave-backwards", "Last.Day", "The last day away must be the same as or after the first")
            );
        else if (wrongFirst is null && last.DayNumber - first.DayNumber > LongestInDays)
            refusals.Add(new("leave-too-long", "Last.Day", "Leave must be a year or less"));
        return (new(first, last), refusals);
    }

    private NpgsqlBatchCommand Set(string accountId, Leave leave) =>
        new(
            """
            insert into account_leave (account_id, first_day, last_day, set_by, set_at) values ($1, $2, $3, $4, $5)
            on conflict (account_id) do update
            set first_day = excluded.first_day, last_day = excluded.last_day, set_by = excluded.set_by, set_at = excluded.set_at
            """
        )
        {
            Parameters =
            {
                new() { Value = accountId },
                new() { Value = leave.FirstDay },
                new() { Value = leave.LastDay },
                new() { Value = current.Required.AccountId },
                new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz },
            },
        };

    private async Task<LeaveOf?> Find(string accountId, CancellationToken cancellationToken)
    {
        var viewer = current.Required;
        await using var command = database.CreateCommand(
            """
            select a.name, l.first_day, l.last_day
            from account a left join account_leave l on l.account_id = a.id and l.last_day >= $4
            where a.id = $1 and a.supplier_id = $2 and (a.id = $3 or $5) and a.role in ('Caseworker', 'SupplierLead')
            """
        );
        command.Parameters.Add(new() { Value = accountId });
        command.Parameters.Add(
            new() { Value = (object?)viewer.SupplierId?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid }
        );
        command.Parameters.Add(new() { Value = viewer.AccountId });
        command.Parameters.Add(new() { Value = LondonTime.DayOf(time.GetUtcNow()) });
        command.Parameters.Add(new() { Value = viewer.Role is Role.SupplierLead });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
            return null;
        return new(
            row.GetString(0),
            row.IsDBNull(1) ? null : new(row.GetFieldValue<DateOnly>(1), row.GetFieldValue<DateOnly>(2))
        );
    }
}
