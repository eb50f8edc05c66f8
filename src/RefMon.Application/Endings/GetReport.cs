using MediatR;
using RefMon.Application.Access;
using RefMon.Application.ActionPlans;
using RefMon.Application.CaseLists;
using RefMon.Application.Catalogue;
using RefMon.Application.Pipeline;
using RefMon.Domain;

namespace RefMon.Application.Endings;

/// <summary>The end-of-service report of a referral, or why there is none.</summary>
[Requires(Permission.SeeReferrals)]
[AuditedRead]
[OpenToFormerSupplier]
public sealed record GetReport(string Reference) : IQuery<ReportPage>, IConcernsReferral;

/// <summary>The same for whoever concludes the referral without one.</summary>
[Requires(Permission.ConcludeWithoutReport)]
[AuditedRead]
public sealed record GetReportToForgo(string Reference) : IQuery<ReportPage>, IConcernsReferral;

/// <summary>
/// The report when it was submitted; otherwise <paramref name="WhyNone"/> says in a sentence why there is none.
/// <paramref name="MayWrite"/> when the viewer can write it now, <paramref name="Begun"/> when somebody has begun, and
/// <paramref name="MayConcludeWithout"/> for the supplier's lead while it is owed.
/// </summary>
public sealed record ReportPage(
    CasePerson Person,
    string Reference,
    Stage Stage,
    ReportHead Head,
    ReportShown? Report,
    StaffMember? SubmittedBy,
    DateTimeOffset? SubmittedAt,
    string? WhyNone,
    WithoutReport? ConcludedWithout,
    bool MayWrite,
    WorkBegun? Begun,
    bool MayConcludeWithout
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(ReportPage)} {Reference}";
}

/// <summary>What stands above a report: the service, who delivered it, what was delivered, and how it ended.</summary>
public sealed record ReportHead(
    string ServiceTitle,
    string ServiceType,
    string Supplier,
    string? Caseworker,
    DateTimeOffset SentAt,
    int SessionsDelivered,
    int? SessionsPlanned,
    int EnforceableDaysUsed,
    int MaximumEnforceableDays,
    string? EndReason,
    DateTimeOffset? EndRequestedAt,
    Conclusion? Conclusion
);

internal sealed class GetReportHandler(UnsubmittedWorkDesk desk, ServiceCatalogue catalogue)
    : IRequestHandler<GetReport, Outcome<ReportPage>>,
        IRequestHandler<GetReportToForgo, Outcome<ReportPage>>
{
    public Task<Outcome<ReportPage>> Handle(GetReport request, CancellationToken cancellationToken) =>
        Page(request.Reference, cancellationToken);

    public Task<Outcome<ReportPage>> Handle(GetReportToForgo request, CancellationToken cancellationToken) =>
        Page(request.Reference, cancellationToken);

    private async Task<Outcome<ReportPage>> Page(string reference, CancellationToken cancellationToken)
    {
        if (await desk.Open(reference, WorkKind.Report, cancellationToken) is not { } open)
            return AccessRefusals.NotFound;
        var (referral, viewer) = (open.Referral, open.Viewer);
        var submitted = SubmittedReport.Of(referral, open.Read.Events);
        var isOwed = referral.Stage is Stage.Ending && open.Read.Person.HandedOver is null;
        var mayWrite = isOwed && viewer.May(Permission.WritePlansAndReports);
        return new ReportPage(
            open.Read.Person,
            referral.Reference.Value,
            referral.Stage,
            await Head(referral, catalogue, cancellationToken),
            submitted?.Report,
            submitted?.By,
            submitted?.At,
            submitted is null ? WhyNone(referral) : null,
            WithoutReport.Of(open.Read),
            mayWrite,
            mayWrite && open.Work?.Latest is { } latest
                ? new(latest.SavedBy == viewer.AccountId ? "you" : latest.SavedByName, latest.SavedAt)
                : null,
            isOwed && viewer.May(Permission.ConcludeWithoutReport)
        );
    }

    internal static async Task<ReportHead> Head(
        Referral referral,
        ServiceCatalogue catalogue,
        CancellationToken cancellationToken
    )
    {
        var service = referral.Referring.Service;
        var end = referral.Ending.EndRequest;
        return new ReportHead(
            service.Title,
            service.ContractTypeName,
            service.SupplierName,
            referral.Allocation.Caseworker?.Name,
            referral.Referring.SentAt,
            referral.SessionsDelivered,
            referral.Plans.Standing?.Sessions,
            referral.EnforceableDaysUsed,
            referral.Referring.MaximumEnforceableDays,
            end is null ? null : await EndReasons.WordsOf(end.ReasonCode, catalogue, cancellationToken),
            end?.At,
            referral.Ending.Conclusion
        );
    }

    private static string WhyNone(Referral referral) =>
        (referral.Stage, referral.Ending.Conclusion) switch
        {
            (Stage.Ending, _) => "The report is owed now and has not been submitted yet.",
            (Stage.Concluded, Conclusion.Withdrawn) =>
                "This referral was withdrawn before any session had happened, so no report is owed.",
            (Stage.Concluded, Conclusion.Returned) =>
                "This referral was returned before the assessment, so no report is owed.",
            (Stage.Concluded, Conclusion.Recalled) => "This referral was recalled, so no report is owed.",
            (Stage.Concluded, _) => "The supplier’s team lead concluded this referral without a report.",
            (Stage.Delivering, _) =>
                "No report is owed yet. It is owed once every session of the action plan has an outcome, or when the "
                    + "probation practitioner closes the referral early.",
            _ => "No report is owed: no session has happened yet.",
        };
}
