using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Domain;
using RefMon.Domain.Attention;
using RefMon.Domain.Referring;
using RefMon.Domain.RiskScreen;
using RefMon.GovUk;

namespace RefMon.Web.CaseLists;

/// <summary>Stages, views and risk levels in the words and colours of the screens. Never colour alone.</summary>
internal static class CaseWords
{
    public static string Tag(Stage stage, Conclusion? conclusion) =>
        (stage, conclusion) switch
        {
            (_, Conclusion.Completed) => "Completed",
            (_, Conclusion.EndedEarly) => "Ended early",
            (_, Conclusion.Withdrawn) => "Withdrawn",
            (_, Conclusion.Returned) => "Returned",
            (_, Conclusion.Recalled) => "Recalled",
            (Stage.Sent, _) => "Sent",
            (Stage.Allocated, _) => "Allocated",
            (Stage.Assessed, _) => "Assessed",
            (Stage.Planned, _) => "Planned",
            (Stage.Delivering, _) => "Delivering",
            (Stage.Ending, _) => "Report due",
            (Stage.Concluded, _) => "Concluded",
        };

    public static string Name(this Stage stage) => Tag(stage, null);

    public static TagColour Colour(Stage stage, Conclusion? conclusion) =>
        (stage, conclusion) switch
        {
            (_, Conclusion.Completed) => TagColour.Green,
            (_, not null) => TagColour.Grey,
            (Stage.Sent, _) => TagColour.Purple,
            (Stage.Ending, _) => TagColour.Orange,
            (Stage.Delivering, _) => TagColour.Teal,
            _ => TagColour.Blue,
        };

    public static TagColour? Colour(DeadlineState state) =>
        state switch
        {
            DeadlineState.Late => TagColour.Red,
            DeadlineState.DueToday => TagColour.Orange,
            DeadlineState.DueSoon => TagColour.Yellow,
            DeadlineState.Paused => TagColour.Grey,
            DeadlineState.OnTrack or DeadlineState.Met or DeadlineState.MetLate => null,
        };

    public static string ExpectedToReport(ReleaseStatement release) =>
        release switch
        {
            { ExpectedOffice: { } office } => $"Expected to report to {office}",
            { ExpectedOfficeUnknownReason: { } why } => $"Where they are expected to report is not known: {why}",
            _ => "Where they are expected to report is not known",
        };

    public static string Urgency(UrgencyStatement urgency) =>
        urgency.Reason switch
        {
            UrgencyReason.ReleaseSoon => "To be released soon",
            UrgencyReason.SentenceEnding => "The sentence ends soon",
            UrgencyReason.Other => urgency.Words ?? "Reason not given",
        };

    public static (string Text, TagColour Colour) Risk(OverallRisk risk) =>
        risk.IsPartlyKnown ? ("Risk of serious harm not known for everyone", TagColour.Grey) : Risk(risk.Level);

    private static (string Text, TagColour Colour) Risk(RoshLevel level) =>
        level switch
        {
            RoshLevel.Unknown => ("Risk of serious harm not known", TagColour.Grey),
            RoshLevel.Low => ("Low risk of serious harm", TagColour.Green),
            RoshLevel.Medium => ("Medium risk of serious harm", TagColour.Yellow),
            RoshLevel.High => ("High risk of serious harm", TagColour.Orange),
            RoshLevel.VeryHigh => ("Very high risk of serious harm", TagColour.Red),
        };

    public static string Name(CaseView view, Role role) =>
        view switch
        {
            CaseView.Mine => "My cases",
            CaseView.Team when role is Role.PractitionerLead => "Whole team",
            CaseView.Team => "My team",
            CaseView.Unassigned => "Unassigned",
            CaseView.Open => "All open",
            CaseView.Concluded => "Concluded",
        };

    /// <summary>Why a view is empty and what to do next.</summary>
    public static (string Why, string Then) Empty(CaseView view, Role role) =>
        (view, role.IsSupplier()) switch
        {
            (CaseView.Mine, false) => (
                "There are no open referrals for people you supervise or that you sent.",
                "To refer someone, find a service."
            ),
            (CaseView.Team, _) => ("Your team has no open referrals.", "To refer someone, find a service."),
            (CaseView.Unassigned, false) => (
                "Every referral you can see has a caseworker.",
                "New referrals stay here until the supplier names one."
            ),
            (CaseView.Concluded, _) => (
                "No referrals have been concluded yet.",
                "They stay here once they are completed, withdrawn or returned."
            ),
            (CaseView.Mine, true) => (
                "You are not working on any open referrals.",
                "Referrals come here when you are named as caseworker or helper."
            ),
            (CaseView.Unassigned, true) => (
                "Every referral on your contracts has a caseworker.",
                "New referrals come here as soon as they are sent."
            ),
            (CaseView.Open, _) => (
                "There are no open referrals on your contracts.",
                "New referrals come here as soon as they are sent."
            ),
        };
}
