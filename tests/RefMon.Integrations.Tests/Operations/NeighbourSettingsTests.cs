using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RefMon.Application.Amendments;
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
        Assert.Equal(8, NeighbourSettings.Required.Count);
        Assert.Equal(NeighbourSettings.Required.Select(name => $"{name} is missing"), problems);
    }

    [Theory]
    [InlineData("Neighbours:NDelius:Url", "not an address")]
    [InlineData("Neighbours:Prisons:Url", "ftp://prisons.example/")]
    [InlineData("Neighbours:RiskAssessments:Url", "/arns")]
    [InlineData("Neighbours:RiskAssessments:Url", "http://arns.example/")]
    [InlineData("Neighbours:Notify:ApiKey", "a-secret-that-is-no-key")]
    [InlineData("Neighbours:Notices:NDelius:Secret", "thirty-one-characters-are-fewer")]
    [InlineData("Neighbours:Notices:Prisons:PreviousSecret", "thirty-one-characters-are-fewer")]
    [InlineData(
        "Neighbours:Notices:Prisons:Secret",
        "stand-in-notices-of-ndelius-are-signed-with-this-and-it-is-no-secret"
    )]
    [InlineData(
        "Neighbours:Notices:NDelius:PreviousSecret",
        "stand-in-notices-of-prisons-are-signed-with-this-and-it-is-no-secret"
    )]
    public void An_unusable_setting_is_named_and_its_value_kept_quiet(string name, string value)
    {
        var settings = Good();
        settings[name] = value;
        var problem = Assert.Single(NeighbourSettings.Problems(Configured(settings)));
        Assert.Matches("^Neighbours:[A-Za-z:]+ is (not|another)", problem);
        Assert.DoesNotContain(value, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_neighbour_is_known_by_its_own_secret_and_by_the_one_before_it_and_by_no_others()
    {
        const string before = "the-secret-that-the-prisons-had-before-this-one";
        var settings = Good();
        settings["Neighbours:Notices:Prisons:PreviousSecret"] = before;
        var (signers, now, body) = (
            NeighbourSettings.Signers(Configured(settings)),
            DateTimeOffset.UnixEpoch,
            "{}"u8.ToArray()
        );

        Assert.Equal([NoticeSource.Prisons], Of(before));
        Assert.Equal([NoticeSource.Prisons], Of(StandInHost.NoticeSecret("prisons")));
        Assert.Equal([NoticeSource.RiskAssessments], Of(StandInHost.NoticeSecret("risk-assessments")));
        Assert.Empty(Of("a-secret-that-nobody-has-been-given-at-all"));
        Assert.Empty(NeighbourSettings.Signers(Configured([])).Of("0", "v1=" + new string('0', 64), body, now));

        IReadOnlyList<NoticeSource> Of(string secret)
        {
            var (timestamp, signature) = NoticeSignature.Sign(secret, now, body);
            return signers.Of(timestamp, signature, body, now);
        }
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
            ["Neighbours:Notices:NDelius:Secret"] = StandInHost.NoticeSecret("ndelius"),
            ["Neighbours:Notices:RiskAssessments:Secret"] = StandInHost.NoticeSecret("risk-assessments"),
            ["Neighbours:Notices:Prisons:Secret"] = StandInHost.NoticeSecret("prisons"),
        };

    private static IConfiguration Configured(Dictionary<string, string?> settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
}
