using RefMon.Domain.Referring;

namespace RefMon.Domain.Amendments;

/// <summary>Something a neighbouring system reported about the person, their practitioner or their custody.</summary>
public interface INeighbourNews : IReferralEvent;

/// <summary>
/// nDelius named another practitioner (<paramref name="IsSomebodyElse"/>), or other ways to reach them; the values are
/// nDelius's, null where it has none.
/// </summary>
public sealed record PractitionerReported(
    StaffMember By,
    DateTimeOffset At,
    string? Name,
    string? Email,
    string? Phone,
    string? TeamPhone,
    string? Pdu,
    string? Office,
    string? AccountId,
    bool IsSomebodyElse = false
) : INeighbourNews
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(PractitionerReported);
}

/// <summary>nDelius changed the person's name.</summary>
public sealed record PersonNameReported(StaffMember By, DateTimeOffset At, string FirstName, string LastName)
    : INeighbourNews
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(PersonNameReported);
}

/// <summary>nDelius or the prisons changed the person's identifiers.</summary>
public sealed record IdentifiersReported(StaffMember By, DateTimeOffset At, Crn Crn, string? NomsNumber)
    : INeighbourNews
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(IdentifiersReported);
}

/// <summary>Two records of one person were merged; the survivor's number and id stand from now on.</summary>
public sealed record PersonRecordsMerged(
    StaffMember By,
    DateTimeOffset At,
    PersonId PersonId,
    Crn SurvivingCrn,
    Crn FormerCrn
) : INeighbourNews
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(PersonRecordsMerged);
}

/// <summary>The prisons reported where the person is held and when they are expected out.</summary>
public sealed record CustodyReported(StaffMember By, DateTimeOffset At, CustodyStatement Custody) : INeighbourNews
{
    /// <summary>Why there is no release date: the prison has given none.</summary>
    public const string NoDateGiven = "The prison has not given a date";

    /// <summary>Why there is no release date: the one the prison gave is over.</summary>
    public const string DateHasPassed = "The date the prison gave has passed";
}

/// <summary>The person was released on this London date; where they were expected afterwards stays as it was said while they were held.</summary>
public sealed record ReleaseReported(StaffMember By, DateTimeOffset At, DateOnly ReleasedOn) : INeighbourNews;

/// <summary>nDelius put a limited-access mark on the person, or took it off. Who may see them is not in the event.</summary>
public sealed record RestrictionReported(StaffMember By, DateTimeOffset At, bool IsRestricted) : INeighbourNews;

/// <summary>nDelius reported the person's death; the date may be unknown.</summary>
public sealed record DeathReported(StaffMember By, DateTimeOffset At, DateOnly? DiedOn) : INeighbourNews;

internal static class NeighbourNews
{
    public static ReferringState Apply(ReferringState state, IReferralEvent news) =>
        news switch
        {
            PractitionerReported e => state with { Practitioner = Apply(state.Practitioner, e) },
            CustodyReported e => state.WithCustody(Asked(state.Kind, e.Custody), e.At),
            ReleaseReported e => state with
            {
                Custody = null,
                ReleaseConfirmedAt = state.ReleaseConfirmedAt ?? e.At,
                Person = state.Person with { ReleasedOn = e.ReleasedOn },
                Urgency = AfterRelease(state.Urgency),
            },
            _ => state with { Person = Apply(state.Person, news) },
        };

    // nobody asks for the date of who stays beyond 12 weeks: news of earlier versions said all the same why there was none
    private static CustodyStatement Asked(ReferralKind kind, CustodyStatement reported) =>
        kind is ReferralKind.UnallocatedStaying
        && reported
            is {
                ReleaseDate: null,
                ReleaseDateUnknownReason: CustodyReported.NoDateGiven or CustodyReported.DateHasPassed
            }
            ? reported with
            {
                ReleaseDateUnknownReason = null,
            }
            : reported;

    /// <summary>An imminent release is no longer urgent once it has happened; every other reason stands.</summary>
    public static UrgencyStatement? AfterRelease(UrgencyStatement? urgency) =>
        urgency is { Reason: UrgencyReason.ReleaseSoon } ? null : urgency;

    /// <summary>
    /// A main point of contact, who has a role, makes way for the first practitioner named; and what was typed about one
    /// practitioner does not stand for the next.
    /// </summary>
    public static PractitionerStatement Apply(PractitionerStatement practitioner, PractitionerReported e) =>
        e.Name is not null && (practitioner.Role is not null || e.IsSomebodyElse)
            ? Follow(Nobody, e)
            : Follow(practitioner, e);

    private static PractitionerStatement Nobody { get; } =
        new(
            SourcedValue.Unknown,
            Role: null,
            SourcedValue.Unknown,
            SourcedValue.Unknown,
            SourcedValue.Unknown,
            SourcedValue.Unknown,
            SourcedValue.Unknown
        );

    private static PractitionerStatement Follow(PractitionerStatement practitioner, PractitionerReported e) =>
        practitioner with
        {
            Name = practitioner.Name with { FromNDelius = e.Name },
            Email = practitioner.Email with { FromNDelius = e.Email },
            Phone = practitioner.Phone with { FromNDelius = e.Phone },
            TeamPhone = practitioner.TeamPhone with { FromNDelius = e.TeamPhone },
            Pdu = practitioner.Pdu with { FromNDelius = e.Pdu },
            Office = practitioner.Office with { FromNDelius = e.Office },
            AccountId = e.AccountId,
        };

    private static PersonState Apply(PersonState person, IReferralEvent news) =>
        news switch
        {
            PersonNameReported e => person with { FirstName = e.FirstName, LastName = e.LastName },
            PersonDetailsReported e => person with { DateOfBirth = e.Details.DateOfBirth },
            IdentifiersReported e => person with
            {
                Crn = e.Crn,
                NomsNumber = e.NomsNumber,
                FormerCrns = Former(person, e.Crn),
            },
            PersonRecordsMerged e => person with
            {
                Id = e.PersonId,
                Crn = e.SurvivingCrn,
                FormerCrns = Former(person, e.SurvivingCrn, e.FormerCrn),
            },
            RestrictionReported e => person with { IsRestricted = e.IsRestricted },
            DeathReported e => person with { HasDied = true, DiedOn = e.DiedOn },
            _ => person,
        };

    // the same list when nothing is new, so that repeated news compares as no change
    private static IReadOnlyList<Crn> Former(PersonState person, Crn now, params IReadOnlyList<Crn> also)
    {
        IReadOnlyList<Crn> former =
        [
            .. person.FormerCrns.Append(person.Crn).Concat(also).Where(c => c != now).Distinct(),
        ];
        return former.SequenceEqual(person.FormerCrns) ? person.FormerCrns : former;
    }
}

/// <summary>A neighbour's news becomes an event, in any stage, when it says something new.</summary>
public static class FollowNews
{
    /// <summary>
    /// The news as the referral's event; nothing when the referral says so already. The person's details are decided by
    /// <see cref="FollowPersonDetails"/>.
    /// </summary>
    public static Decision Decide(Referral referral, INeighbourNews news) =>
        NeighbourNews.Apply(referral.Referring, news) == referral.Referring ? Decision.NothingNew : Decision.Of(news);
}
