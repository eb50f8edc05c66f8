using RefMon.Domain.Appointments;
using RefMon.Domain.Attention;
using RefMon.Domain.Referring;

namespace RefMon.Domain.Tests;

/// <summary>Referrals in business states, each reached by the commands that lead there.</summary>
public static class Given
{
    /// <summary>A Monday morning with no bank holiday for five weeks.</summary>
    public static DateTimeOffset MondayMorning { get; } =
        LondonTime.InstantOf(new DateOnly(2026, 11, 2), new TimeOnly(9, 0))!.Value;

    public static Story ASentReferral() => Story.Begin(Samples.CompleteReferral, MondayMorning);

    public static Story AReferralOf(SendReferral command) => Story.Begin(command, MondayMorning);

    public static Story AReferralWithACaseworker() =>
        ASentReferral().Later(TimeSpan.FromHours(1)).AssignedTo(People.Caseworker);

    public static Story AReferralWithABookedAssessment() =>
        AReferralWithACaseworker().Booked(AppointmentKind.SupplierAssessment, null, new DateOnly(2026, 11, 4));

    public static Story AnAssessedReferral() =>
        AReferralWithACaseworker().Held(AppointmentKind.SupplierAssessment, null, new DateOnly(2026, 11, 4));

    public static Story AReferralWithAnActionPlan(int sessions = 3) =>
        AnAssessedReferral().At(new DateOnly(2026, 11, 5)).Planned(sessions);

    public static Story AReferralInDelivery(int sessions = 3) =>
        AReferralWithAnActionPlan(sessions).Held(AppointmentKind.DeliverySession, 1, new DateOnly(2026, 11, 9));

    public static Story AReferralWithEverySessionHeld() =>
        AReferralInDelivery(sessions: 2).Held(AppointmentKind.DeliverySession, 2, new DateOnly(2026, 11, 11));

    public static Story AReferralBeingClosedEarly() => AReferralInDelivery().EndedEarly();

    public static Story ACompletedReferral() => AReferralWithEverySessionHeld().Reported();

    public static Story AWithdrawnReferral() => AReferralWithAnActionPlan().EndedEarly();

    public static Story AReferralIn(Stage stage) =>
        stage switch
        {
            Stage.Sent => ASentReferral(),
            Stage.Allocated => AReferralWithACaseworker(),
            Stage.Assessed => AnAssessedReferral(),
            Stage.Planned => AReferralWithAnActionPlan(),
            Stage.Delivering => AReferralInDelivery(),
            Stage.Ending => AReferralWithEverySessionHeld(),
            Stage.Concluded => ACompletedReferral(),
        };
}

public static class People
{
    public static StaffMember Practitioner { get; } = new("probation-1", "Sian O’Neill", "sian@probation.example");
    public static StaffMember SupplierLead { get; } = new("supplier-lead", "Ama Boateng", "ama@supplier.example");
    public static StaffMember Caseworker { get; } = new("caseworker-1", "Tom Ward", "tom@supplier.example");
    public static StaffMember OtherCaseworker { get; } = new("caseworker-2", "Priya Nair", null);
}
