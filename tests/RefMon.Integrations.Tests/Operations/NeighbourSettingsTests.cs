using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RefMon.Application.Referring;
using RefMon.Integrations.Operations;
using RefMon.StandIns;

namespace RefMon.Integrations.Tests.Operations;

[Trait("Capability", "Operations")]
public sealed class NeighbourSettingsTests
{
    [Fact]
    public void Every_missing_setting_is_named()
    {
        var problems = NeighbourSettings.Problems(Configured([]));
        Assert.Equal(6, NeighbourSettings.Required.Count);
        Assert.Equal(NeighbourSettings.Required.Select(name => $"{name} is missing"), problems);
    }

    [Theory]
    [InlineData("Neighbours:NDelius:Url", "not an address")]
    [InlineData("Neighbours:Prisons:Url", "ftp://prisons.example/")]
    [InlineData("Neighbours:RiskAssessments:Url", "/arns")]
    [InlineData("Neighbours:RiskAssessments:Url", "http://arns.example/")]
    [InlineData("Neighbours:Notify:ApiKey", "a-secret-that-is-no-key")]
    [InlineData("Neighbours:Notices:Secret", "thirty-one-characters-are-fewer")]
    public void An_unusable_setting_is_named_and_its_value_kept_quiet(string name, string value)
    {
        var settings = Good();
        settings[name] = value;
        var problem = Assert.Single(NeighbourSettings.Problems(Configured(settings)));
        Assert.StartsWith($"{name} is not", problem, StringComparison.Ordinal);
        Assert.DoesNotContain(value, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Complete_settings_have_no_problem() => Assert.Empty(NeighbourSettings.Problems(Configured(Good())));

    [Fact]
    public void A_client_without_an_address_names_the_setting()
    {
        using var services = new ServiceCollection().AddLogging().AddNeighbours(Configured([])).BuildServiceProvider();
        var thrown = Assert.Throws<InvalidOperationException>(() => services.GetRequiredService<IProbationCases>());
        Assert.Contains("Neighbours:NDelius:Url", thrown.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> Good() =>
        new()
        {
            ["Neighbours:NDelius:Url"] = "https://ndelius.example/",
            ["Neighbours:RiskAssessments:Url"] = "https://risk.example/api",
            ["Neighbours:Prisons:Url"] = "https://prisons.example/",
            ["Neighbours:Notify:Url"] = "https://notify.example/",
            ["Neighbours:Notify:ApiKey"] = StandInHost.NotifyApiKey,
            ["Neighbours:Notices:Secret"] = StandInHost.NoticeSecret,
        };

    private static IConfiguration Configured(Dictionary<string, string?> settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
}
