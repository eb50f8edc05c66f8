using RefMon.Application.Catalogue;
using RefMon.Domain;
using RefMon.Domain.Referring;

namespace RefMon.Application.Referring;

/// <summary>How a service and a person go together in one respect.</summary>
public enum EligibilityResult
{
    /// <summary>Nothing speaks against it.</summary>
    Fits,

    /// <summary>It may be the wrong service: the practitioner decides.</summary>
    MayNotFit,

    /// <summary>What is known is not enough to tell.</summary>
    NotKnown,
}

/// <summary>One respect, for example "Age", with the reason in a sentence or two.</summary>
public sealed record EligibilityCheck(string Name, EligibilityResult Result, string Reason)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(EligibilityCheck)} {Name}";
}

/// <summary>Where a person is and who supervises them, with who says so of each: nDelius, or the draft where it says something else.</summary>
internal sealed record Whereabouts(string? DeliveryUnit, bool InCustody)
{
    private const string NDelius = "nDelius";
    private const string Draft = "Your draft";
    private const string Referral = "The referral";

    /// <summary>Who says which unit it is.</summary>
    public string Source { get; private init; } = NDelius;

    /// <summary>Who says whether they are in custody.</summary>
    public string CustodySource { get; private init; } = NDelius;

    /// <summary>As nDelius has it.</summary>
    public static Whereabouts Of(ProbationPerson person, ResponsibleOfficer officer) =>
        new(officer.DeliveryUnit, person.Status is CustodyStatus.Custody);

    /// <summary>As a draft would send it.</summary>
    public static Whereabouts Of(OpenDraft open)
    {
        var nDelius = Of(open.Person, open.Sources.Officer.Value);
        var custody = open.Kind?.IsInCustody() ?? nDelius.InCustody;
        // the team that holds somebody nobody is allocated to is nDelius's alone to name
        var unit =
            open.Kind is { } kind && kind.IsUnallocated()
                ? nDelius.DeliveryUnit
                : PractitionerDetailsSection.ValueOf(open, PractitionerDetailsSection.Pdu).Shown();
        return new(unit, custody)
        {
            Source = unit == TypedText.Line(nDelius.DeliveryUnit) ? NDelius : Draft,
            CustodySource = custody == nDelius.InCustody ? NDelius : Draft,
        };
    }

    /// <summary>As a referral has it that came back.</summary>
    public static Whereabouts Of(ReferralDetails details) =>
        new(details.Now.Practitioner.Pdu.Shown(), details.Now.Custody is not null && details.Released is null)
        {
            Source = Referral,
            CustodySource = Referral,
        };

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(Whereabouts);
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
        Whereabouts whereabouts,
        IReadOnlyList<DeliveryUnit> units,
        DateOnly today
    ) =>
        [
            Age(service.Contract.Eligibility, person, today),
            Sex(service.Contract.Eligibility, person),
            Region(service.Contract, whereabouts, units),
            Need(service),
            .. Inclusion(service, whereabouts),
            .. ClosesSoon(service.Contract, today),
        ];

    /// <summary>
    /// Why a service may not be for the person of a referral that came back, by what the referral says of them. What the service
    /// helps with is left to the practitioner, and a closing contract to the draft.
    /// </summary>
    public static IReadOnlyList<string> Mismatches(
        FoundService service,
        ReferralDetails details,
        IReadOnlyList<DeliveryUnit> units,
        DateOnly today
    )
    {
        var (eligibility, whereabouts) = (service.Contract.Eligibility, Whereabouts.Of(details));
        List<EligibilityCheck> checks =
        [
            Sex(eligibility, details.Now.Person.Sex),
            Region(service.Contract, whereabouts, units),
            .. Inclusion(service.CategoryNames, whereabouts),
        ];
        if (details.Now.Person.DateOfBirth is { } born)
            checks.Insert(0, Age(eligibility, born, today));
        return [.. checks.Where(check => check.Result == EligibilityResult.MayNotFit).Select(check => check.Reason)];
    }

    public static EligibilityCheck Age(Eligibility eligibility, ProbationPerson person, DateOnly today) =>
        Age(eligibility, person.DateOfBirth, today);

    private static EligibilityCheck Age(Eligibility eligibility, DateOnly born, DateOnly today)
    {
        var age = ProbationPerson.AgeOf(born, today);
        var isFor = $"This service is for people {eligibility.AgesInWords}. nDelius gives this person's age as {age}.";
        var outside = age < eligibility.MinimumAge || age > eligibility.MaximumAge;
        return new("Age", outside ? EligibilityResult.MayNotFit : EligibilityResult.Fits, isFor);
    }

    public static EligibilityCheck Sex(Eligibility eligibility, ProbationPerson person) => Sex(eligibility, person.Sex);

    private static EligibilityCheck Sex(Eligibility eligibility, string? sex)
    {
        if (eligibility is { Men: true, Women: true })
            return new("Sex", EligibilityResult.Fits, "This service is for men and women.");
        var isFor = $"This service is for {eligibility.SexInWords}.";
        bool? fits = sex?.ToUpperInvariant() switch
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
                $"{isFor} nDelius records this person's sex as {sex}."
            ),
        };
    }

    /// <summary>
    /// By the probation delivery unit that supervises the person, as far as it is one of the list. Which part of its region a
    /// unit is in is not listed, so that it fits only a service for the whole of it.
    /// </summary>
    public static EligibilityCheck Region(
        CatalogueContract contract,
        Whereabouts person,
        IReadOnlyList<DeliveryUnit> units
    )
    {
        var parts = contract.CoversWholeRegion || contract.Areas.Count == 0 ? null : Words.Or(contract.Areas);
        var where = $"This service covers {(parts is null ? "" : $"{parts}, in ")}{contract.RegionName}.";
        // names of units repeat in different regions
        var regions = units
            .Where(unit => SameName(unit.Name, person.DeliveryUnit))
            .DistinctBy(unit => unit.RegionCode)
            .ToList();
        var isThere = regions.Exists(unit => unit.RegionCode == contract.RegionCode);
        return (isThere, regions.Count, parts) switch
        {
            (_, 0, _) => Check(
                EligibilityResult.NotKnown,
                "It cannot be told from nDelius which region supervises this person."
            ),
            (false, _, _) => Check(
                EligibilityResult.MayNotFit,
                $"{person.Source} has this person with {person.DeliveryUnit}, which is in {Words.Or([.. regions.Select(unit => unit.RegionName)])}."
            ),
            (true, > 1, _) => Check(
                EligibilityResult.NotKnown,
                $"{person.DeliveryUnit}, which supervises this person, is the name of a unit there and of one in {Words.Or(Others())}. Check which of them it is."
            ),
            (true, _, { } part) => Check(
                EligibilityResult.NotKnown,
                $"{person.DeliveryUnit}, which supervises this person, is in the same region. Check that it is in {part}."
            ),
            _ => Check(EligibilityResult.Fits, $"{person.DeliveryUnit}, which supervises this person, is there."),
        };

        EligibilityCheck Check(EligibilityResult result, string reason) => new("Region", result, $"{where} {reason}");

        IReadOnlyList<string> Others() =>
            [.. regions.Where(unit => unit.RegionCode != contract.RegionCode).Select(unit => unit.RegionName)];
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
    public static IEnumerable<EligibilityCheck> Inclusion(CatalogueService service, Whereabouts person) =>
        Inclusion([.. service.Categories.Select(category => category.Name)], person);

    private static IEnumerable<EligibilityCheck> Inclusion(IReadOnlyList<string> categories, Whereabouts person)
    {
        var inclusion = categories.Count(name => Needs.Of(name) == Needs.Inclusion);
        if (inclusion == 0 || person.InCustody)
            yield break;
        var all = inclusion == categories.Count;
        yield return new(
            "Custody",
            EligibilityResult.MayNotFit,
            $"{(all ? "Social inclusion help is" : "Of what this service offers, social inclusion is")} meant to begin before release. {person.CustodySource} does not have this person in custody: ask for it only where your region’s guidance allows it."
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

/// <summary>What speaks against the service of a draft: with what the draft says, and nDelius where it says nothing else.</summary>
internal sealed class DraftEligibility(ServiceCatalogue catalogue)
{
    /// <summary>The reasons why the service may not be for the person; none nearly always.</summary>
    public async Task<IReadOnlyList<string>> Mismatches(OpenDraft open, CancellationToken cancellationToken) =>
        [
            .. EligibilityChecks
                .Of(
                    open.Service,
                    open.Person,
                    Whereabouts.Of(open),
                    await catalogue.DeliveryUnits(cancellationToken),
                    open.Today
                )
                .Where(check => check.Result == EligibilityResult.MayNotFit)
                .Select(check => check.Reason),
        ];
}
