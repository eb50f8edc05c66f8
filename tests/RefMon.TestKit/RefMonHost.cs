using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;
using RefMon.Application.Access;
using RefMon.Application.Operations;
using RefMon.Application.Pipeline;
using RefMon.StandIns;
using RefMon.Web.Operations;
using Xunit;

namespace RefMon.TestKit;

/// <summary>
/// The real application on a loopback port with a database of its own, the stand-ins as neighbours and a clock that can be
/// moved. Use it as a class fixture.
/// </summary>
public class RefMonHost : IAsyncLifetime
{
    private WebApplication? app;

    /// <summary>The address it listens on, without a trailing slash.</summary>
    public string Address { get; private set; } = "";

    /// <summary>The application's services.</summary>
    public IServiceProvider Services => app!.Services;

    /// <summary>The neighbours, and the means to make them slow, down or wrong.</summary>
    public StandInHost StandIns { get; private set; } = null!;

    /// <summary>The application's clock.</summary>
    public AdjustableTime Time { get; } = new();

    /// <summary>The database as the application's role sees it.</summary>
    public NpgsqlDataSource Database => Services.GetRequiredService<NpgsqlDataSource>();

    /// <summary>The connection string of the database's owner.</summary>
    public string OwnerConnectionString { get; private set; } = "";

    /// <summary>The connection string of the application's role, for another node beside this one.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>What the application logged, oldest first.</summary>
    public LogCapture Logs { get; } = new();

    /// <summary>The environment. Production has no personas, so nobody can sign in with a button.</summary>
    protected virtual string EnvironmentName => "Development";

    /// <summary>Whether it listens with a certificate of its own; the clients of the test kit accept it.</summary>
    protected virtual bool Https => false;

    /// <summary>Settings on top of those every test has; override to add some.</summary>
    protected virtual IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>();

    public async ValueTask InitializeAsync()
    {
        StandIns = await StandInHost.StartAsync(new StandInOptions(KnowsThePast: true), CancellationToken.None);
        var (owner, application) = await MakeDatabase();
        (OwnerConnectionString, ConnectionString) = (owner, application);
        app = Build(application);
        app.UseRefMon();
        await app.StartAsync();
        Address = app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.Single()
            .TrimEnd('/');
        StandIns.Notices.RefMon = new Uri(Address);
        await Prepare();
    }

    /// <summary>The connection strings of the owner and of the application for a database with the schema; a copy of the template.</summary>
    protected virtual Task<(string Owner, string Application)> MakeDatabase() =>
        TestCluster.NewDatabase(GetType().Name);

    /// <summary>Anything a fixture wants in place before its first test.</summary>
    protected virtual Task Prepare() => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
            await app.DisposeAsync();
        if (StandIns is not null)
            await StandIns.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Somebody who sends requests through the pipeline, without the web.</summary>
    public Actor As(DemonstrationAccount account) => new(this, account.Id);

    /// <summary>Somebody who sends requests through the pipeline, by account id.</summary>
    public Actor As(string accountId) => new(this, accountId);

    /// <summary>Loads the demonstration's referrals into this database.</summary>
    public async Task LoadDemonstrationReferrals(CancellationToken cancellationToken = default)
    {
        await using var scope = Services.CreateAsyncScope();
        await ActivatorUtilities
            .CreateInstance<DemonstrationReferrals>(scope.ServiceProvider)
            .Load(_ => { }, cancellationToken);
    }

    /// <summary>Waits, up to twenty seconds unless told otherwise, until something holds.</summary>
    public static async Task Eventually(Func<Task<bool>> holds, string what, TimeSpan? patience = null)
    {
        var limit = patience ?? TimeSpan.FromSeconds(20);
        var deadline = TimeProvider.System.GetUtcNow() + limit;
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetUtcNow() < deadline, $"Still not so after {limit:g}: {what}");
            await Task.Delay(50);
        }
    }

    /// <summary>A single value from the database. What a test asks for is not part of what the application exports.</summary>
    public async Task<T> Scalar<T>(string sql)
    {
        using var untraced = OpenTelemetry.SuppressInstrumentationScope.Begin();
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private WebApplication Build(string connectionString)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                ApplicationName = "RefMon.Web",
                EnvironmentName = EnvironmentName,
                ContentRootPath = AppContext.BaseDirectory,
            }
        );
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>(StandIns.Settings)
            {
                ["ConnectionStrings:RefMon"] = connectionString,
                ["ConnectionStrings:RefMonOwner"] = OwnerConnectionString,
                ["urls"] = "http://127.0.0.1:0",
                ["RefMon:SweepFrom"] = "off",
            }
        );
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.AddRefMon();
        builder.Logging.ClearProviders().AddProvider(Logs);
        builder.WebHost.UseUrls(Https ? "https://127.0.0.1:0" : "http://127.0.0.1:0");
        if (Https)
            builder.WebHost.ConfigureKestrel(kestrel =>
                kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = OwnCertificate())
            );
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Time));
        return builder.Build();
    }

    private static X509Certificate2 OwnCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}

/// <summary>Sends requests as one account, each in a scope of its own, as the web does.</summary>
public sealed class Actor(RefMonHost host, string accountId)
{
    /// <summary>Sends a query or a command through the whole pipeline.</summary>
    public async Task<Outcome<T>> Send<T>(IRequest<Outcome<T>> request)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var directory = scope.ServiceProvider.GetRequiredService<AccountDirectory>();
        scope.ServiceProvider.GetRequiredService<CurrentViewer>().Viewer = await directory.Find(accountId, default);
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    /// <summary>The same, for what must be accepted.</summary>
    public async Task<T> Must<T>(IRequest<Outcome<T>> request)
    {
        var outcome = await Send(request);
        Assert.False(
            outcome.IsRefused,
            $"{request.GetType().Name} was refused: {string.Join("; ", outcome.Refusals.Select(r => $"{r.Code} {r.Field} {r.Message}"))}"
        );
        return outcome.Value;
    }
}
