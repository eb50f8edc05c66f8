using Npgsql;
using RefMon.EmbeddedPostgres;
using RefMon.EventStore.Tests.Soak;

namespace RefMon.EventStore.Tests.Operations;

/// <summary>What the child process can play.</summary>
internal static class Children
{
    public static async Task<int> Run(string name, string[] arguments)
    {
        switch (name)
        {
            case "postgres":
                await HoldServer(arguments[0]);
                return 0;
            case "databases":
                await HoldDatabases();
                return 0;
            case "receiver":
                await Receive(arguments[0], int.Parse(arguments[1]), int.Parse(arguments[2]));
                return 0;
            case KillRounds.Child:
                await KillRounds.Write(arguments[0], int.Parse(arguments[1]));
                return 0;
            default:
                await Console.Error.WriteLineAsync($"There is no child called {name}.");
                return 2;
        }
    }

    private static async Task Receive(string connectionString, int millisecondsPerEvent, int leaseSeconds)
    {
        var script = new ReceiverScript
        {
            Before = async (stored, _, cancellationToken) =>
            {
                if (millisecondsPerEvent == 0)
                    return;
                Console.WriteLine($"handling {stored.Sequence}");
                await Task.Delay(millisecondsPerEvent, cancellationToken);
            },
        };
        await using var node = await ReceiverNodes.StartReceiver(
            connectionString,
            script,
            leaseFor: TimeSpan.FromSeconds(leaseSeconds)
        );
        await ReceiverNodes.Until(
            () => node.Ask<bool>("select exists (select from subscription_lease where name = 'Receiver')"),
            "the lease is taken"
        );
        Console.WriteLine("ready");
        await Task.Delay(Timeout.Infinite);
    }

    private static async Task HoldServer(string directory)
    {
        await using var server = await EmbeddedPostgresServer.StartAsync(new() { DataDirectory = directory });
        await using var source = NpgsqlDataSource.Create(server.SuperuserConnectionString());
        await using var write = source.CreateCommand(
            "create table if not exists kept(word text); insert into kept values ('kept')"
        );
        await write.ExecuteNonQueryAsync();
        Console.WriteLine("ready");
        await Task.Delay(Timeout.Infinite);
    }

    private static async Task HoldDatabases()
    {
        await using var databases = new TemplatedDatabases((_, _) => Task.CompletedTask);
        Console.WriteLine(await databases.CreateAsync("held"));
        await Task.Delay(Timeout.Infinite);
    }
}
