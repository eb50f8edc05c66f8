using System.Globalization;
using FluentValidation;
using MediatR;
using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Attention;
using RefMon.EventStore;

namespace RefMon.Application.Attention;

/// <summary>
/// Sets a figure of a contract type for what begins on a later day: a number of working days, or (<paramref name="Choice"/>
/// "default") the default again. All as typed. What has begun keeps its date. <paramref name="Version"/> is that of the page: a
/// figure that somebody changed meanwhile is not changed over it.
/// </summary>
[Requires(Permission.SetDeadlines)]
public sealed record SetDeadline(
    Guid CommandId,
    string ContractTypeCode,
    DeadlineSetting Setting,
    int Version,
    string? Choice,
    string? WorkingDays,
    string? FromDay,
    string? FromMonth,
    string? FromYear,
    string? Reason
) : ICommand<Done>, ITypedDeadline;

/// <summary>The same, only looked at: what would be refused, and what would be set. Changes nothing.</summary>
[Requires(Permission.SetDeadlines)]
public sealed record CheckDeadline(
    string ContractTypeCode,
    DeadlineSetting Setting,
    int Version,
    string? Choice,
    string? WorkingDays,
    string? FromDay,
    string? FromMonth,
    string? FromYear,
    string? Reason
) : IQuery<DeadlineChange>, ITypedDeadline;

/// <summary>What both have in common.</summary>
public interface ITypedDeadline
{
    /// <summary>The contract type.</summary>
    string ContractTypeCode { get; }

    /// <summary>The figure.</summary>
    DeadlineSetting Setting { get; }

    /// <summary>The number of its changes when the page was shown.</summary>
    int Version { get; }

    /// <summary>"default" or "days".</summary>
    string? Choice { get; }

    /// <summary>The number typed.</summary>
    string? WorkingDays { get; }

    /// <summary>The day typed, in three boxes.</summary>
    string? FromDay { get; }

    /// <summary>Its month.</summary>
    string? FromMonth { get; }

    /// <summary>Its year.</summary>
    string? FromYear { get; }

    /// <summary>Why.</summary>
    string? Reason { get; }
}

internal sealed class SetDeadlineHandler(
    DeadlineSettingStore store,
    DeadlineRules defaults,
    IEventSession session,
    CurrentViewer current,
    TimeProvider time
) : IRequestHandler<SetDeadline, Outcome<Done>>, IRequestHandler<CheckDeadline, Outcome<DeadlineChange>>
{
    private const int Most = 60;
    private const int MostDaysAhead = 366;

    private static readonly Refusal ChangedMeanwhile = Refusal.Conflict(
        "changed-meanwhile",
        "Somebody changed this figure while you were looking at it. Go back to the contract type to see what is set now"
    );

    public async Task<Outcome<DeadlineChange>> Handle(CheckDeadline request, CancellationToken cancellationToken) =>
        await Read(request, cancellationToken);

    public async Task<Outcome<Done>> Handle(SetDeadline request, CancellationToken cancellationToken)
    {
        var read = await Read(request, cancellationToken);
        if (read.IsRefused)
            return read.Refusals.ToList();
        session.Enlist(Insert(read.Value, request.Version + 1, TypedText.Lines(request.Reason)!.Trim()), expectRows: 1);
        return Done.Value;
    }

    private async Task<Outcome<DeadlineChange>> Read(ITypedDeadline typed, CancellationToken cancellationToken)
    {
        if ((await store.ContractTypes(cancellationToken)).All(type => type.Code != typed.ContractTypeCode))
            return AccessRefusals.NotFound;
        var changes = (await store.Changes(typed.ContractTypeCode, cancellationToken))
            .Select(row => row.Shown)
            .Where(change => change.Setting == typed.Setting)
            .ToList();
        if (changes.Count != typed.Version)
            return ChangedMeanwhile;
        var refusals = new List<Refusal>();
        var days = Days(typed, refusals);
        var from = From(typed, refusals);
        if (!TypedText.HasContent(typed.Reason))
            refusals.Add(new("reason-missing", "Reason", "Enter why the figure is changed"));
        else if (TypedText.TooManyBy(typed.Reason, 500) is > 0 and var over)
            refusals.Add(
                new(
                    "reason-too-long",
                    "Reason",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The reason must be 500 characters or fewer. Take out {over:N0} or more"
                    )
                )
            );
        if (refusals.Count > 0)
            return refusals;
        var change = new DeadlineChange(typed.ContractTypeCode, typed.Setting, days, from);
        return IsNoChange(change, changes) is { } nothing ? nothing : change;
    }

    private Refusal? IsNoChange(DeadlineChange change, IReadOnlyList<SettingChanged> before)
    {
        var book = new DeadlineRuleBook(
            defaults,
            before.Select(b => new DeadlineChange(change.ContractTypeCode, b.Setting, b.WorkingDays, b.From))
        );
        return
            book.Of(change.Setting, change.ContractTypeCode, change.From).WorkingDays
            == (change.WorkingDays ?? defaults.Of(change.Setting))
            ? new("unchanged", "Choice", "That is what holds on that day already. Enter another figure or another day")
            : null;
    }

    private static int? Days(ITypedDeadline typed, List<Refusal> refusals)
    {
        var least = LeastOf(typed.Setting);
        switch (typed.Choice)
        {
            case "default":
                return null;
            case "days":
                var text = (typed.WorkingDays ?? "").Trim();
                if (text.Length == 0)
                    refusals.Add(new("days-missing", "WorkingDays", "Enter the number of working days"));
                else if (
                    !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days)
                    || days < least
                    || days > Most
                )
                    refusals.Add(
                        new(
                            "days-out-of-range",
                            "WorkingDays",
                            $"Working days must be a whole number from {least} to {Most}"
                        )
                    );
                else
                    return days;
                return null;
            default:
                refusals.Add(new("choice-missing", "Choice", "Select the default or another figure"));
                return null;
        }
    }

    /// <summary>An outcome can be owed on the day itself; a duty that is over as it begins is none.</summary>
    internal static int LeastOf(DeadlineSetting setting) => setting is DeadlineSetting.OutcomeRecorded ? 0 : 1;

    private DateOnly From(ITypedDeadline typed, List<Refusal> refusals)
    {
        var (day, wrong) = TypedDate.Read("Date", "From.", new(typed.FromDay, typed.FromMonth, typed.FromYear));
        var now = time.GetUtcNow();
        var earliest = DeadlineSettingStore.EarliestChange(now);
        if (wrong is not null)
            refusals.Add(wrong);
        else if (day < earliest)
            refusals.Add(
                new(
                    "from-too-early",
                    "From.Day",
                    $"Date must be {Words.Day(earliest)} or later: what has begun keeps its date"
                )
            );
        else if (day > earliest.AddDays(MostDaysAhead))
            refusals.Add(new("from-too-late", "From.Day", "Date must be within the next year"));
        return day;
    }

    private NpgsqlBatchCommand Insert(DeadlineChange change, int version, string reason) =>
        new(
            """
            insert into deadline_setting (contract_type_code, setting, version, working_days, from_day, reason, set_by, set_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing
            """
        )
        {
            Parameters =
            {
                new() { Value = change.ContractTypeCode },
                new() { Value = change.Setting.ToString() },
                new() { Value = version },
                new() { Value = (object?)change.WorkingDays ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer },
                new() { Value = change.From },
                new() { Value = reason },
                new() { Value = current.Required.AccountId },
                new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz },
            },
        };
}
