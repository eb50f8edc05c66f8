using System.Collections;
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
/// value, or stands beside the constructor; everything else is in stored-events.jsonl, where each event stands as it was first stored. Lines are added there,
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
        Booked,
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
        new CaseworkerAssigned(By, At, People.Caseworker, null),
        new HelperAdded(By, At, People.OtherCaseworker),
        new TransferAccepted(By, At, Samples.Service, Samples.OtherService),
    ])!;

    private static AppointmentBooked Booked =>
        new(
            By,
            At,
            new AppointmentId(Samples.Id(34)),
            AppointmentKind.SupplierAssessment,
            null,
            Samples.ByPhone(new DateOnly(2026, 12, 1), 10).ToSlot() with
            {
                Group = new SessionGroup(new SessionGroupId(Samples.Id(35)), "Mondays"),
                Keeper = People.OtherCaseworker,
            }
        );

    private static Dictionary<string, JsonObject> FirstStored { get; } =
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "stored-events.jsonl"))
            .Select(line => JsonNode.Parse(line)!.AsObject())
            .ToDictionary(line => (string)line["type"]!, line => line["data"]!.AsObject());

    public static TheoryData<string> Types => [.. EventTypes.All.Select(NameOf)];

    [Fact]
    public void Nothing_computed_is_stored()
    {
        var records = AllRecords();
        Assert.Contains(typeof(Referral), records);
        Assert.Contains(typeof(Appointment), records);
        foreach (var type in records)
            Assert.Equal(
                MembersOf(type).Select(m => m.Json).Order(),
                DomainJson
                    .Options.GetTypeInfo(type)
                    .Properties.Where(p => p.Get is not null)
                    .Select(p => p.Name)
                    .Order()
            );
    }

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
        var (seen, saying) = (new HashSet<string>(), new HashSet<string>());
        foreach (var stored in Newest.Append<object>(Snapshot))
        {
            var whole = Write(stored);
            foreach (var (path, member) in Later(stored.GetType(), whole, []))
            {
                var without = whole.DeepClone();
                Assert.True(Parent(without, path).AsObject().Remove(path[^1]));
                var read = without.Deserialize(stored.GetType(), DomainJson.Options)!;
                AssertFolds(read);
                // nothing else is lost
                var again = Write(read);
                seen.Add(member.Name);
                if (!JsonNode.DeepEquals(again, whole))
                    saying.Add(member.Name);
                Parent(again, path).AsObject().Remove(path[^1]);
                Assert.True(JsonNode.DeepEquals(again, without), member.Name);
            }
        }
        Assert.Equal(AllLater().Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
        // most of them say something in what is read here
        Assert.True(saying.Count * 5 > seen.Count * 4, string.Join(' ', seen.Except(saying)));
    }

    private static void AssertFolds(object read)
    {
        if (read is Referral snapshot)
        {
            Assert.Equal(Stage.Sent, Referral.Apply(snapshot, new ReferralResumed(By, At)).Stage);
            return;
        }
        var e = (IReferralEvent)read;
        IReferralEvent[] events =
            e is ReferralSent ? [e] : [Read(typeof(ReferralSent), FirstStored["referral_sent"]), e];
        var state = JsonSerializer.Serialize(Referral.Fold(events), DomainJson.Options);
        var again = JsonSerializer.Deserialize<Referral>(state, DomainJson.Options);
        Assert.Equal(state, JsonSerializer.Serialize(again, DomainJson.Options));
        Assert.NotNull(ReferralDetails.Fold(events));
    }

    // what has no default was there from the beginning
    private static void AssertWhole(Type type, JsonNode stored, string where)
    {
        foreach (var member in MembersOf(type).Where(m => !m.IsLater))
        {
            Assert.True(
                stored.AsObject().ContainsKey(member.Json),
                $"{where}.{member.Json} is not in what was stored before: give it a default value"
            );
            foreach (var (item, itemType) in Inside(member.Type, stored[member.Json]))
                AssertWhole(itemType, item, $"{where}.{member.Json}");
        }
    }

    private static IEnumerable<(string[] Path, Member Member)> Later(Type type, JsonNode node, string[] path)
    {
        foreach (var member in MembersOf(type))
        {
            string[] here = [.. path, member.Json];
            if (member.IsLater)
                yield return (here, member);
            var (inside, steps) = node[member.Json] switch
            {
                JsonObject one => (one, here),
                JsonArray list => (list.OfType<JsonObject>().FirstOrDefault(), [.. here, "0"]),
                _ => (null, here),
            };
            if (inside is null)
                continue;
            foreach (var later in Later(ItemOf(Plain(member.Type)), inside, steps))
                yield return later;
        }
    }

    private static IEnumerable<string> AllLater() =>
        AllRecords().SelectMany(type => MembersOf(type).Where(m => m.IsLater).Select(m => m.Name));

    // the records that events and the state are made of
    private static List<Type> AllRecords()
    {
        var (met, next) = (new HashSet<Type>(), new Stack<Type>([.. EventTypes.All, typeof(Referral)]));
        while (next.TryPop(out var type))
        {
            if (MembersOf(type).Count > 0 && met.Add(type))
                foreach (var member in MembersOf(type))
                    next.Push(ItemOf(Plain(member.Type)));
        }
        return [.. met];
    }

    private static JsonNode Parent(JsonNode root, string[] path) =>
        path.SkipLast(1).Aggregate(root, (node, step) => node is JsonArray list ? list[int.Parse(step)]! : node[step]!);

    private static IEnumerable<(JsonNode Item, Type Type)> Inside(Type type, JsonNode? node) =>
        node switch
        {
            JsonObject => [(node, Plain(type))],
            JsonArray list => list.Where(item => item is JsonObject).Select(item => (item!, ItemOf(type))),
            _ => [],
        };

    // of the records of the Domain: what they are made with, and what can be set beside it; identifiers are single values
    private static List<Member> MembersOf(Type type)
    {
        if (type.Assembly != typeof(IReferralEvent).Assembly || type is not { IsClass: true, IsAbstract: false })
            return [];
        var made = type.GetConstructors().MaxBy(c => c.GetParameters().Length)?.GetParameters() ?? [];
        return made.Length == 0
            ? []
            :
            [
                .. made.Select(p => new Member(type, p.Name!, p.ParameterType, p.HasDefaultValue)),
                .. type.GetProperties()
                    .Where(p => p.SetMethod is { IsPublic: true } && made.All(m => m.Name != p.Name))
                    .Select(p => new Member(type, p.Name, p.PropertyType, IsLater: true)),
            ];
    }

    private sealed record Member(Type Of, string Property, Type Type, bool IsLater)
    {
        public string Name => $"{Of.Name}.{Property}";

        public string Json => JsonNamingPolicy.CamelCase.ConvertName(Property);
    }

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
            NotCheckedAgain = [new UncheckedSource(StatedSource.Person, At)],
            Practitioner = s.Practitioner with { Establishment = "Leeds", AccountId = "probation-1" },
            Risk = Samples.Risk(),
        };
    }
}
