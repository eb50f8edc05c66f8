using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using RefMon.StandIns.Exchange;
using RefMon.StandIns.Neighbours;
using RefMon.StandIns.Pages;
using RefMon.StandIns.People;

namespace RefMon.StandIns;

/// <summary>
/// Port 0 takes any free one. The clock decides which appointments are past and from which day release dates,
/// sentences and assessments are counted; for one day and seed the population is always the same.
/// </summary>
public sealed record StandInOptions(
    int Port = 0,
    TimeProvider? TimeProvider = null,
    ulong Seed = 2026,
    bool KnowsThePast = false
);

/// <summary>
/// The neighbours nDelius, Assess Risks and Needs, prison search and GOV.UK Notify, played on loopback with invented
/// people. For Development and tests only. What it is told and sent it forgets when it stops.
/// </summary>
public sealed class StandInHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private StandInHost(WebApplication app, Population people, TimeProvider time, bool knowsThePast)
    {
        this.app = app;
        People = people;
        NDelius = new NDeliusLedger(people, time, knowsThePast ? time.GetUtcNow() : null);
        Notices = new NoticeSender(time);
        RiskAssessments = new RiskLedger(people);
    }

    /// <summary>The address all neighbours lie below, with an index page of its own.</summary>
    public Uri Root { get; private set; } = new("http://127.0.0.1/");

    public Uri NDeliusUrl => new(Root, "ndelius/");

    public Uri RiskAssessmentsUrl => new(Root, "arns/");

    public Uri PrisonsUrl => new(Root, "prisons/");

    public Uri NotifyUrl => new(Root, "notify/");

    /// <summary>The key Notify's stand-in accepts: a made-up one, no secret.</summary>
    public static string NotifyApiKey =>
        "standin-0f0e0d0c-0b0a-4909-8807-060504030201-10203040-5060-4708-890a-0b0c0d0e0f10";

    /// <summary>The secret the stand-ins sign their notices with: a made-up one, no secret.</summary>
    public static string NoticeSecret(string source) =>
        $"stand-in-notices-of-{source}-are-signed-with-this-and-it-is-no-secret";

    /// <summary>Tells RefMon that something changed, once it is known where RefMon listens.</summary>
    public NoticeSender Notices { get; }

    /// <summary>Makes neighbours slow, down, wrong and so on, and counts calls.</summary>
    public StandInControls Controls { get; } = new();

    /// <summary>Everybody the neighbours know; can be changed while running.</summary>
    public Population People { get; }

    /// <summary>What nDelius was told.</summary>
    public NDeliusLedger NDelius { get; }

    /// <summary>What Assess Risks and Needs was told was shared with suppliers.</summary>
    public RiskLedger RiskAssessments { get; }

    /// <summary>What Notify was sent.</summary>
    public NotifyInbox Mail { get; } = new();

    /// <summary>The settings that point RefMon's clients here, by configuration key.</summary>
    public IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?>
        {
            ["Neighbours:NDelius:Url"] = NDeliusUrl.AbsoluteUri,
            ["Neighbours:RiskAssessments:Url"] = RiskAssessmentsUrl.AbsoluteUri,
            ["Neighbours:Prisons:Url"] = PrisonsUrl.AbsoluteUri,
            ["Neighbours:Notify:Url"] = NotifyUrl.AbsoluteUri,
            ["Neighbours:Notify:ApiKey"] = NotifyApiKey,
            ["Neighbours:Notices:NDelius:Secret"] = NoticeSecret("ndelius"),
            ["Neighbours:Notices:RiskAssessments:Secret"] = NoticeSecret("risk-assessments"),
            ["Neighbours:Notices:Prisons:Secret"] = NoticeSecret("prisons"),
        };

    public static async Task<StandInHost> StartAsync(StandInOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var time = options.TimeProvider ?? TimeProvider.System;

        // empty: reads no configuration or environment of the process it lives in, and logs nothing
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));

        var built = builder.Build();
        var people = PopulationGenerator.Generate(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), options.Seed);
        var host = new StandInHost(built, people, time, options.KnowsThePast);
        host.Map(time);
        try
        {
            await built.StartAsync(cancellationToken);
        }
        catch
        {
            await built.DisposeAsync();
            throw;
        }

        var addresses = built.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        host.Root = new Uri(addresses!.Addresses.Single() + "/");
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        Notices.Dispose();
    }

    private void Map(TimeProvider time)
    {
        app.UseLoopbackGuard();
        app.UseRouting();
        var desk = new Desk(Controls);
        NDeliusStandIn.Map(app, desk, People, NDelius);
        RiskStandIn.Map(app, desk, People, RiskAssessments);
        PrisonsStandIn.Map(app, desk, People);
        NotifyStandIn.Map(app, desk, Mail, time);
        ControlRoutes.Map(app, this);
        StandInPages.Map(app, this);
    }
}
