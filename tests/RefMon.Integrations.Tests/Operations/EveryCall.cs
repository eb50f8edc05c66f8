using Microsoft.Extensions.DependencyInjection;
using RefMon.Application.Attention;
using RefMon.Application.Referring;
using RefMon.Application.RiskScreen;
using RefMon.Domain;
using RefMon.Domain.RiskScreen;
using RefMon.StandIns.Exchange;
using RefMon.StandIns.People;
using static RefMon.Integrations.Tests.Operations.Neighbourhood;

namespace RefMon.Integrations.Tests.Operations;

/// <summary>Each of the clients' calls in a form that should succeed, so that every failure can be tried on every call.</summary>
public static class EveryCall
{
    public static readonly string[] Writes =
    [
        nameof(StandInOperation.StartReferral),
        nameof(StandInOperation.TransferReferral),
        nameof(StandInOperation.EndReferral),
        nameof(StandInOperation.Appointment),
        nameof(StandInOperation.CancelAppointment),
        nameof(StandInOperation.ShareRisk),
        nameof(StandInOperation.SendMail),
    ];

    public static TheoryData<string> Names => [.. Enum.GetNames<StandInOperation>()];

    public static TheoryData<string> ReadNames => [.. Enum.GetNames<StandInOperation>().Except(Writes)];

    public static TheoryData<string> WriteNames => [.. Writes];

    /// <summary>Makes the call and says what kind of reply came.</summary>
    public static Task<string> Make(string operation, IServiceProvider clients, CancellationToken ct = default) =>
        Make(operation, clients, clients, ct);

    /// <summary>The same, where other clients do what must come before the call.</summary>
    public static async Task<string> Make(
        string operation,
        IServiceProvider clients,
        IServiceProvider before,
        CancellationToken ct = default
    )
    {
        var cases = clients.GetRequiredService<IProbationCases>();
        var ready = before.GetRequiredService<IProbationCases>();
        var prisons = clients.GetRequiredService<IPrisonSearch>();
        var mail = clients.GetRequiredService<INotifyMail>();
        return Enum.Parse<StandInOperation>(operation) switch
        {
            StandInOperation.Person => Kind(await cases.FindPerson(WellKnownPeople.Ordinary, ct)),
            StandInOperation.Sentences => Kind(await cases.FindSentences(WellKnownPeople.Ordinary, ct)),
            StandInOperation.ResponsibleOfficer => Kind(
                await cases.FindResponsibleOfficer(WellKnownPeople.Ordinary, ct)
            ),
            StandInOperation.Caseload => Kind(await cases.FindCaseload(Officers.Pat, ct)),
            StandInOperation.Restrictions => Kind(await cases.FindRestrictions(WellKnownPeople.Ordinary, ct)),
            StandInOperation.StartReferral => Kind(
                await cases.StartReferral($"{Guid.NewGuid()}", WellKnownPeople.Ordinary, await Referral(ready), ct)
            ),
            StandInOperation.TransferReferral => Kind(
                await cases.TransferReferral(
                    $"{Guid.NewGuid()}",
                    WellKnownPeople.Ordinary,
                    await Transfer(ready, ct),
                    ct
                )
            ),
            StandInOperation.EndReferral => Kind(
                await cases.EndReferral($"{Guid.NewGuid()}", WellKnownPeople.Ordinary, await End(ready, ct), ct)
            ),
            StandInOperation.Appointment => Kind(
                await cases.PutAppointment($"{Guid.NewGuid()}", WellKnownPeople.Ordinary, Appointment(), ct)
            ),
            StandInOperation.CancelAppointment => Kind(
                await cases.CancelAppointment($"{Guid.NewGuid()}", WellKnownPeople.Ordinary, await Cancelled(ready), ct)
            ),
            StandInOperation.Risk => Kind(
                await clients.GetRequiredService<IRiskAssessments>().FindRisk(WellKnownPeople.Ordinary, ct)
            ),
            StandInOperation.Scores => Kind(
                await clients.GetRequiredService<IRiskAssessments>().FindScores(WellKnownPeople.Ordinary, ct)
            ),
            StandInOperation.Registrations => Kind(
                await clients.GetRequiredService<IRiskRegistrations>().FindRegistrations(WellKnownPeople.Ordinary, ct)
            ),
            StandInOperation.ShareRisk => Kind(
                await clients
                    .GetRequiredService<IRiskAssessments>()
                    .ShareRisk($"{Guid.NewGuid()}", WellKnownPeople.Ordinary, Risk(), ct)
            ),
            StandInOperation.Prisoner => Kind(await prisons.FindPrisoner("A1001BL", ct)),
            StandInOperation.PrisonList => Kind(await prisons.ListPrisons(ct)),
            StandInOperation.SendMail => Kind(await mail.Send(SomeMail($"{Guid.NewGuid()}"), ct)),
            StandInOperation.FindMail => Kind(await mail.FindByReference("some-reference", ct)),
            _ => throw new ArgumentOutOfRangeException(nameof(operation)),
        };
    }

    public static ReferralStart Start(long sentenceId) =>
        new(
            Guid.NewGuid(),
            "AB1234CD",
            "ACC",
            new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero),
            sentenceId,
            "Harbour Trust",
            new Uri("http://localhost/referrals/1")
        );

    /// <summary>The hand-over of a referral that was just started.</summary>
    public static async Task<ReferralTransfer> Transfer(IProbationCases cases, CancellationToken ct)
    {
        var start = await Referral(cases);
        Found(await cases.StartReferral($"{Guid.NewGuid()}", WellKnownPeople.Ordinary, start, ct));
        return new(
            start.ReferralId,
            start.Reference,
            "EDU",
            start.SentAt.AddDays(1),
            "New Start",
            new Uri("http://localhost/referrals/1")
        );
    }

    /// <summary>The end of a referral that was just started.</summary>
    public static async Task<ReferralEnd> End(IProbationCases cases, CancellationToken ct)
    {
        var start = await Referral(cases);
        Found(await cases.StartReferral($"{Guid.NewGuid()}", WellKnownPeople.Ordinary, start, ct));
        return new(start.ReferralId, start.Reference, start.SentAt.AddDays(1), Conclusion.Returned, start.Url);
    }

    public static AppointmentEntry Appointment() =>
        new(
            Guid.NewGuid(),
            Guid.NewGuid(),
            new DateTimeOffset(2027, 1, 11, 10, 0, 0, TimeSpan.Zero),
            TimeSpan.FromMinutes(45),
            "CRS0281",
            true,
            null,
            new Uri("http://localhost/referrals/1")
        );

    /// <summary>The cancellation of an appointment that was just booked.</summary>
    public static async Task<AppointmentCancellation> Cancelled(IProbationCases cases)
    {
        var held = Appointment();
        Found(await cases.PutAppointment($"{Guid.NewGuid()}", WellKnownPeople.Ordinary, held, CancellationToken.None));
        return new(held.AppointmentId, held.ReferralId, held.Start.AddDays(-3), held.Url);
    }

    public static RiskShare Risk() =>
        new(
            new RiskVersionId(Guid.NewGuid()),
            new ReferralId(Guid.NewGuid()),
            new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero),
            new DateOnly(2026, 10, 12),
            true,
            new RiskTexts("Shop staff.", null, "At weekends.", null, null, null, null, "Meet in the office.")
        );

    public static NotifyMail SomeMail(string reference) =>
        new(
            "referral-sent",
            "inbox@supplier.example",
            reference,
            new Dictionary<string, string> { ["reference"] = "AB1234CD", ["link"] = "http://localhost/referrals/1" }
        );

    private static async Task<ReferralStart> Referral(IProbationCases cases) =>
        Start(Found(await cases.FindSentences(WellKnownPeople.Ordinary, CancellationToken.None))[0].Id);
}
