using Npgsql;
using RefMon.Domain.Attention;

namespace RefMon.Application.Catalogue;

/// <summary>
/// The calendar that deadlines are counted by: the imported bank holidays for the years they cover, the built-in ones for
/// all others. Read again once a minute. Whatever lives longer than a request asks for <see cref="Calendar"/> each time.
/// </summary>
public sealed class WorkingDays(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>How long a node may go on counting with the bank holidays it has read.</summary>
    public static readonly TimeSpan ReadAgainAfter = TimeSpan.FromMinutes(1);

    private readonly Lock reading = new();
    private volatile Known? known;

    /// <summary>As it stands now.</summary>
    public WorkingDayCalendar Calendar
    {
        get
        {
            var now = known;
            if (now is not null && IsFresh(now))
                return now.Days;
            // one reads, and the others go on with what there is; only the very first must be waited for
            if (now is null)
                reading.Enter();
            else if (!reading.TryEnter())
                return now.Days;
            try
            {
                if (known is { } meanwhile && IsFresh(meanwhile))
                    return meanwhile.Days;
                using var command = database.CreateCommand(Holidays);
                using var row = command.ExecuteReader();
                var imported = new HashSet<DateOnly>();
                while (row.Read())
                    imported.Add(row.GetFieldValue<DateOnly>(0));
                known = new(Of(imported), time.GetUtcNow());
                return known.Days;
            }
            catch (NpgsqlException)
            {
                // the request that asked has no database either, and says so
                return now?.Days ?? WorkingDayCalendar.EnglandAndWales;
            }
            finally
            {
                reading.Exit();
            }
        }
    }

    /// <summary>The bank holidays that count, given those that were imported.</summary>
    public static IReadOnlySet<DateOnly> InForce(IReadOnlySet<DateOnly> imported)
    {
        if (imported.Count == 0)
            return BankHolidays.EnglandAndWales;
        var (first, last) = (imported.Min().Year, imported.Max().Year);
        return BankHolidays
            .EnglandAndWales.Where(day => day.Year < first || day.Year > last)
            .Concat(imported)
            .ToHashSet();
    }

    internal const string Holidays = "select date from bank_holiday where closed_at is null";

    private static WorkingDayCalendar Of(HashSet<DateOnly> imported) =>
        imported.Count == 0 ? WorkingDayCalendar.EnglandAndWales : new(InForce(imported));

    private bool IsFresh(Known then) => (time.GetUtcNow() - then.ReadAt).Duration() < ReadAgainAfter;

    private sealed record Known(WorkingDayCalendar Days, DateTimeOffset ReadAt);
}
