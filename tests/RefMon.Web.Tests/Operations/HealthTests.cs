using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using RefMon.TestKit;
using Xunit;

namespace RefMon.Web.Tests.Operations;

[Trait("Capability", "Operations")]
public sealed class HealthTests(RefMonHost host) : IClassFixture<RefMonHost>
{
    [Fact]
    public async Task A_node_with_all_its_parts_is_ready()
    {
        using var probe = WebUser.At(host);
        Assert.Equal(200, (int)(await probe.Get("/health/live")).Status);
        var ready = await Eventually(probe, 200);
        Assert.Contains("\"status\":\"ready\"", ready.Html);
    }

    [Fact]
    public async Task A_node_whose_schema_is_behind_says_which_step_is_missing()
    {
        using var probe = WebUser.At(host);
        await using var owner = NpgsqlDataSource.Create(host.OwnerConnectionString);
        await using var forget = owner.CreateCommand(
            "with gone as (delete from schema_migration where number = 10 returning *) select name, checksum from gone"
        );
        var (name, checksum) = await Row(forget);
        try
        {
            var answer = await probe.Get("/health/ready");
            Assert.Equal(503, (int)answer.Status);
            Assert.Contains("schema lacks 0010-access", answer.Html);
        }
        finally
        {
            await using var restore = owner.CreateCommand(
                "insert into schema_migration (number, name, checksum) values (10, $1, $2)"
            );
            restore.Parameters.Add(new() { Value = name });
            restore.Parameters.Add(new() { Value = checksum });
            await restore.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public void A_stop_waits_for_work_under_way_but_not_until_the_platform_kills()
    {
        var longest = host.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout;
        Assert.InRange(longest, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(28));
    }

    [Fact]
    public async Task The_description_of_the_API_holds_every_address_that_answers_with_data_and_no_page()
    {
        using var stranger = WebUser.At(host);
        var answer = await stranger.Get("/openapi/v1.json");
        Assert.Equal(200, (int)answer.Status);
        using var description = JsonDocument.Parse(answer.Html);
        Assert.Equal("RefMon", description.RootElement.GetProperty("info").GetProperty("title").GetString());
        var paths = description.RootElement.GetProperty("paths");
        var answering = host
            .Services.GetServices<EndpointDataSource>()
            .SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/'))
            .Where(path =>
                path.StartsWith("/api/", StringComparison.Ordinal)
                || path.StartsWith("/health/", StringComparison.Ordinal)
            );
        Assert.Equal(answering.Distinct().Order(), paths.EnumerateObject().Select(path => path.Name).Order());
        Assert.All(
            paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject()),
            operation => Assert.NotEmpty(operation.Value.GetProperty("summary").GetString()!)
        );
        var ready = paths.GetProperty("/health/ready").GetProperty("get");
        Assert.Equal("Whether this node may be sent people", ready.GetProperty("summary").GetString());
        Assert.Equal(["200", "503"], ready.GetProperty("responses").EnumerateObject().Select(r => r.Name));
        var fields = description
            .RootElement.GetProperty("components")
            .GetProperty("schemas")
            .GetProperty("ReadyAnswer")
            .GetProperty("properties");
        Assert.Equal(["status", "problems"], fields.EnumerateObject().Select(field => field.Name));
    }

    private static async Task<(string, string)> Row(NpgsqlCommand command)
    {
        await using var row = await command.ExecuteReaderAsync();
        Assert.True(await row.ReadAsync());
        return (row.GetString(0), row.GetString(1));
    }

    private static async Task<WebPage> Eventually(WebUser probe, int status)
    {
        for (var attempt = 0; ; attempt++)
        {
            var answer = await probe.Get("/health/ready");
            if ((int)answer.Status == status || attempt == 100)
            {
                Assert.True((int)answer.Status == status, answer.Html);
                return answer;
            }
            await Task.Delay(100);
        }
    }
}

/// <summary>A node whose database is not there.</summary>
public sealed class HostWithoutDatabase : RefMonHost
{
    protected override IReadOnlyDictionary<string, string?> Settings { get; } =
        new Dictionary<string, string?>
        {
            ["ConnectionStrings:RefMon"] = "Host=127.0.0.1;Port=1;Username=nobody;Password=topsecret;Timeout=1",
        };
}

[Trait("Capability", "Operations")]
public sealed class HealthWithoutDatabaseTests(HostWithoutDatabase host) : IClassFixture<HostWithoutDatabase>
{
    [Fact]
    public async Task A_node_without_its_database_lives_but_is_not_ready_and_tells_no_secrets()
    {
        using var probe = WebUser.At(host);
        Assert.Equal(200, (int)(await probe.Get("/health/live")).Status);
        var answer = await probe.Get("/health/ready");
        Assert.Equal(503, (int)answer.Status);
        Assert.Contains("database does not answer", answer.Html);
        Assert.DoesNotContain("topsecret", answer.Html);
        Assert.DoesNotContain("127.0.0.1", answer.Html);
    }

    [Fact]
    public async Task A_page_that_needs_the_database_is_a_500_page_without_details()
    {
        using var client = WebUser.At(host);
        var page = await client.Get("/sign-in");
        Assert.Equal(500, (int)page.Status);
        Assert.Equal("Sorry, there is a problem with RefMon", page.Heading);
        Assert.DoesNotContain("Npgsql", page.Html);
    }

    [Theory]
    [InlineData(Screen.Desktop)]
    [InlineData(Screen.Phone)]
    public async Task The_500_page_is_sound(Screen screen)
    {
        await using var window = await Browser.Open(host, screen);
        var answer = await window.Page.GotoAsync("/sign-in");
        Assert.Equal(500, answer!.Status);
        await window.Picture("error-500");
        await window.AssertSound();
    }
}
