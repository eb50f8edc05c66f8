using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Catalogue;
using RefMon.Domain;
using RefMon.Domain.Appointments;
using RefMon.EventStore;

namespace RefMon.Application.Appointments;

/// <summary>A referral opened for writing about its appointments.</summary>
internal sealed record OpenReferral(EventStream<Referral> Stream, Referral Referral, Viewer Viewer, DateTimeOffset Now)
{
    public StaffMember By => Viewer.AsStaffMember();

    public bool IsLead => Viewer.Role is Role.SupplierLead;
}

/// <summary>The refusal of what was decided on the strength of a page that is older than the appointment.</summary>
public static class AppointmentRefusals
{
    /// <summary>Somebody else, or the same person in another window, was faster.</summary>
    public static Refusal ChangedMeanwhile { get; } =
        Refusal.Conflict(
            "appointment-changed",
            "This appointment was changed after you opened this page. Nothing was saved by you. What you entered is still here: "
                + "check it against what stands now, then save it if it is still right."
        );
}

/// <summary>What every command about an appointment does in the same way: opening, reading a slot, finishing.</summary>
internal sealed class AppointmentDesk(
    IEventSession session,
    ReferralDecisions referrals,
    IEventReader reader,
    ServiceCatalogue catalogue,
    SessionGroups groups,
    Clashes clashes,
    CurrentViewer current,
    TimeProvider time
)
{
    public async Task<OpenReferral?> Open(string reference, CancellationToken cancellationToken)
    {
        var stream = await referrals.Open(reference, cancellationToken);
        return stream?.Aggregate is { } referral ? new(stream, referral, current.Required, time.GetUtcNow()) : null;
    }

    /// <summary>
    /// Refuses when something has become of the appointment since the version that was shown; null where none is said. What else has happened
    /// to the referral is no conflict.
    /// </summary>
    public async Task<Refusal?> RefuseChanged(
        OpenReferral open,
        AppointmentId id,
        long? shown,
        CancellationToken cancellationToken
    )
    {
        if (shown is not { } version || version >= open.Stream.Version)
            return null;
        var since = await reader.FetchStream(open.Stream.Id, Math.Max(0, version), cancellationToken);
        return since.Any(stored => AppointmentStory.IdOf((IReferralEvent)stored.Data) == id)
            ? AppointmentRefusals.ChangedMeanwhile
            : null;
    }

    /// <summary>The probation offices of the contract's region that nDelius knows.</summary>
    private async Task<IReadOnlyList<ProbationOffice>> Offices(Referral referral, CancellationToken cancellationToken)
    {
        var service = await catalogue.FindService(referral.Referring.Service.Id, cancellationToken);
        return service is null
            ? []
            :
            [
                .. (await catalogue.Offices(service.Contract.RegionCode, cancellationToken)).Where(office =>
                    office.DeliusCode is not null
                ),
            ];
    }

    /// <summary>What can be chosen from for a new appointment of a referral, or where one there is is moved to.</summary>
    public async Task<SlotChoices> Choices(
        Referral referral,
        AppointmentKind kind,
        AppointmentId? moved,
        CancellationToken cancellationToken
    )
    {
        var team = referral.Allocation.Team.ToList();
        var own = moved is { } asked ? referral.Appointments.Find(asked) : null;
        var offices = await Offices(referral, cancellationToken);
        return new(
            offices,
            // an assessment is one to one
            kind is AppointmentKind.DeliverySession
                ? await groups.Of(referral.Referring.Service, own?.Id, cancellationToken)
                : GroupChoices.None,
            team,
            own is not null
                ? own.KeeperAmong(referral.Allocation)
                : team.FirstOrDefault(s => s.AccountId == current.Required.AccountId) ?? referral.Allocation.Caseworker
        )
        {
            Closed = await Closed(own, offices, cancellationToken),
        };
    }

    private async Task<ClosedOffice?> Closed(
        Appointment? own,
        IReadOnlyList<ProbationOffice> open,
        CancellationToken cancellationToken
    ) =>
        own?.Slot is { Method: MeetingMethod.ProbationOffice, Place: { OfficeCode: { } code } place }
        && open.All(office => office.DeliusCode != code)
        && await catalogue.OfficeClosedAt(code, cancellationToken) is { } at
            ? new(place, at)
            : null;

    public async Task<(SlotAsked? Slot, List<Refusal> Refusals)> ReadSlot(
        Referral referral,
        AppointmentKind kind,
        AppointmentId? moved,
        TypedSlot typed,
        CancellationToken cancellationToken
    ) => SlotReading.Read(typed, kind, await Choices(referral, kind, moved, cancellationToken));

    public Task<FoundClashes> Clashes(
        Referral referral,
        SlotAsked slot,
        IReadOnlyCollection<AppointmentId> own,
        CancellationToken cancellationToken
    ) => clashes.Find(current.Required, referral, slot, own, cancellationToken);

    /// <summary>Appends what was decided and forgets what was typed for it; or gives the refusal, at the form's field.</summary>
    public Outcome Finish(OpenReferral open, Decision decision, AppointmentPurpose? purpose)
    {
        if (decision.IsRefused)
            return new(AtField(decision.Refusal));
        open.Stream.Append(decision.Events);
        if (purpose is not null)
            session.Enlist(AppointmentEntries.Drop(open.Viewer.AccountId, open.Referral.Id, purpose.ToString()));
        return new(null);
    }

    /// <summary>The domain's fields as the forms call them.</summary>
    public static Refusal AtField(Refusal refusal) =>
        refusal with
        {
            Field = refusal.Field switch
            {
                "day" => "Date.Day",
                "start" => "Time",
                "duration" => "Hours",
                "place" => "Method",
                "noSessionReason" => "WhyNotHeld",
                "whyNot" => "WhyMissed",
                "attended" or "outcome" => "What",
                "sessionNumber" => null,
                { } other => char.ToUpperInvariant(other[0]) + other[1..],
                null => null,
            },
        };

    /// <summary>What <see cref="Finish"/> came to.</summary>
    public readonly record struct Outcome(Refusal? Refusal);
}
