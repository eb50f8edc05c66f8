using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RefMon.Application.Attention;
using RefMon.Application.Operations;
using RefMon.Application.Referring;
using RefMon.Application.RiskScreen;
using RefMon.Integrations.Operations;
using RefMon.StandIns;
using RefMon.StandIns.Exchange;

namespace RefMon.Integrations.Tests.Operations;

/// <summary>The stand-ins, running, and RefMon's own clients pointed at them. One for each test class.</summary>
public sealed class Neighbourhood : IAsyncLifetime
{
    private ServiceProvider? patient;
    private ServiceProvider? hasty;
    private StandInHost? host;

    public MovableTime Time { get; } = new(new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero));

    public KeptLog Log { get; } = new();

    public StandInHost StandIns => host ?? throw new InvalidOperationException("Not started.");

    public DateOnly Today => DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime);

    /// <summary>Clients that wait long enough for a busy machine.</summary>
    public IServiceProvider Patient => patient ?? throw new InvalidOperationException("Not started.");

    /// <summary>Clients that wait half a second.</summary>
    public IServiceProvider Hasty => hasty ?? throw new InvalidOperationException("Not started.");

    public IProbationCases Cases => Patient.GetRequiredService<IProbationCases>();

    public IRiskAssessments Risks => Patient.GetRequiredService<IRiskAssessments>();

    public IRiskRegistrations Registers => Patient.GetRequiredService<IRiskRegistrations>();

    public IPrisonSearch Prisons => Patient.GetRequiredService<IPrisonSearch>();

    public INotifyMail Mail => Patient.GetRequiredService<INotifyMail>();

    public StandInControls Controls => StandIns.Controls;

    public async ValueTask InitializeAsync()
    {
        host = await StandInHost.StartAsync(new StandInOptions(TimeProvider: Time), CancellationToken.None);
        patient = Clients(("Timeout", "00:00:30"));
        hasty = Clients(("Timeout", "00:00:00.5"));
    }

    public async ValueTask DisposeAsync()
    {
        await (patient?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (hasty?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (host?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    /// <summary>Clients with a setting given for every neighbour, and others by full name.</summary>
    public ServiceProvider Clients((string Name, string Value) forAll, params (string Name, string Value)[] others)
    {
        var settings = new Dictionary<string, string?>(StandIns.Settings);
        foreach (var neighbour in new[] { "NDelius", "RiskAssessments", "Prisons", "Notify" })
        {
            settings[$"Neighbours:{neighbour}:{forAll.Name}"] = forAll.Value;
        }

        foreach (var (name, value) in others)
        {
            settings[name] = value;
        }

        return new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log))
            .AddNeighbours(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .BuildServiceProvider(validateScopes: true);
    }

    /// <summary>The value, or a failure of the test that says what came instead.</summary>
    public static T Found<T>(NeighbourReply<T> reply) =>
        reply.Match<T>(
            value => value,
            () => throw new InvalidOperationException("not found"),
            refused => throw new InvalidOperationException(refused.ToString()),
            lost => throw new InvalidOperationException(lost.ToString())
        );

    /// <summary>"found", "not found", "refused: code" or "unavailable: fault".</summary>
    public static string Kind<T>(NeighbourReply<T> reply) =>
        reply.Match(_ => "found", () => "not found", r => $"refused: {r.Code}", u => $"unavailable: {u.Fault}");
}

/// <summary>A clock that stands still until it is moved.</summary>
public sealed class MovableTime(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset now = start;

    public override DateTimeOffset GetUtcNow() => now;

    public void Forward(TimeSpan by) => now += by;
}

/// <summary>Every line that was logged, with its exception.</summary>
public sealed class KeptLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> lines = new();

    public IReadOnlyList<string> Lines => [.. lines];

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose() { }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        lines.Enqueue($"scope {state}");
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => lines.Enqueue($"{logLevel} {formatter(state, exception)} {exception}");
}
