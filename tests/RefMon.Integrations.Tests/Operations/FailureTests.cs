using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using RefMon.StandIns.Exchange;
using RefMon.StandIns.People;

namespace RefMon.Integrations.Tests.Operations;

[Trait("Capability", "Operations")]
public sealed class FailureTests : IClassFixture<Neighbourhood>
{
    private readonly Neighbourhood at;

    public FailureTests(Neighbourhood neighbourhood)
    {
        at = neighbourhood;
        at.Controls.Clear();
    }

    [Theory]
    [MemberData(nameof(EveryCall.Names), MemberType = typeof(EveryCall))]
    public async Task A_neighbour_that_is_well_answers(string call) =>
        Assert.Equal("found", await EveryCall.Make(call, at.Patient));

    [Theory]
    [MemberData(nameof(EveryCall.Names), MemberType = typeof(EveryCall))]
    public async Task A_slow_neighbour_is_given_up_once_and_not_asked_again(string call)
    {
        var operation = Enum.Parse<StandInOperation>(call);
        // the first call of a process is slow by itself
        await EveryCall.Make(call, at.Patient);
        var before = at.Controls.Calls(operation);
        at.Controls.Set(operation, Behaviour.Slow(TimeSpan.FromSeconds(20)));

        var watch = Stopwatch.StartNew();
        Assert.Equal("unavailable: Slow", await EveryCall.Make(call, at.Hasty, at.Patient));

        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(15));
        Assert.Equal(before + 1, at.Controls.Calls(operation));
    }

    [Theory]
    [MemberData(nameof(EveryCall.Names), MemberType = typeof(EveryCall))]
    public async Task A_neighbour_that_is_down_is_unavailable(string call)
    {
        at.Controls.Set(Enum.Parse<StandInOperation>(call), Behaviour.Down);
        Assert.Equal("unavailable: Down", await EveryCall.Make(call, at.Patient));
    }

    [Theory]
    [MemberData(nameof(EveryCall.Names), MemberType = typeof(EveryCall))]
    public async Task A_server_error_is_unavailable(string call)
    {
        at.Controls.Set(Enum.Parse<StandInOperation>(call), Behaviour.Fail(500));
        Assert.Equal("unavailable: Down", await EveryCall.Make(call, at.Patient));
    }

    [Theory]
    [MemberData(nameof(EveryCall.Names), MemberType = typeof(EveryCall))]
    public async Task A_refusal_carries_its_code_and_is_not_asked_again(string call)
    {
        var operation = Enum.Parse<StandInOperation>(call);
        var before = at.Controls.Calls(operation);
        at.Controls.Set(operation, Behaviour.Refuse("not-today", "The record is locked."));

        Assert.Equal("refused: not-today", await EveryCall.Make(call, at.Patient));
        Assert.Equal(before + 1, at.Controls.Calls(operation));
    }

    [Theory]
    [MemberData(nameof(Rubbish))]
    public async Task Nonsense_is_unavailable_and_never_half_understood(string call, NonsenseKind rubbish)
    {
        at.Controls.Set(Enum.Parse<StandInOperation>(call), Behaviour.Nonsense(rubbish));
        Assert.Equal("unavailable: Nonsense", await EveryCall.Make(call, at.Patient));
    }

    public static TheoryData<string, NonsenseKind> Rubbish
    {
        get
        {
            string[] withoutLists = ["ResponsibleOfficer", "Risk", "Prisoner", .. EveryCall.Writes];
            string[] withoutIdentity =
            [
                "Caseload",
                "PrisonList",
                "EndReferral",
                "TransferReferral",
                "StartReferral",
                "Appointment",
                "CancelAppointment",
                "ShareRisk",
                "FindMail",
            ];
            var data = new TheoryData<string, NonsenseKind>();
            foreach (var call in Enum.GetNames<StandInOperation>())
            {
                foreach (var kind in Enum.GetValues<NonsenseKind>())
                {
                    if (
                        !(kind == NonsenseKind.NullItems && withoutLists.Contains(call))
                        && !(kind == NonsenseKind.AnotherRecord && withoutIdentity.Contains(call))
                    )
                    {
                        data.Add(call, kind);
                    }
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(EveryCall.ReadNames), MemberType = typeof(EveryCall))]
    public async Task A_read_whose_reply_was_lost_is_asked_again(string call)
    {
        var operation = Enum.Parse<StandInOperation>(call);
        at.Controls.Set(operation, Behaviour.DropReply, times: 1);
        Assert.Equal("found", await EveryCall.Make(call, at.Patient));

        at.Controls.Set(operation, Behaviour.Fail(503), times: 2);
        Assert.Equal("found", await EveryCall.Make(call, at.Patient));
    }

    [Theory]
    [MemberData(nameof(EveryCall.WriteNames), MemberType = typeof(EveryCall))]
    public async Task A_write_whose_reply_was_lost_is_left_to_the_caller(string call)
    {
        var operation = Enum.Parse<StandInOperation>(call);
        var before = at.Controls.Calls(operation);
        at.Controls.Set(operation, Behaviour.DropReply, times: 1);

        Assert.Equal("unavailable: Down", await EveryCall.Make(call, at.Patient));
        Assert.Equal(before + 1, at.Controls.Calls(operation));
    }

    public static TheoryData<BehaviourKind> WaysToFail => [.. Enum.GetValues<BehaviourKind>()];

    /// <summary>A way or a call that is added to the stand-in without a case here fails this.</summary>
    [Theory]
    [MemberData(nameof(WaysToFail))]
    public async Task Each_way_of_failing_has_its_answer_for_every_call(BehaviourKind way)
    {
        var (behaviour, clients) = InThatWay(way);
        // a call that another needs to go well comes in another round
        string[][] rounds =
        [
            [.. Enum.GetNames<StandInOperation>().Except(NeedAnother)],
            .. NeedAnother.Select(call => (string[])[call]),
        ];
        var replies = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var round in rounds)
        {
            at.Controls.Clear();
            foreach (var call in round)
                at.Controls.Set(Enum.Parse<StandInOperation>(call), behaviour);
            foreach (var (call, reply) in await Task.WhenAll(round.Select(Reply)))
                replies.Add(call, reply);
        }

        Assert.Equal(Enum.GetNames<StandInOperation>().Order(StringComparer.Ordinal), replies.Keys);
        Assert.All(replies, reply => Assert.Equal($"{reply.Key}: {Expected(way)}", $"{reply.Key}: {reply.Value}"));

        async Task<(string, string)> Reply(string call) => (call, await EveryCall.Make(call, clients, at.Patient));
    }

    private static readonly string[] NeedAnother =
    [
        "StartReferral",
        "TransferReferral",
        "EndReferral",
        "CancelAppointment",
    ];

    private (Behaviour, IServiceProvider) InThatWay(BehaviourKind way) =>
        way switch
        {
            BehaviourKind.Slow => (Behaviour.Slow(TimeSpan.FromSeconds(20)), at.Hasty),
            BehaviourKind.Late => (Behaviour.Late(TimeSpan.FromSeconds(5)), at.Hasty),
            BehaviourKind.Down => (Behaviour.Down, at.Patient),
            BehaviourKind.Fail => (Behaviour.Fail(503), at.Patient),
            BehaviourKind.Nonsense => (Behaviour.Nonsense(NonsenseKind.WrongTypes), at.Patient),
            BehaviourKind.DropReply => (Behaviour.DropReply, at.Patient),
            BehaviourKind.Refuse => (Behaviour.Refuse("locked", "The record is locked."), at.Patient),
        };

    private static string Expected(BehaviourKind way) =>
        way switch
        {
            BehaviourKind.Slow or BehaviourKind.Late => "unavailable: Slow",
            BehaviourKind.Nonsense => "unavailable: Nonsense",
            BehaviourKind.Refuse => "refused: locked",
            BehaviourKind.Down or BehaviourKind.Fail or BehaviourKind.DropReply => "unavailable: Down",
        };

    [Theory]
    [InlineData(401, "unavailable: Down")]
    [InlineData(403, "unavailable: Nonsense")]
    [InlineData(404, "unavailable: Nonsense")]
    [InlineData(408, "unavailable: Down")]
    [InlineData(429, "unavailable: Down")]
    [InlineData(502, "unavailable: Down")]
    [InlineData(302, "unavailable: Nonsense")]
    public async Task A_gateways_own_page_says_nothing_about_the_person(int status, string expected)
    {
        at.Controls.Set(StandInNeighbour.NDelius, Behaviour.Fail(status));
        Assert.Equal(expected, await EveryCall.Make("Person", at.Patient));
    }

    [Fact]
    public async Task A_refusal_to_show_a_person_is_a_refusal()
    {
        at.Controls.Set(StandInOperation.Risk, Behaviour.Refuse("no-access", "You may not see this person.", 403));
        Assert.Equal("refused: no-access", await EveryCall.Make("Risk", at.Patient));
    }

    [Fact]
    public async Task A_neighbour_nobody_listens_for_is_down()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        var port = ((IPEndPoint)socket.LocalEndpoint).Port;
        socket.Stop();
        await using var clients = at.Clients(("Url", $"http://127.0.0.1:{port}"));

        foreach (var call in Enum.GetNames<StandInOperation>().Except(NeedAnother))
        {
            Assert.Equal("unavailable: Down", await EveryCall.Make(call, clients));
        }
    }

    [Fact]
    public async Task Giving_up_is_the_callers_to_see()
    {
        at.Controls.Set(StandInOperation.Person, Behaviour.Slow(TimeSpan.FromSeconds(20)));
        using var giveUp = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            EveryCall.Make("Person", at.Patient, giveUp.Token)
        );
    }

    [Fact]
    public async Task Neither_logs_nor_spans_name_the_person()
    {
        var spans = new List<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (spans)
                {
                    spans.Add(
                        $"{activity.DisplayName} {string.Join(' ', activity.TagObjects)} {activity.StatusDescription}"
                    );
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        var before = at.Log.Lines.Count;

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
                at.Controls.Set(Enum.Parse<StandInOperation>(call), failure);
                await EveryCall.Make(call, at.Patient);
                at.Controls.Clear();
            }
        }

        var lines = at.Log.Lines.Skip(before).ToList();
        Assert.True(lines.Count >= 40, $"only {lines.Count} lines were logged");
        Assert.True(spans.Count >= 60, $"only {spans.Count} spans were seen");
        string[] personal = [WellKnownPeople.Ordinary, "A1001BL", "Fielding", "inbox@supplier.example", Officers.Pat];
        foreach (var text in lines.Concat(spans))
        {
            Assert.DoesNotContain(personal, p => text.Contains(p, StringComparison.OrdinalIgnoreCase));
        }
    }
}
