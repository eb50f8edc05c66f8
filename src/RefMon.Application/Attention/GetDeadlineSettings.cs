using MediatR;
using Npgsql;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain.Attention;

namespace RefMon.Application.Attention;

/// <summary>The contract types, and how many figures of each are not the default.</summary>
[Requires(Permission.SetDeadlines)]
public sealed record ListDeadlineSettings : IQuery<DeadlineSettingsList>;

/// <summary>The defaults, and the contract types by name.</summary>
public sealed record DeadlineSettingsList(DeadlineRules Defaults, IReadOnlyList<ContractTypeDeadlines> ContractTypes);

/// <summary>A contract type; <paramref name="Differing"/> are the settings in force or to come that are not the default.</summary>
public sealed record ContractTypeDeadlines(string Code, string Name, IReadOnlyList<DeadlineSetting> Differing);

/// <summary>Every figure of one contract type, with what it was before and what is to come.</summary>
[Requires(Permission.SetDeadlines)]
public sealed record GetDeadlineSettings(string ContractTypeCode) : IQuery<DeadlineSettingsPage>;

/// <summary>
/// The figures, and every change of them, newest first. <paramref name="EarliestChange"/> is the first London date a change made now can
/// begin on.
/// </summary>
public sealed record DeadlineSettingsPage(
    string ContractTypeCode,
    string ContractTypeName,
    IReadOnlyList<SettingShown> Settings,
    IReadOnlyList<SettingChanged> Changes,
    DateOnly EarliestChange
);

/// <summary>
/// A figure in working days: the default, the one for what begins today, and those set for later days. <paramref name="Version"/> is
/// the number of changes so far.
/// </summary>
public sealed record SettingShown(
    DeadlineSetting Setting,
    int Default,
    DeadlineFigure Now,
    IReadOnlyList<DeadlineFigure> ToCome,
    int Version
);

/// <summary>A change: who made it, when and why. Working days are null where the default was put back.</summary>
public sealed record SettingChanged(
    DeadlineSetting Setting,
    int? WorkingDays,
    DateOnly From,
    string Reason,
    string By,
    DateTimeOffset At
);

internal sealed class GetDeadlineSettingsHandler(DeadlineSettingStore store, DeadlineRules defaults, TimeProvider time)
    : IRequestHandler<ListDeadlineSettings, Outcome<DeadlineSettingsList>>,
        IRequestHandler<GetDeadlineSettings, Outcome<DeadlineSettingsPage>>
{
    public async Task<Outcome<DeadlineSettingsList>> Handle(
        ListDeadlineSettings request,
        CancellationToken cancellationToken
    )
    {
        var today = LondonTime.DayOf(time.GetUtcNow());
        var changes = (await store.Changes(null, cancellationToken)).ToLookup(row => row.ContractTypeCode);
        return new DeadlineSettingsList(
            defaults,
            [
                .. (await store.ContractTypes(cancellationToken)).Select(type => new ContractTypeDeadlines(
                    type.Code,
                    type.Name,
                    [
                        .. Shown([.. changes[type.Code]], type.Code, today)
                            .Where(shown =>
                                shown.Now.WorkingDays != shown.Default
                                || shown.ToCome.Any(later => later.WorkingDays != shown.Default)
                            )
                            .Select(shown => shown.Setting),
                    ]
                )),
            ]
        );
    }

    public async Task<Outcome<DeadlineSettingsPage>> Handle(
        GetDeadlineSettings request,
        CancellationToken cancellationToken
    )
    {
        var types = await store.ContractTypes(cancellationToken);
        if (types.All(type => type.Code != request.ContractTypeCode))
            return AccessRefusals.NotFound;
        var found = types.First(type => type.Code == request.ContractTypeCode);
        var now = time.GetUtcNow();
        var changes = await store.Changes(found.Code, cancellationToken);
        return new DeadlineSettingsPage(
            found.Code,
            found.Name,
            Shown(changes, found.Code, LondonTime.DayOf(now)),
            [.. changes.OrderByDescending(row => row.Shown.At).Select(row => row.Shown)],
            DeadlineSettingStore.EarliestChange(now)
        );
    }

    private List<SettingShown> Shown(IReadOnlyList<SettingRow> changes, string code, DateOnly today)
    {
        var book = new DeadlineRuleBook(
            defaults,
            changes.Select(row => new DeadlineChange(code, row.Shown.Setting, row.Shown.WorkingDays, row.Shown.From))
        );
        return
        [
            .. Enum.GetValues<DeadlineSetting>()
                .Select(setting => new SettingShown(
                    setting,
                    defaults.Of(setting),
                    book.Of(setting, code, today),
                    [
                        .. changes
                            .Where(row => row.Shown.Setting == setting && row.Shown.From > today)
                            .Select(row => row.Shown.From)
                            .Distinct()
                            .Order()
                            .Select(day => book.Of(setting, code, day) with { Since = day }),
                    ],
                    changes.Count(row => row.Shown.Setting == setting)
                )),
        ];
    }
}

/// <summary>A change with the contract type it is for.</summary>
internal sealed record SettingRow(string ContractTypeCode, SettingChanged Shown);

/// <summary>Reads what was set, from the database and not from what a node remembers.</summary>
internal sealed class DeadlineSettingStore(NpgsqlDataSource database)
{
    // a node may go on for a minute with what it has read, across midnight too
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    /// <summary>Tomorrow: what has begun keeps its figure.</summary>
    public static DateOnly EarliestChange(DateTimeOffset now) => LondonTime.DayOf(now + Margin).AddDays(1);

    /// <summary>The contract types, by name.</summary>
    public async Task<IReadOnlyList<(string Code, string Name)>> ContractTypes(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """select code, name from contract_type where closed_at is null order by name collate "en-GB-x-icu", code"""
        );
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var types = new List<(string, string)>();
        while (await row.ReadAsync(cancellationToken))
            types.Add((row.GetString(0), row.GetString(1)));
        return types;
    }

    /// <summary>Every change of one contract type, or of all; of each figure in the order they were made.</summary>
    public async Task<IReadOnlyList<SettingRow>> Changes(string? contractTypeCode, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select s.contract_type_code, s.setting, s.working_days, s.from_day, s.reason, coalesce(a.name, s.set_by), s.set_at
            from deadline_setting s left join account a on a.id = s.set_by
            where s.contract_type_code = coalesce($1, s.contract_type_code)
            order by s.contract_type_code, s.setting, s.version
            """
        );
        command.Parameters.Add(
            new() { Value = (object?)contractTypeCode ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text }
        );
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var changes = new List<SettingRow>();
        while (await row.ReadAsync(cancellationToken))
        {
            if (!Enum.TryParse<DeadlineSetting>(row.GetString(1), out var setting))
                continue;
            changes.Add(
                new(
                    row.GetString(0),
                    new(
                        setting,
                        row.IsDBNull(2) ? null : row.GetInt32(2),
                        row.GetFieldValue<DateOnly>(3),
                        row.GetString(4),
                        row.GetString(5),
                        row.GetFieldValue<DateTimeOffset>(6)
                    )
                )
            );
        }
        return changes;
    }
}
