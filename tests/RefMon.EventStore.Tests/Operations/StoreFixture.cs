using RefMon.EventStore.Tests.Soak;
using Xunit;

namespace RefMon.EventStore.Tests.Operations;

/// <summary>A database and a node on it for one test class; its daemon is not running.</summary>
public sealed class StoreFixture : IAsyncLifetime
{
    public StoreNode Node { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Node = new StoreNode(await TestDatabases.Create("fixture"));

    public ValueTask DisposeAsync() => Node.DisposeAsync();
}
