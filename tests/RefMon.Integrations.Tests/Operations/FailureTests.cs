using RefMon.StandIns.Exchange;

namespace RefMon.Integrations.Tests.Operations;

/// <summary>What comes of a refusal, of rubbish and of another’s answer in a neighbour’s place.</summary>
[Trait("Capability", "Operations")]
public sealed class FailureTests(Neighbourhood neighbourhood) : FailureCase(neighbourhood)
{
    [Theory]
    [MemberData(nameof(EveryCall.Names), MemberType = typeof(EveryCall))]
    public async Task A_neighbour_that_is_well_answers(string call) =>
        Assert.Equal("found", await EveryCall.Make(call, At.Patient));

    [Theory]
    [MemberData(nameof(EveryCall.Names), MemberType = typeof(EveryCall))]
    public async Task A_refusal_carries_its_code_and_is_not_asked_again(string call)
    {
        var operation = Enum.Parse<StandInOperation>(call);
        var before = At.Controls.Calls(operation);
        At.Controls.Set(operation, Behaviour.Refuse("not-today", "The record is locked."));

        Assert.Equal("refused: not-today", await EveryCall.Make(call, At.Patient));
        Assert.Equal(before + 1, At.Controls.Calls(operation));
    }

    [Theory]
    [MemberData(nameof(Rubbish))]
    public async Task Nonsense_is_unavailable_and_never_half_understood(string call, NonsenseKind rubbish)
    {
        At.Controls.Set(Enum.Parse<StandInOperation>(call), Behaviour.Nonsense(rubbish));
        Assert.Equal("unavailable: Nonsense", await EveryCall.Make(call, At.Patient));
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
    [InlineData(401, "unavailable: Down")]
    [InlineData(403, "unavailable: Nonsense")]
    [InlineData(404, "unavailable: Nonsense")]
    [InlineData(408, "unavailable: Down")]
    [InlineData(429, "unavailable: Down")]
    [InlineData(502, "unavailable: Down")]
    [InlineData(302, "unavailable: Nonsense")]
    public async Task A_gateways_own_page_says_nothing_about_the_person(int status, string expected)
    {
        At.Controls.Set(StandInNeighbour.NDelius, Behaviour.Fail(status));
        Assert.Equal(expected, await EveryCall.Make("Person", At.Patient));
    }

    [Fact]
    public async Task A_refusal_to_show_a_person_is_a_refusal()
    {
        At.Controls.Set(StandInOperation.Risk, Behaviour.Refuse("no-access", "You may not see this person.", 403));
        Assert.Equal("refused: no-access", await EveryCall.Make("Risk", At.Patient));
    }

    [Fact]
    public async Task Giving_up_is_the_callers_to_see()
    {
        At.Controls.Set(StandInOperation.Person, Behaviour.Slow(TimeSpan.FromSeconds(20)));
        using var giveUp = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            EveryCall.Make("Person", At.Patient, giveUp.Token)
        );
    }
}
