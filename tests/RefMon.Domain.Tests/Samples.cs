using RefMon.Domain.Amendments;
using RefMon.Domain.Appointments;
using RefMon.Domain.Endings;
using RefMon.Domain.Referring;
using RefMon.Domain.RiskScreen;

namespace RefMon.Domain.Tests;

public static class Samples
{
    public static OutcomeStatement FirstOutcome { get; } =
        new(new DesiredOutcomeId(Id(201)), "Moves into settled accommodation");
    public static OutcomeStatement SecondOutcome { get; } =
        new(new DesiredOutcomeId(Id(202)), "Keeps up with the rent");
    public static OutcomeStatement ThirdOutcome { get; } =
        new(new DesiredOutcomeId(Id(203)), "Knows how to appeal a decision");
    public static ComplexityStatement Medium { get; } =
        new(new ComplexityLevelId(Id(301)), ComplexityGrade.Medium, "Medium complexity");
    public static ComplexityStatement High { get; } =
        new(new ComplexityLevelId(Id(302)), ComplexityGrade.High, "High complexity");
    public static ServiceCategoryId Accommodation { get; } = new(Id(101));

    public static ServiceStatement Service { get; } =
        new(
            new ServiceId(Id(1)),
            "Accommodation in Dyfed-Powys",
            new ContractId(Id(2)),
            "CON-0001",
            "ACC",
            "Accommodation",
            new SupplierId(Id(3)),
            "Harbour Trust",
            "Wales"
        );

    public static ServiceStatement OtherService { get; } =
        Service with
        {
            Id = new ServiceId(Id(11)),
            ContractId = new ContractId(Id(12)),
            ContractReference = "CON-0002",
            SupplierId = new SupplierId(Id(13)),
            SupplierName = "New Start",
        };

    /// <summary>A person with one name, no fixed address and characters that need care.</summary>
    public static PersonStatement Person { get; } =
        new(
            new PersonId(Id(4)),
            Crn.Parse("X123456"),
            null,
            "Llŷr 🙂 \"O'Dŵr\" <b>",
            "",
            new DateOnly(1990, 2, 28),
            "Male",
            null,
            "Welsh",
            ["Dyslexia"],
            null,
            AddressLines: null,
            Phones: [],
            Email: null
        );

    /// <summary>The person's details as nDelius has them later; with 0 as they were sent.</summary>
    public static PersonDetails Details(int change) =>
        PersonDetails.Of(Person) with
        {
            AddressLines = change == 0 ? null : [$"{change} New Street", "Testham"],
            Phones = change > 1 ? ["07700 900123"] : [],
        };

    public static SafeContactStatement SafeContact { get; } =
        new("Weekdays before 3pm", "Text first", "The \"ex\" <partner>", null, null);

    public static RiskStatement Risk(int version = 1) =>
        new(
            new RiskVersionId(Id(400 + version)),
            new DateOnly(2026, 9, 1),
            RoshLevel.High,
            [new GroupRisk("Children", RoshLevel.Low), new GroupRisk("Staff", RoshLevel.High)],
            new RiskTexts("Staff", "Threats", null, null, null, null, null, "See notes"),
            Edited: true,
            Acknowledged: true,
            [new RiskScore(RiskScoreKind.SeriousReoffending, RoshLevel.Medium, 4.2m, new DateOnly(2026, 9, 1))],
            [
                new RiskRegistration(
                    "STLK",
                    "Stalking",
                    "Public protection",
                    RegistrationKind.Stalking,
                    new DateOnly(2026, 8, 1),
                    null
                ),
            ],
            new RiskSources(new DateTimeOffset(2026, 11, 2, 9, 0, 0, TimeSpan.Zero), null, null),
            $"MARK{version}"
        );

    public static CustodyStatement Custody { get; } =
        new(
            "LEI",
            "Leeds",
            new DateOnly(2027, 1, 4),
            ReleaseDateSource.Prison,
            ReleaseDateConfidence.Expected,
            null,
            "Leeds office",
            null
        );

    public static SendReferral CompleteReferral { get; } =
        new(
            People.Practitioner,
            new ReferralId(Id(5)),
            ReferralReference.Parse("AC2673AC"),
            Service,
            Person,
            ReferralKind.Community,
            null,
            new PractitionerStatement(
                new SourcedValue(null, "Sian O’Neill"),
                null,
                new SourcedValue("sian@probation.example", "old@probation.example"),
                SourcedValue.Unknown,
                SourcedValue.Unknown,
                new SourcedValue(null, "Dyfed-Powys"),
                SourcedValue.Unknown
            ),
            BackUp: null,
            Risk(),
            new NeedsStatement("Ramp", null, NeedsInterpreter: false, null, HasResponsibilities: false, null),
            new SentenceStatement("2500001", "Theft", null, null),
            [new CategoryAnswers(Accommodation, "Accommodation", [FirstOutcome, SecondOutcome], Medium)],
            MaximumEnforceableDays: 10,
            CompletionDate: new DateOnly(2027, 3, 31),
            "Needs somewhere to live",
            FurtherInformation: null,
            SafeContact: SafeContact
        );

    public static SendReferral PreReleaseReferral { get; } =
        CompleteReferral with
        {
            Kind = ReferralKind.PreRelease,
            Custody = Custody,
        };

    public static AppointmentOutcome Happened { get; } =
        new(
            Happened: true,
            Attended: true,
            Late: false,
            null,
            "Talked through options",
            "Engaged well",
            null,
            null,
            null,
            NotifyOfBehaviour: false,
            null,
            NotifyOfConcerns: false,
            null
        );

    public static AppointmentOutcome Missed { get; } =
        Happened with
        {
            Happened = false,
            Attended = false,
            Summary = null,
            Response = null,
            WhyNot = "No answer to two calls",
        };

    public static SlotAsked ByPhone(DateOnly day, int hour, int minute = 0, int minutes = 60) =>
        new(day, new TimeOnly(hour, minute), minutes, MeetingMethod.PhoneCall, SessionFormat.OneToOne, null);

    public static IReadOnlyList<OutcomeJudgement> Judgements(Referral referral) =>
        [
            .. referral.Referring.Outcomes.Select(o => new OutcomeJudgement(
                o.Id,
                Achievement.PartlyAchieved,
                "Some progress",
                null
            )),
        ];

    public static Guid Id(int n) => new($"00000000-0000-0000-0001-{n:D12}");
}
