using RefMon.Application.Access;
using RefMon.Application.Allocation;
using RefMon.Application.CaseLists;
using RefMon.Application.Catalogue;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.Attention;
using RefMon.Domain.Endings;
using RefMon.Domain.Referring;
using Xunit;

namespace RefMon.Application.Tests.CaseLists;

[Trait("Capability", "CaseLists")]
public sealed class ListCasesTests(CasesWorld world) : IClassFixture<CasesWorld>
{
    [Fact]
    public async Task The_list_read_right_after_a_command_shows_it()
    {
        var sent = await world.Sent(new SentReferral());
        var before = await Row(CaseView.Unassigned, Staff.SupplierLead, sent);
        Assert.Equal(Stage.Sent, before!.Stage);
        Assert.Equal("Name a caseworker", before.Next!.What);

        await Assign(sent, Staff.Caseworker);

        Assert.Null(await Row(CaseView.Unassigned, Staff.SupplierLead, sent));
        var after = await Row(CaseView.Mine, Staff.Caseworker, sent);
        Assert.Equal((Stage.Allocated, "Casey Worker"), (after!.Stage, after.Caseworker));
        Assert.NotNull(await Row(CaseView.Mine, Staff.Sender, sent));
        Assert.NotNull(await Row(CaseView.Team, Staff.TeamLead, sent));
    }

    [Fact]
    public async Task Names_sort_as_an_English_reader_expects_and_one_name_sorts_by_itself()
    {
        var names = new[]
        {
            ("Ada", "Zimmer"),
            ("Ceri", "Ŵyn"),
            ("Ann", "O'Brien"),
            ("Zoë", "obrien"),
            ("Ben", "Ångström"),
            ("Mononymous", ""),
            ("Ella", "Éclair"),
            ("Dan", "Dee"),
        };
        var service = await Fresh();
        foreach (var (first, last) in names)
            await world.Sent(
                new SentReferral
                {
                    FirstName = first,
                    LastName = last,
                    Service = service.Contract,
                }
            );
        var list = await world.Get(
            new ListCases(CaseView.Open, CaseFilters.None, CaseSort.Person, PageSize: 100),
            service.Lead
        );
        Assert.Equal(
            [
                "Ben Ångström",
                "Dan Dee",
                "Ella Éclair",
                "Mononymous",
                "Zoë obrien",
                "Ann O'Brien",
                "Ceri Ŵyn",
                "Ada Zimmer",
            ],
            list.Rows.Select(row => row.PersonName)
        );
    }

    [Theory]
    [InlineData("sian", "Siân Gruffydd-Ŵyn")]
    [InlineData("WYN", "Siân Gruffydd-Ŵyn")]
    [InlineData("gruffydd wyn", "Siân Gruffydd-Ŵyn")]
    [InlineData("gruffydd-ŵyn", "Siân Gruffydd-Ŵyn")]
    [InlineData("obrien", "Niamh O’Brien")]
    [InlineData("o'brien niamh", "Niamh O’Brien")]
    [InlineData("o brien", "Niamh O’Brien")]
    [InlineData("lukasz", "Łukasz Żuraw")]
    [InlineData("  Zuraw ", "Łukasz Żuraw")]
    public async Task Parts_of_names_are_found_whatever_the_accents_and_apostrophes(string typed, string expected)
    {
        var service = await Fresh();
        foreach (
            var (first, last) in new[]
            {
                ("Siân", "Gruffydd-Ŵyn"),
                ("Niamh", "O’Brien"),
                ("Łukasz", "Żuraw"),
                ("Per", "Nobody"),
            }
        )
            await world.Sent(
                new SentReferral
                {
                    FirstName = first,
                    LastName = last,
                    Service = service.Contract,
                }
            );
        Assert.Equal([expected], (await Search(service.Lead, typed)).Rows.Select(row => row.PersonName));
    }

    [Fact]
    public async Task A_reference_or_a_CRN_finds_its_referral_however_it_is_typed()
    {
        var sent = await world.Sent(new SentReferral { Crn = "Q765432" });
        await world.Sent(new SentReferral());
        foreach (var typed in new[] { "q765432", " Q 765432", sent.Reference.ToLowerInvariant(), sent.Reference[..6] })
            Assert.Equal([sent.Reference], (await Search(Staff.SupplierLead, typed)).Rows.Select(row => row.Reference));
    }

    [Theory]
    [InlineData("'; drop table case_list_row; --")]
    [InlineData("100%_x")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("🙂qqq")]
    public async Task Odd_text_finds_nothing_and_breaks_nothing(string typed)
    {
        await world.Sent(new SentReferral());
        Assert.Empty((await Search(Staff.SupplierLead, typed)).Rows);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("   ")]
    [InlineData("%%")]
    public async Task An_empty_search_says_what_to_type(string? typed)
    {
        var refused = await world.Send(new SearchCases(Guid.NewGuid(), typed), Staff.SupplierLead);
        Assert.Equal(("search-empty", "Words"), (refused.Refusal!.Code, refused.Refusal.Field));
    }

    [Fact]
    public async Task A_kept_search_answers_nobody_but_its_owner()
    {
        var sent = await world.Sent(new SentReferral { FirstName = "Quillon" });
        var id = await world.Get(new SearchCases(Guid.NewGuid(), "quillon"), Staff.SupplierLead);
        var filters = CaseFilters.None with { SearchId = id };

        var own = await world.Get(new ListCases(CaseView.Open, filters), Staff.SupplierLead);
        var others = await world.Get(new ListCases(CaseView.Open, filters), Staff.Colleague);

        Assert.Equal([sent.Reference], own.Rows.Select(row => row.Reference));
        Assert.Equal("quillon", own.SearchWords);
        Assert.Null(others.SearchWords);
        Assert.True(others.Total > 1 || others.Rows.All(row => row.Reference == sent.Reference));
    }

    [Fact]
    public async Task Pages_hold_everything_once_even_when_all_sort_keys_are_equal()
    {
        var service = await Fresh();
        for (var i = 0; i < 53; i++)
            await world.Sent(new SentReferral { Service = service.Contract });
        var seen = new List<string>();
        for (var page = 1; page <= 3; page++)
        {
            var list = await world.Get(
                new ListCases(CaseView.Open, CaseFilters.None, CaseSort.Stage, Page: page),
                service.Lead
            );
            Assert.Equal((53, 3, page), (list.Total, list.Pages, list.Page));
            seen.AddRange(list.Rows.Select(row => row.Reference));
        }
        Assert.Equal(53, seen.Distinct().Count());

        var beyond = await world.Get(
            new ListCases(CaseView.Open, CaseFilters.None, Page: 99, PageSize: 50),
            service.Lead
        );
        Assert.Equal((2, 3), (beyond.Page, beyond.Rows.Count));
        var odd = await world.Get(new ListCases(CaseView.Open, CaseFilters.None, PageSize: 7), service.Lead);
        Assert.Equal(25, odd.PageSize);
    }

    [Fact]
    public async Task Filters_narrow_by_stage_service_type_caseworker_and_lateness()
    {
        var service = await Fresh();
        var waiting = await world.Sent(new SentReferral { Service = service.Contract });
        var late = await world.Sent(new SentReferral { Service = service.Contract, At = world.Clock.Now.AddDays(-7) });
        var assigned = await world.Sent(new SentReferral { Service = service.Contract });
        await world.Get(new AssignCaseworker(Guid.NewGuid(), assigned.Reference, service.Lead, false, 1), service.Lead);

        async Task<string[]> With(CaseFilters filters) =>
            [
                .. (await world.Get(new ListCases(CaseView.Open, filters), service.Lead))
                    .Rows.Select(row => row.Reference)
                    .Order(StringComparer.Ordinal),
            ];

        Assert.Equal([assigned.Reference], await With(new([Stage.Allocated])));
        Assert.Equal(Sorted(waiting, late, assigned), await With(new([Stage.Sent, Stage.Allocated])));
        Assert.Equal([late.Reference], await With(new([], LateOnly: true)));
        Assert.Equal([assigned.Reference], await With(new([], CaseworkerId: service.Lead)));
        Assert.Equal(Sorted(waiting, late, assigned), await With(new([], ServiceType: service.Contract.TypeCode)));
        Assert.Empty(await With(new([], ServiceType: "NO-SUCH")));
    }

    [Fact]
    public async Task The_due_words_count_working_days()
    {
        var sent = await world.Sent(new SentReferral { At = world.Clock.Now.AddHours(-1) });
        var was = world.Clock.Now;
        try
        {
            // sent on a Wednesday: a caseworker by Friday
            foreach (
                var (days, words, state) in new[]
                {
                    (0, "2 working days left", DeadlineState.DueSoon),
                    (1, "Due tomorrow", DeadlineState.DueSoon),
                    (2, "Due today", DeadlineState.DueToday),
                    (3, "Late", DeadlineState.Late), // a Saturday and a Sunday are no working days
                    (4, "Late", DeadlineState.Late),
                    (5, "1 working day late", DeadlineState.Late),
                    (7, "3 working days late", DeadlineState.Late),
                }
            )
            {
                world.Clock.Now = was.AddDays(days);
                var row = await Row(CaseView.Unassigned, Staff.SupplierLead, sent);
                Assert.Equal((words, state), (row!.Next!.DueWords, row.Next.State));
            }
        }
        finally
        {
            world.Clock.Now = was;
        }
    }

    [Fact]
    public async Task A_paused_referral_is_not_late_while_its_clock_stands_still()
    {
        var sent = await world.Sent(new SentReferral());
        var by = new StaffMember(Staff.Sender, "Sally Sender", null);
        await world.Append(sent.Id, new ReferralPaused(by, world.Clock.Now, "Ill", new DateOnly(2026, 12, 1)));
        var row = await Row(CaseView.Unassigned, Staff.SupplierLead, sent);
        Assert.True(row!.Paused);
        // the agreed completion date does not wait, so it is what is next
        Assert.Equal(DeadlineKind.Completed, row.Next!.Kind);
    }

    [Fact]
    public async Task Concluded_referrals_leave_the_open_views_and_a_recalled_one_leaves_the_supplier()
    {
        var by = new StaffMember(Staff.Sender, "Sally Sender", null);
        var withdrawn = await world.Sent(new SentReferral());
        await world.Append(withdrawn.Id, new ReferralWithdrawn(by, world.Clock.Now, "NOT", "No longer needed"));
        var recalled = await world.Sent(new SentReferral());
        await world.Append(recalled.Id, new ReferralRecalled(by, world.Clock.Now, RecallReason.WrongPerson, "Oops"));

        Assert.Null(await Row(CaseView.Open, Staff.SupplierLead, withdrawn));
        Assert.Equal(Conclusion.Withdrawn, (await Row(CaseView.Concluded, Staff.SupplierLead, withdrawn))!.Conclusion);
        Assert.Null(await Row(CaseView.Concluded, Staff.SupplierLead, recalled));
        Assert.Equal(Conclusion.Recalled, (await Row(CaseView.Concluded, Staff.Sender, recalled))!.Conclusion);
    }

    [Fact]
    public async Task Each_conclusion_is_the_same_in_list_and_overview_and_stands_among_the_concluded_alone()
    {
        var by = new StaffMember(Staff.Sender, "Sally Sender", null);
        var now = world.Clock.Now;
        foreach (
            var (conclusion, happened) in new (Conclusion, IReferralEvent)[]
            {
                (Conclusion.Completed, new EndOfServiceReportSubmitted(by, now, [], null, Conclusion.Completed)),
                (Conclusion.EndedEarly, new ConcludedWithoutReport(by, now, "Words", Conclusion.EndedEarly)),
                (Conclusion.Withdrawn, new ReferralWithdrawn(by, now, "NOT", "Words")),
                (Conclusion.Returned, new ReferralReturned(by, now, ReturnReason.Duplicate, "Words")),
                (Conclusion.Recalled, new ReferralRecalled(by, now, RecallReason.WrongPerson, "Words")),
            }
        )
        {
            var sent = await world.Sent(new SentReferral());
            await world.Append(sent.Id, happened);
            var row = await Row(CaseView.Concluded, Staff.Sender, sent);
            var overview = await world.Get(new GetOverview(sent.Reference), Staff.Sender);
            Assert.Equal((conclusion, conclusion), (row?.Conclusion, overview.Conclusion));
            foreach (var open in CaseViews.Of(Role.Practitioner).Where(view => view is not CaseView.Concluded))
                Assert.Null(await Row(open, Staff.Sender, sent));
        }
    }

    [Fact]
    public async Task Who_had_a_case_once_has_it_no_more_and_the_list_sorts_by_who_has_it_now()
    {
        var service = await Fresh();
        var (amy, zoe) = (await Worker(service, "Amy"), await Worker(service, "Zoe"));
        var first = await world.Sent(new SentReferral { Service = service.Contract });
        var second = await world.Sent(new SentReferral { Service = service.Contract });
        await Give(first, zoe, 1);
        await Give(first, amy, 2);
        await Give(second, amy, 1);
        await Give(second, zoe, 2);
        Assert.Equal([first.Reference], await Mine(amy));
        Assert.Equal([second.Reference], await Mine(zoe));
        foreach (var descending in new[] { false, true })
        {
            var list = await world.Get(
                new ListCases(CaseView.Open, CaseFilters.None, CaseSort.Caseworker, descending),
                service.Lead
            );
            string[] order = [first.Reference, second.Reference];
            Assert.Equal(descending ? order.Reverse() : order, list.Rows.Select(row => row.Reference));
        }
        await Give(first, zoe, 3, asHelper: true);
        Assert.Equal(Sorted(first, second), (await Mine(zoe)).Order(StringComparer.Ordinal));
        await Give(first, await Worker(service, "Bea"), 4, asHelper: true);
        var withHelpers = await world.Get(new ListCases(CaseView.Open, CaseFilters.None), service.Lead);
        Assert.Equal(
            Sorted(first, second),
            withHelpers.Rows.Select(row => row.Reference).Order(StringComparer.Ordinal)
        );
        await world.Get(new RemoveHelper(Guid.NewGuid(), first.Reference, zoe), service.Lead);
        Assert.Equal([second.Reference], await Mine(zoe));

        Task<Done> Give(Sent sent, string account, long version, bool asHelper = false) =>
            world.Get(
                new AssignCaseworker(Guid.NewGuid(), sent.Reference, account, asHelper, version, "Hours"),
                service.Lead
            );
        async Task<string[]> Mine(string account) =>
            [
                .. (await world.Get(new ListCases(CaseView.Mine, CaseFilters.None), account)).Rows.Select(row =>
                    row.Reference
                ),
            ];
    }

    [Fact]
    public async Task Somebody_on_several_contracts_sees_the_cases_of_each_once_and_of_no_other()
    {
        var (one, other, foreign) = (await Fresh(), await Fresh(), await Fresh());
        await world.Execute(
            "insert into account_contract (account_id, contract_id) values ($1, $2)",
            one.Lead,
            other.Contract.ContractId.Value
        );
        var mine = new List<Sent>();
        foreach (var contract in new[] { one.Contract, other.Contract })
            mine.Add(await world.Sent(new SentReferral { Service = contract }));
        await world.Sent(new SentReferral { Service = foreign.Contract });
        var list = await world.Get(new ListCases(CaseView.Open, CaseFilters.None), one.Lead);
        Assert.Equal(Sorted([.. mine]), list.Rows.Select(row => row.Reference).Order(StringComparer.Ordinal));

        // and somebody on none an empty list, not an error
        await world.Execute("delete from account_contract where account_id = $1", one.Lead);
        foreach (var view in CaseViews.Of(Role.SupplierLead))
            Assert.Empty((await world.Get(new ListCases(view, CaseFilters.None), one.Lead)).Rows);
    }

    [Fact]
    public async Task The_row_says_where_a_person_in_custody_is_and_when_they_come_out()
    {
        var sent = await world.Sent(
            new SentReferral
            {
                Custody = new CustodyStatement(
                    "LEI",
                    "HMP Test",
                    new DateOnly(2027, 1, 14),
                    ReleaseDateSource.Prison,
                    ReleaseDateConfidence.Expected,
                    null,
                    null,
                    null
                ),
            }
        );
        var row = await Row(CaseView.Unassigned, Staff.SupplierLead, sent);
        Assert.Equal(
            (true, "HMP Test", new DateOnly(2027, 1, 14)),
            (row!.InCustody, row.Location, row.ExpectedRelease)
        );
    }

    [Fact]
    public async Task A_view_of_another_role_falls_back_to_the_own_first_one()
    {
        Assert.Equal(
            CaseView.Mine,
            (await world.Get(new ListCases(CaseView.Open, CaseFilters.None), Staff.Sender)).View
        );
        Assert.Equal(CaseView.Team, (await world.Get(new ListCases(null, CaseFilters.None), Staff.TeamLead)).View);
    }

    private static string[] Sorted(params Sent[] sent) =>
        [.. sent.Select(s => s.Reference).Order(StringComparer.Ordinal)];

    private async Task Assign(Sent sent, string account) =>
        await world.Get(new AssignCaseworker(Guid.NewGuid(), sent.Reference, account, false, 1), Staff.SupplierLead);

    private async Task<CaseList> Search(string account, string typed)
    {
        var id = await world.Get(new SearchCases(Guid.NewGuid(), typed), account);
        return await world.Get(new ListCases(CaseView.Open, CaseFilters.None with { SearchId = id }), account);
    }

    /// <summary>The row wherever it stands in the list: the class's tests share a world, and its lists fill more than a page.</summary>
    private async Task<CaseRow?> Row(CaseView view, string account, Sent sent)
    {
        for (var page = 1; ; page++)
        {
            var list = await world.Get(new ListCases(view, CaseFilters.None, Page: page, PageSize: 100), account);
            if (list.Rows.SingleOrDefault(row => row.Reference == sent.Reference) is { } found)
                return found;
            if (page >= list.Pages)
                return null;
        }
    }

    private async Task<string> Worker((DemonstrationService Contract, string Lead) service, string name)
    {
        var account = $"{name}-{service.Lead}";
        await world.Execute(
            """
            insert into account (id, user_name, name, email, role, supplier_id, created_at, created_by)
            values ($1, lower($1), $2, $1 || '@work.example', 'Caseworker', $3, now(), 'test')
            """,
            account,
            name,
            service.Contract.Supplier.Id.Value
        );
        await world.Execute(
            "insert into account_contract (account_id, contract_id) values ($1, $2)",
            account,
            service.Contract.ContractId.Value
        );
        return account;
    }

    private static int contracts;

    /// <summary>A contract nobody else in these tests uses, with a lead of its own.</summary>
    private async Task<(DemonstrationService Contract, string Lead)> Fresh()
    {
        var number = Interlocked.Increment(ref contracts);
        var free = DemonstrationServices
            .All.Where(s => s.ContractId != CasesWorld.First.ContractId)
            .ElementAt(number % (DemonstrationServices.All.Count - 1));
        var contract = free with { Reference = $"TEST-{number}" };
        var lead = $"Lead-{number}";
        await world.Execute(
            """
            insert into account (id, user_name, name, email, role, supplier_id, created_at, created_by)
            values ($1, lower($1), 'A Lead', $1 || '@work.example', 'SupplierLead', $2, now(), 'test')
            """,
            lead,
            contract.Supplier.Id.Value
        );
        // the id follows the reference only when it is made anew, so the test's own contract needs its own
        contract = new DemonstrationService(contract.Reference, contract.TypeCode, contract.Supplier, contract.Region);
        await world.Execute(
            "insert into account_contract (account_id, contract_id) values ($1, $2)",
            lead,
            contract.ContractId.Value
        );
        return (contract, lead);
    }
}
