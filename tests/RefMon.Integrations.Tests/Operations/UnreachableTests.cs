using System.Net;
using System.Net.Sockets;
using RefMon.StandIns.Exchange;

namespace RefMon.Integrations.Tests.Operations;

/// <summary>A neighbour that is down, breaks, or is not there.</summary>
[Trait("Capability", "Operations")]
public sealed class UnreachableTests(Neighbourhood neighbourhood) : FailureCase(neighbourhood)
{
    [Theory]
    [MemberData(nameof(EveryCall.Names), MemberType = typeof(EveryCall))]
    public async Task A_neighbour_that_is_down_is_unavailable(string call)
    {
        At.Controls.Set(Enum.Parse<StandInOperation>(call), Behaviour.Down);
        Assert.Equal("unavailable: Down", await EveryCall.Make(call, At.Patient));
    }

    [Theory]
    [MemberData(nameof(EveryCall.Names), MemberType = typeof(EveryCall))]
    public async Task A_server_error_is_unavailable(string call)
    {
        At.Controls.Set(Enum.Parse<StandInOperation>(call), Behaviour.Fail(500));
        Assert.Equal("unavailable: Down", await EveryCall.Make(call, At.Patient));
    }

    [Fact]
    public async Task A_neighbour_nobody_listens_for_is_down()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        var port = ((IPEndPoint)socket.LocalEndpoint).Port;
        socket.Stop();
        await using var clients = At.Clients(("Url", $"http://127.0.0.1:{port}"));

        var replies = await Task.WhenAll(Alone.Select(async call => $"{call}: {await EveryCall.Make(call, clients)}"));

        Assert.Equal(Alone.Select(call => $"{call}: unavailable: Down"), replies);
    }
}
