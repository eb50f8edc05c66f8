using RefMon.StandIns.Exchange;

namespace RefMon.Integrations.Tests.Operations;

/// <summary>Replies that were lost on the way back.</summary>
[Trait("Capability", "Operations")]
public sealed class LostReplyTests(Neighbourhood neighbourhood) : FailureCase(neighbourhood)
{
    [Theory]
    [MemberData(nameof(EveryCall.ReadNames), MemberType = typeof(EveryCall))]
    public async Task A_read_whose_reply_was_lost_is_asked_again(string call)
    {
        var operation = Enum.Parse<StandInOperation>(call);
        At.Controls.Set(operation, Behaviour.DropReply, times: 1);
        Assert.Equal("found", await EveryCall.Make(call, At.Patient));

        At.Controls.Set(operation, Behaviour.Fail(503), times: 2);
        Assert.Equal("found", await EveryCall.Make(call, At.Patient));
    }

    [Theory]
    [MemberData(nameof(EveryCall.WriteNames), MemberType = typeof(EveryCall))]
    public async Task A_write_whose_reply_was_lost_is_left_to_the_caller(string call)
    {
        var operation = Enum.Parse<StandInOperation>(call);
        var before = At.Controls.Calls(operation);
        At.Controls.Set(operation, Behaviour.DropReply, times: 1);

        Assert.Equal("unavailable: Down", await EveryCall.Make(call, At.Patient));
        Assert.Equal(before + 1, At.Controls.Calls(operation));
    }
}
