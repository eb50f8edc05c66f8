using RefMon.Application.Access;
using RefMon.Domain;

namespace RefMon.Architecture.Tests.Operations;

/// <summary>What requests are about, and which may do without the audit or without a check of their own, and why.</summary>
public sealed partial class RequestTests
{
    private const string OfTheOperator = "references and ids, which operators may see; no people";
    private const string OfTheCatalogue = "the catalogue, which says nothing of any person";
    private const string OfOneself = "the viewer's own";

    private static readonly Dictionary<string, string> UnauditedQueries = new()
    {
        ["CheckDeadline"] = "figures for a contract type; no people",
        ["CheckRecall"] = "whether what stands in a form would do; the page's own query is audited",
        ["CheckReturn"] = "whether what stands in a form would do; the page's own query is audited",
        ["CheckWithdrawal"] = "whether what stands in a form would do; the page's own query is audited",
        ["CompareServices"] = OfTheCatalogue,
        ["CountTransfers"] = "two counts beside a list",
        ["GetDeadlineSettings"] = "figures for a contract type; no people",
        ["GetNDeliusReconciliation"] = OfTheOperator,
        ["GetNobodyTold"] = OfTheOperator,
        ["GetNotificationPreferences"] = OfOneself,
        ["GetOperations"] = OfTheOperator,
        ["GetOwnCalendarFeed"] = OfOneself,
        ["GetOwnServices"] = OfTheCatalogue,
        ["GetReferredAgain"] = "counts",
        ["GetRefusedEmails"] = OfTheOperator,
        ["GetNoticesPutAside"] = OfTheOperator,
        ["GetService"] = OfTheCatalogue,
        ["GetWaitingTimes"] = OfTheCatalogue,
        ["GetWorkflowDefinition"] = OfTheOperator,
        ["GetWorkflowIncidents"] = OfTheOperator,
        ["GetWorkflowInstance"] = OfTheOperator,
        ["GetWorkflowInstances"] = OfTheOperator,
        ["GetWorkflowTimers"] = OfTheOperator,
        ["GetWorkflows"] = OfTheOperator,
        ["ListDeadlineSettings"] = "figures for contract types; no people",
        ["ReadCalendarFeed"] =
            "times of the viewer's own appointments, without anybody's name or reference; asked every few minutes by a program",
        ["SearchServices"] = OfTheCatalogue,
    };

    /// <summary>Ids that no marker covers, as <c>Request.Property</c>.</summary>
    private static readonly Dictionary<string, string> UncheckedIds = new()
    {
        ["CancelWorkflowInstance.InstanceId"] = OfTheOperator,
        ["CompareServices.Services"] = OfTheCatalogue,

        ["FindAuditedPerson.Crn"] = "gives the id the audit has, nothing else",
        ["GetCalendar.AccountId"] = "narrows the viewer's own appointments and their team's to one colleague",
        ["GetService.Id"] = OfTheCatalogue,
        ["GetWaitingTimes.Services"] = OfTheCatalogue,
        ["GetWorkflowDefinition.DefinitionId"] = OfTheOperator,
        ["GetWorkflowInstance.InstanceId"] = OfTheOperator,
        ["GetWorkflowInstances.DefinitionId"] = OfTheOperator,
        ["GetWorkflowInstances.Reference"] = OfTheOperator,
        ["LookUpPerson.Crn"] =
            "nDelius says whether there is somebody, and whether the viewer may see them: PersonLookup",
        ["LookUpPerson.ServiceId"] = OfTheCatalogue,
        ["MarkAllNoticesRead.Seen"] = "only the viewer's own: its handler",
        ["MarkNoticeRead.NoticeId"] = "only the viewer's own, and what they may still see: its handler",
        ["MendRefusedEmail.CauseId"] = OfTheOperator,
        ["RetryNotices.Id"] = OfTheOperator,
        ["MoveWorkflowInstance.InstanceId"] = OfTheOperator,
        ["ReadAudit.AccountId"] = "narrows the audit, which auditors may read whole",
        ["RegisterColleague.Contracts"] = "those of the viewer's own supplier: its handler",
        ["RetryWorkflowActivity.ActivityId"] = OfTheOperator,
        ["RetryWorkflowActivity.InstanceId"] = OfTheOperator,
        ["SearchServices.Words"] = "a search the viewer kept",
        ["SkipWorkflowActivity.ActivityId"] = OfTheOperator,
        ["SkipWorkflowActivity.InstanceId"] = OfTheOperator,
        ["StartDraft.Crn"] =
            "nDelius says whether there is somebody, and whether the viewer may see them: PersonLookup",
        ["StartDraft.ServiceId"] = OfTheCatalogue,
    };

    /// <summary>Which check a property of this name needs, one of these.</summary>
    private static readonly Dictionary<string, Type[]> Checks = new()
    {
        ["Reference"] = [typeof(IConcernsReferral), typeof(IConcernsTransfer)],
        ["DraftId"] = [typeof(IConcernsDraft)],
        ["PersonId"] = [typeof(IConcernsPerson)],
        ["AppointmentId"] = [typeof(IConcernsAppointment), typeof(IConcernsReferral)],
        ["AccountId"] = [typeof(IConcernsAccount), typeof(IConcernsReferral)],
    };

    // an id within something that is checked is looked for there by the handler
    private static readonly Type[] Containers =
    [
        typeof(IConcernsReferral),
        typeof(IConcernsTransfer),
        typeof(IConcernsDraft),
        typeof(IConcernsPerson),
        typeof(IConcernsAppointment),
    ];

    private static IEnumerable<string> Unchecked(Type request) =>
        request
            .GetProperties()
            .Where(property => property.Name != "CommandId" && NamesSomething(property.Name, property.PropertyType))
            .Where(property => !(Checks.GetValueOrDefault(property.Name) ?? Containers).Any(request.IsAssignableTo))
            .Select(property => $"{request.Name}.{property.Name}");

    private static bool NamesSomething(string name, Type type) =>
        new[] { "Id", "Ids", "Reference", "References", "Crn", "Crns" }.Any(end =>
            name.EndsWith(end, StringComparison.Ordinal)
        ) || IsId(type);

    // a typed id or a uuid, or several
    private static bool IsId(Type type)
    {
        var one = Nullable.GetUnderlyingType(type) ?? type;
        return one == typeof(Guid)
            || one == typeof(Crn)
            || one == typeof(ReferralReference)
            || (
                one.Name.EndsWith("Id", StringComparison.Ordinal)
                && one.Namespace?.StartsWith("RefMon.", StringComparison.Ordinal) == true
            )
            || (one.IsGenericType && one.GetGenericArguments().Any(IsId));
    }
}
