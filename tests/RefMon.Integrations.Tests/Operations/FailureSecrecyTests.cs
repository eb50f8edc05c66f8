using System.Diagnostics;
using RefMon.StandIns.Exchange;
using RefMon.StandIns.People;

namespace RefMon.Integrations.Tests.Operations;

/// <summary>What is written down of failures.</summary>
[Trait("Capability", "Operations")]
public sealed class FailureSecrecyTests(Neighbourhood neighbourhood) : FailureCase(neighbourhood)
{
    [Fact]
    public async Task Neither_logs_nor_spans_name_the_person()
    {
        var spans = new List<string>();
        // other tests call at the same time
        using var mine = new Activity(nameof(FailureSecrecyTests)).Start();
        var trace = mine.TraceId;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.TraceId != trace)
                    return;
                lock (spans)
                {
                    spans.Add(
                        $"{activity.DisplayName} {string.Join(' ', activity.TagObjects)} {activity.StatusDescription}"
                    );
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        var before = At.Log.Lines.Count;

        Behaviour[] failures =
        [
            Behaviour.Down,
            Behaviour.Fail(500),
            Behaviour.Nonsense(NonsenseKind.WrongTypes),
            Behaviour.Nonsense(NonsenseKind.AnotherRecord),
            Behaviour.Refuse("no-access", "Alex Fielding, X000001, is not yours."),
        ];
        foreach (var failure in failures)
        {
            foreach (var call in Enum.GetNames<StandInOperation>())
            {
                At.Controls.Set(Enum.Parse<StandInOperation>(call), failure);
                await EveryCall.Make(call, At.Patient);
                At.Controls.Clear();
            }
        }

        var lines = At.Log.Lines.Skip(before).ToList();
        Assert.True(lines.Count >= 40, $"only {lines.Count} lines were logged");
        Assert.True(spans.Count >= 60, $"only {spans.Count} spans were seen");
        string[] personal = [WellKnownPeople.Ordinary, "A1001BL", "Fielding", "inbox@supplier.example", Officers.Pat];
        foreach (var text in lines.Concat(spans))
        {
            Assert.DoesNotContain(personal, p => text.Contains(p, StringComparison.OrdinalIgnoreCase));
        }
    }
}
