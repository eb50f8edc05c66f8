using RefMon.Domain.Amendments;
using RefMon.Domain.Referring;

namespace RefMon.Domain.Tests.Lifecycle;

/// <summary>
/// The model's person, their practitioner and where they are held: what was typed, what nDelius and the prisons have reported since,
/// and which of both stands.
/// </summary>
public sealed class PersonModel
{
    // of the practitioner: what was typed stands before what nDelius says
    private readonly Dictionary<AmendableText, string?> typed = [];
    private readonly Dictionary<AmendableText, string?> reported = [];
    private readonly HashSet<Crn> former = [];
    private PersonFacts facts;
    private (string? Typed, string? Reported) team;
    private string? account;
    private string? role;
    private CustodyStatement? custody;
    private bool isReleaseConfirmed;
    private string reached;
    private (DateOnly? On, string? Office, string? WhyNot) released;

    public PersonModel(SendReferral sent)
    {
        var (person, practitioner) = (sent.Person!, sent.Practitioner!);
        facts = new(
            person.FirstName,
            person.LastName,
            person.Crn,
            person.NomsNumber,
            person.Id,
            false,
            false,
            null,
            null
        );
        reached = PersonSeen.Reached(PersonDetails.Of(person));
        custody = sent.Custody;
        isReleaseConfirmed = custody?.ReleaseDateConfidence is ReleaseDateConfidence.Confirmed;
        (team, account, role) = (
            (practitioner.Pdu.Value, practitioner.Pdu.FromNDelius),
            practitioner.AccountId,
            practitioner.Role
        );
        foreach (
            var (field, value) in new[]
            {
                (AmendableText.PractitionerName, practitioner.Name),
                (AmendableText.PractitionerEmail, practitioner.Email),
                (AmendableText.PractitionerPhone, practitioner.Phone),
                (AmendableText.TeamPhone, practitioner.TeamPhone),
                (AmendableText.PractitionerOffice, practitioner.Office),
            }
        )
            (typed[field], reported[field]) = (value.Value, value.FromNDelius);
    }

    public PersonSeen Seen =>
        new(
            facts,
            string.Join(' ', former.Select(c => c.Value).Order()),
            Or(team.Typed) ?? Or(team.Reported),
            account,
            custody,
            isReleaseConfirmed,
            reached,
            released
        );

    public string? Shown(AmendableText field) => Or(typed[field]) ?? Or(reported[field]);

    /// <summary>Every reason to refuse a change of custody; null when the command is none.</summary>
    public Reasons? ReasonsAgainst(object command, DateOnly today)
    {
        if (After(command) is not { } changed)
            return null;
        var reasons = Reasons.None.With("not-in-custody", custody is null).With("unchanged", changed == custody);
        return command switch
        {
            AmendPrison c => reasons
                .With("prison-missing", Or(c.PrisonId) is null)
                .With("reason-missing", Or(c.Reason) is null),
            AmendReleaseDate c => reasons
                .With("release-date-passed", c.ReleaseDate < today)
                .With("release-date-missing", c.ReleaseDate is null && Or(c.UnknownReason) is null),
            AmendExpectedOffice c => reasons.With(
                "office-missing",
                Or(c.Office) is null && Or(c.UnknownReason) is null
            ),
            _ => throw new NotSupportedException(command.GetType().Name),
        };
    }

    /// <summary>Null when it is none of this model's, false when it says nothing new.</summary>
    public bool? Done(object command, DateTimeOffset now)
    {
        if (After(command) is { } changed)
        {
            SetCustody(changed);
            return true;
        }
        switch (command)
        {
            case AmendText c:
                typed[c.Field] = Or(c.Now);
                return true;
            case HeardOfPerson c:
                var heard = PersonSeen.Reached(c.Details);
                var isNews = heard != reached;
                reached = heard;
                return isNews;
            case INeighbourNews news:
                var (before, all) = (Seen, Everything());
                Follow(news);
                return Seen != before || Everything() != all;
            default:
                return null;
        }
    }

    private void Follow(INeighbourNews news)
    {
        switch (news)
        {
            case PractitionerReported n:
                Follow(n);
                break;
            case PersonNameReported n:
                facts = facts with { First = n.FirstName, Last = n.LastName };
                break;
            case IdentifiersReported n:
                Renumber(n.Crn);
                facts = facts with { Noms = n.NomsNumber };
                break;
            case PersonRecordsMerged n:
                former.Add(n.FormerCrn);
                Renumber(n.SurvivingCrn);
                facts = facts with { Id = n.PersonId };
                break;
            case CustodyReported n:
                SetCustody(n.Custody);
                break;
            case ReleaseReported n:
                released = custody is { } held
                    ? (n.ReleasedOn, held.ExpectedOffice, held.ExpectedOfficeUnknownReason)
                    : released with
                    {
                        On = n.ReleasedOn,
                    };
                (custody, isReleaseConfirmed) = (null, true);
                facts = facts with { ReleasedOn = n.ReleasedOn };
                break;
            case RestrictionReported n:
                facts = facts with { Restricted = n.IsRestricted };
                break;
            case DeathReported n:
                facts = facts with { Died = true, DiedOn = n.DiedOn };
                break;
            default:
                throw new NotSupportedException(news.GetType().Name);
        }
    }

    // what was typed about one practitioner, or about a contact with a role, does not stand for the next who is named
    private void Follow(PractitionerReported n)
    {
        if (n.Name is not null && (role is not null || n.IsSomebodyElse))
        {
            foreach (var field in typed.Keys)
                typed[field] = null;
            (team.Typed, role) = (null, null);
        }
        reported[AmendableText.PractitionerName] = n.Name;
        reported[AmendableText.PractitionerEmail] = n.Email;
        reported[AmendableText.PractitionerPhone] = n.Phone;
        reported[AmendableText.TeamPhone] = n.TeamPhone;
        reported[AmendableText.PractitionerOffice] = n.Office;
        (team.Reported, account) = (n.Pdu, n.AccountId);
    }

    private void Renumber(Crn now)
    {
        former.Add(facts.Crn);
        former.Remove(now);
        facts = facts with { Crn = now };
    }

    // whoever is in prison again is released no more
    private void SetCustody(CustodyStatement now)
    {
        (custody, isReleaseConfirmed) = (now, now.ReleaseDateConfidence is ReleaseDateConfidence.Confirmed);
        facts = facts with { ReleasedOn = null };
        released = default;
    }

    // null when the command changes nothing of custody; where there is none, any statement stands for the change
    private CustodyStatement? After(object command)
    {
        var was = custody ?? Samples.Custody;
        return command switch
        {
            AmendPrison c => was with { PrisonId = c.PrisonId, PrisonName = c.PrisonName },
            AmendReleaseDate { ReleaseDate: { } date } c => was with
            {
                ReleaseDate = date,
                ReleaseDateSource = ReleaseDateSource.Practitioner,
                ReleaseDateConfidence = c.IsConfirmed
                    ? ReleaseDateConfidence.Confirmed
                    : ReleaseDateConfidence.Expected,
                ReleaseDateUnknownReason = null,
            },
            AmendReleaseDate c => was with
            {
                ReleaseDate = null,
                ReleaseDateSource = null,
                ReleaseDateConfidence = null,
                ReleaseDateUnknownReason = c.UnknownReason,
            },
            AmendExpectedOffice c => was with
            {
                ExpectedOffice = Or(c.Office),
                ExpectedOfficeUnknownReason = Or(c.Office) is null ? c.UnknownReason : null,
            },
            _ => null,
        };
    }

    private string Everything() =>
        string.Join('|', [.. typed.Values, .. reported.Values, team.Typed, team.Reported, role]);

    private static string? Or(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}

/// <summary>The person's own facts.</summary>
public sealed record PersonFacts(
    string First,
    string Last,
    Crn Crn,
    string? Noms,
    PersonId Id,
    bool Restricted,
    bool Died,
    DateOnly? DiedOn,
    DateOnly? ReleasedOn
);

/// <summary>The person, their practitioner's team and account, and their custody, in one comparable piece.</summary>
public sealed record PersonSeen(
    PersonFacts Facts,
    string FormerCrns,
    string? Team,
    string? Account,
    CustodyStatement? Custody,
    bool IsReleaseConfirmed,
    string ReachedBy,
    (DateOnly? On, string? Office, string? WhyNot) Released
)
{
    /// <summary>Where and how somebody is reached.</summary>
    public static string Reached(PersonDetails details) =>
        string.Join('|', [.. details.AddressLines ?? [], "phones", .. details.Phones]);

    /// <summary>The same, of the Domain's own state.</summary>
    public static PersonSeen Of(Referral referral, ReferralDetails details)
    {
        var (said, p) = (referral.Referring, referral.Referring.Person);
        return new(
            new(p.FirstName, p.LastName, p.Crn, p.NomsNumber, p.Id, p.IsRestricted, p.HasDied, p.DiedOn, p.ReleasedOn),
            string.Join(' ', p.FormerCrns.Select(c => c.Value).Order()),
            said.Practitioner.Pdu.Shown(),
            said.Practitioner.AccountId,
            said.Custody,
            said.ReleaseConfirmedAt is not null,
            Reached(PersonDetails.Of(details.Now.Person)),
            (details.Released?.On, details.Released?.ExpectedOffice, details.Released?.ExpectedOfficeUnknownReason)
        );
    }
}
