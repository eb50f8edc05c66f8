using RefMon.Application.Referring;
using RefMon.Application.RiskScreen;
using RefMon.Domain.Attention;
using RefMon.Domain.Referring;

namespace RefMon.Application.Tests.Referring;

/// <summary>
/// What the pages of a walk showed of the neighbours' facts when the forms that were accepted had been opened: what somebody has
/// confirmed, whatever the draft has noted of it. A fact that is another one now must be looked at again.
/// </summary>
internal sealed class WalkFacts(ReferringWorld world)
{
    private const string Kind = "where";
    private const string Prison = "prison";
    private const string Release = "release-date";
    private const string Practitioner = "practitioner-details";
    private const string Risk = "risk";

    private readonly Dictionary<Guid, (string Slug, object? Fact)> shown = [];
    private readonly Dictionary<string, object?> confirmed = [];
    private bool knowsOfficer = true;
    private bool knowsCustody = true;
    private bool knowsRisk = true;

    /// <summary>Before anybody is asked, the kind follows from nDelius: it says itself what it follows from.</summary>
    public void Begin(ReferralKind? kind)
    {
        if (kind is ReferralKind.Community or ReferralKind.PreRelease)
            confirmed[Kind] = (kind.Value.IsInCustody(), true);
    }

    /// <summary>What is copied was compared with what the neighbours said then, and is shown with it before it is sent.</summary>
    public void BeginAsCopy(InventedCase now)
    {
        confirmed[Kind] = (IsInCustody(now), now.Officer.Allocated);
        confirmed[Prison] = Prisoner(now)?.Prison.Code;
        confirmed[Release] = Found(now);
        confirmed[Practitioner] = Officer(now);
    }

    /// <summary>Remembers what the page of a form shows that has just been opened.</summary>
    public async Task See(ISectionSave form)
    {
        (string, object?)? fact = form switch
        {
            SaveKind f => (Kind, Place(await world.Get(new GetKind(f.DraftId)))),
            SavePrison f => (Prison, (await world.Get(new GetPrison(f.DraftId))).FromPrisons?.Code),
            SaveReleaseDate f => (Release, (await world.Get(new GetReleaseDate(f.DraftId))).FromPrisons),
            SavePractitionerDetails f => (
                Practitioner,
                Officer(await world.Get(new GetPractitionerDetails(f.DraftId)))
            ),
            SaveRiskInformation f => (Risk, (await world.Get(new GetRiskInformation(f.DraftId))).Basis.Mark),
            _ => null,
        };
        if (fact is { } seen)
            shown[form.CommandId] = seen;
    }

    /// <summary>A form was accepted: what its page had shown is confirmed.</summary>
    public void Accepted(ISectionSave form)
    {
        if (shown.TryGetValue(form.CommandId, out var seen))
            confirmed[seen.Slug] = seen.Fact;
    }

    /// <summary>A neighbour changed something and told nobody: the draft may know it or not.</summary>
    public void Untold(WalkNotice change)
    {
        knowsOfficer &= change is not (WalkNotice.Officer or WalkNotice.Custody);
        knowsCustody &= change is not (WalkNotice.Custody or WalkNotice.Release);
        knowsRisk &= change is not WalkNotice.Risk;
    }

    /// <summary>
    /// A notice was followed to its end, or, not <paramref name="isWhole"/>, as far as it was answered. One of custody does not tell
    /// who supervises the person there.
    /// </summary>
    public void Told(WalkNotice notice, bool isWhole)
    {
        Untold(notice);
        knowsRisk |= isWhole && notice is WalkNotice.Risk or WalkNotice.Merge;
        knowsOfficer |= notice is WalkNotice.Officer or WalkNotice.Merge;
        knowsCustody |= notice is WalkNotice.Custody or WalkNotice.Release or WalkNotice.Merge;
    }

    /// <summary>
    /// The sections to be looked at again, because what the draft must know of is not what was confirmed. The phone and the unit
    /// of the team that holds a case with nobody allocated count where the practitioner is confirmed, and only there.
    /// </summary>
    public IEnumerable<string> ToLookAtAgain(
        InventedCase now,
        ReferralKind? kind,
        IReadOnlyDictionary<string, string> held
    )
    {
        if (kind is not { } known)
            return [];
        (string Slug, bool Differs)[] sections =
        [
            (Kind, knowsOfficer && !Is<(bool, bool Allocated)>(Kind, was => was.Allocated == now.Officer.Allocated)),
            (Kind, knowsCustody && !Is<(bool InCustody, bool)>(Kind, was => was.InCustody == IsInCustody(now))),
            (Prison, knowsCustody && known.IsInCustody() && PrisonDiffers(now, held)),
            (Release, knowsCustody && known.HasRelease() && ReleaseDiffers(now, held)),
            (Practitioner, knowsOfficer && !known.IsUnallocated() && !IsSameOfficer(now)),
            (Risk, knowsRisk && confirmed.GetValueOrDefault(Risk) is string was && was != MarkOf(now)),
        ];
        return sections.Where(section => section.Differs).Select(section => section.Slug);
    }

    private bool Is<T>(string slug, Func<T, bool> same) => confirmed.GetValueOrDefault(slug) is T was && same(was);

    private string MarkOf(InventedCase now) =>
        RiskBasis
            .Of(
                new RiskAnswers(
                    new(new(now.Risk), world.Clock.Now),
                    new(now.Scores, world.Clock.Now),
                    new(now.Registrations, world.Clock.Now)
                )
            )
            .Mark;

    private static bool IsInCustody(InventedCase now) => now.Person.Status is CustodyStatus.Custody;

    private static Prisoner? Prisoner(InventedCase now) => now.Person.NomsNumber is null ? null : now.Prisoner;

    // where the prison service has them is what was chosen, or was seen when another prison was
    private bool PrisonDiffers(InventedCase now, IReadOnlyDictionary<string, string> held)
    {
        if (!held.TryGetValue("prison", out var chosen))
            return true;
        var was = confirmed.GetValueOrDefault(Prison) as string;
        return Prisoner(now)?.Prison.Code is { } code
            ? code != was && !chosen.Contains($"\"{code}\"", StringComparison.Ordinal)
            : was is not null;
    }

    // a date of one's own stays when the prison service has none any more
    private bool ReleaseDiffers(InventedCase now, IReadOnlyDictionary<string, string> held)
    {
        if (!held.ContainsKey("releaseDate") && !held.ContainsKey("releaseDateUnknownReason"))
            return true;
        return Found(now) is { } found
            ? !Is<ReleaseDateFound>(Release, was => was == found)
            : held.GetValueOrDefault("releaseDateSource") == "Prison";
    }

    private ReleaseDateFound? Found(InventedCase now) =>
        Prisoner(now) is { ExpectedReleaseDate: { } day } prisoner && day >= LondonTime.DayOf(world.Clock.Now)
            ? new(
                day,
                prisoner.ConfirmedReleaseDate == day ? ReleaseDateConfidence.Confirmed : ReleaseDateConfidence.Expected
            )
            : null;

    private bool IsSameOfficer(InventedCase now) => Equals(confirmed.GetValueOrDefault(Practitioner), Officer(now));

    private static object Officer(InventedCase now)
    {
        var officer = now.Officer;
        return (officer.Name, officer.Email, officer.Phone, officer.DeliveryUnit, officer.Office, officer.TeamPhone);
    }

    private static object Place(KindPage page) => (page.InCustody, page.Practitioner is not null);

    private static object Officer(PractitionerDetailsPage page) =>
        (
            page.Name.FromNDelius,
            page.Email.FromNDelius,
            page.Phone.FromNDelius,
            page.Pdu.FromNDelius,
            page.Office.FromNDelius,
            page.TeamPhone.FromNDelius
        );
}
