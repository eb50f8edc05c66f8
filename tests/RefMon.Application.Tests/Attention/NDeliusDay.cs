using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using RefMon.Application.Attention;
using RefMon.Application.Pipeline;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.Domain.Allocation;
using RefMon.Domain.Amendments;
using RefMon.EventStore;
using RefMon.Integrations.Operations;
using RefMon.StandIns;
using RefMon.StandIns.Exchange;

namespace RefMon.Application.Tests.Attention;

/// <summary>What a day came to. Differences that an operator's list explains are not among the unexplained.</summary>
public sealed record NDeliusDayResult(
    int Commands,
    int Failures,
    int Referrals,
    int Transfers,
    int Merges,
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
    private const string Address = "https://refmon.example/";
    private static readonly StaffMember Worker = new(Staff.Caseworker, Staff.Name(Staff.Caseworker), null);

    private static readonly StandInOperation[] Writes =
    [
        StandInOperation.StartReferral,
        StandInOperation.TransferReferral,
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
    private int merges;
    private IReadOnlyList<IReadOnlyList<StoredEvent>>? streams;

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
        services.AddSingleton(new PublicAddress(new Uri(Address)));
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

    /// <summary>
    /// One more referral, whose start nDelius refuses for good: whatever the day was like and however fast the machine is, there is something
    /// on the operator's list then.
    /// </summary>
    public async Task RefuseOne()
    {
        standIns.Controls.Clear();
        await Until(async () => await Scalar(Behind) == 0);
        standIns.Controls.Set(
            StandInOperation.StartReferral,
            Behaviour.Refuse("record-locked", "The record is locked."),
            1
        );
        await using var scope = provider.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IEventSession>();
        var stream = Start(session);
        await session.SaveChanges(default);
        await Until(async () => await Scalar(RefusedOf(stream)) > 0);
    }

    private static async Task Until(Func<Task<bool>> isSo)
    {
        var end = TimeProvider.System.GetUtcNow().AddMinutes(5);
        while (!await isSo())
        {
            if (TimeProvider.System.GetUtcNow() > end)
                throw new InvalidOperationException("nDelius did not come so far in five minutes.");
            await Task.Delay(20);
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
    public async Task<int> DiffersWithoutTheList() => (await Reconcile([], Held)).Unexplained.Count;

    /// <summary>Compares all that nDelius holds with all that the events say.</summary>
    public async Task<NDeliusDayResult> Reconcile() => await Reconcile(await Aside(), Held);

    /// <summary>Compares all that the events say with something else than nDelius holds.</summary>
    public async Task<NDeliusDayResult> ReconcileWith(NDeliusHeld held) => await Reconcile(await Aside(), held);

    /// <summary>All that nDelius holds.</summary>
    public NDeliusHeld Held => NDeliusHeld.By(standIns.NDelius);

    private async Task<NDeliusDayResult> Reconcile(HashSet<long> aside, NDeliusHeld held)
    {
        var comparison = new NDeliusComparison(held, Address);
        foreach (var events in streams ??= await Streams())
            comparison.Add(events, aside);
        comparison.Close();
        return new(
            commands,
            failures,
            all.Count,
            comparison.Transfers,
            merges,
            comparison.Appointments,
            comparison.Explained,
            aside.Count,
            comparison.Unexplained
        );
    }

    // read once: when the day is over nothing is added
    private async Task<IReadOnlyList<IReadOnlyList<StoredEvent>>> Streams()
    {
        await using var scope = provider.CreateAsyncScope();
        var reader = scope.ServiceProvider.GetRequiredService<IEventReader>();
        var read = new List<IReadOnlyList<StoredEvent>>();
        foreach (var id in all)
            read.Add(await reader.FetchStream(id));
        return read;
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

    private Guid Start(IEventSession session)
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
        return sent.ReferralId.Value;
    }

    private async Task<bool> Command()
    {
        await using var scope = provider.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IEventSession>();
        if (open.Count < 12 || random.Next(25) == 0)
        {
            Start(session);
        }
        else if (random.Next(60) == 0)
        {
            return await Merge(session);
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

    // two records turn out to be of one person: what was told under one number goes on under the other
    private async Task<bool> Merge(IEventSession session)
    {
        var stream = await session.FetchForWriting<Referral>(open[random.Next(open.Count)], default);
        var former = stream.Aggregate!.Referring.Person.Crn;
        var survivor = people[random.Next(people.Count)].Crn;
        if (!standIns.People.Merge(former.Value, survivor))
            return false;
        merges++;
        var id = stream.Aggregate.Referring.Person.Id;
        stream.Append([new PersonRecordsMerged(StaffMember.System, clock.Now, id, Crn.Parse(survivor), former)]);
        await session.SaveChanges(default);
        return true;
    }

    private const string Behind = """
        select (select coalesce(max(seq_id), 0) from mt_events)
            - coalesce((select last_seq_id from mt_event_progression where name = 'NeighboursOutbound:All'), 0)
        """;

    private static string RefusedOf(Guid stream) =>
        $"""
            select count(*) from outbound_effect o join mt_events e on e.id = o.event_id
            where e.stream_id = '{stream}' and o.kind = 'ndelius' and o.status = 'refused'
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
