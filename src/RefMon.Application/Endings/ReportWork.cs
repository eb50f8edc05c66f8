using System.Globalization;
using RefMon.Application.ActionPlans;
using RefMon.Domain;
using RefMon.Domain.Endings;

namespace RefMon.Application.Endings;

/// <summary>A report being written, read from its answers.</summary>
internal sealed class ReportWork(OpenWork open)
{
    public const string Further = "further";

    public static string AchievementField(DesiredOutcomeId id) => $"outcome:{id}:achievement";

    public static string ProgressField(DesiredOutcomeId id) => $"outcome:{id}:progress";

    public static string RemainingField(DesiredOutcomeId id) => $"outcome:{id}:remaining";

    public static string EndScoreField(DesiredOutcomeId id) => $"outcome:{id}:end-score";

    public static IEnumerable<(string Name, string Field, Func<string, string> InWords)> FormOf(DesiredOutcomeId id) =>
        [
            (
                AchievementField(id),
                nameof(SaveReportOutcome.Achievement),
                code => AchievementOf(code) is { } known ? InWords(known) : code
            ),
            (ProgressField(id), nameof(SaveReportOutcome.Progress), words => words),
            (RemainingField(id), nameof(SaveReportOutcome.RemainingTasks), words => words),
            (EndScoreField(id), nameof(SaveReportOutcome.EndScore), words => words),
        ];

    public static Achievement? AchievementOf(string? code) =>
        code switch
        {
            nameof(Achievement.Achieved) => Achievement.Achieved,
            nameof(Achievement.PartlyAchieved) => Achievement.PartlyAchieved,
            nameof(Achievement.NotAchieved) => Achievement.NotAchieved,
            _ => null,
        };

    public ReportShown Shown()
    {
        var baselines = SubmittedReport.Baselines(open.Read.Events);
        return new ReportShown(
            [
                .. open.Referral.Referring.Categories.SelectMany(category =>
                    category.Outcomes.Select(outcome => new JudgementShown(
                        outcome.Id,
                        outcome.Text,
                        category.Name,
                        AchievementOf(open[AchievementField(outcome.Id)]),
                        open[ProgressField(outcome.Id)],
                        open[RemainingField(outcome.Id)],
                        SubmittedReport.Score(baselines, outcome.Id),
                        int.TryParse(
                            open[EndScoreField(outcome.Id)],
                            NumberStyles.None,
                            CultureInfo.InvariantCulture,
                            out var score
                        )
                            ? score
                            : null
                    ))
                ),
            ],
            open[Further]
        );
    }

    /// <summary>Each outcome that is not judged yet, by name.</summary>
    public IReadOnlyList<Refusal> Missing() =>
        [
            .. Shown()
                .Judgements.Where(j => j.Achievement is null || j.Progress is null)
                .Select(j => new Refusal(
                    "outcome-without-judgement",
                    j.OutcomeId.ToString(),
                    $"Say how far this was achieved: {j.Outcome}"
                )),
        ];

    /// <summary>The command that submits what is written; outcomes without a judgement are left out, and refused.</summary>
    public SubmitReport ToCommand()
    {
        var shown = Shown();
        return new(
            open.Viewer.AsStaffMember(),
            [
                .. shown
                    .Judgements.Where(j => j.Achievement is not null)
                    .Select(j => new OutcomeJudgement(
                        j.OutcomeId,
                        j.Achievement!.Value,
                        j.Progress ?? "",
                        j.RemainingTasks,
                        j.EndScore
                    )),
            ],
            shown.FurtherInformation
        );
    }

    private static string InWords(Achievement achievement) =>
        achievement switch
        {
            Achievement.Achieved => "Achieved",
            Achievement.PartlyAchieved => "Partly achieved",
            Achievement.NotAchieved => "Not achieved",
        };
}
