using System.Collections.Concurrent;
using RefMon.Application.Catalogue;
using RefMon.Domain;
using RefMon.Domain.Referring;
using RefMon.Domain.RiskScreen;

namespace RefMon.Application.Tests.CaseLists;

/// <summary>What a test says about a referral; the rest is the same for all.</summary>
internal sealed record SentReferral
{
    private static int numbers;
    private static readonly ConcurrentDictionary<ReferralReference, bool> Drawn = [];

    public string Crn { get; init; } = $"T{Interlocked.Increment(ref numbers):D6}";

    public string FirstName { get; init; } = "Rowan";

    public string LastName { get; init; } = "Example";

    public DemonstrationService Service { get; init; } = CasesWorld.First;

    public string Sender { get; init; } = Staff.Sender;

    public string? Officer { get; init; } = Staff.Officer;

    public string? Pdu { get; init; } = Staff.Team;

    public CustodyStatement? Custody { get; init; }

    public RoshLevel Risk { get; init; } = RoshLevel.Medium;

    public DateOnly? AssessedOn { get; init; } = new(2026, 5, 1);

    public DateTimeOffset? At { get; init; }

    public PersonId? Person { get; init; }

    public string SentenceId { get; init; } = "101";

    public IReadOnlyList<CategoryStatement>? Categories { get; init; }

    // a reference is drawn until nobody has it, as in the product
    private static ReferralReference NewReference()
    {
        while (true)
        {
            var drawn = ReferralReference.Generate("Accommodation", Random.Shared);
            if (Drawn.TryAdd(drawn, true))
                return drawn;
        }
    }

    public ReferralSent ToEvent(DateTimeOffset now) =>
        new(
            new StaffMember(Sender, Staff.Name(Sender), Staff.Email(Sender)),
            At ?? now,
            new ReferralId(Guid.NewGuid()),
            NewReference(),
            new ServiceStatement(
                Service.Id,
                "A service",
                Service.ContractId,
                Service.Reference,
                Service.TypeCode,
                $"Type {Service.TypeCode}",
                Service.Supplier.Id,
                Service.Supplier.Name,
                Service.Region
            ),
            new PersonStatement(
                Person ?? new PersonId(Guid.NewGuid()),
                Domain.Crn.Parse(Crn),
                null,
                FirstName,
                LastName,
                new DateOnly(1990, 2, 28),
                "Female",
                null,
                null,
                [],
                null,
                ["1 Test Street"],
                [],
                null
            ),
            Custody is null ? ReferralKind.Community : ReferralKind.PreRelease,
            Custody,
            new PractitionerStatement(
                new SourcedValue(null, Officer is null ? "Nobody Yet" : Staff.Name(Officer)),
                null,
                new SourcedValue(null, Officer is null ? null : Staff.Email(Officer)),
                SourcedValue.Unknown,
                SourcedValue.Unknown,
                new SourcedValue(null, Pdu),
                SourcedValue.Unknown,
                null,
                Officer
            ),
            null,
            new RiskStatement(
                new RiskVersionId(Guid.NewGuid()),
                AssessedOn,
                Risk,
                [],
                new RiskTexts("Who", null, null, null, null, null, null, null),
                false,
                true
            ),
            new NeedsStatement(null, null, false, null, false, null),
            new SentenceStatement(SentenceId, "Theft", null, new DateOnly(2027, 6, 30)),
            Categories
                ??
                [
                    new CategoryStatement(
                        new ServiceCategoryId(Guid.NewGuid()),
                        "Accommodation",
                        [new OutcomeStatement(new DesiredOutcomeId(Guid.NewGuid()), "Has a home")],
                        new ComplexityStatement(new ComplexityLevelId(Guid.NewGuid()), ComplexityGrade.Low, "Low")
                    ),
                ],
            10,
            new DateOnly(2027, 3, 31),
            "Needs a home",
            null
        );
}
