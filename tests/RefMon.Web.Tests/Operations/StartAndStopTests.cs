using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Npgsql;
using RefMon.StandIns;
using RefMon.TestKit;
using Xunit;

namespace RefMon.Web.Tests.Operations;

/// <summary>The built program from its start to its end: in Development with nothing at all, in production with everything.</summary>
[Trait("Capability", "Operations")]
public sealed class StartAndStopTests : IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"refmon-start-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_first_start_in_development_makes_its_database_and_data_says_so_and_a_second_finds_them()
    {
        var settings = new Dictionary<string, string?> { ["RefMon:DataDirectory"] = folder };
        int referrals;
        await using (var first = await Serve(settings))
        {
            foreach (
                var step in new[]
                {
                    "database …",
                    "schema …",
                    "neighbours …",
                    "services",
                    "demonstration referrals …",
                    "10 of",
                }
            )
                Assert.Contains(first.Output, line => line.Contains(step, StringComparison.Ordinal));
            referrals = await CasesOfThePractitioner(first);
            Assert.True(referrals > 0);
            first.AskToEnd();
            Assert.Equal(0, await first.Ended());
            Assert.Contains(first.Output, line => line.EndsWith("database stopped", StringComparison.Ordinal));
        }
        Assert.False(File.Exists(Path.Combine(folder, "cluster", "postmaster.pid")), "the database server still runs");
        Assert.False(File.Exists(Path.Combine(folder, "refmon.connection")));

        await using var second = await Serve(settings);
        Assert.Contains(second.Output, line => line.EndsWith("schema is up to date", StringComparison.Ordinal));
        Assert.DoesNotContain(second.Output, line => line.Contains("demonstration data:", StringComparison.Ordinal));
        Assert.Equal(referrals, await CasesOfThePractitioner(second));
    }

    [Fact]
    public async Task In_production_it_logs_JSON_and_a_request_begun_before_it_is_asked_to_end_is_answered()
    {
        await using var neighbours = await StandInHost.StartAsync(new StandInOptions(KnowsThePast: true), default);
        var database = await TestCluster.NewDatabase("stop");
        await using var program = await RefMonProgram.Serve(
            "Production",
            Settings(neighbours, database.Application),
            until: "/health/ready"
        );
        await using var owner = NpgsqlDataSource.Create(database.Owner);
        await RefMonHost.Eventually(async () => await Leases(owner) > 0, "it runs its subscriptions");

        using var request = new SlowRequest(new Uri(program.Address));
        await request.Begin();
        program.AskToEnd();
        await RefMonHost.Eventually(() => Refuses(new Uri(program.Address)), "nobody new is let in");
        await request.Finish();
        // a form without its token: refused, but answered
        Assert.StartsWith("HTTP/1.1 400 ", await request.Answer(), StringComparison.Ordinal);
        Assert.Equal(0, await program.Ended());
        // another node need not wait until they run out
        Assert.Equal(0, await Leases(owner));

        var lines = program.Output.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var answered = Assert.Single(
            lines,
            line =>
                line.TryGetProperty("State", out var state)
                && state.TryGetProperty("Route", out var route)
                && route.GetString() == "/sign-in"
        );
        Assert.Equal("Information", answered.GetProperty("LogLevel").GetString());
        Assert.Equal("POST", answered.GetProperty("State").GetProperty("Method").GetString());
        Assert.Equal(400, answered.GetProperty("State").GetProperty("Status").GetInt32());
        Assert.EndsWith("Z", answered.GetProperty("Timestamp").GetString());
        Assert.Contains(program.Output, line => line.Contains("Ready after", StringComparison.Ordinal));
    }

    [Fact]
    public async Task In_production_it_does_not_run_with_a_role_that_may_change_the_schema()
    {
        await using var neighbours = await StandInHost.StartAsync(new StandInOptions(), default);
        var database = await TestCluster.NewDatabase("owner");
        string[] arguments = [.. Settings(neighbours, database.Owner).Select(s => $"--{s.Key}={s.Value}")];
        var (code, output) = await RefMonProgram.Run(
            "Production",
            [.. arguments, $"--urls={RefMonProgram.FreeAddress()}"]
        );
        Assert.Equal(1, code);
        Assert.Contains("may change the schema", output);
    }

    [Theory]
    [InlineData(null, null, 0)]
    [InlineData("ASPNETCORE_ENVIRONMENT", "Production", 1)]
    [InlineData("DOTNET_ENVIRONMENT", "Staging", 1)]
    public async Task What_the_launch_profile_asks_for_gives_way_to_what_an_operator_says(
        string? variable,
        string? value,
        int expected
    )
    {
        var profile = JsonDocument
            .Parse(await File.ReadAllTextAsync(LaunchSettings()))
            .RootElement.GetProperty("profiles")
            .GetProperty("RefMon.Web")
            .GetProperty("environmentVariables");
        // as "dotnet run" does: the profile's variables stand over those of the shell
        var variables = new Dictionary<string, string?> { ["RefMon__DataDirectory"] = folder };
        if (variable is not null)
            variables[variable] = value;
        foreach (var asked in profile.EnumerateObject())
            variables[asked.Name] = asked.Value.GetString();

        var (code, output) = await RefMonProgram.RunWith(variables, "migrate");

        Assert.True(code == expected, output);
        if (expected == 1)
            Assert.Contains("ConnectionStrings:RefMonOwner is missing", output);
    }

    private static string LaunchSettings()
    {
        var above = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(above.FullName, "RefMon.sln")))
            above = above.Parent!;
        return Path.Combine(above.FullName, "src/RefMon.Web/Properties/launchSettings.json");
    }

    private static Dictionary<string, string?> Settings(StandInHost neighbours, string connection) =>
        new(neighbours.Settings)
        {
            ["ConnectionStrings:RefMon"] = connection,
            ["AzureAd:Instance"] = "https://127.0.0.1:1/",
            ["AzureAd:TenantId"] = "tenant",
            ["AzureAd:ClientId"] = "client",
            ["AzureAd:ClientSecret"] = "secret",
            ["RefMon:PublicUrl"] = "https://refmon.example/",
            ["RefMon:TrustedProxies"] = "127.0.0.1",
            ["RefMon:SweepFrom"] = "off",
        };

    private static Task<RefMonProgram> Serve(Dictionary<string, string?> settings) =>
        RefMonProgram.Serve("Development", settings, until: "/health/ready", patience: TimeSpan.FromMinutes(3));

    private static async Task<int> CasesOfThePractitioner(RefMonProgram program)
    {
        using var user = WebUser.At(program);
        await user.SignIn("practitioner");
        var page = await user.Get("/cases");
        Assert.Equal(200, (int)page.Status);
        return page.Document.QuerySelectorAll("main table tbody tr").Length;
    }

    private static async Task<long> Leases(NpgsqlDataSource database)
    {
        await using var count = database.CreateCommand("select count(*) from subscription_lease");
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private static async Task<bool> Refuses(Uri address)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(address.Host, address.Port);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    /// <summary>A form whose second half takes its time, as over a bad line.</summary>
    private sealed class SlowRequest(Uri address) : IDisposable
    {
        private const string Body = "persona=nobody";
        private readonly TcpClient client = new();

        public async Task Begin()
        {
            await client.ConnectAsync(address.Host, address.Port);
            var length = Body.Length.ToString(CultureInfo.InvariantCulture);
            await Send(
                $"POST /sign-in HTTP/1.1\r\nHost: {address.Authority}\r\nX-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\n"
                    + $"X-Forwarded-Host: refmon.example\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n"
                    + $"Connection: close\r\n\r\n{Body[..3]}"
            );
        }

        public Task Finish() => Send(Body[3..]);

        public async Task<string> Answer()
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
            return await reader.ReadToEndAsync();
        }

        public void Dispose() => client.Dispose();

        private async Task Send(string text) => await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
    }
}
