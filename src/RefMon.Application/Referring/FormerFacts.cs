using RefMon.Application.CaseLists;
using RefMon.Application.Catalogue;
using RefMon.Domain;
using RefMon.Domain.Referring;

namespace RefMon.Application.Referring;

/// <summary>The offices where a contact works, and the places where a person can be expected after release.</summary>
internal sealed record PlacesListed(IReadOnlyList<string> Offices, IReadOnlyList<string> Expected)
{
    public static async Task<PlacesListed> Of(ServiceCatalogue catalogue, CancellationToken cancellationToken) =>
        new(
            [.. (await catalogue.Offices(null, cancellationToken)).Select(office => office.Name)],
            [.. (await ExpectedOfficeSection.Options(catalogue, cancellationToken)).Select(option => option.Value)]
        );
}

/// <summary>
/// The facts of a referral that came back which can have changed since: where the person is, their release and whom to contact.
/// Each is compared with what nDelius and the prison service say now. One that still holds, or that nobody else knows, is
/// carried over with the instant since when it has stood; one that does not is asked again, and it is said why.
/// </summary>
internal sealed class FormerFacts
{
    private readonly ReferralRead read;
    private readonly PlacesListed places;
    private readonly Dictionary<string, DraftField> taken = [];
    private readonly List<string> askedAgain = [];
    private OpenDraft open;

    private FormerFacts(ReferralRead read, OpenDraft open, PlacesListed places) =>
        (this.read, this.open, this.places) = (read, open, places);

    public IReadOnlyDictionary<string, DraftField> Taken => taken;

    public IReadOnlyList<string> AskedAgain => askedAgain;

    private ReferralSent Was => read.Details.Now;

    private Prison? PrisonNow => open.Sources.Prison?.Value.Prisoner?.Prison;

    public static FormerFacts Of(ReferralRead read, OpenDraft open, PlacesListed places)
    {
        var facts = new FormerFacts(read, open, places);
        if (facts.TakeKind() is not { } kind)
            return facts;
        if (kind.IsInCustody())
            facts.TakePrison(facts.Was.Custody!);
        if (kind.HasRelease())
            facts.TakeRelease(facts.Was.Custody!);
        if (kind is ReferralKind.UnallocatedReleasing)
            facts.TakeExpectedOffice(facts.Was.Custody!);
        if (kind.IsUnallocated())
            facts.TakeMainContact();
        else
            facts.TakePractitioner();
        return facts;
    }

    private ReferralKind? TakeKind()
    {
        if (open.Kind is { } decided)
        {
            if (Was.Kind != decided)
                Ask(
                    "Where the person is: nDelius has them in the community now. What was said of prison and release is left out"
                );
            return decided;
        }
        if (NoLongerThatKind() is { } why)
        {
            Ask($"Where the person is and whom to contact: asked again, since {why}");
            return null;
        }
        Take(KindSection.Kind, Was.Kind.ToString(), StandsSince(referral => referral.Kind));
        Take(KindSection.Confirmed, KindSection.InNDelius(open));
        open = open with { Draft = open.Draft with { Kind = Was.Kind } };
        return Was.Kind;
    }

    private string? NoLongerThatKind()
    {
        var (inCustody, officer) = (open.Person.Status == CustodyStatus.Custody, open.Sources.Officer.Value);
        var release = ReleaseDateSection.Found(open)?.Day;
        var isFar = release is { } day && ReleaseDateSection.IsFar(open, day);
        return (Was.Kind, inCustody) switch
            {
                (ReferralKind.Community, true) => "nDelius has them in prison now",
                (not ReferralKind.Community, false) => "nDelius has them in the community now",
                _ => null,
            }
            ?? (Was.Kind.IsUnallocated(), officer.Allocated) switch
            {
                (true, true) => $"nDelius names a probation practitioner now: {officer.Name}",
                // one entered here while nDelius had nobody stands as long as it still has nobody
                (false, false) when Was.Practitioner.Name.FromNDelius is not null =>
                    "nDelius names no probation practitioner now",
                _ => null,
            }
            ?? Was.Kind switch
            {
                not ReferralKind.Community when Was.Custody is null =>
                    "the referral was told of their release, and nDelius has them in prison",
                ReferralKind.UnallocatedReleasing when isFar =>
                    $"the prison service expects the release on {Words.Day(release!.Value)}, more than 12 weeks away",
                ReferralKind.UnallocatedStaying when release is { } soon && !isFar =>
                    $"the prison service expects the release on {Words.Day(soon)}, within 12 weeks",
                _ => null,
            };
    }

    private void TakePrison(CustodyStatement said)
    {
        if (PrisonNow is { } other && other.Code != said.PrisonId)
        {
            Ask($"Prison: the referral had {said.PrisonName}, the prison service has {other.Name} now");
            return;
        }
        Take(
            PrisonSection.Prison,
            PrisonSection.Text(new(said.PrisonId, said.PrisonName)),
            StandsSince(referral => referral.Custody?.PrisonId)
        );
        Take(PrisonSection.Confirmed, PrisonNow?.Code ?? PrisonSection.Nowhere);
    }

    private void TakeRelease(CustodyStatement said)
    {
        var found = ReleaseDateSection.Found(open);
        if (WhyNot(said, found) is { } why)
        {
            Ask($"Expected release date: {why}");
            return;
        }
        var since = StandsSince(referral =>
            (referral.Custody?.ReleaseDate, referral.Custody?.ReleaseDateUnknownReason)
        );
        if (said.ReleaseDate is { } day)
        {
            var source = said.ReleaseDateSource ?? ReleaseDateSource.Practitioner;
            var confidence =
                source is ReleaseDateSource.Prison && found is not null
                    ? found.Confidence
                    : said.ReleaseDateConfidence ?? ReleaseDateConfidence.Expected;
            Take(ReleaseDateSection.Date, DraftAnswers.Text(day), since);
            Take(ReleaseDateSection.Source, source.ToString());
            Take(ReleaseDateSection.Confidence, confidence.ToString());
        }
        else
            Take(ReleaseDateSection.Reason, said.ReleaseDateUnknownReason, since);
        Take(ReleaseDateSection.Confirmed, ReleaseDateSection.Mark(open));
    }

    private string? WhyNot(CustodyStatement said, ReleaseDateFound? found) =>
        said switch
        {
            { ReleaseDate: null, ReleaseDateUnknownReason: null or "" } => "the referral does not have it any more",
            { ReleaseDate: null } when found is not null =>
                $"it was not known, the prison service has {Words.Day(found.Day)} now",
            { ReleaseDate: { } day } when day < open.Today => $"{Words.Day(day)} has passed",
            { ReleaseDate: { } day } when found is not null && found.Day != day =>
                $"the referral had {Words.Day(day)}, the prison service has {Words.Day(found.Day)} now",
            { ReleaseDate: { } day, ReleaseDateSource: ReleaseDateSource.Prison }
                when found is null && open.Sources.Prison is not null =>
                $"the prison service does not have {Words.Day(day)} any more",
            _ => null,
        };

    private void TakeExpectedOffice(CustodyStatement said)
    {
        var since = StandsSince(referral =>
            (referral.Custody?.ExpectedOffice, referral.Custody?.ExpectedOfficeUnknownReason)
        );
        if (said.ExpectedOffice is not { Length: > 0 } office)
            Take(ExpectedOfficeSection.Reason, said.ExpectedOfficeUnknownReason, since);
        else if (places.Expected.Contains(office))
            Take(ExpectedOfficeSection.Office, office, since);
        else
            Ask($"Expected probation office: {office} is not listed any more");
    }

    private void TakeMainContact()
    {
        var said = Was.Practitioner;
        var typed = new SaveMainContact(
            open.Draft.Id,
            Guid.Empty,
            Shown: null,
            said.Name.Shown(),
            said.Role,
            said.Email.Shown(),
            said.Phone.Shown(),
            said.Establishment is { Length: > 0 } ? MainContactSection.AtEstablishment : MainContactSection.AtOffice,
            said.Establishment,
            said.Office.Shown()
        );
        var rules = new MainContactRules([said.Establishment ?? ""], places.Offices);
        if (
            said.Establishment is { } place
            && place == Was.Custody?.PrisonName
            && !taken.ContainsKey(PrisonSection.Prison)
        )
            Ask($"Main point of contact: they work at {place}, where the person is not any more");
        else if (rules.Check(typed).FirstOrDefault() is { } wrong)
            Ask($"Main point of contact: {char.ToLowerInvariant(wrong.Message[0])}{wrong.Message[1..]}");
        else
        {
            foreach (var box in MainContactSection.Boxes)
                Take(
                    box.Name,
                    box.Value(typed),
                    box.Name == MainContactSection.Name ? StandsSince(r => r.Practitioner) : null
                );
            // as it was sent: another team since is looked at before it is told who may see the referral
            Take(
                MainContactSection.Team,
                MainContactSection.TeamMark(said.TeamPhone.FromNDelius, said.Pdu.FromNDelius)
            );
        }
    }

    private void TakePractitioner()
    {
        var (said, officer) = (Was.Practitioner, open.Sources.Officer.Value);
        var details = PractitionerDetailsSection
            .Details.Select(field =>
                (Field: field, Now: TypedText.Line(field.InNDelius(officer)), Was: Of(said, field))
            )
            .ToList();
        if (said.Role is not null || said.Name.FromNDelius != TypedText.Line(officer.Name))
        {
            Ask("Practitioner details: nDelius names somebody else now");
            return;
        }
        foreach (var (field, now, was) in details)
        {
            // what was emptied on purpose stays empty
            Take(field.Name, was == SourcedValue.Unknown && now is not null ? "" : was.Value);
        }
        if (details.Exists(detail => detail.Was.FromNDelius != detail.Now))
            Ask("Practitioner details: nDelius has others now, so look at them again");
        else
            Take(
                PractitionerDetailsSection.Confirmed,
                DraftJson.Fingerprint(officer),
                StandsSince(referral => referral.Practitioner)
            );
    }

    private static SourcedValue Of(PractitionerStatement said, PractitionerField field) =>
        field.Name switch
        {
            _ when field == PractitionerDetailsSection.Name => said.Name,
            _ when field == PractitionerDetailsSection.Email => said.Email,
            _ when field == PractitionerDetailsSection.Phone => said.Phone,
            _ when field == PractitionerDetailsSection.TeamPhone => said.TeamPhone,
            _ when field == PractitionerDetailsSection.Pdu => said.Pdu,
            _ => said.Office,
        };

    /// <summary>When the referral first said what it said of this in the end.</summary>
    private DateTimeOffset StandsSince<T>(Func<ReferralSent, T> of)
    {
        var (since, details) = (default(DateTimeOffset), (ReferralDetails?)null);
        foreach (var happened in read.Events.Select(stored => (IReferralEvent)stored.Data))
        {
            var before = details;
            details = ReferralDetails.Apply(before, happened);
            if (before is null || !EqualityComparer<T>.Default.Equals(of(before.Now), of(details.Now)))
                since = happened.At;
        }
        return since;
    }

    private void Take(string name, string? value, DateTimeOffset? since = null)
    {
        if (value is not null)
            taken[name] = new DraftField(value, open.Now, open.Viewer.AccountId, open.Draft.Version, StatedAt: since);
    }

    private void Ask(string why) => askedAgain.Add(why);
}
