using RefMon.Domain.Referring;
using RefMon.Web.Shell;

namespace RefMon.Web.Referring;

/// <summary>What neighbours were asked about, in the words of the screens.</summary>
internal static class SourceWords
{
    public static string Neighbour(StatedSource source) =>
        source switch
        {
            StatedSource.Person or StatedSource.Practitioner or StatedSource.Sentences or StatedSource.Registrations =>
                "nDelius",
            StatedSource.RiskAssessment or StatedSource.RiskScores => "Assess Risks and Needs",
            StatedSource.Prison => "the prison service",
        };

    /// <summary>"The risk scores, from Assess Risks and Needs: read on …".</summary>
    public static string Line(StatedSource source, DateTimeOffset? readAt) =>
        $"{What(source)}: {(readAt is { } at ? $"read {When(at)}" : "never answered, so it is not known")}";

    /// <summary>"on 1 May 2027 at 9am"; words where it was read, but the time of it was not kept.</summary>
    public static string When(DateTimeOffset readAt) =>
        // what is from the year 1 was read while a draft that had been told of a change lost its age
        readAt.Year > 1
            ? $"on {Dates.Instant(readAt)}"
            : "at a time that is not known";

    private static string What(StatedSource source) =>
        source switch
        {
            StatedSource.Person => "the person’s details, from nDelius",
            StatedSource.Practitioner => "who supervises the person, from nDelius",
            StatedSource.Sentences => "the sentences, from nDelius",
            StatedSource.Registrations => "registrations and alerts, from nDelius",
            StatedSource.RiskAssessment => "the risk assessment, from Assess Risks and Needs",
            StatedSource.RiskScores => "the risk scores, from Assess Risks and Needs",
            StatedSource.Prison => "where the person is held, from the prison service",
        };
}
