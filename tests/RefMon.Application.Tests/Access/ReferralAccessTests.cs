using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.Domain.Allocation;
using RefMon.Domain.Endings;
using Xunit;

namespace RefMon.Application.Tests.Access;

[Trait("Capability", "Access")]
public sealed class ReferralAccessTests(CasesWorld world) : IClassFixture<CasesWorld>
{
    private static readonly string[] Everybody = [.. Staff.Probation, .. Staff.Suppliers, .. Staff.Others];

    /// <summary>Who may see a referral, said once more and independently of the SQL.</summary>
    private static bool MaySee(string viewer, Case @case)
    {
        if (Staff.Others.Contains(viewer) || @case.ExcludedFrom.Contains(viewer))
            return false;
        if (Staff.Probation.Contains(viewer))
            return viewer is Staff.Sender or Staff.Officer or Staff.TeamMate or Staff.TeamLead or Staff.Supervisor
                && (@case.RestrictedTo.Count == 0 || @case.RestrictedTo.Contains(viewer));
        return !@case.Recalled
            && viewer switch
            {
                Staff.SupplierLead => true,
                Staff.Caseworker => @case.RestrictedTo.Count == 0 || @case.Assigned,
                Staff.Colleague => @case.RestrictedTo.Count == 0,
                _ => false,
            };
    }

    [Fact]
    public async Task Everyone_sees_what_they_may_and_nothing_else_in_lists_and_by_address_alike()
    {
        Case[] cases =
        [
            new([], [], Assigned: false, Recalled: false),
            new([], [], Assigned: true, Recalled: false),
            new([], [], Assigned: true, Recalled: true),
            new([Staff.Sender], [], Assigned: false, Recalled: false),
            new([Staff.Officer, Staff.Stranger], [], Assigned: true, Recalled: false),
            new([Staff.Sender], [], Assigned: true, Recalled: true),
            new([], [Staff.Sender, Staff.TeamLead, Staff.Caseworker], Assigned: true, Recalled: false),
            new([], [Staff.SupplierLead, Staff.Supervisor], Assigned: false, Recalled: false),
            new([Staff.Sender, Staff.Officer], [Staff.Officer], Assigned: true, Recalled: false),
        ];
        await Check(cases);
    }

    [Fact]
    public async Task Lists_and_addresses_agree_for_any_limited_access()
    {
        var names = Gen.SubListOf(Everybody);
        var flags = ArbMap.Default.GeneratorFor<bool>();
        var any =
            from restricted in Gen.Frequency((1, Gen.Constant(new List<string>())), (2, names.Select(n => n.ToList())))
            from excluded in names
            from assigned in flags
            from recalled in flags
            select new Case(restricted, [.. excluded], assigned, recalled);
        await Check([.. any.Sample(12, 10)]);
    }

    [Fact]
    public async Task What_one_may_not_see_does_not_exist_and_both_are_audited_alike()
    {
        var sent = await world.Sent(new SentReferral());
        var foreign = await world.Send(new GetReferralDetails(sent.Reference), Staff.OtherSupplierLead);
        var unknown = await world.Send(new GetReferralDetails("ZZ9999ZZ"), Staff.OtherSupplierLead);

        Assert.Equal(AccessRefusals.NotFound, foreign.Refusal);
        Assert.Equal(unknown.Refusal, foreign.Refusal);
        foreach (var reference in new[] { sent.Reference, "ZZ9999ZZ" })
            Assert.Equal(
                "not-found",
                await world.Ask<string>(
                    "select outcome from audit_entry where account_id = $1 and subject = $2 and action = 'GetReferralDetails'",
                    Staff.OtherSupplierLead,
                    reference
                )
            );
    }

    [Fact]
    public async Task Reading_a_case_and_a_list_of_cases_is_audited()
    {
        var sent = await world.Sent(new SentReferral());
        await world.Get(new GetOverview(sent.Reference), Staff.Sender);
        await world.Get(new ListCases(null, CaseFilters.None), Staff.Sender);
        Assert.Equal(
            "GetOverview ListCases",
            await world.Ask<string>(
                """
                select string_agg(distinct action, ' ' order by action) from audit_entry
                where account_id = $1 and outcome = 'accepted' and (subject = $2 or action = 'ListCases')
                """,
                Staff.Sender,
                sent.Reference
            )
        );
    }

    [Fact]
    public async Task A_person_of_whom_nDelius_has_said_nothing_is_shown_to_nobody()
    {
        var sent = await world.Sent(new SentReferral());
        var seenBy = new List<string>();
        foreach (var viewer in Everybody)
        {
            if (await PredicateShows(sent, viewer))
                seenBy.Add(viewer);
        }
        Assert.Empty(seenBy);

        await world.Send(new GetReferralDetails(sent.Reference), Staff.Sender);
        Assert.True(await PredicateShows(sent, Staff.Sender));
        Assert.True(await PredicateShows(sent, Staff.SupplierLead));
    }

    [Fact]
    public async Task A_switched_off_account_sees_nothing()
    {
        var outcome = await world.Send(new ListCases(CaseView.Open, CaseFilters.None), Staff.Disabled);
        Assert.Equal("not-signed-in", outcome.Refusal!.Code);
    }

    // the predicate alone, as any list may use it
    private async Task<bool> PredicateShows(Sent sent, string account)
    {
        var viewer = (await world.Services.GetRequiredService<AccountDirectory>().Find(account, default))!;
        await using var command = world.Database.CreateCommand(
            $"select exists (select 1 from case_list_row c where c.reference = @reference and {AccessPredicate.ForReferrals(viewer, "c")})"
        );
        command.Parameters.AddWithValue("reference", sent.Reference);
        AccessPredicate.AddParameters(viewer, command.Parameters);
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    private async Task Check(IReadOnlyList<Case> cases)
    {
        var sent = new List<Sent>();
        foreach (var @case in cases)
            sent.Add(await Make(@case));
        foreach (var viewer in Everybody)
        {
            var listed = await Listed(viewer);
            for (var i = 0; i < cases.Count; i++)
            {
                var expected = MaySee(viewer, cases[i]);
                var opened = await world.Send(new GetReferralDetails(sent[i].Reference), viewer);
                Assert.True(expected == !opened.IsRefused, $"{viewer} opening {cases[i]}: expected {expected}");
                Assert.True(
                    expected == listed.Contains(sent[i].Reference),
                    $"{viewer} listing {cases[i]}: expected {expected}"
                );
            }
        }
    }

    private async Task<Sent> Make(Case @case)
    {
        var referral = new SentReferral();
        var sent = await world.Sent(referral);
        world.NDelius.Supervise(Staff.UserName(Staff.Supervisor), [.. await Supervised(), referral.Crn]);
        world.NDelius.Limit(
            referral.Crn,
            [.. @case.RestrictedTo.Select(Staff.UserName)],
            [.. @case.ExcludedFrom.Select(name => Staff.UserName(name).ToUpperInvariant())]
        );
        var by = new StaffMember(Staff.SupplierLead, "Sasha Lead", null);
        if (@case.Assigned)
            await world.Append(
                sent.Id,
                new CaseworkerAssigned(by, world.Clock.Now, new(Staff.Caseworker, "Casey Worker", null), null)
            );
        if (@case.Recalled)
            await world.Append(
                sent.Id,
                new ReferralRecalled(by, world.Clock.Now, RecallReason.WrongPerson, "Wrong person")
            );
        // as time passes between a referral and a look
        world.Clock.Now += TimeSpan.FromMinutes(20);
        return sent;
    }

    private async Task<string[]> Supervised() =>
        await world.Ask<string[]>("select array(select crn from case_list_row order by crn)");

    private async Task<HashSet<string>> Listed(string viewer)
    {
        var listed = new HashSet<string>();
        foreach (var view in Enum.GetValues<CaseView>())
        {
            var outcome = await world.Send(new ListCases(view, CaseFilters.None, PageSize: 100), viewer);
            if (Staff.Others.Contains(viewer))
            {
                Assert.Equal("not-permitted", outcome.Refusal!.Code);
                continue;
            }
            var list = outcome.Value;
            Assert.True(list.Total <= 100, "The test reads one page only.");
            Assert.Equal(list.Rows.Count, list.Total);
            Assert.Equal(list.Counts[list.View], list.Total);
            listed.UnionWith(list.Rows.Select(row => row.Reference));
        }
        return listed;
    }

    private sealed record Case(
        IReadOnlyList<string> RestrictedTo,
        IReadOnlyList<string> ExcludedFrom,
        bool Assigned,
        bool Recalled
    )
    {
        public override string ToString() =>
            $"restricted to [{string.Join(",", RestrictedTo)}], excluded from [{string.Join(",", ExcludedFrom)}], assigned {Assigned}, recalled {Recalled}";
    }
}
