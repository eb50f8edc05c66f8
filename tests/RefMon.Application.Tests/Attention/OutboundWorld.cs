using MediatR;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using RefMon.Application.Access;
using RefMon.Application.Attention;
using RefMon.Application.Operations;
using RefMon.Application.Pipeline;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.EventStore;
using RefMon.EventStore.Daemon;
using RefMon.Integrations.Operations;
using RefMon.StandIns;
using RefMon.StandIns.People;
using Xunit;

namespace RefMon.Application.Tests.Attention;

/// <summary>The outbound subscriptions as they run: a database, the daemon, and RefMon's own clients against the stand-ins.</summary>
public sealed class OutboundWorld : IAsyncLifetime
{
    private ServiceProvider provider = null!;
    private IReadOnlyList<IHostedService> running = [];

    public StandInHost StandIns { get; private set; } = null!;

    public NpgsqlDataSource Database => provider.GetRequiredService<NpgsqlDataSource>();

    public ParkedEvents Parked => provider.GetRequiredService<ParkedEvents>();

    public async ValueTask InitializeAsync()
    {
        StandIns = await StandInHost.StartAsync(new StandInOptions(), CancellationToken.None);
        var connectionString = await CasesWorld.NewDatabase("outbound");
        var settings = new Dictionary<string, string?>(StandIns.Settings);
        foreach (var neighbour in new[] { "NDelius", "RiskAssessments", "Notify" })
            settings[$"Neighbours:{neighbour}:Timeout"] = "00:00:10";
        var services = new ServiceCollection();
        services.AddSingleton(TimeProvider.System);
        services.AddLogging();
        services.AddNeighbours(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddSingleton(new PublicAddress(new Uri("https://refmon.example/")));
        services.AddRefMonApplication();
        services.AddEventStore(options =>
        {
            options.ConnectTo(connectionString);
            options.AddReferrals();
            options.AddOutbound(
                new SubscriptionSettings
                {
                    PageSize = 1,
                    MaxAttempts = 4,
                    FirstRetryAfter = TimeSpan.FromMilliseconds(20),
                }
            );
        });
        provider = services.BuildServiceProvider(validateScopes: true);
        foreach (var account in new[] { Staff.Caseworker, Staff.SupplierLead, Staff.Officer })
            await AddAccount(account);
        await AddAccount(Staff.Operator, Role.Operator);
        running = [.. provider.GetServices<IHostedService>()];
        foreach (var service in running)
            await service.StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in running)
            await service.StopAsync(CancellationToken.None);
        await provider.DisposeAsync();
        await StandIns.DisposeAsync();
    }

    /// <summary>Sends a referral of somebody the stand-in knows.</summary>
    internal async Task<Sent> Send(string crn = WellKnownPeople.Ordinary, bool fail = false)
    {
        var sentence = StandIns.People.Find(crn)!.Sentences.Select(s => s.Id).FirstOrDefault(101);
        var sent = new SentReferral
        {
            Crn = crn,
            FirstName = "Unmistakable",
            LastName = "Surname",
            SentenceId = sentence.ToString(System.Globalization.CultureInfo.InvariantCulture),
        }.ToEvent(TimeProvider.System.GetUtcNow());
        await using var scope = provider.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IEventSession>();
        session.StartStream<Referral>(sent.ReferralId.Value, sent);
        if (fail)
            session.Enlist(new("delete from account where id = 'nobody'"), expectRows: 1);
        await session.SaveChanges(default);
        return new(sent.ReferralId, sent.Reference.Value, sent.Person.Id);
    }

    public async Task Append(ReferralId id, params IReferralEvent[] events)
    {
        await using var scope = provider.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IEventSession>();
        (await session.FetchForWriting<Referral>(id.Value, default)).Append(events);
        await session.SaveChanges(default);
    }

    /// <summary>What has been done outside for a referral, as "kind recipient status", once everything has been tried.</summary>
    public async Task<string[]> EffectsOf(Sent sent)
    {
        await using var command = Database.CreateCommand(
            "select kind || ' ' || recipient || ' ' || status from outbound_effect where referral_id = $1"
        );
        command.Parameters.Add(new() { Value = sent.Id.Value });
        var effects = new List<string>();
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
            effects.Add(row.GetString(0));
        return [.. effects.Order(StringComparer.Ordinal)];
    }

    /// <summary>How far everything outside is, as pages show it.</summary>
    public async Task<IReadOnlyList<EffectShown>> Progress(Sent sent)
    {
        await using var scope = provider.CreateAsyncScope();
        var events = await scope.ServiceProvider.GetRequiredService<IEventReader>().FetchStream(sent.Id.Value);
        return await provider.GetRequiredService<OutboundProgress>().Of(sent.Id, events, default);
    }

    /// <summary>What nDelius knows of each appointment, as pages show it.</summary>
    public async Task<IReadOnlyDictionary<AppointmentId, EffectShown>> AppointmentProgress(Sent sent)
    {
        await using var scope = provider.CreateAsyncScope();
        var events = await scope.ServiceProvider.GetRequiredService<IEventReader>().FetchStream(sent.Id.Value);
        return await provider.GetRequiredService<OutboundProgress>().OfAppointments(sent.Id, events, default);
    }

    /// <summary>What the operator gets, failing when it is refused.</summary>
    public async Task<T> AsOperator<T>(IRequest<Outcome<T>> request)
    {
        var outcome = await AsOperatorOr(request);
        Assert.False(outcome.IsRefused, $"{request.GetType().Name}: {outcome.Refusal?.Code}");
        return outcome.Value;
    }

    /// <summary>What the operator gets, or why not.</summary>
    public async Task<Outcome<T>> AsOperatorOr<T>(IRequest<Outcome<T>> request)
    {
        await using var scope = provider.CreateAsyncScope();
        var directory = scope.ServiceProvider.GetRequiredService<AccountDirectory>();
        scope.ServiceProvider.GetRequiredService<CurrentViewer>().Viewer = await directory.Find(
            Staff.Operator,
            default
        );
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    public Task<IReadOnlyList<ParkedReason>> Reasons() => provider.GetRequiredService<ParkedReasons>().Read(default);

    public async Task Eventually(Func<Task<bool>> holds, string what)
    {
        var end = TimeProvider.System.GetUtcNow().AddSeconds(30);
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetUtcNow() < end, $"Still not so after 30 seconds: {what}");
            await Task.Delay(50);
        }
    }

    /// <summary>Waits until all subscriptions have come to the last event.</summary>
    public Task Settled() =>
        Eventually(
            async () =>
            {
                await using var command = Database.CreateCommand(
                    """
                    select (select coalesce(max(seq_id), 0) from mt_events) <= all (
                        select coalesce((select last_seq_id from mt_event_progression where name = s || ':All'), 0)
                        from unnest(array['NeighboursOutbound', 'RiskOutbound', 'NoticesOutbound']) s)
                    """
                );
                return (bool)(await command.ExecuteScalarAsync())!;
            },
            "every event has been handled"
        );

    public Task EventuallyEffects(Sent sent, params string[] expected) =>
        Eventually(
            async () => (await EffectsOf(sent)).SequenceEqual(expected.Order(StringComparer.Ordinal)),
            string.Join("; ", expected)
        );

    /// <summary>An account of a lead who works on a contract or leads a team.</summary>
    internal async Task AddLead(string account, Role role, ContractId? contract = null, string? team = null)
    {
        await AddAccount(account);
        await using var command = Database.CreateCommand("update account set role = $2, team = $3 where id = $1");
        command.Parameters.Add(new() { Value = account });
        command.Parameters.Add(new() { Value = role.ToString() });
        command.Parameters.Add(
            new() { Value = (object?)team ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text }
        );
        await command.ExecuteNonQueryAsync();
        if (contract is not { } on)
            return;
        await using var member = Database.CreateCommand("insert into account_contract values ($1, $2)");
        member.Parameters.Add(new() { Value = account });
        member.Parameters.Add(new() { Value = on.Value });
        await member.ExecuteNonQueryAsync();
    }

    private async Task AddAccount(string account, Role role = Role.Caseworker)
    {
        await using var command = Database.CreateCommand(
            """
            insert into account (id, user_name, name, email, role, created_at, created_by)
            values ($1, $2, $3, $4, $5, now(), 'test')
            """
        );
        var (user, name, email) = (Staff.UserName(account), Staff.Name(account), Staff.Email(account));
        foreach (var value in new[] { account, user, name, email, role.ToString() })
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync();
    }
}
