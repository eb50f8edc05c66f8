using Microsoft.Extensions.DependencyInjection;
using RefMon.Application.Attention;
using RefMon.Application.Operations;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain.Allocation;
using RefMon.EventStore;
using RefMon.Workflows.Engine;
using Xunit;

namespace RefMon.Application.Tests.Attention;

/// <summary>What becomes of a workflow's reminder when an address is refused, the mail service is away, a lead is missing or nobody needs it any more.</summary>
[Trait("Capability", "Attention")]
public sealed class TellHandlerTests(AttentionWorld world) : IClassFixture<AttentionWorld>, IAsyncLifetime
{
    private const string Mailbox = "supplier";

    public async ValueTask InitializeAsync()
    {
        (world.Mail.IsDown, world.Mail.Refuses, world.Mail.LosesAnswers) = (false, false, 0);
        await world.Cases.Execute("update account set disabled_at = null where id <> $1", Staff.Disabled);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_refused_address_keeps_nothing_waiting_and_is_on_the_operators_list_until_it_is_sent()
    {
        var sent = await world.Cases.Sent(new());
        var late = await Asked(sent, ReminderRole.BothLeads, ReminderKind.AssessmentLate);
        world.Mail.Refuses = true;
        Assert.Equal(TellHandler.Told, await Tell(late));
        var refused = (await Refused()).Where(email => email.Reference == sent.Reference).ToList();
        Assert.Equal(
            [$"probation-lead {Staff.TeamLead}", $"supplier-lead {Staff.SupplierLead}"],
            refused.Select(email => email.Part).Order()
        );
        // whoever was to get it finds it all the same
        Assert.Contains("assessment-late", await world.News(Staff.TeamLead, sent));

        world.Mail.Refuses = false;
        foreach (var email in refused)
            await world.Cases.Get(
                new MendRefusedEmail(Guid.NewGuid(), email.CauseId, email.Part, TryAgain: true),
                Staff.Operator
            );
        Assert.Equal(
            "waiting",
            await world.Cases.Ask<string>("select state from workflow_effect where id = $1", late.Id)
        );
        Assert.Equal(TellHandler.Told, await Tell(late with { Attempt = 2 }));
        Assert.Equal(TellHandler.Told, await Tell(late with { Attempt = 3 }));
        foreach (var lead in new[] { Staff.TeamLead, Staff.SupplierLead })
            Assert.Single(Mails(lead, sent));
        Assert.DoesNotContain(await Refused(), email => email.Reference == sent.Reference);
    }

    [Fact]
    public async Task While_the_mail_service_is_away_it_waits_and_then_reaches_each_once()
    {
        var sent = await world.Cases.Sent(new());
        var late = await Asked(sent, ReminderRole.BothLeads, ReminderKind.AssessmentLate);
        world.Mail.IsDown = true;
        var waits = await Assert.ThrowsAsync<EffectWaitsException>(() => Tell(late));
        Assert.Equal(TellHandler.MailServiceSilent, waits.Code);
        Assert.Contains("assessment-late", await world.News(Staff.SupplierLead, sent));
        Assert.DoesNotContain(await Refused(), email => email.Reference == sent.Reference);
        world.Mail.IsDown = false;
        world.Mail.LosesAnswers = 1;
        await Assert.ThrowsAsync<EffectWaitsException>(() => Tell(late with { Attempt = 2 }));
        Assert.Equal(TellHandler.Told, await Tell(late with { Attempt = 3 }));
        foreach (var lead in new[] { Staff.TeamLead, Staff.SupplierLead })
        {
            Assert.Single(Mails(lead, sent));
            Assert.Single(await world.News(lead, sent), code => code == "assessment-late");
        }
    }

    [Fact]
    public async Task Where_a_lead_is_missing_the_mailbox_or_the_practitioner_is_told_and_operators_see_whose()
    {
        var sent = await world.Cases.Sent(new());
        await world.Cases.Execute(
            "update account set disabled_at = now() where id in ($1, $2)",
            Staff.TeamLead,
            Staff.SupplierLead
        );
        var late = await Asked(sent, ReminderRole.BothLeads, ReminderKind.AssessmentLate);
        Assert.Equal("nobody: probation leads", await Tell(late));
        Assert.Single(Mails(Staff.Officer, sent));
        Assert.Single(
            world.Mail.Held,
            mail => mail.Reference == $"{late.Id:D}:{Mailbox}" && mail.Template == "assessment-late"
        );
        await End(late, "nobody: probation leads");
        var untold = Assert.Single(await Untold(sent));
        Assert.Equal(
            ("The supplier assessment was not held in time", Staff.Team, false),
            (untold.What, untold.LeadOf, untold.IsSupplier)
        );

        // a supplier that cannot be reached at all
        await world.Cases.Execute("update service set referral_email = '' where id = $1", CasesWorld.First.Id.Value);
        try
        {
            var again = await Asked(sent, ReminderRole.SupplierLeads, ReminderKind.AssessmentLate);
            Assert.Equal("nobody: supplier", await Tell(again));
            await End(again, "nobody: supplier");
            Assert.Equal(
                [(Staff.Team, false), (CasesWorld.First.Supplier.Name, true)],
                (await Untold(sent)).Select(one => (one.LeadOf!, one.IsSupplier)).OrderBy(one => one.IsSupplier)
            );
        }
        finally
        {
            await world.Cases.Execute(
                "update service set referral_email = 'in@supplier.example' where id = $1",
                CasesWorld.First.Id.Value
            );
        }
        // nothing is late any more
        await world.Cases.Execute(
            "update workflow_instance set status = 'Finished', sub_status = 'Finished' where correlation_id = $1",
            sent.Id.Value
        );
        Assert.Empty(await Untold(sent));
    }

    [Fact]
    public async Task What_has_been_done_meanwhile_or_is_not_so_any_more_is_not_sent()
    {
        var sent = await world.Cases.Sent(new());
        var late = await Asked(sent, ReminderRole.BothLeads, ReminderKind.CaseworkerLate);
        world.Mail.Refuses = true;
        Assert.Equal(TellHandler.Told, await Tell(late));
        world.Mail.Refuses = false;
        await world.Cases.Append(
            sent.Id,
            new CaseworkerAssigned(
                AttentionWorld.Person(Staff.SupplierLead),
                world.Clock.Now,
                AttentionWorld.Person(Staff.Caseworker),
                null
            )
        );
        Assert.Equal(TellHandler.NotNeeded, await Tell(late with { Attempt = 2 }));
        // nor is it left with the operators
        Assert.DoesNotContain(await Refused(), email => email.Reference == sent.Reference);
        // it is owed, but not today; there is no plan to object to, no pause and nothing newer
        foreach (
            var reminder in new[]
            {
                ReminderKind.AssessmentDueToday,
                ReminderKind.PlanObjectionEnds,
                ReminderKind.PauseEnds,
                ReminderKind.RiskSourceNewer,
                ReminderKind.PersonReleased,
                ReminderKind.ReportDueToday,
            }
        )
            Assert.Equal(TellHandler.NotNeeded, await Tell(await Asked(sent, ReminderRole.Practitioner, reminder)));
        Assert.Empty(Mails(Staff.Officer, sent));
        Assert.Empty(Mails(Staff.SupplierLead, sent));
        Assert.Equal(
            TellHandler.Told,
            await Tell(await Asked(sent, ReminderRole.Practitioner, ReminderKind.AssessmentDueSoon))
        );
    }

    [Fact]
    public async Task Items_go_off_the_lists_with_their_instance_however_it_ends_and_none_is_put_there_after_it()
    {
        var sent = await world.Cases.Sent(new());
        var raise = await Asked(sent, ReminderRole.SupplierLeads, ReminderKind.AssessmentLate);
        Assert.Equal("raised", await Raise(raise));
        Assert.Equal("there already", await Raise(raise));
        Assert.Equal(1, await Open(sent));
        await world.Cases.Execute(
            "update workflow_instance set status = 'Finished', sub_status = 'Cancelled', finished_at = now() where id = $1",
            raise.InstanceId
        );
        Assert.Equal(0, await Open(sent));
        await Raise(raise with { Id = Guid.NewGuid() });
        Assert.Equal(0, await Open(sent));
    }

    [Fact]
    public async Task A_reminder_for_a_caseworker_who_has_left_goes_to_the_mailbox_and_the_leads()
    {
        var sent = await world.Allocated();
        var asked = await Asked(sent, ReminderRole.Supplier, ReminderKind.AssessmentDueSoon);
        try
        {
            await world.Cases.Execute("update account set disabled_at = now() where id = $1", Staff.Caseworker);
            Assert.Equal(TellHandler.Told, await Tell(asked));
            Assert.Contains("assessment-due-soon", await world.News(Staff.SupplierLead, sent));
        }
        finally
        {
            await world.Cases.Execute("update account set disabled_at = null where id = $1", Staff.Caseworker);
        }
    }

    private Task<long> Open(Sent sent) =>
        world.Cases.Ask<long>(
            "select count(*) from attention_item where subject_id = $1 and cleared_at is null",
            sent.Id.Value
        );

    private async Task<IReadOnlyList<NobodyTold>> Untold(Sent sent) =>
        [.. (await world.Cases.Get(new GetNobodyTold(), Staff.Operator)).Where(one => one.Reference == sent.Reference)];

    private Task<IReadOnlyList<RefusedEmail>> Refused() => world.Cases.Get(new GetRefusedEmails(), Staff.Operator);

    private IEnumerable<NotifyMail> Mails(string account, Sent sent) =>
        world.Mail.To(account).Where(mail => mail.Personalisation.GetValueOrDefault("reference") == sent.Reference);

    private async Task<string> Tell(EffectToDo effect)
    {
        await using var scope = world.Cases.Services.CreateAsyncScope();
        return await ActivatorUtilities
            .CreateInstance<TellHandler>(scope.ServiceProvider, Subjects(scope))
            .Handle(effect, default);
    }

    private async Task<string> Raise(EffectToDo effect)
    {
        await using var scope = world.Cases.Services.CreateAsyncScope();
        return await ActivatorUtilities
            .CreateInstance<RaiseHandler>(scope.ServiceProvider, Subjects(scope))
            .Handle(effect, default);
    }

    private IWorkflowSubjects Subjects(AsyncServiceScope scope) =>
        new WorkflowSubjects(scope.ServiceProvider.GetRequiredService<IEventReader>(), world.Cases.Database);

    // as the engine leaves an effect that was done
    private Task End(EffectToDo effect, string outcome) =>
        world.Cases.Execute(
            "update workflow_effect set state = 'done', outcome = $2, finished_at = now() where id = $1",
            effect.Id,
            outcome
        );

    // as the engine asks for it, with an instance that runs
    private async Task<EffectToDo> Asked(Sent sent, ReminderRole role, ReminderKind reminder)
    {
        var (effect, instance) = (Guid.NewGuid(), Guid.NewGuid());
        await world.Cases.Execute(
            "insert into workflow_definition values ('told', 1, 'Told', '{}', '', false, now()) on conflict do nothing"
        );
        await world.Cases.Execute(
            """
            insert into workflow_instance (id, definition_id, version, correlation_id, status, sub_status, state, created_at, updated_at)
            values ($1, 'told', 1, $2, 'Running', 'Suspended', '{}', now(), now())
            """,
            instance,
            sent.Id.Value
        );
        await world.Cases.Execute(
            """
            insert into workflow_effect (id, instance_id, activity_id, run, kind, given, state, next_try_at, asked_at)
            values ($1, $2, 'tell', 1, 'tell', jsonb_build_object('role', $3, 'reminder', $4), 'done', now(), now())
            """,
            effect,
            instance,
            role.ToString(),
            reminder.ToString()
        );
        var values = new Dictionary<string, string>
        {
            ["role"] = role.ToString(),
            ["reminder"] = reminder.ToString(),
            ["item"] = reminder.ToString(),
        };
        return new(effect, TellRole.Effect, instance, sent.Id.Value, values, 1);
    }
}
