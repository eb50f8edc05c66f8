using RefMon.Application.Access;
using RefMon.Application.Catalogue;
using RefMon.Application.Referring;
using RefMon.StandIns.People;
using RefMon.TestKit;
using Xunit;

namespace RefMon.Web.Tests.Access;

[Trait("Capability", "Access")]
public sealed class AuditPageTests(RefMonHost host) : IClassFixture<RefMonHost>
{
    [Fact]
    public async Task The_auditor_sees_who_did_what_and_can_narrow_it_to_one_account()
    {
        using var administrator = await WebUser.SignIn(host, "administrator");
        await administrator.Get("/admin/accounts");
        using var auditor = await WebUser.SignIn(host, "auditor");

        var page = await auditor.Get("/audit?account=demo-administrator");

        Assert.Equal(200, (int)page.Status);
        Assert.Contains("Adi Admin", page.Text);
        Assert.Contains("List accounts", page.Text);
        Assert.DoesNotContain("Audrey Audit Auditor", page.Text);
    }

    [Fact]
    public async Task Older_entries_come_a_page_at_a_time_without_gap_or_overlap()
    {
        for (var i = 0; i < 60; i++)
            await host.As("demo-operator").Send(new ListAccounts());
        var all = new List<long>();
        long? before = null;
        do
        {
            var page = await host.As("demo-auditor").Must(new ReadAudit("demo-operator", Before: before));
            all.AddRange(page.Entries.Select(e => e.Id));
            before = page.Older;
        } while (before is not null);
        Assert.True(all.Count >= 60);
        Assert.Equal(all.OrderDescending(), all);
        Assert.Equal(all.Count, all.Distinct().Count());
    }

    [Fact]
    public async Task A_persons_entries_are_found_by_a_CRN_that_never_stands_in_an_address()
    {
        await host.As("demo-practitioner")
            .Send(new LookUpPerson(DemonstrationServices.AccommodationEastMidlands.Id, WellKnownPeople.Restricted));
        using var auditor = await WebUser.SignIn(host, "auditor");
        var page = await auditor.Get("/audit");

        var malformed = await auditor.Press(page, "Find", new() { ["Model.Crn"] = "X12" });
        Assert.Equal(422, (int)malformed.Status);
        Assert.Equal(["Enter the CRN as a letter and 6 numbers, like X123456"], malformed.Errors);
        Assert.Contains("value=\"X12\"", malformed.Html);

        var found = await auditor.Press(page, "Find", new() { ["Model.Crn"] = WellKnownPeople.Restricted });
        Assert.StartsWith("/audit?subject=", found.Path);
        Assert.Contains("Pat Practitioner", found.Text);
        Assert.Contains("Look up person Crn not found", found.Text);
        Assert.DoesNotContain(WellKnownPeople.Restricted, found.Path + found.Html, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/audit?before=x")]
    [InlineData("/audit?before=-1")]
    [InlineData("/audit?before=99999999999999999999")]
    [InlineData("/admin/accounts?page=0")]
    [InlineData("/admin/accounts?role=Minister")]
    public async Task A_mangled_address_is_a_page_that_does_not_exist(string address)
    {
        using var client = await WebUser.SignIn(host, address.StartsWith("/audit") ? "auditor" : "administrator");
        Assert.Equal(404, (int)(await client.Get(address)).Status);
    }

    [Fact]
    public async Task Text_in_the_filter_is_only_text()
    {
        using var auditor = await WebUser.SignIn(host, "auditor");
        var page = await auditor.Get(
            "/audit?subject=" + Uri.EscapeDataString("'; drop table audit_entry; --<script>\0")
        );
        Assert.Equal(200, (int)page.Status);
        Assert.Contains("Nothing matches", page.Text);
        Assert.DoesNotContain("<script>alert", page.Html);
    }
}
