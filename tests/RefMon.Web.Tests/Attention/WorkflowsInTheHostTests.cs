using System.Text.Json;
using RefMon.Application.Allocation;
using RefMon.Application.CaseLists;
using RefMon.Application.Operations;
using RefMon.TestKit;
using RefMon.Web.Operations;
using RefMon.Web.Tests.Referring;
using RefMon.Workflows.Engine;
using Xunit;

namespace RefMon.Web.Tests.Attention;

/// <summary>The process files in the application as it runs: events, timers, reminders, lists and operators.</summary>
[Trait("Capability", "Attention")]
public sealed class WorkflowsInTheHostTests(ReferringSite site) : IClassFixture<ReferringSite>
{
    private static readonly DemonstrationAccount Operator = DemonstrationAccounts.All.Single(a =>
        a.Role is Application.Access.Role.Operator
    );

    [Fact]
    public async Task A_referral_nobody_is_named_for_is_reminded_of_once_listed_and_cleared_when_somebody_is_named()
    {
        var reference = await site.Sent();
        var id = await site.Scalar<Guid>($"select referral_id from case_list_row where reference = '{reference}'");
        await Until(
            $"select count(*) = 1 from workflow_timer t join workflow_instance i on i.id = t.instance_id where {Is("allocation", id)}",
            "it waits"
        );
        var due = await DueAt("allocation", id);
        // as if it had been counted with other bank holidays
        await site.Scalar<int>(
            $"with u as (update workflow_timer t set due_at = due_at + interval '30 days' from workflow_instance i where i.id = t.instance_id and {Is("allocation", id)} returning 1) select count(*)::int from u"
        );
        var counted = await DeadlineRecount.Run(site.ConnectionString, default);
        Assert.True(counted.Timers > 0);
        await RefMonHost.Eventually(
            async () => await DueAt("allocation", id) == due,
            "its date is the right one again"
        );

        site.Time.Set(due + TimeSpan.FromMinutes(1));
        await Until(
            $"select count(*) = 2 from workflow_effect e join workflow_instance i on i.id = e.instance_id where {Is("allocation", id)} and e.state = 'done'",
            "listed and told"
        );
        Assert.Equal(
            1,
            await site.Scalar<long>(
                $"select count(*) from attention_item where subject_id = '{id}' and cleared_at is null and role = 'SupplierLeads' and item = 'CaseworkerDueSoon'"
            )
        );
        await OperatorsSee(reference, id);
        await TheCheckFindsAnEditedVersion();

        var version = await site.Scalar<long>($"select version from case_list_row where reference = '{reference}'");
        await site.As(DemonstrationAccounts.SupplierLead)
            .Must(new AssignCaseworker(Guid.NewGuid(), reference, DemonstrationAccounts.Caseworker.Id, false, version));
        await Until(
            $"select sub_status = 'Finished' from workflow_instance i where {Is("allocation", id)}",
            "nothing is left to remind of"
        );
        Assert.Equal(
            0,
            await site.Scalar<long>(
                $"select count(*) from attention_item where subject_id = '{id}' and cleared_at is null and item = 'CaseworkerDueSoon'"
            )
        );
        var told = site
            .StandIns.Mail.Messages.Where(m =>
                m.Template == "caseworker-due-soon" && m.Personalisation["reference"] == reference
            )
            .Select(m => m.Recipient)
            .ToList();
        Assert.NotEmpty(told);
        Assert.Equal(told.Distinct(), told);
    }

    [Fact]
    public async Task A_draft_nobody_works_on_is_warned_of_once_and_then_deleted()
    {
        var draft = (await site.StartDraft(site.NewPerson().Crn)).Value;
        await Until(
            $"select count(*) = 1 from workflow_timer t join workflow_instance i on i.id = t.instance_id where {Is("draft-expiry", draft)}",
            "it waits"
        );
        site.Time.Set(await DueAt("draft-expiry", draft) + TimeSpan.FromMinutes(1));
        await Until(
            $"select count(*) = 1 from workflow_effect e join workflow_instance i on i.id = e.instance_id where {Is("draft-expiry", draft)} and e.state = 'done'",
            "warned"
        );
        Assert.Single(site.StandIns.Mail.Messages, m => m.Template == "draft-ends-soon");
        Assert.Equal(1, await site.Scalar<long>($"select count(*) from draft where id = '{draft}'"));

        site.Time.Set(await DueAt("draft-expiry", draft) + TimeSpan.FromMinutes(1));
        await Until(
            $"select sub_status = 'Finished' from workflow_instance i where {Is("draft-expiry", draft)}",
            "it is over"
        );
        Assert.Equal(
            1,
            await site.Scalar<long>(
                $"select count(*) from ended_draft where id = '{draft}' and expired and not exists (select from draft where id = '{draft}')"
            )
        );
        Assert.Single(site.StandIns.Mail.Messages, m => m.Template == "draft-ends-soon");
    }

    // references and ids, what each does and where it stands; acts need a note and are done once
    private async Task OperatorsSee(string reference, Guid id)
    {
        var acts = site.As(Operator);
        Assert.True((await site.As(DemonstrationAccounts.SupplierLead).Send(new GetWorkflows())).IsRefused);
        var all = await acts.Must(new GetWorkflows());
        Assert.Empty(all.Problems);
        Assert.Equal(10, all.Definitions.Count(d => d.IsLatest));
        var drawn = await acts.Must(new GetWorkflowDefinition("allocation", 1));
        Assert.True(drawn.WaitingAt["wait"] > 0);
        Assert.Contains(
            (await acts.Must(new GetWorkflowTimers())).Timers,
            t => t.Reference == reference && t.Shown.DefinitionId == "allocation"
        );
        Assert.Empty((await acts.Must(new GetWorkflowIncidents())).Incidents);

        var found = await acts.Must(new GetWorkflowInstances(Reference: reference.ToLowerInvariant()));
        Assert.All(found.Instances, i => Assert.Equal((reference, id), (i.Reference, i.Shown.CorrelationId)));
        Assert.False((await acts.Must(new GetWorkflowInstances(Reference: "ZZ9999ZZ"))).IsReferenceKnown);
        var allocation = found.Instances.Single(i => i.Shown.DefinitionId == "allocation").Shown;
        var view = await acts.Must(new GetWorkflowInstance(allocation.Id));
        Assert.Equal(["Happened", "Near", "Due", "Passed"], view.Ports["wait"]);
        Assert.Contains(view.Journal, s => s is { ActivityId: "tellSoon", What: "Ran" });
        Assert.Equal(["raise-attention", "tell"], view.Effects.Select(e => e.Kind));
        var crn = await site.Scalar<string>($"select crn from case_list_row where referral_id = '{id}'");
        var shown = JsonSerializer.Serialize(found) + JsonSerializer.Serialize(view);
        Assert.Contains(reference, shown, StringComparison.Ordinal);
        Assert.DoesNotContain(crn, shown, StringComparison.Ordinal);

        var completion = found.Instances.Single(i => i.Shown.DefinitionId == "completion-date").Shown;
        var wait = completion.Waiting.First(w => w.ActivityId == "far");
        Assert.Equal(
            "note-missing",
            (await acts.Send(new CancelWorkflowInstance(Guid.NewGuid(), completion.Id, " "))).Refusal!.Code
        );
        Assert.Equal(
            "no-such-version",
            (await acts.Send(new MoveWorkflowInstance(Guid.NewGuid(), completion.Id, 9, "Newer"))).Refusal!.Code
        );
        Assert.Equal(
            "port-unknown",
            (await acts.Send(new SkipWorkflowActivity(Guid.NewGuid(), completion.Id, "far", wait.Run, "Up", "Why")))
                .Refusal!
                .Code
        );
        Assert.Equal(
            "dealt-with",
            (await acts.Send(new RetryWorkflowActivity(Guid.NewGuid(), completion.Id, "far", "Why"))).Refusal!.Code
        );
        var skip = new SkipWorkflowActivity(Guid.NewGuid(), completion.Id, "far", wait.Run, "Happened", "Not wanted");
        await acts.Must(skip);
        // sent again it has its first answer; anew it finds nothing to do
        await acts.Must(skip);
        Assert.Equal("dealt-with", (await acts.Send(skip with { CommandId = Guid.NewGuid() })).Refusal!.Code);
        await Listed(completion.Id);
        await acts.Must(new CancelWorkflowInstance(Guid.NewGuid(), completion.Id, "Opened by mistake"));
        var unread = found.Instances.Single(i => i.Shown.DefinitionId == "initial-assessment").Shown.Id;
        await Listed(unread);
        await site.Scalar<Guid>($"update workflow_instance set state = '[]' where id = '{unread}' returning id");
        await acts.Must(new CancelWorkflowInstance(Guid.NewGuid(), unread, "Nobody can read it"));
        Assert.Equal(
            0,
            await site.Scalar<long>(
                $"select count(*) from attention_item where raised_by in ('{completion.Id}', '{unread}') and cleared_at is null"
            )
        );
        var over = await acts.Must(new GetWorkflowInstance(completion.Id));
        Assert.Equal(
            [("Skipped", "Not wanted"), ("Cancelled", "Opened by mistake")],
            over.Journal.Where(s => s.By is not null).Select(s => (s.What, s.Note))
        );
        Assert.Equal([Operator.Name], over.Names.Values);
        Assert.Contains(
            (await acts.Must(new GetWorkflowInstances(InstanceChoice.Over, "completion-date"))).Instances,
            i => i.Shown.Id == completion.Id
        );
    }

    // as if it had asked for it
    private Task<Guid> Listed(Guid instance) =>
        site.Scalar<Guid>(
            $"insert into attention_item (id, subject_id, role, item, raised_by, raised_at) select gen_random_uuid(), correlation_id, 'SupplierLeads', 'CompletionNear', id, now() from workflow_instance where id = '{instance}' returning id"
        );

    // the files as a developer has them, checked against what runs
    private async Task TheCheckFindsAnEditedVersion()
    {
        var folder = Directory.CreateTempSubdirectory("refmon-edited");
        try
        {
            var file = await File.ReadAllTextAsync(
                Path.Combine(AppContext.BaseDirectory, "workflows", "allocation.json")
            );
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, "allocation.json"),
                file.Replace("\"description\": \"", "\"description\": \"Edited. ", StringComparison.Ordinal)
            );
            using var output = new StringWriter();
            using var error = new StringWriter();
            string[] arguments = ["check", folder.FullName, $"--ConnectionStrings:RefMon={site.ConnectionString}"];
            Assert.True(WorkflowCommands.Understands(arguments));
            Assert.Equal(1, await WorkflowCommands.Run(arguments, output, error));
            Assert.Contains("allocation:1 was edited while", error.ToString(), StringComparison.Ordinal);
            arguments[2] = "--ConnectionStrings:RefMon=Host=127.0.0.1;Port=1;Timeout=1";
            Assert.Equal(0, await WorkflowCommands.Run(arguments, output, error));
            Assert.Contains("The database does not answer", output.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Is(string definition, Guid about) =>
        $"i.definition_id = '{definition}' and i.correlation_id = '{about}'";

    private Task Until(string sql, string what) => RefMonHost.Eventually(() => site.Scalar<bool>(sql), what);

    private async Task<DateTimeOffset> DueAt(string definition, Guid about) =>
        new(
            await site.Scalar<DateTime>(
                $"select min(t.due_at) from workflow_timer t join workflow_instance i on i.id = t.instance_id where {Is(definition, about)}"
            )
        );
}
