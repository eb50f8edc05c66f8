using Microsoft.Extensions.DependencyInjection;
using RefMon.Integrations.Operations;
using RefMon.TestKit;
using RefMon.Web.Access;
using RefMon.Web.Operations;
using Xunit;

namespace RefMon.Web.Tests.Operations;

/// <summary>The built program, started as an operator starts it.</summary>
[Trait("Capability", "Operations")]
public sealed class ProgramTests
{
    [Fact]
    public async Task In_production_with_nothing_configured_it_stops_and_names_every_missing_setting()
    {
        var (code, output) = await RefMonProgram.Run("Production");
        Assert.Equal(1, code);
        string[] expected =
        [
            "ConnectionStrings:RefMon",
            "RefMon:PublicUrl",
            "AzureAd:Instance",
            "AzureAd:TenantId",
            "AzureAd:ClientId",
            "AzureAd:ClientSecret",
            .. NeighbourSettings.Required,
        ];
        foreach (var name in expected)
            Assert.Contains($"{name} is missing", output);
    }

    [Fact]
    public async Task Any_environment_but_development_fails_closed()
    {
        var (code, output) = await RefMonProgram.Run("Staging");
        Assert.Equal(1, code);
        Assert.Contains("ConnectionStrings:RefMon is missing", output);
    }

    [Fact]
    public async Task Help_explains_the_commands_and_ends_well()
    {
        var (code, output) = await RefMonProgram.Run("Production", "--help");
        Assert.Equal(0, code);
        Assert.Contains("migrate", output);
        Assert.Contains("import-reference-data", output);
        Assert.Contains("create-account", output);
    }

    [Theory]
    [InlineData("no-such-command")]
    [InlineData("import-reference-data")]
    [InlineData("migrate", "somewhere")]
    [InlineData("create-account", "Ada")]
    [InlineData("create-account", "--name=Ada", "--name=Eve")]
    [InlineData("create-account", "--role")]
    public async Task A_command_that_is_not_understood_ends_with_2(params string[] arguments)
    {
        var (code, output) = await RefMonProgram.Run("Production", arguments);
        Assert.Equal(2, code);
        Assert.Contains("Usage", output);
    }

    [Theory]
    [InlineData("migrate", "ConnectionStrings:RefMonOwner is missing")]
    [InlineData("import-reference-data folder", "ConnectionStrings:RefMon is missing")]
    public async Task A_command_without_its_settings_says_which(string arguments, string expected)
    {
        var (code, output) = await RefMonProgram.Run("Production", arguments.Split(' '));
        Assert.Equal(1, code);
        Assert.Contains(expected, output);
    }

    [Fact]
    public async Task Migrate_brings_an_empty_database_up_to_date_and_the_first_administrator_is_made_in_it()
    {
        var database = await TestCluster.NewDatabase("migrate");
        var owner = new Npgsql.NpgsqlConnectionStringBuilder(database.Owner) { Database = "postgres" };
        await using (var server = Npgsql.NpgsqlDataSource.Create(owner.ConnectionString))
        await using (var make = server.CreateCommand("create database migrate_here"))
            await make.ExecuteNonQueryAsync();
        owner.Database = "migrate_here";
        var application = new Npgsql.NpgsqlConnectionStringBuilder(database.Application) { Database = "migrate_here" };
        string[] settings =
        [
            "migrate",
            $"--ConnectionStrings:RefMonOwner={owner.ConnectionString}",
            $"--ConnectionStrings:RefMon={application.ConnectionString}",
        ];

        var (code, output) = await RefMonProgram.Run("Production", settings);
        Assert.True(code == 0, output);
        Assert.Contains("applying 0001-event-store", output);
        (code, output) = await RefMonProgram.Run("Production", settings);
        Assert.True(code == 0, output);
        Assert.Contains("0 steps applied", output);

        string[] account =
        [
            "create-account",
            "--role=administrator",
            "--name",
            "Ada Admin",
            "--email=ada.admin@accounts.example",
            settings[2],
        ];
        (code, output) = await RefMonProgram.Run("Production", account);
        Assert.True(code == 0, output);
        Assert.Contains("was made (administrator)", output);
        (code, output) = await RefMonProgram.Run("Production", account);
        Assert.Equal(1, code);
        Assert.Contains("belongs to an account already", output);

        await using var app = Npgsql.NpgsqlDataSource.Create(application.ConnectionString);
        await using var read = app.CreateCommand("select count(*) from account");
        Assert.Equal(1L, await read.ExecuteScalarAsync());
        await using var change = app.CreateCommand("create table mine (id int)");
        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => change.ExecuteNonQueryAsync());
        Assert.Equal("42501", refused.SqlState);
    }

    [Fact]
    public async Task Import_of_the_real_reference_data_says_what_it_loaded_twice_alike_and_every_fault_of_a_damaged_copy()
    {
        var folder = Environment.GetEnvironmentVariable("REFMON_REFERENCE_DATA");
        Assert.SkipWhen(
            string.IsNullOrEmpty(folder),
            "REFMON_REFERENCE_DATA does not name a folder of reference data."
        );
        var settings = $"--ConnectionStrings:RefMon={(await TestCluster.NewDatabase("import")).Application}";

        var (code, first) = await RefMonProgram.Run("Production", "import-reference-data", folder!, settings);
        Assert.True(code == 0, first);
        foreach (var count in new[] { "37", "196", "326" })
            Assert.Contains(count, first);
        (code, var second) = await RefMonProgram.Run("Production", "import-reference-data", folder!, settings);
        Assert.True(code == 0, second);
        Assert.Contains("Imported: 0 added, 0 changed, 0 closed.", second);

        var damaged = Directory.CreateTempSubdirectory("refmon-damaged");
        foreach (var file in Directory.EnumerateFiles(folder!, "*.json"))
            File.Copy(file, Path.Combine(damaged.FullName, Path.GetFileName(file)));
        string[] broken = ["contract-types.json", "withdrawal-reasons.json"];
        foreach (var file in broken)
            await File.WriteAllTextAsync(Path.Combine(damaged.FullName, file), "{ \"not\": ");
        (code, var refused) = await RefMonProgram.Run(
            "Production",
            "import-reference-data",
            damaged.FullName,
            settings
        );
        damaged.Delete(recursive: true);
        Assert.NotEqual(0, code);
        foreach (var file in broken)
            Assert.Contains(file, refused);
    }
}

/// <summary>The application as production runs it.</summary>
public sealed class ProductionHost : RefMonHost
{
    protected override string EnvironmentName => "Production";

    protected override bool Https => true;

    protected override IReadOnlyDictionary<string, string?> Settings { get; } =
        new Dictionary<string, string?>
        {
            ["AzureAd:Instance"] = "https://127.0.0.1:1/",
            ["AzureAd:TenantId"] = "tenant",
            ["AzureAd:ClientId"] = "client",
            ["AzureAd:ClientSecret"] = "secret",
            ["RefMon:PublicUrl"] = "https://refmon.example/",
            ["RefMon:WorkflowsFolder"] = BrokenWorkflows.FullName,
        };

    // the process files and one that is broken
    private static DirectoryInfo BrokenWorkflows { get; } = Broken();

    private static DirectoryInfo Broken()
    {
        var folder = Directory.CreateTempSubdirectory("refmon-broken");
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "workflows"), "*.json"))
            File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
        File.WriteAllText(Path.Combine(folder.FullName, "broken.json"), "{ \"id\": \"\\ud800\" }");
        return folder;
    }
}

[Trait("Capability", "Operations")]
public sealed class ProductionTests(ProductionHost host) : IClassFixture<ProductionHost>
{
    [Fact]
    public async Task A_broken_process_file_leaves_the_node_at_work_says_degraded_and_tells_operators()
    {
        using var probe = WebUser.At(host);
        await RefMonHost.Eventually(
            async () => (await probe.Get("/health/ready")).Html.Contains("degraded", StringComparison.Ordinal),
            "readiness says degraded"
        );
        var ready = await probe.Get("/health/ready");
        Assert.Equal(200, (int)ready.Status);
        Assert.Contains("workflow broken.json", ready.Html);
        await host.Scalar<string>(
            "insert into account (id, user_name, name, email, role, created_at, created_by) values ('told', 'told', 'Told Operator', 'told@work.example', 'Operator', now(), 'test') returning id"
        );
        var seen = await host.As("told").Must(new RefMon.Application.Operations.GetWorkflows());
        Assert.All(seen.Problems, problem => Assert.Equal("broken.json", problem.File));
        Assert.NotEmpty(seen.Problems);
        // the good ones were loaded, and timers and effects are looked for
        Assert.True(seen.Definitions.Count(definition => definition.IsLatest) >= 10);
    }

    [Fact]
    public async Task Nobody_is_offered_a_persona_and_no_data_is_called_invented()
    {
        using var client = WebUser.At(host);
        var page = await client.Get("/sign-in");
        Assert.Equal(200, (int)page.Status);
        Assert.Contains("Sign in with your work account", page.Text);
        Assert.DoesNotContain("invented", page.Text);
        Assert.DoesNotContain(
            page.Document.QuerySelectorAll("button[name=persona]"),
            button => button.GetAttribute("value") is { Length: > 0 }
        );
        Assert.Empty(host.Services.GetServices<IPersonas>());
        using var scope = host.Services.CreateScope();
        Assert.Empty(scope.ServiceProvider.GetServices<IDemonstrationData>());
    }

    [Fact]
    public async Task A_persona_that_is_posted_all_the_same_signs_nobody_in()
    {
        using var client = WebUser.At(host);
        var page = await client.Get("/sign-in");
        var answer = await client.Submit(page, new() { ["persona"] = "administrator" });
        // the button leads to the identity provider, which does not exist here
        Assert.Equal(503, (int)answer.Status);
        Assert.Equal(["The sign-in service is not answering. Try again in a few minutes."], answer.Errors);
        Assert.DoesNotContain(client.Cookies.GetAllCookies(), c => c.Name.Contains("refmon-sign-in"));
        Assert.StartsWith("/sign-in", (await client.Get("/admin/accounts")).Path);
    }

    [Fact]
    public async Task Without_named_proxies_nobody_is_believed_about_the_original_request()
    {
        using var client = WebUser.At(host);
        client.Http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "http");
        client.Http.DefaultRequestHeaders.Add("X-Forwarded-Host", "evil.example");
        var page = await client.Get("/audit");
        Assert.Equal((200, "/sign-in?returnUrl=%2Faudit"), ((int)page.Status, page.Path));
    }

    [Fact]
    public async Task Forms_may_lead_to_the_identity_provider_and_nowhere_else()
    {
        using var client = WebUser.At(host);
        var policy = (await client.Get("/sign-in")).Header("Content-Security-Policy");
        Assert.Contains("form-action 'self' https://127.0.0.1:1;", policy);
    }
}
