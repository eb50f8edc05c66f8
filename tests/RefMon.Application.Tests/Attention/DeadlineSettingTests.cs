using Microsoft.Extensions.DependencyInjection;
using RefMon.Application.Attention;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.Domain.Attention;
using RefMon.EventStore;
using Xunit;

namespace RefMon.Application.Tests.Attention;

/// <summary>Figures of deadlines that an administrator sets for a contract type.</summary>
[Trait("Capability", "Attention")]
public sealed class DeadlineSettingTests(CasesWorld world) : IClassFixture<CasesWorld>
{
    private static readonly string Type = CasesWorld.First.TypeCode;

    // the clock stands on Wednesday 18 November 2026
    private static readonly DateOnly Today = new(2026, 11, 18);

    [Fact]
    public async Task A_change_holds_for_what_is_sent_from_its_day_on_and_the_list_of_cases_follows_it()
    {
        await Must(DeadlineSetting.AssessmentHeld, 0, "days", "3", Today.AddDays(2));
        await Must(DeadlineSetting.CaseworkerNamed, 0, "days", "1", Today.AddDays(2));
        var before = await world.Sent(new SentReferral());
        var start = world.Clock.Now;
        world.Clock.Now = start.AddDays(2);
        var after = await world.Sent(new SentReferral());
        world.Clock.Now = start.AddDays(4);
        var page = await world.Get(new GetDeadlineSettings(Type), Staff.Administrator);
        var own = page.Settings.Single(shown => shown.Setting == DeadlineSetting.AssessmentHeld);
        var (due, dueAfter) = (await Assessment(before), await Assessment(after));
        await world.Services.GetRequiredService<ProjectionRebuilder>().Rebuild(CaseListProjection.ProjectionName);
        var (stored, storedAfter) = (await Next(before), await Next(after));
        world.Clock.Now = start;

        Assert.Equal((new DateOnly(2026, 12, 2), "10 working days from when the supplier got the referral"), due);
        Assert.Equal(
            (
                new DateOnly(2026, 11, 25),
                "3 working days from when the supplier got the referral, set for this type of contract from Friday 20 November"
            ),
            dueAfter
        );
        Assert.Equal((10, 3, new DateOnly(2026, 11, 20)), (own.Default, own.Now.WorkingDays, own.Now.Since));
        Assert.Equal("Ada Admin", Assert.Single(page.Changes, c => c.Setting == DeadlineSetting.AssessmentHeld).By);
        // naming a caseworker is next in both, also when everything is counted again from the events
        Assert.Equal((new DateOnly(2026, 11, 20), new DateOnly(2026, 11, 23)), (stored, storedAfter));
    }

    [Fact]
    public async Task How_long_before_its_date_something_is_due_soon_can_be_set_and_lists_and_inboxes_follow_it()
    {
        await Must(DeadlineSetting.DueSoon, 0, "days", "1", Today.AddDays(2), type: CasesWorld.Foreign.TypeCode);
        var referral = new SentReferral { Service = CasesWorld.Foreign };
        var before = await world.Sent(referral);
        var start = world.Clock.Now;
        world.Clock.Now = start.AddDays(2);
        var after = await world.Sent(referral with { Crn = "D000001" });
        // Friday, and a caseworker to be named by Tuesday
        var (listed, far) = (await States(after), await ToDo(after));
        Assert.Equal(1, await ToDo(before));
        world.Clock.Now = start.AddDays(5);
        var (listedThen, near) = (await States(after), await ToDo(after));
        world.Clock.Now = start;

        Assert.Equal([DeadlineState.OnTrack, DeadlineState.OnTrack], listed);
        Assert.Equal([DeadlineState.DueSoon, DeadlineState.DueSoon], listedThen);
        Assert.Equal((0, 1), (far, near));
    }

    [Fact]
    public async Task What_a_workflow_puts_on_a_list_has_the_date_by_the_figure_that_is_set()
    {
        await Must(DeadlineSetting.AssessmentHeld, 0, "days", "4", Today.AddDays(1), type: CasesWorld.Foreign.TypeCode);
        var start = world.Clock.Now;
        world.Clock.Now = start.AddDays(1);
        var sent = await world.Sent(new SentReferral { Service = CasesWorld.Foreign });
        // by an instance that runs
        var instance = Guid.NewGuid();
        await world.Execute(
            "insert into workflow_definition values ('listed', 1, 'Listed', '{}', '', false, now()) on conflict do nothing"
        );
        await world.Execute(
            """
            insert into workflow_instance (id, definition_id, version, correlation_id, status, sub_status, state, created_at, updated_at)
            values ($1, 'listed', 1, $2, 'Running', 'Suspended', '{}', now(), now())
            """,
            instance,
            sent.Id.Value
        );
        await using var scope = world.Services.CreateAsyncScope();
        var raised = await ActivatorUtilities
            .CreateInstance<RaiseHandler>(
                scope.ServiceProvider,
                ActivatorUtilities.CreateInstance<WorkflowSubjects>(scope.ServiceProvider)
            )
            .Handle(
                new(
                    Guid.NewGuid(),
                    RaiseAttention.Effect,
                    instance,
                    sent.Id.Value,
                    new Dictionary<string, string>
                    {
                        ["role"] = nameof(ReminderRole.BothLeads),
                        ["item"] = nameof(ReminderKind.AssessmentLate),
                    },
                    1
                ),
                default
            );
        world.Clock.Now = start;

        Assert.Equal("raised", raised);
        Assert.Equal(
            new DateOnly(2026, 11, 25),
            await world.Ask<DateOnly>("select due_on from attention_item where subject_id = $1", sent.Id.Value)
        );
    }

    [Theory]
    [InlineData("days", "", 1, "Why", "days-missing WorkingDays")]
    [InlineData("days", "ten", 1, "Why", "days-out-of-range WorkingDays")]
    [InlineData("days", "0", 1, "Why", "days-out-of-range WorkingDays")]
    [InlineData("days", "61", 1, "Why", "days-out-of-range WorkingDays")]
    [InlineData("days", "-1", 1, "Why", "days-out-of-range WorkingDays")]
    [InlineData(null, "4", 1, "Why", "choice-missing Choice")]
    [InlineData("default", null, 1, "Why", "unchanged Choice")]
    [InlineData("days", "5", 1, "Why", "unchanged Choice")]
    [InlineData("days", "4", 0, "Why", "from-too-early From.Day")]
    [InlineData("days", "4", -1, "Why", "from-too-early From.Day")]
    [InlineData("days", "4", 400, "Why", "from-too-late From.Day")]
    [InlineData("days", "4", null, "Why", "date-missing From.Day")]
    [InlineData("days", "4", 1, "  ", "reason-missing Reason")]
    public async Task A_wrong_answer_is_refused_at_its_field(
        string? choice,
        string? days,
        int? daysAhead,
        string reason,
        string refusal
    )
    {
        var from = daysAhead is { } ahead ? Today.AddDays(ahead) : (DateOnly?)null;
        var set = await Set(DeadlineSetting.ActionPlanSubmitted, 0, choice, days, from, reason);

        Assert.Equal(refusal, $"{set.Refusal!.Code} {set.Refusal.Field}");
    }

    [Fact]
    public async Task Two_people_cannot_change_a_figure_over_each_other_and_pressing_twice_changes_it_once()
    {
        var id = Guid.NewGuid();
        await Must(DeadlineSetting.RiskAcknowledged, 0, "days", "4", Today.AddDays(3), id);
        await Must(DeadlineSetting.RiskAcknowledged, 0, "days", "4", Today.AddDays(3), id);
        var late = await Set(DeadlineSetting.RiskAcknowledged, 0, "days", "5", Today.AddDays(3));
        await Must(DeadlineSetting.RiskAcknowledged, 1, "default", null, Today.AddDays(9));
        var page = await world.Get(new GetDeadlineSettings(Type), Staff.Administrator);
        var own = page.Settings.Single(shown => shown.Setting == DeadlineSetting.RiskAcknowledged);

        Assert.Equal((RefusalKind.Conflict, "changed-meanwhile"), (late.Refusal!.Kind, late.Refusal.Code));
        Assert.Equal((2, 2), (own.Version, own.Now.WorkingDays));
        Assert.Equal(
            [(4, Today.AddDays(3)), (2, Today.AddDays(9))],
            own.ToCome.Select(later => (later.WorkingDays, later.Since!.Value))
        );
        Assert.Contains(
            DeadlineSetting.RiskAcknowledged,
            (await world.Get(new ListDeadlineSettings(), Staff.Administrator))
                .ContractTypes.Single(type => type.Code == Type)
                .Differing
        );
    }

    [Fact]
    public async Task Only_administrators_set_deadlines_and_only_of_contract_types_there_are()
    {
        foreach (
            var account in Staff.Probation.Concat(Staff.Suppliers).Concat(Staff.Others).Except([Staff.Administrator])
        )
        {
            Assert.Equal(RefusalKind.Forbidden, (await world.Send(new ListDeadlineSettings(), account)).Refusal!.Kind);
            Assert.Equal(
                RefusalKind.Forbidden,
                (await world.Send(Command(DeadlineSetting.PlanObjection, 0, "days", "7", Today.AddDays(1)), account))
                    .Refusal!
                    .Kind
            );
        }
        var unknown = Command(DeadlineSetting.PlanObjection, 0, "days", "7", Today.AddDays(1)) with
        {
            ContractTypeCode = "no-such",
        };
        Assert.Equal(RefusalKind.NotFound, (await world.Send(unknown, Staff.Administrator)).Refusal!.Kind);
    }

    private async Task<(DateOnly? DueOn, string? Rule)> Assessment(Sent sent)
    {
        var overview = await world.Get(new GetOverview(sent.Reference), Staff.Sender);
        var owed = overview
            .AlsoOwed.Append(overview.Next!.Owed)
            .Single(owed => owed.Obligation.Kind == DeadlineKind.AssessmentHeld);
        return (owed.Obligation.DueOn, owed.Obligation.RuleWords);
    }

    // of the next obligation, in the list of cases and on the overview
    private async Task<DeadlineState?[]> States(Sent sent) =>
        [
            (await world.Get(new ListCases(CaseView.Open, CaseFilters.None, PageSize: 100), Staff.OtherSupplierLead))
                .Rows.Single(row => row.Reference == sent.Reference)
                .Next?.State,
            (await world.Get(new GetOverview(sent.Reference), Staff.OtherSupplierLead)).Next?.Owed.Obligation.State,
        ];

    private async Task<int> ToDo(Sent sent) =>
        (await world.Get(new ListAttention(), Staff.OtherSupplierLead)).ToDo.Count(item =>
            item.Reference == sent.Reference && item.What == "Name a caseworker"
        );

    private Task<DateOnly> Next(Sent sent) =>
        world.Ask<DateOnly>("select next_due from case_list_row where referral_id = $1", sent.Id.Value);

    private async Task Must(
        DeadlineSetting setting,
        int version,
        string choice,
        string? days,
        DateOnly from,
        Guid? id = null,
        string? type = null
    )
    {
        var command = Command(setting, version, choice, days, from, id: id);
        var set = await world.Send(command with { ContractTypeCode = type ?? Type }, Staff.Administrator);
        Assert.False(set.IsRefused, set.Refusal?.Message);
    }

    private Task<Outcome<Done>> Set(
        DeadlineSetting setting,
        int version,
        string? choice,
        string? days,
        DateOnly? from,
        string reason = "Agreed with the suppliers"
    ) => world.Send(Command(setting, version, choice, days, from, reason), Staff.Administrator);

    private static SetDeadline Command(
        DeadlineSetting setting,
        int version,
        string? choice,
        string? days,
        DateOnly? from,
        string reason = "Agreed with the suppliers",
        Guid? id = null
    ) =>
        new(
            id ?? Guid.NewGuid(),
            Type,
            setting,
            version,
            choice,
            days,
            from?.Day.ToString("D", null),
            from?.Month.ToString("D", null),
            from?.Year.ToString("D", null),
            reason
        );
}
