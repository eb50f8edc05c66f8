using RefMon.Application.Attention;
using RefMon.Workflows.Definitions;
using Xunit;

namespace RefMon.Application.Tests.Attention;

/// <summary>The process files themselves.</summary>
[Trait("Capability", "Attention")]
public sealed class ProcessFilesTests
{
    private static readonly CheckedFolder Files = DefinitionFolder.Check(WorkflowWalk.Folder, WorkflowWalk.Catalogue);

    [Fact]
    public void All_ten_are_right()
    {
        Assert.Empty(Files.Problems);
        Assert.Equal(
            [
                "action-plan",
                "allocation",
                "completion-date",
                "draft-expiry",
                "end-of-service-report",
                "initial-assessment",
                "paused-referral",
                "release-watch",
                "risk-acknowledgement",
                "session-feedback",
            ],
            Files.Definitions.Select(d => d.DefinitionId).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Every_activity_has_a_place_of_its_own_in_the_drawing()
    {
        foreach (var definition in Files.Definitions)
        {
            Assert.All(definition.Activities, a => Assert.NotNull(a.Box));
            Assert.Equal(
                definition.Activities.Count,
                definition.Activities.Select(a => (a.Box!.X, a.Box.Y)).Distinct().Count()
            );
        }
    }

    [Fact]
    public void The_readme_explains_each_with_the_diagram_drawn_from_its_file()
    {
        var readme = File.ReadAllText(Path.Combine(WorkflowWalk.Folder, "README.md")).ReplaceLineEndings("\n");
        foreach (var definition in Files.Definitions)
        {
            Assert.Contains(
                $"## {definition.Name} (`{definition.DefinitionId}.json`)",
                readme,
                StringComparison.Ordinal
            );
            var drawn = DefinitionDrawing.Mermaid(definition, WorkflowWalk.Catalogue);
            Assert.True(
                readme.Contains(drawn, StringComparison.Ordinal),
                $"The diagram of {definition.DefinitionId} is not that of its file: take it from 'workflows draw'."
            );
        }
    }

    [Fact]
    public void Every_reminder_and_role_is_used_and_every_reminder_has_a_template_of_its_own()
    {
        var used = Files
            .Definitions.SelectMany(d => d.Activities)
            .Select(a => a.Literal("reminder") ?? a.Literal("item"));
        Assert.Empty(Enum.GetNames<ReminderKind>().Except(used));
        var roles = Files.Definitions.SelectMany(d => d.Activities).Select(a => a.Literal("role"));
        Assert.Empty(Enum.GetNames<ReminderRole>().Except(roles));
        Assert.Equal("caseworker-due-soon", TellHandler.TemplateOf(ReminderKind.CaseworkerDueSoon));
        var templates = Enum.GetValues<ReminderKind>().Select(TellHandler.TemplateOf).ToList();
        var notices = Enum.GetValues<NoticeKind>()
            .Select(k => new Notice(k, new NoticeRecipient.ProbationLead("x")).Template);
        Assert.Equal(templates.Count, templates.Distinct().Except(notices).Count());
    }
}
