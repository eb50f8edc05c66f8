using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace RefMon.EventStore;

/// <summary>Traces and metrics of the store, under the name <c>RefMon</c>. Tags are names of things, never ids of people.</summary>
internal static class EventStoreTelemetry
{
    public static readonly ActivitySource Source = new("RefMon");

    private static readonly Meter Meter = new("RefMon");

    private static readonly Counter<long> Appended = Meter.CreateCounter<long>("refmon.events.appended");
    private static readonly Histogram<double> SaveDuration = Meter.CreateHistogram<double>("refmon.save.duration", "s");
    private static readonly Counter<long> Conflicts = Meter.CreateCounter<long>("refmon.save.conflicts");
    private static readonly Counter<long> HandledEvents = Meter.CreateCounter<long>("refmon.subscription.handled");
    private static readonly Counter<long> ParkedEvents = Meter.CreateCounter<long>("refmon.subscription.parked");
    private static readonly Gauge<long> Behind = Meter.CreateGauge<long>("refmon.subscription.behind", "{event}");

    public static void Saved(int events, TimeSpan took)
    {
        if (events > 0)
            Appended.Add(events);
        SaveDuration.Record(took.TotalSeconds);
    }

    public static void Conflict(Exception meaning) =>
        Conflicts.Add(1, new KeyValuePair<string, object?>("kind", meaning.GetType().Name));

    public static void Handled(string subscription, int events, long behind)
    {
        var tag = new KeyValuePair<string, object?>("subscription", subscription);
        HandledEvents.Add(events, tag);
        Behind.Record(behind, tag);
    }

    public static void Parked(string subscription) =>
        ParkedEvents.Add(1, new KeyValuePair<string, object?>("subscription", subscription));
}
