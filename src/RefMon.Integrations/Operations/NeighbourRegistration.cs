using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RefMon.Application.Attention;
using RefMon.Application.Operations;
using RefMon.Application.Referring;
using RefMon.Application.RiskScreen;
using RefMon.Integrations.Attention;
using RefMon.Integrations.Referring;
using RefMon.Integrations.RiskScreen;

namespace RefMon.Integrations.Operations;

/// <summary>Registers the neighbours' clients behind the application's ports.</summary>
public static class NeighbourRegistration
{
    /// <summary>
    /// Adds the ports. A client whose address is missing throws when it is first made, naming the setting; ask
    /// <see cref="NeighbourSettings.Problems"/> at start-up instead of waiting for that.
    /// </summary>
    public static IServiceCollection AddNeighbours(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<NeighbourOptions>().Bind(configuration.GetSection(NeighbourOptions.Section));

        AddClient(services, "NDelius", o => o.NDelius);
        AddClient(services, "RiskAssessments", o => o.RiskAssessments);
        AddClient(services, "Prisons", o => o.Prisons);
        AddClient(services, "Notify", o => o.Notify);

        services
            .AddHttpClient(NeighbourHealthProbe.Client)
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }
            )
            .RemoveAllLoggers();
        services.AddSingleton<INeighbourHealth, NeighbourHealthProbe>();
        services.AddTransient<IProbationCases>(sp => new NDeliusClient(Caller(sp, "NDelius", o => o.NDelius)));
        services.AddTransient<IRiskRegistrations>(sp => new RiskRegistrationsClient(
            Caller(sp, "NDelius", o => o.NDelius)
        ));
        services.AddTransient<IRiskAssessments>(sp => new RiskAssessmentsClient(
            Caller(sp, "RiskAssessments", o => o.RiskAssessments)
        ));
        services.AddTransient<IPrisonSearch>(sp => new PrisonSearchClient(Caller(sp, "Prisons", o => o.Prisons)));
        services.AddTransient<INotifyMail>(sp => new NotifyClient(
            Caller(sp, "Notify", o => o.Notify),
            sp.GetRequiredService<IOptions<NeighbourOptions>>().Value.Notify
        ));
        return services;
    }

    private static void AddClient(
        IServiceCollection services,
        string name,
        Func<NeighbourOptions, NeighbourAddress> choose
    ) =>
        services
            .AddHttpClient(ClientName(name))
            .ConfigureHttpClient(
                (sp, client) =>
                {
                    var address = choose(sp.GetRequiredService<IOptions<NeighbourOptions>>().Value);
                    client.BaseAddress = WithSlash(address.Url, name);
                    // NeighbourCaller keeps time itself: one budget for all attempts
                    client.Timeout = Timeout.InfiniteTimeSpan;
                }
            )
            .ConfigurePrimaryHttpMessageHandler(sp => new SocketsHttpHandler
            {
                // a redirect is a sign-in page or a mistake, never an answer
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = choose(sp.GetRequiredService<IOptions<NeighbourOptions>>().Value).Url?.IsLoopback != true,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Brotli,
            })
            .RemoveAllLoggers();

    private static NeighbourCaller Caller(
        IServiceProvider services,
        string name,
        Func<NeighbourOptions, NeighbourAddress> choose
    ) =>
        new(
            name,
            services.GetRequiredService<IHttpClientFactory>().CreateClient(ClientName(name)),
            choose(services.GetRequiredService<IOptions<NeighbourOptions>>().Value).Timeout,
            services.GetRequiredService<ILogger<NeighbourCaller>>()
        );

    private static string ClientName(string name) => $"RefMon.Neighbours.{name}";

    private static Uri WithSlash(Uri? url, string name)
    {
        if (url is not { IsAbsoluteUri: true })
        {
            throw new InvalidOperationException($"The setting Neighbours:{name}:Url is missing or not an address.");
        }

        return url.AbsolutePath.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/");
    }
}
