using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;
using RefMon.Web.Operations;
using Xunit;

namespace RefMon.Web.Tests.Operations;

[Trait("Capability", "Operations")]
public sealed class TelemetryTests
{
    [Theory]
    [InlineData("https://ndelius.example/offenders/X000001?view=all", "https://ndelius.example")]
    [InlineData("not an address at all: X000001", null)]
    public void Of_a_call_outside_only_the_host_is_exported(string address, string? exported)
    {
        using var source = new ActivitySource("RefMon.Tests.Outbound");
        var ended = new List<Activity>();
        using (
            Sdk.CreateTracerProviderBuilder()
                .AddSource(source.Name)
                .AddProcessor(new Telemetry.OutboundAddresses())
                .AddProcessor(new Collector(ended))
                .Build()
        )
        {
            using var activity = source.StartActivity("GET", ActivityKind.Client);
            Assert.NotNull(activity);
            activity.SetTag("url.full", address);
        }
        Assert.Equal(exported, Assert.Single(ended).GetTagItem("url.full"));
        Assert.DoesNotContain(ended[0].TagObjects, tag => tag.Value?.ToString()?.Contains("X000001") == true);
    }

    private sealed class Collector(List<Activity> ended) : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data) => ended.Add(data);
    }
}
