using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Attention;
using RefMon.Application.Catalogue;
using RefMon.Application.Endings;
using RefMon.Application.History;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.Appointments;
using RefMon.Domain.Attention;

namespace RefMon.Application.CaseLists;

/// <summary>What a person needs to decide about a referral, and records that they have looked at it.</summary>
[Requires(Permission.SeeReferrals)]
[AuditedRead]
public sealed record GetOverview(string Reference) : IQuery<Overview>, IConcernsReferral;

internal sealed class GetOverviewHandler(
    ReferralReader referrals,
    ServiceCatalogue catalogue,
    OutboundProgress outbound,
    ReferralCopies copies,
    LastLooks looks,
    WorkingDayCalendar calendar,
    DeadlineRules rules,
    DueWording wording,
    CurrentViewer current,
    TimeProvider time
) : IRequestHandler<GetOverview, Outcome<Overview>>
{
    public async Task<Outcome<Overview>> Handle(GetOverview request, CancellationToken cancellationToken)
    {
        if (await referrals.Read(request.Reference, cancellationToken) is not { } read)
            return AccessRefusals.NotFound;
        var viewer = current.Required;
        var referral = read.Referral;
        var service = await catalogue.FindService(referral.Referring.Service.Id, cancellationToken);
        var told = await outbound.Of(referral.Id, read.Events, cancellationToken);
        var seen = await looks.Look(viewer, referral.Id, read.Version, cancellationToken);

        var mayAssign =
            viewer.Role.IsSupplier() && viewer.May(Permission.AssignCaseworkers) && referral.Stage < Stage.Concluded;
        var owed = Owed(referral, viewer);
        return new Overview(
            read.Person,
            referral.Reference.Value,
            referral.Referring.Service.ContractTypeName,
            referral.Referring.Service.Title,
            referral.Stage,
            referral.Ending.Conclusion,
            referral.Ending.ConcludedAt,
            referral.Ending.OpenPause,
            owed.Count == 0
                ? null
                : new OverviewNext(
                    owed[0],
                    ActionFor(owed[0], mayAssign, referral, viewer) ?? AppointmentAction(owed[0], referral, viewer)
                ),
            [.. owed.Skip(1)],
            OverviewParts.Watch(read, seen, wording.Today),
            OverviewParts.Steps(referral),
            News(read, viewer, seen),
            OverviewParts.People(read, service?.ReferralEmail),
            told,
            mayAssign,
            read.Version
        )
        {
            Ending = OverviewEnding.Of(read, viewer),
            Copies = await copies.Of(viewer, referral.Id, cancellationToken),
            Reported = OverviewParts.Reported(read, wording.Today),
        };
    }

    private List<OwedObligation> Owed(Referral referral, Viewer viewer)
    {
        var open = Deadlines.For(referral, calendar, rules, wording.Today).Where(d => d.IsOpen).ToList();
        var owed = new List<OwedObligation>();
        while (Deadlines.Next(open) is { } next)
        {
            open.Remove(next);
            owed.Add(
                new(
                    wording.Of(next),
                    OverviewParts.NameOf(referral, next.OwedBy),
                    OverviewParts.IsOwedBy(referral, next.OwedBy, viewer)
                )
                {
                    AppointmentId = next.AppointmentId,
                }
            );
        }
        return owed;
    }

    // a caseworker may name one too, though it is the lead who owes it
    private static OverviewAction? ActionFor(OwedObligation next, bool mayAssign, Referral referral, Viewer viewer) =>
        next.Obligation.Kind switch
        {
            DeadlineKind.CaseworkerNamed when mayAssign => OverviewAction.AssignCaseworker,
            DeadlineKind.RiskAcknowledged
                when viewer.May(Permission.AcknowledgeRisk)
                    && !referral.Risk.Current.IsAcknowledgedBy(viewer.AccountId) => OverviewAction.ReadRisk,
            _ => null,
        };

    private OverviewAction? AppointmentAction(OwedObligation next, Referral referral, Viewer viewer)
    {
        if (!viewer.May(Permission.KeepAppointments))
            return null;
        return next.Obligation.Kind switch
        {
            DeadlineKind.AssessmentHeld => BookAppointment.MayBook(referral, AppointmentKind.SupplierAssessment, null)
                is null
                ? OverviewAction.BookAssessment
                : OverviewAction.SeeAppointments,
            DeadlineKind.FirstSessionBooked => OverviewAction.BookSessions,
            DeadlineKind.OutcomeRecorded when next.AppointmentId is { } id => RecordOutcome.MayRecord(
                referral,
                id,
                time.GetUtcNow()
            )
                is null
                ? OverviewAction.RecordOutcome
                : OverviewAction.SeeAppointments,
            _ => null,
        };
    }

    private static OverviewNews News(ReferralRead read, Viewer viewer, SeenBefore seen) =>
        new(
            seen.At,
            [
                .. read
                    .Events.Where(stored => stored.Version > seen.Version)
                    .Select(stored => (IReferralEvent)stored.Data)
                    .Where(happened => happened.By.AccountId != viewer.AccountId)
                    .Reverse()
                    .Select(HistoryEntry.Of),
            ]
        );
}
