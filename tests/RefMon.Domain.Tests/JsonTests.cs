using System.Text.Json;

namespace RefMon.Domain.Tests;

[Trait("Capability", "History")]
public sealed class JsonTests
{
    [Fact]
    public void The_list_of_event_types_is_complete() =>
        Assert.Equal(
            typeof(IReferralEvent)
                .Assembly.GetTypes()
                .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IReferralEvent)))
                .OrderBy(t => t.Name, StringComparer.Ordinal),
            EventTypes.All.OrderBy(t => t.Name, StringComparer.Ordinal)
        );

    [Fact]
    public void Event_type_names_are_unique_and_in_the_past_tense_by_convention()
    {
        Assert.Equal(EventTypes.All.Count, EventTypes.All.Select(t => t.Name).Distinct().Count());
        Assert.All(EventTypes.All, t => Assert.True(t.IsSealed));
    }

    [Fact]
    public void Every_event_and_the_state_after_it_come_back_from_json_byte_for_byte()
    {
        var seen = new HashSet<Type>();
        for (var seed = 0; seed < 400 && seen.Count < EventTypes.All.Count; seed++)
        {
            var random = new Random(seed);
            var walk = new RandomWalk();
            for (var step = 0; step < 120; step++)
                walk.Step(random.Next());
            foreach (var e in walk.Events.Where(e => seen.Add(e.GetType())))
                AssertRoundTrip(e);
            AssertRoundTrip(walk.State);
            AssertRoundTrip(ReferralDetails.Fold(walk.Events)!);
        }
        Assert.Empty(EventTypes.All.Except(seen).Select(t => t.Name));
    }

    [Fact]
    public void Json_has_camel_case_names_words_for_enumerations_and_keeps_nulls()
    {
        var json = JsonSerializer.Serialize((object)Given.ASentReferral().Events[0], DomainJson.Options);
        Assert.Contains("\"kind\":\"community\"", json, StringComparison.Ordinal);
        Assert.Contains("\"custody\":null", json, StringComparison.Ordinal);
        Assert.Contains("\"completionDate\":\"2027-03-31\"", json, StringComparison.Ordinal);
        Assert.Contains("\"reference\":\"AC2673AC\"", json, StringComparison.Ordinal);
        Assert.Contains("\"addressLines\":null", json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_stream_is_not_folded()
    {
        var events = Given.AReferralWithACaseworker().Events;
        Assert.Throws<InvalidOperationException>(() => Referral.Fold(events.Skip(1)));
        Assert.Throws<InvalidOperationException>(() => Referral.Fold(events.Append(events[0])));
        Assert.Throws<InvalidOperationException>(() => ReferralDetails.Fold(events.Skip(1)));
        Assert.Null(Referral.Fold([]));
    }

    private static void AssertRoundTrip(object value)
    {
        var first = JsonSerializer.Serialize(value, value.GetType(), DomainJson.Options);
        var read = JsonSerializer.Deserialize(first, value.GetType(), DomainJson.Options);
        Assert.Equal(first, JsonSerializer.Serialize(read, value.GetType(), DomainJson.Options));
    }
}
