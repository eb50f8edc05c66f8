using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using RefMon.Domain.ActionPlans;
using RefMon.Domain.Allocation;
using RefMon.Domain.Amendments;
using RefMon.Domain.Appointments;
using RefMon.Domain.CaseNotes;
using RefMon.Domain.Endings;
using RefMon.Domain.Referring;
using RefMon.Domain.RiskScreen;

namespace RefMon.Domain.Tests;

/// <summary>
/// What was stored before a member was added to its event is read and folded. A member that was added later has a default
/// value; everything else is in stored-events.jsonl, where each event stands as it was first stored. Lines are added there,
/// and never changed.
/// </summary>
[Trait("Capability", "History")]
public sealed class StoredEventTests
{
    private static readonly StaffMember By = People.Practitioner;
    private static readonly DateTimeOffset At = Given.MondayMorning;

    // each with what was added later filled in
    private static readonly IReferralEvent[] Newest =
    [
        Newly(Given.ASentReferral().Events[0]),
        new CaseworkerAssigned(By, At, People.Caseworker, People.OtherCaseworker, "Hours changed"),
        new TransferAccepted(By, At, Samples.Service, Samples.OtherService, People.Caseworker, People.SupplierLead),
        new ActionPlanSubmitted(By, At, 1, 3, [], [new BaselineScore(Samples.FirstOutcome.Id, 4)]),
        new EndOfServiceReportSubmitted(
            By,
            At,
            [new OutcomeJudgement(Samples.FirstOutcome.Id, Achievement.Achieved, "Well", null, 7)],
            null,
            Conclusion.Completed
        ),
        new RiskShared(By, At, Samples.Risk(2)),
        new PractitionerReported(By, At, "Ann", null, null, null, "Gwent", null, "probation-1", IsSomebodyElse: true),
        new CaseNoteAdded(
            By,
            At,
            new CaseNoteId(Samples.Id(31)),
            "Call",
            "Rang",
            NoteSide.Supplier,
            new AppointmentId(Samples.Id(32)),
            TellsOtherSide: true
        ),
    ];

    // a snapshot of the state is stored too
    private static readonly Referral Snapshot = Referral.Fold([
        Newest[0],
        new RiskSourceChanged(By, At, new DateOnly(2026, 11, 1), "MARK9"),
        Booked,
        new OutcomeRecorded(By, At, Booked.AppointmentId, Samples.Happened),
        new OutcomeCorrected(By, At, Booked.AppointmentId, Samples.Missed, "Mistaken"),
    ])!;

    private static AppointmentBooked Booked =>
        new(
            By,
            At,
            new AppointmentId(Samples.Id(34)),
            AppointmentKind.SupplierAssessment,
            null,
            Samples.ByPhone(new DateOnly(2026, 12, 1), 10).ToSlot()
        );

    private static Dictionary<string, JsonObject> FirstStored { get; } =
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "stored-events.jsonl"))
            .Select(line => JsonNode.Parse(line)!.AsObject())
            .ToDictionary(line => (string)line["type"]!, line => line["data"]!.AsObject());

    public static TheoryData<string> Types => [.. EventTypes.All.Select(NameOf)];

    [Theory]
    [MemberData(nameof(Types))]
    public void An_event_as_it_was_first_stored_is_read_and_folded(string name)
    {
        var type = EventTypes.All.Single(t => NameOf(t) == name);
        var stored = FirstStored[name];
        AssertWhole(type, stored, name);
        AssertFolds(Read(type, stored));
    }

    [Fact]
    public void Whatever_was_added_later_may_be_missing_from_what_is_stored()
    {
        var seen = new HashSet<string>();
        foreach (var stored in Newest.Append<object>(Snapshot))
        {
            var whole = Write(stored);
            foreach (var (path, parameter) in Later(stored.GetType(), whole, []))
            {
                var name = $"{parameter.Member.DeclaringType!.Name}.{parameter.Name}";
                var (without, expected) = (whole.DeepClone(), whole.DeepClone());
                Assert.True(Parent(without, path).AsObject().Remove(path[^1]));
                var nothing = JsonSerializer.SerializeToNode(parameter.DefaultValue);
                Parent(expected, path)[path[^1]] = nothing?.DeepClone();
                var read = without.Deserialize(stored.GetType(), DomainJson.Options)!;
                Assert.True(JsonNode.DeepEquals(expected, Write(read)), name);
                AssertFolds(read);
                if (!JsonNode.DeepEquals(Parent(whole, path)[path[^1]], nothing))
                    seen.Add(name);
            }
        }
        Assert.Equal(AllLater().Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    private static void AssertFolds(object read)
    {
        if (read is Referral snapshot)
        {
            Assert.Equal(Stage.Sent, Referral.Apply(snapshot, new ReferralResumed(By, At)).Stage);
            return;
        }
        var e = (IReferralEvent)read;
        IReferralEvent[] events = e is ReferralSent ? [e] : [Read(typeof(ReferralSent), FirstStored["referral_sent"]), e];
        var state = JsonSerializer.Serialize(Referral.Fold(events), DomainJson.Options);
        var again = JsonSerializer.Deserialize<Referral>(state, DomainJson.Options);
        Assert.Equal(state, JsonSerializer.Serialize(again, DomainJson.Options));
        Assert.NotNull(ReferralDetails.Fold(events));
    }

    // what has no default was there from the beginning
    private static void AssertWhole(Type type, JsonNode stored, string where)
    {
        foreach (var parameter in ParametersOf(type).Where(p => !p.HasDefaultValue))
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
            Assert.True(
                stored.AsObject().ContainsKey(name),
                $"{where}.{name} is not in what was stored before: give it a default value"
            );
            foreach (var (item, itemType) in Inside(parameter.ParameterType, stored[name]))
                AssertWhole(itemType, item, $"{where}.{name}");
        }
    }

    private static IEnumerable<(string[] Path, ParameterInfo Parameter)> Later(Type type, JsonNode node, string[] path)
    {
        foreach (var parameter in ParametersOf(type))
        {
            string[] here = [.. path, JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!)];
            var value = node[here[^1]];
            if (parameter.HasDefaultValue)
                yield return (here, parameter);
            if (value is JsonArray list)
            {
                foreach (var item in list.OfType<JsonObject>().Take(1))
                {
                    foreach (var later in Later(ItemOf(parameter.ParameterType), item, [.. here, "0"]))
                        yield return later;
                }
            }
            else if (value is JsonObject)
            {
                foreach (var later in Later(Plain(parameter.ParameterType), value, here))
                    yield return later;
            }
        }
    }

    private static HashSet<string> AllLater()
    {
        var (all, met, next) = (new HashSet<string>(), new HashSet<Type>(), new Stack<Type>([.. EventTypes.All, typeof(Referral)]));
        while (next.TryPop(out var type))
        {
            if (!met.Add(type))
                continue;
            foreach (var parameter in ParametersOf(type))
            {
                if (parameter.HasDefaultValue)
                    all.Add($"{type.Name}.{parameter.Name}");
                next.Push(ItemOf(Plain(parameter.ParameterType)));
            }
        }
        return all;
    }

    private static JsonNode Parent(JsonNode root, string[] path) =>
        path.SkipLast(1)
            .Aggregate(root, (node, step) => node is JsonArray list ? list[int.Parse(step)]! : node[step]!);

    private static IEnumerable<(JsonNode Item, Type Type)> Inside(Type type, JsonNode? node) =>
        node switch
        {
            JsonObject => [(node, Plain(type))],
            JsonArray list => list.Where(item => item is JsonObject).Select(item => (item!, ItemOf(type))),
            _ => [],
        };

    // the records of the Domain; identifiers and words are single values
    private static IEnumerable<ParameterInfo> ParametersOf(Type type) =>
        type.Assembly == typeof(IReferralEvent).Assembly && type is { IsClass: true, IsAbstract: false }
            ? type.GetConstructors().MaxBy(c => c.GetParameters().Length)?.GetParameters() ?? []
            : [];

    private static Type Plain(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private static Type ItemOf(Type type) =>
        type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable)) && type.IsGenericType
            ? type.GetGenericArguments()[0]
            : type;

    private static string NameOf(Type type) => JsonNamingPolicy.SnakeCaseLower.ConvertName(type.Name);

    private static JsonNode Write(object value) =>
        JsonSerializer.SerializeToNode(value, value.GetType(), DomainJson.Options)!;

    private static IReferralEvent Read(Type type, JsonNode stored) =>
        (IReferralEvent)stored.Deserialize(type, DomainJson.Options)!;

    private static ReferralSent Newly(IReferralEvent sent)
    {
        var s = (ReferralSent)sent;
        return s with
        {
            ReasonBeforeAllocation = "Nobody yet",
            CopiedFrom = new ReferralId(Samples.Id(33)),
            Urgency = new UrgencyStatement(UrgencyReason.Other, "Leaves the hostel"),
            SafeContact = Samples.SafeContact,
            Practitioner = s.Practitioner with { Establishment = "Leeds", AccountId = "probation-1" },
            Risk = Samples.Risk(),
        };
    }
}
