using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace RefMon.Web.Operations;

/// <summary>Traces and metrics over OTLP, when OTEL_EXPORTER_OTLP_ENDPOINT is set; logs to the console as JSON outside Development.</summary>
internal static class Telemetry
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly string[] Sources =
    [
        "RefMon",
        "RefMon.EventStore",
        "Microsoft.AspNetCore",
        "Microsoft.AspNetCore.Components",
        "System.Net.Http",
        "Npgsql",
    ];

    private static readonly string[] Meters =
    [
        "RefMon",
        "RefMon.EventStore",
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "System.Net.Http",
        "System.Runtime",
        "Npgsql",
    ];

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        // the framework's own request lines hold whole addresses; RequestLog writes route templates instead
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        builder.Logging.AddFilter("Npgsql", LogLevel.Warning);
        if (builder.Environment.IsDevelopment())
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        else
            builder.Logging.AddJsonConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });

        if (!Uri.TryCreate(builder.Configuration[Endpoint], UriKind.Absolute, out var receiver))
        {
            ActivitySource.AddActivityListener(TraceIdsOnly);
            return;
        }
        // by factory, so that the container disposes and so flushes them
        var settings = builder.Configuration;
        builder.Services.AddSingleton(_ => Traces(otlp => To(otlp, receiver, "v1/traces", settings)));
        builder.Services.AddSingleton(_ => Metrics(otlp => To(otlp, receiver, "v1/metrics", settings)));
        builder.Services.AddHostedService<FlushOnStop>();
    }

    // logs and audit entries of one request share a trace id, exported or not
    private static readonly ActivityListener TraceIdsOnly = new()
    {
        ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
        Sample = (ref _) => ActivitySamplingResult.PropagationData,
    };

    private static ResourceBuilder Resource() => ResourceBuilder.CreateDefault().AddService("refmon");

    // from any source of settings; by itself the exporter reads environment variables only
    private static void To(OtlpExporterOptions otlp, Uri receiver, string path, IConfiguration settings)
    {
        var http = settings["OTEL_EXPORTER_OTLP_PROTOCOL"] == "http/protobuf";
        otlp.Protocol = http ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        otlp.Endpoint = http ? new Uri($"{receiver.AbsoluteUri.TrimEnd('/')}/{path}") : receiver;
        if (settings["OTEL_EXPORTER_OTLP_HEADERS"] is { Length: > 0 } headers)
            otlp.Headers = headers;
    }

    private static TracerProvider Traces(Action<OtlpExporterOptions> otlp) =>
        Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(Resource())
            .AddSource(Sources)
            .AddProcessor(new OutboundAddresses())
            .AddOtlpExporter(otlp)
            .Build();

    private static MeterProvider Metrics(Action<OtlpExporterOptions> otlp) =>
        Sdk.CreateMeterProviderBuilder().SetResourceBuilder(Resource()).AddMeter(Meters).AddOtlpExporter(otlp).Build();

    /// <summary>Neighbours' addresses hold CRNs: of a call outside only the host is exported.</summary>
    internal sealed class OutboundAddresses : BaseProcessor<Activity>
    {
        private const string Address = "url.full";

        public override void OnEnd(Activity data)
        {
            if (data.GetTagItem(Address) is not string address)
                return;
            var host = Uri.TryCreate(address, UriKind.Absolute, out var uri)
                ? uri.GetLeftPart(UriPartial.Authority)
                : null;
            data.SetTag(Address, host);
        }
    }

    private sealed class FlushOnStop(TracerProvider traces, MeterProvider metrics) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            traces.ForceFlush(2_000);
            metrics.ForceFlush(2_000);
            return Task.CompletedTask;
        }
    }
}
