using RefMon.Application.CaseLists;
using Xunit;

namespace RefMon.Application.Tests.CaseLists;

/// <summary>Lists while nDelius answers, is silent, or has changed its mind.</summary>
[Trait("Capability", "CaseLists")]
public sealed class NeighbourSilenceTests(CasesWorld world) : IClassFixture<CasesWorld>
{
    [Fact]
    public async Task A_caseload_older_than_fifteen_minutes_is_asked_for_again()
    {
        var referral = new SentReferral();
        var sent = await world.Sent(referral);
        world.NDelius.Supervise(Staff.UserName(Staff.Stranger));
        Assert.DoesNotContain(sent.Reference, await Listed(Staff.Stranger));

        world.NDelius.Supervise(Staff.UserName(Staff.Stranger), referral.Crn);
        Assert.DoesNotContain(sent.Reference, await Listed(Staff.Stranger));
        world.Clock.Now += TimeSpan.FromMinutes(15);
        Assert.Contains(sent.Reference, await Listed(Staff.Stranger));

        world.NDelius.Supervise(Staff.UserName(Staff.Stranger));
        world.Clock.Now += TimeSpan.FromMinutes(15);
        Assert.DoesNotContain(sent.Reference, await Listed(Staff.Stranger));
    }

    [Fact]
    public async Task While_nDelius_is_silent_the_last_caseload_serves_and_the_list_says_how_old_it_is()
    {
        var referral = new SentReferral();
        var sent = await world.Sent(referral);
        world.NDelius.Supervise(Staff.UserName(Staff.Supervisor), referral.Crn);
        Assert.Contains(sent.Reference, await Listed(Staff.Supervisor));
        var asOf = world.Clock.Now;
        world.Clock.Now += TimeSpan.FromHours(3);
        world.NDelius.IsSilent = true;
        try
        {
            var list = await world.Get(new ListCases(CaseView.Mine, CaseFilters.None), Staff.Supervisor);
            Assert.Equal(asOf, list.StaleCaseload!.AsOf);
            Assert.Contains(sent.Reference, list.Rows.Select(row => row.Reference));
            var never = await world.Get(new ListCases(CaseView.Mine, CaseFilters.None), Staff.StrangeLead);
            Assert.NotNull(never.StaleCaseload);
        }
        finally
        {
            world.NDelius.IsSilent = false;
        }
    }

    [Fact]
    public async Task While_nDelius_is_silent_people_under_limited_access_are_hidden_and_others_shown()
    {
        var limited = new SentReferral();
        var open = await world.Sent(new SentReferral());
        var hidden = await world.Sent(limited);
        world.NDelius.Limit(limited.Crn, [], ["somebody.else"]);
        Assert.Contains(hidden.Reference, await Listed(Staff.SupplierLead));
        world.Clock.Now += TimeSpan.FromMinutes(16);
        world.NDelius.IsSilent = true;
        try
        {
            var list = await world.Get(
                new ListCases(CaseView.Unassigned, CaseFilters.None, PageSize: 100),
                Staff.SupplierLead
            );
            Assert.True(list.LimitedAccessIsOld);
            Assert.Contains(open.Reference, list.Rows.Select(row => row.Reference));
            Assert.DoesNotContain(hidden.Reference, list.Rows.Select(row => row.Reference));
            Assert.Equal(list.Total, list.Counts[CaseView.Unassigned]);
            Assert.True((await world.Send(new GetReferralDetails(hidden.Reference), Staff.SupplierLead)).IsRefused);
        }
        finally
        {
            world.NDelius.IsSilent = false;
        }
        Assert.Contains(hidden.Reference, await Listed(Staff.SupplierLead));
    }

    [Fact]
    public async Task While_nDelius_is_silent_a_person_it_was_never_asked_about_is_hidden_and_the_list_says_so()
    {
        var sent = await world.Sent(new SentReferral());
        world.NDelius.IsSilent = true;
        try
        {
            var list = await world.Get(
                new ListCases(CaseView.Unassigned, CaseFilters.None, PageSize: 100),
                Staff.SupplierLead
            );
            Assert.True(list.LimitedAccessIsOld);
            Assert.DoesNotContain(sent.Reference, list.Rows.Select(row => row.Reference));
            Assert.True((await world.Send(new GetReferralDetails(sent.Reference), Staff.SupplierLead)).IsRefused);
            Assert.True((await world.Send(new ListPersonReferrals(sent.Person), Staff.SupplierLead)).IsRefused);
        }
        finally
        {
            world.NDelius.IsSilent = false;
        }
        Assert.Contains(sent.Reference, await Listed(Staff.SupplierLead));
    }

    [Fact]
    public async Task A_restriction_added_in_nDelius_reaches_the_next_look_at_a_list_after_fifteen_minutes()
    {
        var referral = new SentReferral();
        var sent = await world.Sent(referral);
        Assert.Contains(sent.Reference, await Listed(Staff.TeamMate));
        world.NDelius.Limit(referral.Crn, [Staff.UserName(Staff.Sender)], []);
        world.Clock.Now += TimeSpan.FromMinutes(15);
        Assert.DoesNotContain(sent.Reference, await Listed(Staff.TeamMate));
        Assert.Contains(sent.Reference, await Listed(Staff.Sender));
    }

    [Fact]
    public async Task A_person_nDelius_no_longer_knows_is_hidden()
    {
        var referral = new SentReferral();
        var sent = await world.Sent(referral);
        Assert.Contains(sent.Reference, await Listed(Staff.SupplierLead));
        world.NDelius.Forget(referral.Crn);
        world.Clock.Now += TimeSpan.FromMinutes(15);
        Assert.DoesNotContain(sent.Reference, await Listed(Staff.SupplierLead));
        Assert.True((await world.Send(new GetReferralDetails(sent.Reference), Staff.SupplierLead)).IsRefused);

        var asked = world.NDelius.Asked;
        await Listed(Staff.SupplierLead);
        Assert.Equal(asked, world.NDelius.Asked);
        world.NDelius.Know(referral.Crn);
        world.Clock.Now += TimeSpan.FromMinutes(15);
        Assert.Contains(sent.Reference, await Listed(Staff.SupplierLead));
    }

    [Fact]
    public async Task People_nDelius_does_not_know_keep_nobody_else_out_of_a_list()
    {
        for (var i = 0; i < 205; i++)
        {
            var unknown = new SentReferral { At = world.Clock.Now.AddDays(-1) };
            await world.Sent(unknown);
            world.NDelius.Forget(unknown.Crn);
        }
        var sent = await world.Sent(new SentReferral());
        Assert.Contains(sent.Reference, await Listed(Staff.SupplierLead));
    }

    [Fact]
    public async Task A_fresh_list_asks_nDelius_nothing()
    {
        await world.Sent(new SentReferral());
        await Listed(Staff.SupplierLead);
        var asked = world.NDelius.Asked;
        await Listed(Staff.SupplierLead);
        Assert.Equal(asked, world.NDelius.Asked);
    }

    [Fact]
    public async Task A_persons_page_asks_again_about_the_record_theirs_was_merged_into()
    {
        var (former, survivor) = (new SentReferral(), new SentReferral());
        var (own, other) = (await world.Sent(former), await world.Sent(survivor));
        await world.Execute("update person set merged_into = $2 where crn = $1", former.Crn, survivor.Crn);
        world.NDelius.Limit(survivor.Crn, [], ["somebody.else"]);
        await world.Get(new GetOverview(other.Reference), Staff.TeamMate);
        Assert.Equal([own.Reference, other.Reference], await OfPerson());

        world.NDelius.Limit(survivor.Crn, [Staff.UserName(Staff.Sender)], []);
        world.Clock.Now += TimeSpan.FromMinutes(16);
        Assert.Equal([own.Reference], await OfPerson());

        world.NDelius.Limit(survivor.Crn, [], ["somebody.else"]);
        world.Clock.Now += TimeSpan.FromMinutes(16);
        Assert.Equal([own.Reference, other.Reference], await OfPerson());
        world.Clock.Now += TimeSpan.FromMinutes(16);
        world.NDelius.IsSilent = true;
        try
        {
            Assert.Equal([own.Reference], await OfPerson(isOld: true));
        }
        finally
        {
            world.NDelius.IsSilent = false;
        }

        async Task<IEnumerable<string>> OfPerson(bool isOld = false)
        {
            var page = await world.Get(new ListPersonReferrals(own.Person), Staff.TeamMate);
            Assert.Equal(isOld, page.LimitedAccessIsOld);
            return page.Referrals.Select(row => row.Reference).OrderBy(reference => reference != own.Reference);
        }
    }

    [Fact]
    public async Task A_link_to_the_referral_another_was_copied_from_asks_again_about_the_other_ones_record()
    {
        var former = new SentReferral();
        var (came, went) = (await world.Sent(former), await world.Sent(new SentReferral()));
        await world.Execute(
            "update case_list_row set copied_from = $2 where referral_id = $1",
            went.Id.Value,
            came.Id.Value
        );
        world.NDelius.Limit(former.Crn, [], ["somebody.else"]);
        await world.Get(new GetOverview(came.Reference), Staff.TeamMate);
        Assert.Equal(came.Reference, await CopiedFrom());

        world.NDelius.Limit(former.Crn, [], [Staff.UserName(Staff.TeamMate)]);
        world.Clock.Now += TimeSpan.FromMinutes(16);
        Assert.Null(await CopiedFrom());

        world.NDelius.Limit(former.Crn, [], ["somebody.else"]);
        world.Clock.Now += TimeSpan.FromMinutes(16);
        Assert.Equal(came.Reference, await CopiedFrom());
        Assert.Equal(
            [went.Reference],
            (await world.Get(new GetOverview(came.Reference), Staff.TeamMate)).Copies.SentOnAs
        );
        world.Clock.Now += TimeSpan.FromMinutes(16);
        world.NDelius.IsSilent = true;
        try
        {
            Assert.Null(await CopiedFrom());
        }
        finally
        {
            world.NDelius.IsSilent = false;
        }

        async Task<string?> CopiedFrom() =>
            (await world.Get(new GetOverview(went.Reference), Staff.TeamMate)).Copies.CopiedFrom;
    }

    private async Task<string[]> Listed(string account)
    {
        var view = Staff.Suppliers.Contains(account) ? CaseView.Unassigned : CaseViews.Of(Role(account))[0];
        var mine = await world.Get(new ListCases(view, CaseFilters.None, PageSize: 100), account);
        var unassigned = await world.Get(new ListCases(CaseView.Unassigned, CaseFilters.None, PageSize: 100), account);
        return [.. mine.Rows.Concat(unassigned.Rows).Select(row => row.Reference).Distinct()];
    }

    private static Application.Access.Role Role(string account) =>
        account is Staff.TeamLead or Staff.StrangeLead
            ? Application.Access.Role.PractitionerLead
            : Application.Access.Role.Practitioner;
}
