using Microsoft.AspNetCore.Http.Features;
using RefMon.Application.Attention;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.GovUk;
using RefMon.Integrations.Operations;
using RefMon.Web.Access;
using RefMon.Web.Amendments;
using RefMon.Web.Appointments;
using RefMon.Web.Referring;
using RefMon.Web.Shell;

namespace RefMon.Web.Operations;

/// <summary>The composition root: what the web application is made of and the order in which a request passes through it.</summary>
internal static class RefMonWeb
{
    public const string DefaultAddress = "http://localhost:5080";

    // eight answers of 50,000 characters, each as four bytes that a form writes with three characters
    private const int LongestForm = 16 * 1024 * 1024;

    // requests and deliveries under way may finish; container platforms kill after thirty seconds
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(25);

    public static void AddRefMon(this WebApplicationBuilder builder)
    {
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LongestForm;
        });
        if (builder.Configuration[WebHostDefaults.ServerUrlsKey] is null && builder.Configuration["http_ports"] is null)
            builder.WebHost.UseUrls(DefaultAddress);
        builder.Host.UseDefaultServiceProvider(options => options.ValidateScopes = options.ValidateOnBuild = true);

        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = LongestStop);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddTelemetry();
        builder.AddDatabase();
        builder.AddChangeNotices();
        builder.Services.AddRefMonApplication();
        builder.Services.AddNeighbours(builder.Configuration);
        builder.Services.AddSingleton(new PublicAddress(AddressOf(builder.Configuration)));
        builder.Services.RunDraftExpiry();
        builder.Services.RunNoticeSweep();
        builder.Services.RunWorkflows(
            new()
            {
                Folder =
                    builder.Configuration["RefMon:WorkflowsFolder"]
                    ?? Path.Combine(AppContext.BaseDirectory, "workflows"),
                StopOnProblems = builder.Environment.IsDevelopment(),
            }
        );
        builder.AddAccess();
        builder.AddHttpsEdge();
        builder.AddShell();
    }

    public static void UseRefMon(this WebApplication app)
    {
        app.UseMiddleware<RequestLog>();
        app.UseSecurityHeaders(app.Environment.IsDevelopment() ? null : OidcRegistration.OriginOf(app.Configuration));
        app.UseHttpsEdge();
        app.UseErrorPages();
        app.UseRouting();
        app.Use(RequestLog.RememberRoute);
        app.UseAuthentication();
        app.UseViewer();
        app.UseAuthorization();
        app.UseReadableForms();
        app.UseAntiforgery();
        app.UseStaleFormReshow();
        app.UseFormPostsOnly();
        app.MapStaticAssets().AllowAnonymous();
        app.MapHome();
        app.MapCalendarFeed();
        app.MapOpenApi().AllowAnonymous();
        app.MapHealth();
        app.MapKeepTyped();
        app.MapChangeNotices();
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
    }

    /// <summary>Where people reach RefMon and links in messages lead; Development takes the address it listens on.</summary>
    public static Uri AddressOf(IConfiguration configuration)
    {
        var listening = configuration[WebHostDefaults.ServerUrlsKey]?.Split(';')[0] ?? DefaultAddress;
        return Uri.TryCreate(configuration[RequiredSettings.PublicUrl] ?? listening, UriKind.Absolute, out var address)
            ? address
            : new Uri(DefaultAddress);
    }

    private static void AddShell(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddOpenApi(ApiDescription.Of);
        builder.Services.AddScoped<ICommandGate, StaleFormGate>();
        builder.Services.AddScoped<UnreadCount>();
        builder.Services.AddHostedService<DailyCleaningService>();
        builder.Services.AddHostedService<StartUpReport>();
        builder.Services.Configure<FormOptions>(form =>
        {
            form.ValueLengthLimit = LongestForm;
            form.MultipartBodyLengthLimit = LongestForm;
        });
        builder.Services.AddSingleton(
            builder.Configuration.GetSection("RefMon").Get<ShellSettings>() ?? new ShellSettings()
        );
#if DEVELOPMENT_PARTS
        if (builder.Environment.IsDevelopment())
            DemonstrationLoaders.Add(builder.Services);
#endif
    }
}
