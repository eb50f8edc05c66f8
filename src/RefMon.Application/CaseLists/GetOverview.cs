using MediatR;
using RefMon.Application.Access;
using RefMon.Application.Allocation;
using RefMon.Application.Attention;
using RefMon.Application.Catalogue;
using RefMon.Application.Endings;
using RefMon.Application.History;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.Appointments;
using RefMon.Domain.Attention;
using RefMon.EventStore;

namespace RefMon.Application.CaseLists;

/// <summary>What a person needs to decide about a referral, and records that they have looked at it.</summary>
[Requires(Permission.SeeReferrals)]
[AuditedRead]
[OpenToFormerSupplier]
public sealed record GetOverview(string Reference) : IQuery<Overview>, IConcernsReferral;

internal sealed class GetOverviewHandler(
    ReferralReader referrals,
    ServiceCatalogue catalogue,
    OutboundProgress outbound,
    ReferralCopies copies,
    DoubleReferrals doubles,
    LastLooks looks,
    ColleagueDirectory colleagues,
    WorkingDayCalendar calendar,
    DeadlineRuleBook rules,
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

        // a former supplier's record says what was, not what is owed now
        var isRecord = read.Person.HandedOver is not null;
        var mayAssign =
            !isRecord
            && viewer.Role.IsSupplier()
            && viewer.May(Permission.AssignCaseworkers)
            && referral.Stage < Stage.Concluded;
        var standings = isRecord ? ColleagueDirectory.NothingTheMatter : await Standings(referral, cancellationToken);
        var owed = isRecord ? [] : Owed(referral, viewer, mayAssign, standings);
        return new Overview(
            read.Person,
            referral.Reference.Value,
            referral.Referring.Service.ContractTypeName,
            referral.Referring.Service.Title,
            referral.Stage,
            referral.Ending.Conclusion,
            referral.Ending.ConcludedAt,
            referral.Ending.OpenPause,
            owed.Count == 0 ? null : new OverviewNext(owed[0], owed[0].Action),
            [.. owed.Skip(1)],
            OverviewParts.Watch(read, seen, wording.Today),
            OverviewParts.Steps(referral),
            News(read, viewer, seen),
            OverviewParts.People(read, service?.ReferralEmail, standings),
            [.. Told(read.Events, told).Reverse()],
            mayAssign,
            read.Version
        )
        {
            Ending = await OverviewEnding.Of(read, viewer, catalogue, time.GetUtcNow(), cancellationToken),
            Seen = isRecord ? null : OverviewParts.Seen(referral, time.GetUtcNow()),
            Copies = await copies.Of(viewer, referral.Id, cancellationToken),
            Doubles = viewer.Role.IsSupplier()
                ? []
                : await doubles.Beside(
                    referral.Reference.Value,
                    referral.Referring.Person.Id,
                    viewer,
                    cancellationToken
                ),
            Reported = OverviewParts.Reported(read, wording.Today),
        };
    }

    private Task<IReadOnlyDictionary<string, AccountStanding>> Standings(
        Referral referral,
        CancellationToken cancellationToken
    ) =>
        colleagues.Standings(
            [
                .. referral
                    .Allocation.Team.Select(member => member.AccountId)
                    .Append(referral.Referring.Practitioner.AccountId)
                    .OfType<string>(),
            ],
            cancellationToken
        );

    private List<OwedObligation> Owed(
        Referral referral,
        Viewer viewer,
        bool mayAssign,
        IReadOnlyDictionary<string, AccountStanding> standings
    )
    {
        var all = Deadlines.For(referral, calendar, rules, wording.Today).Where(d => d.IsOpen);
        var open = OverviewParts.Listed(referral, all, time.GetUtcNow()).ToList();
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
                    Appointment =
                        next.AppointmentId is { } id && referral.Appointments.Find(id) is { } appointment
                            ? OverviewAppointment.Of(appointment)
                            : null,
                    OwedByStanding = standings.GetValueOrDefault(OverviewParts.AccountOf(referral, next.OwedBy) ?? ""),
                    Action =
                        ActionFor(next.Kind, mayAssign, referral, viewer)
                        ?? AppointmentAction(next.Kind, next.AppointmentId, referral, viewer),
                }
            );
        }
        return owed;
    }

    // a caseworker may name one too, though it is the lead who owes it
    private static OverviewAction? ActionFor(DeadlineKind kind, bool mayAssign, Referral referral, Viewer viewer) =>
        kind switch
        {
            DeadlineKind.CaseworkerNamed when mayAssign => OverviewAction.AssignCaseworker,
            DeadlineKind.ActionPlanSubmitted when viewer.May(Permission.WritePlansAndReports) =>
                OverviewAction.WritePlan,
            DeadlineKind.ReportSubmitted when viewer.May(Permission.WritePlansAndReports) => OverviewAction.WriteReport,
            DeadlineKind.RiskAcknowledged
                when viewer.May(Permission.AcknowledgeRisk)
                    && !referral.Risk.Current.IsAcknowledgedBy(viewer.AccountId) => OverviewAction.ReadRisk,
            _ => null,
        };

    private OverviewAction? AppointmentAction(
        DeadlineKind kind,
        AppointmentId? appointment,
        Referral referral,
        Viewer viewer
    )
    {
        if (!viewer.May(Permission.KeepAppointments))
            return null;
        return kind switch
        {
            DeadlineKind.AssessmentHeld => BookAppointment.MayBook(referral, AppointmentKind.SupplierAssessment, null)
                is null
                ? OverviewAction.BookAssessment
                : OverviewAction.SeeAppointments,
            DeadlineKind.FirstSessionBooked => OverviewAction.BookSessions,
            DeadlineKind.Completed when BookAppointment.SessionsWithoutAppointment(referral).Count > 0 =>
                OverviewAction.BookSessions,
            DeadlineKind.Completed => OverviewAction.SeeAppointments,
            DeadlineKind.OutcomeRecorded when appointment is { } id => RecordOutcome.MayRecord(
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

    // what followed from events beyond a former supplier's record is not in it
    private static IEnumerable<ToldAbout> Told(IReadOnlyList<StoredEvent> events, IReadOnlyList<EffectShown> told)
    {
        var byEvent = told.ToLookup(effect => effect.EventId);
        return events
            .Where(stored => byEvent.Contains(stored.Id))
            .Select(stored => new ToldAbout(HistoryEntry.Of((IReferralEvent)stored.Data), [.. byEvent[stored.Id]]));
    }

    private static OverviewNews News(ReferralRead read, Viewer viewer, SeenBefore seen)
    {
        var later = read
            .Events.Where(stored => stored.Version > seen.Version)
            .Select(stored => (IReferralEvent)stored.Data)
            .ToList();
        var others = later.FindAll(happened => happened.By.AccountId != viewer.AccountId);
        return new(
            seen.IsFirst ? null : seen.At ?? seen.OpenedAt,
            [.. Enumerable.Reverse(others).Select(HistoryEntry.Of)]
        )
        {
            SinceOpened = seen is { At: null, IsFirst: false },
            ViewerActed = others.Count < later.Count,
        };
    }
}
