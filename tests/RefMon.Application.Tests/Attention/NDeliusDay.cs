using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using RefMon.Application.Attention;
using RefMon.Application.Pipeline;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.Domain.Allocation;
using RefMon.Domain.Appointments;
using RefMon.EventStore;
using RefMon.Integrations.Operations;
using RefMon.StandIns;
using RefMon.StandIns.Exchange;
using RefMon.StandIns.Neighbours;

namespace RefMon.Application.Tests.Attention;

/// <summary>What a day came to. Differences that an operator's list explains are not among the unexplained.</summary>
public sealed record NDeliusDayResult(
    int Commands,
    int Failures,
    int Referrals,
    int Appointments,
    int Explained,
    int Listed,
    IReadOnlyList<string> Unexplained
);

/// <summary>
/// A working day of random commands in an hour or less, with a nDelius that loses replies, is late, down, refuses, answers
/// nonsense or does things out of order; then a comparison of what it holds with what the events say, by other means than
/// RefMon's own.
/// </summary>
internal sealed class NDeliusDay : IAsyncDisposable
{
    private static readonly DateTimeOffset Morning = new(2027, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly StaffMember Worker = new(Staff.Caseworker, Staff.Name(Staff.Caseworker), null);

    private static readonly StandInOperation[] Writes =
    [
        StandInOperation.StartReferral,
        StandInOperation.EndReferral,
        StandInOperation.Appointment,
        StandInOperation.Appointment,
        StandInOperation.Appointment,
        StandInOperation.CancelAppointment,
    ];

    private readonly Random random;
    private readonly DayClock clock = new() { Now = Morning };
    private readonly List<Guid> open = [];
    private readonly List<Guid> all = [];
    private ServiceProvider provider = null!;
    private StandInHost standIns = null!;
    private IReadOnlyList<IHostedService> running = [];
    private IReadOnlyList<(string Crn, long Sentence)> people = [];
    private int failures;
    private int commands;

    private NDeliusDay(int seed) => random = new Random(seed);

    private NpgsqlDataSource Database => provider.GetRequiredService<NpgsqlDataSource>();

    public static async Task<NDeliusDay> Begin(int seed)
    {
        var day = new NDeliusDay(seed);
        day.standIns = await StandInHost.StartAsync(new StandInOptions(TimeProvider: day.clock), default);
        var settings = new Dictionary<string, string?>(day.standIns.Settings)
        {
            ["Neighbours:NDelius:Timeout"] = "00:00:00.400",
        };
        var connection = await CasesWorld.NewDatabase("ndelius");
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(day.clock);
        services.AddLogging();
        services.AddNeighbours(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddSingleton(new PublicAddress(new Uri("https://refmon.example/")));
        services.AddRefMonApplication();
        services.AddEventStore(options =>
        {
            options.ConnectTo(connection);
            options.AddReferrals();
            options.Subscription<NeighboursOutbound>(
                new()
                {
                    PageSize = 1,
                    MaxAttempts = 4,
                    FirstRetryAfter = TimeSpan.FromMilliseconds(10),
                }
            );
        });
        day.provider = services.BuildServiceProvider(validateScopes: true);
        day.people =
        [
            .. day
                .standIns.People.All.Where(p => p.Sentences.Count > 0 && p.MergedInto is null)
                .Select(p => (p.Crn, p.Sentences[0].Id)),
        ];
        day.running = [.. day.provider.GetServices<IHostedService>()];
        foreach (var service in day.running)
            await service.StartAsync(default);
        return day;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in running)
            await service.StopAsync(default);
        await provider.DisposeAsync();
        await standIns.DisposeAsync();
    }

    /// <summary>This many accepted commands from nine to five, one call in twenty or so going wrong.</summary>
    public async Task Work(int wanted)
    {
        var step = TimeSpan.FromHours(8) / wanted;
        while (commands < wanted)
        {
            if (!await Command())
                continue;
            commands++;
            clock.Now += step;
            if (random.Next(20) == 0)
                GoWrong();
            // the clock runs faster than nDelius answers: it does not run away from it
            while (await Scalar(Behind) > 10)
                await Task.Delay(5);
        }
    }

    /// <summary>nDelius is well again; an operator sends what got no answer again until there is nothing left to send.</summary>
    public async Task CatchUp()
    {
        standIns.Controls.Clear();
        var end = TimeProvider.System.GetUtcNow().AddMinutes(20);
        while (await Scalar(Behind) > 0 || await Scalar(Unsettled) > 0)
        {
            if (TimeProvider.System.GetUtcNow() > end)
                throw new InvalidOperationException("nDelius is still not told of everything after 20 minutes.");
            await Scalar(SendAgain);
            await Task.Delay(100);
        }
    }

    /// <summary>How many differences there are that the operator's list alone explains: the comparison can fail.</summary>
    public async Task<int> DiffersWithoutTheList() => (await Reconcile([])).Unexplained.Count;

    /// <summary>Compares all that nDelius holds with all that the events say.</summary>
    public async Task<NDeliusDayResult> Reconcile() => await Reconcile(await Aside());

    private async Task<NDeliusDayResult> Reconcile(HashSet<long> aside)
    {
        var comparison = new NDeliusComparison(standIns.NDelius);
        await using var scope = provider.CreateAsyncScope();
        var reader = scope.ServiceProvider.GetRequiredService<IEventReader>();
        foreach (var id in all)
            comparison.Add(await reader.FetchStream(id), aside);
        comparison.Close();
        return new(
            commands,
            failures,
            all.Count,
            comparison.Appointments,
            comparison.Explained,
            aside.Count,
            comparison.Unexplained
        );
    }

    private void GoWrong()
    {
        failures++;
        var operation = Writes[random.Next(Writes.Length)];
        var rubbish = Enum.GetValues<NonsenseKind>();
        var (behaviour, times) = random.Next(9) switch
        {
            0 => (Behaviour.Down, 1),
            // longer than it is tried for
            1 => (Behaviour.Down, 6),
            2 => (Behaviour.DropReply, 1),
            3 => (Behaviour.DropReply, 5),
            4 => (Behaviour.Fail(503), 2),
            5 => (Behaviour.Nonsense(rubbish[random.Next(rubbish.Length)]), 1),
            6 => (Behaviour.Slow(TimeSpan.FromSeconds(1)), 1),
            7 => (Behaviour.Late(TimeSpan.FromMilliseconds(600)), 1),
            _ => (Behaviour.Refuse("record-locked", "The record is locked."), 1),
        };
        standIns.Controls.Set(operation, behaviour, times);
    }

    private async Task<bool> Command()
    {
        await using var scope = provider.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IEventSession>();
        if (open.Count < 12 || random.Next(25) == 0)
        {
            var (crn, sentence) = people[random.Next(people.Count)];
            var sent = new SentReferral
            {
                Crn = crn,
                SentenceId = sentence.ToString(CultureInfo.InvariantCulture),
                At = clock.Now.AddDays(-20),
            }.ToEvent(clock.Now);
            session.StartStream<Referral>(
                sent.ReferralId.Value,
                sent,
                new CaseworkerAssigned(Worker, clock.Now.AddDays(-19), Worker, null)
            );
            open.Add(sent.ReferralId.Value);
            all.Add(sent.ReferralId.Value);
        }
        else
        {
            var place = random.Next(open.Count);
            var stream = await session.FetchForWriting<Referral>(open[place], default);
            var decision = new NDeliusDayCommands(random, clock.Now, Worker).Choose(stream.Aggregate!);
            if (decision.IsRefused || decision.Events.Count == 0)
                return false;
            stream.Append(decision.Events);
            if (decision.Events.Any(e => e is IConcludesReferral))
                open.RemoveAt(place);
        }
        await session.SaveChanges(default);
        return true;
    }

    private const string Behind = """
        select (select coalesce(max(seq_id), 0) from mt_events)
            - coalesce((select last_seq_id from mt_event_progression where name = 'NeighboursOutbound:All'), 0)
        """;

    // asked for again, or waiting with nothing before it that needs an operator
    private const string Unsettled = """
        select count(*) from parked_event p
        join mt_events e on e.seq_id = p.seq_id
        left join outbound_effect o on o.event_id = e.id and o.kind = 'ndelius'
        where p.resolved_at is null and (p.retry_requested
            or p.attempts > 0 and o.status is distinct from 'refused'
            or p.attempts = 0 and not exists (
                select from parked_event f where f.stream_id = p.stream_id and f.seq_id < p.seq_id
                    and f.resolved_at is null and f.holds_stream))
        """;

    // as the operator's button does
    private const string SendAgain = """
        with again as (
            update parked_event p set retry_requested = true
            from mt_events e
            where p.resolved_at is null and p.attempts > 0 and e.seq_id = p.seq_id
                and not exists (select from outbound_effect o where o.event_id = e.id and o.status = 'refused')
            returning 1)
        select count(*) from again
        """;

    private async Task<long> Scalar(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<HashSet<long>> Aside()
    {
        await using var command = Database.CreateCommand("select seq_id from parked_event where resolved_at is null");
        var aside = new HashSet<long>();
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
            aside.Add(row.GetInt64(0));
        return aside;
    }

    private sealed class DayClock : TimeProvider
    {
        private long ticks;

        public DateTimeOffset Now
        {
            get => new(Interlocked.Read(ref ticks), TimeSpan.Zero);
            set => Interlocked.Exchange(ref ticks, value.UtcTicks);
        }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

/// <summary>What nDelius should hold, added up from the events, beside what it does hold.</summary>
internal sealed class NDeliusComparison(NDeliusLedger ledger)
{
    private readonly Dictionary<Guid, HeldAppointment> held = ledger.Appointments.ToDictionary(a =>
        a.Content.AppointmentId
    );
    private readonly HashSet<Guid> started = [.. ledger.Referrals.Select(r => r.Content.ReferralId)];
    private readonly Dictionary<Guid, string> ended = ledger.Ends.ToDictionary(
        e => e.Content.ReferralId,
        e => e.Content.Conclusion
    );
    private readonly HashSet<Guid> known = [];
    private readonly List<string> unexplained = [];

    public int Appointments { get; private set; }

    public int Explained { get; private set; }

    public IReadOnlyList<string> Unexplained => unexplained;

    /// <summary>One referral's events, and the numbers of those an operator has on their list.</summary>
    public void Add(IReadOnlyList<StoredEvent> events, IReadOnlySet<long> listed)
    {
        var id = events[0].StreamId;
        var isStartListed = listed.Contains(events[0].Sequence);
        Compare("start", id, started.Contains(id), true, isStartListed);
        var standing = new Dictionary<Guid, Expected>();
        foreach (var stored in events)
        {
            if (stored.Data is IConcludesReferral ending)
            {
                var conclusion = JsonNamingPolicy.SnakeCaseUpper.ConvertName(ending.Conclusion.ToString());
                var isListed = isStartListed || listed.Contains(stored.Sequence);
                Compare("end", id, ended.GetValueOrDefault(id), conclusion, isListed);
            }
            if (Next(standing, stored.Data) is not { } next)
                continue;
            var before = standing.GetValueOrDefault(next.Id)?.IsListed ?? false;
            standing[next.Id] = next with { IsListed = before || isStartListed || listed.Contains(stored.Sequence) };
        }
        foreach (var expected in standing.Values)
            Compare(expected);
    }

    /// <summary>Nothing may be there that no event speaks of.</summary>
    public void Close() =>
        unexplained.AddRange(held.Keys.Except(known).Select(id => $"appointment {id}: nobody booked it"));

    private void Compare(Expected expected)
    {
        Appointments++;
        known.Add(expected.Id);
        var there = held.GetValueOrDefault(expected.Id)?.Content;
        var present = there is null ? "none" : $"{there.Start:O} {there.DurationMinutes} {there.Outcome}";
        var should = expected.IsCancelled ? "none" : $"{expected.Start:O} {expected.Minutes} {expected.Outcome}";
        Compare("appointment", expected.Id, present, should, expected.IsListed);
    }

    private void Compare<T>(string what, Guid id, T there, T expected, bool isListed)
    {
        if (Equals(there, expected))
            return;
        if (isListed)
            Explained++;
        else
            unexplained.Add($"{what} {id}: nDelius has '{there}', the events say '{expected}'");
    }

    private static Expected? Next(Dictionary<Guid, Expected> standing, object happened) =>
        happened switch
        {
            AppointmentBooked e => new(e.AppointmentId.Value, e.Slot.StartsAt, e.Slot.DurationMinutes, null, false),
            AppointmentMoved e => standing[e.AppointmentId.Value] with
            {
                Start = e.To.StartsAt,
                Minutes = e.To.DurationMinutes,
            },
            AppointmentCancelled e => standing[e.AppointmentId.Value] with { IsCancelled = true },
            OutcomeRecorded e => standing[e.AppointmentId.Value] with { Outcome = Word(e.Outcome) },
            OutcomeCorrected e => standing[e.AppointmentId.Value] with { Outcome = Word(e.Outcome) },
            _ => null,
        };

    private static string Word(AppointmentOutcome outcome) =>
        !outcome.Attended ? "NOT_ATTENDED"
        : outcome.Late ? "LATE"
        : "ATTENDED";

    private sealed record Expected(
        Guid Id,
        DateTimeOffset Start,
        int Minutes,
        string? Outcome,
        bool IsCancelled,
        bool IsListed = false
    );
}
