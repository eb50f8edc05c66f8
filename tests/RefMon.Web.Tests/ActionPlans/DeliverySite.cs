using Microsoft.Extensions.DependencyInjection;
using RefMon.Application.Operations;
using RefMon.Domain;
using RefMon.Domain.ActionPlans;
using RefMon.Domain.Allocation;
using RefMon.Domain.Appointments;
using RefMon.EventStore;
using RefMon.TestKit;
using RefMon.Web.Tests.Referring;

namespace RefMon.Web.Tests.ActionPlans;

/// <summary>Brings a referral of the site as far as a test wants it, without the pages.</summary>
internal static class DeliverySite
{
    public const string Caseworker = "caseworker";
    public const string Lead = "supplier-lead";
    public const string Practitioner = "practitioner";
    public const string PractitionerLead = "practitioner-lead";

    private static readonly StaffMember Casey = DemonstrationAccounts.Caseworker.Staff;

    /// <summary>Sent to the caseworker's supplier, and assigned to them.</summary>
    public static async Task<string> Allocated(this ReferringSite site)
    {
        var reference = await site.Sent();
        await site.Append(
            reference,
            new CaseworkerAssigned(DemonstrationAccounts.SupplierLead.Staff, site.Time.GetUtcNow(), Casey, null)
        );
        return reference;
    }

    /// <summary>With the supplier assessment held.</summary>
    public static async Task<string> Assessed(this ReferringSite site)
    {
        var reference = await site.Allocated();
        await site.Hold(reference, AppointmentKind.SupplierAssessment, null);
        return reference;
    }

    /// <summary>With a plan of some sessions, of which the first has happened.</summary>
    public static async Task<string> Delivering(this ReferringSite site, int sessions = 4)
    {
        var reference = await site.Assessed();
        var outcomes = await site.Scalar<string[]>(
            $"""
            select array_agg(o ->> 'id') from mt_events e, jsonb_array_elements(e.data -> 'categories') c, jsonb_array_elements(c -> 'outcomes') o
            where e.version = 1 and e.stream_id = (select referral_id from case_list_row where reference = '{reference}')
            """
        );
        var served = outcomes.Select(o => new DesiredOutcomeId(Guid.Parse(o))).ToList();
        await site.Append(
            reference,
            new ActionPlanSubmitted(
                Casey,
                site.Time.GetUtcNow(),
                1,
                sessions,
                [new PlanActivity(new(Guid.NewGuid()), served, "Look")]
            )
        );
        await site.Hold(reference, AppointmentKind.DeliverySession, 1);
        return reference;
    }

    /// <summary>An appointment that has happened.</summary>
    public static Task Hold(this ReferringSite site, string reference, AppointmentKind kind, int? session)
    {
        var (now, id) = (site.Time.GetUtcNow(), new AppointmentId(Guid.NewGuid()));
        var slot = new Slot(now, 45, MeetingMethod.PhoneCall, SessionFormat.OneToOne, null);
        return site.Append(
            reference,
            new AppointmentBooked(Casey, now, id, kind, session, slot),
            new OutcomeRecorded(
                Casey,
                now,
                id,
                new(true, true, false, null, "Talked it through", "Open", null, null, null, false, null, false, null)
            )
        );
    }

    public static async Task Append(this RefMonHost site, string reference, params IReferralEvent[] events)
    {
        var id = await site.Scalar<Guid>($"select referral_id from case_list_row where reference = '{reference}'");
        await using var scope = site.Services.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<IEventSession>();
        (await session.FetchForWriting<Referral>(id, default)).Append(events);
        await session.SaveChanges(default);
    }
}
