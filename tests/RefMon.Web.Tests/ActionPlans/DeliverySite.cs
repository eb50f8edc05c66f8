using Microsoft.Extensions.DependencyInjection;
using RefMon.Application.Operations;
using RefMon.Domain;
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
