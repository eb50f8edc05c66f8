using System.Net;
using System.Net.Http.Json;
using RefMon.StandIns.Exchange;
using RefMon.StandIns.People;

namespace RefMon.Integrations.Tests.Operations;

[Trait("Capability", "Operations")]
public sealed class StandInTests : IClassFixture<Neighbourhood>, IDisposable
{
    private readonly Neighbourhood at;
    private readonly HttpClient browser;

    public StandInTests(Neighbourhood neighbourhood)
    {
        at = neighbourhood;
        at.Controls.Clear();
        browser = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = at.StandIns.Root };
    }

    public void Dispose() => browser.Dispose();

    [Fact]
    public async Task A_rule_for_so_many_calls_ends_after_them()
    {
        at.Controls.Set(StandInOperation.Person, Behaviour.Refuse("locked", "Locked."), times: 2);
        Assert.Equal("refused: locked", await EveryCall.Make("Person", at.Patient));
        Assert.Equal("refused: locked", await EveryCall.Make("Person", at.Patient));
        Assert.Equal("found", await EveryCall.Make("Person", at.Patient));
        Assert.Empty(at.Controls.Rules);
    }

    [Fact]
    public async Task A_rule_for_a_neighbour_holds_for_its_operations_only_and_yields_to_an_operations_own()
    {
        at.Controls.Set(StandInNeighbour.NDelius, Behaviour.Refuse("whole", "Whole."));
        at.Controls.Set(StandInOperation.Person, Behaviour.Refuse("own", "Own."));
        Assert.Equal("refused: own", await EveryCall.Make("Person", at.Patient));
        Assert.Equal("refused: whole", await EveryCall.Make("Caseload", at.Patient));
        Assert.Equal("found", await EveryCall.Make("Risk", at.Patient));
    }

    [Fact]
    public async Task Another_process_can_set_and_clear_behaviours()
    {
        using var set = await browser.PostAsJsonAsync(
            "control/behaviours",
            new { target = "Prisons", behaviour = new { kind = "Refuse", code = "shut" } }
        );
        Assert.Equal(HttpStatusCode.NoContent, set.StatusCode);
        Assert.Equal("refused: shut", await EveryCall.Make("PrisonList", at.Patient));

        using var wrong = await browser.PostAsJsonAsync(
            "control/behaviours",
            new { target = "Nobody", behaviour = new { kind = "Down" } }
        );
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);

        using var cleared = await browser.DeleteAsync("control/behaviours");
        Assert.Equal("found", await EveryCall.Make("PrisonList", at.Patient));
        Assert.Contains("\"PrisonList\":", await browser.GetStringAsync("control/calls"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_developer_can_flip_a_behaviour_on_a_page()
    {
        Dictionary<string, string> form = new()
        {
            ["target"] = "Risk",
            ["kind"] = "Refuse",
            ["rubbish"] = "Html",
            ["milliseconds"] = "0",
            ["status"] = "422",
            ["code"] = "from-the-page",
            ["reason"] = "Set by hand.",
            ["times"] = "",
        };
        using var set = await browser.PostAsync("behaviours", new FormUrlEncodedContent(form));
        Assert.Contains("Risk: Refuse, until cleared", await set.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("refused: from-the-page", await EveryCall.Make("Risk", at.Patient));

        form["status"] = "99";
        using var wrong = await browser.PostAsync("behaviours", new FormUrlEncodedContent(form));
        Assert.Contains("Check what you entered", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var cleared = await browser.PostAsync("behaviours/clear", null);
        Assert.Contains("Everything behaves well", await cleared.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_index_lists_every_well_known_person()
    {
        var page = await browser.GetStringAsync("");
        Assert.All(WellKnownPeople.All.Keys, crn => Assert.Contains(crn, page, StringComparison.Ordinal));
        Assert.Contains("500 people in all", page, StringComparison.Ordinal);
        Assert.Contains("O&#x27;Neill", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_site_cannot_steer_the_stand_ins()
    {
        using var renamed = new HttpRequestMessage(HttpMethod.Get, "");
        renamed.Headers.Host = "evil.example";
        using var first = await browser.SendAsync(renamed);
        Assert.Equal(HttpStatusCode.BadRequest, first.StatusCode);

        using var foreign = new HttpRequestMessage(HttpMethod.Post, "behaviours/clear");
        foreign.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var second = await browser.SendAsync(foreign);
        Assert.Equal(HttpStatusCode.BadRequest, second.StatusCode);
    }
}
