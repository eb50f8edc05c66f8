using RefMon.Application.Catalogue;

namespace RefMon.Application.Referring;

/// <summary>How a service and a person go together in one respect.</summary>
public enum EligibilityResult
{
    /// <summary>Nothing speaks against it.</summary>
    Fits,

    /// <summary>It may be the wrong service: the practitioner decides.</summary>
    MayNotFit,

    /// <summary>nDelius does not say enough to tell.</summary>
    NotKnown,
}

/// <summary>One respect, for example "Age", with the reason in a sentence or two.</summary>
public sealed record EligibilityCheck(string Name, EligibilityResult Result, string Reason)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(EligibilityCheck)} {Name}";
}

/// <summary>
/// Compares what nDelius says of a person with whom a service is for. Warns, never blocks: what nDelius does not say is no
/// mismatch. A contract that is closed never comes this far.
/// </summary>
internal static class EligibilityChecks
{
    private const int ClosesSoonDays = 28;

    public static IReadOnlyList<EligibilityCheck> Of(
        CatalogueService service,
        ProbationPerson person,
        string? deliveryUnit,
        IReadOnlyList<DeliveryUnit> units,
        DateOnly today
    ) =>
        [
            Age(service.Contract.Eligibility, person, today),
            Sex(service.Contract.Eligibility, person),
            Region(service.Contract, deliveryUnit, units),
            Need(service),
            .. Inclusion(service, person),
            .. ClosesSoon(service.Contract, today),
        ];

    public static EligibilityCheck Age(Eligibility eligibility, ProbationPerson person, DateOnly today)
    {
        var age = person.AgeOn(today);
        var isFor = $"This service is for people {eligibility.AgesInWords}. nDelius gives this person's age as {age}.";
        var outside = age < eligibility.MinimumAge || age > eligibility.MaximumAge;
        return new("Age", outside ? EligibilityResult.MayNotFit : EligibilityResult.Fits, isFor);
    }

    public static EligibilityCheck Sex(Eligibility eligibility, ProbationPerson person)
    {
        if (eligibility is { Men: true, Women: true })
            return new("Sex", EligibilityResult.Fits, "This service is for men and women.");
        var isFor = $"This service is for {eligibility.SexInWords}.";
        bool? fits = person.Sex?.ToUpperInvariant() switch
        {
            "MALE" => eligibility.Men,
            "FEMALE" => eligibility.Women,
            _ => null,
        };
        return fits switch
        {
            null => new("Sex", EligibilityResult.NotKnown, $"{isFor} nDelius does not say enough about this person."),
            { } does => new(
                "Sex",
                does ? EligibilityResult.Fits : EligibilityResult.MayNotFit,
                $"{isFor} nDelius records this person's sex as {person.Sex}."
            ),
        };
    }

    /// <summary>By the probation delivery unit that supervises the person, as far as it is one of the list.</summary>
    public static EligibilityCheck Region(
        CatalogueContract contract,
        string? deliveryUnit,
        IReadOnlyList<DeliveryUnit> units
    )
    {
        var where = contract is { CoversWholeRegion: false, Areas: [var area] }
            ? $"This service covers {area}, in {contract.RegionName}."
            : $"This service covers {contract.RegionName}.";
        // names of units repeat in different regions
        var regions = units.Where(unit => SameName(unit.Name, deliveryUnit)).ToList();
        if (regions.Count == 0)
            return new(
                "Region",
                EligibilityResult.NotKnown,
                $"{where} It cannot be told from nDelius which region supervises this person."
            );
        if (regions.Exists(unit => unit.RegionCode == contract.RegionCode))
            return new(
                "Region",
                EligibilityResult.Fits,
                $"{where} {deliveryUnit}, which supervises this person, is there."
            );
        return new(
            "Region",
            EligibilityResult.MayNotFit,
            $"{where} nDelius has this person with {deliveryUnit}, which is in {regions[0].RegionName}."
        );
    }

    private static EligibilityCheck Need(CatalogueService service)
    {
        var offered = service.Categories.Where(category => category.Outcomes.Count > 0).Select(c => c.Name).ToList();
        return offered.Count == 0
            ? new(
                "Need",
                EligibilityResult.MayNotFit,
                "Nothing can be asked of this service at present: all of its outcomes are closed, so the referral could not be completed."
            )
            : new(
                "Need",
                EligibilityResult.NotKnown,
                $"This service helps with: {string.Join(", ", offered)}. Only you can tell whether that is what the person needs."
            );
    }

    /// <summary>Social inclusion is commissioned for people who are about to leave custody: field.md, rank 4.</summary>
    public static IEnumerable<EligibilityCheck> Inclusion(CatalogueService service, ProbationPerson person)
    {
        var inclusion = service.Categories.Count(category => Needs.Of(category.Name) == Needs.Inclusion);
        if (inclusion == 0 || person.Status is CustodyStatus.Custody)
            yield break;
        var all = inclusion == service.Categories.Count;
        yield return new(
            "Custody",
            EligibilityResult.MayNotFit,
            $"{(all ? "Social inclusion help is" : "Of what this service offers, social inclusion is")} meant to begin before release. nDelius does not have this person in custody: ask for it only where your region’s guidance allows it."
        );
    }

    private static IEnumerable<EligibilityCheck> ClosesSoon(CatalogueContract contract, DateOnly today)
    {
        if (contract.OpenUntil is not { } until)
            yield break;
        var lastDay = Domain.Attention.LondonTime.DayOf(until.AddTicks(-1));
        if (lastDay.DayNumber - today.DayNumber < ClosesSoonDays)
            yield return new(
                "Takes referrals",
                EligibilityResult.MayNotFit,
                $"This service takes referrals until {Words.Day(lastDay)} only. After that a draft cannot be sent."
            );
    }

    private static bool SameName(string name, string? other) =>
        string.Equals(name, other?.Trim(), StringComparison.OrdinalIgnoreCase);
}

/// <summary>What speaks against the service of a draft, with what nDelius says now.</summary>
internal sealed class DraftEligibility(ServiceCatalogue catalogue)
{
    /// <summary>The reasons why the service may not be for the person; none nearly always.</summary>
    public async Task<IReadOnlyList<string>> Mismatches(OpenDraft open, CancellationToken cancellationToken) =>
        [
            .. EligibilityChecks
                .Of(
                    open.Service,
                    open.Person,
                    open.Sources.Officer.Value.DeliveryUnit,
                    await catalogue.DeliveryUnits(cancellationToken),
                    open.Today
                )
                .Where(check => check.Result == EligibilityResult.MayNotFit)
                .Select(check => check.Reason),
        ];
}
