using RefMon.Domain.Referring;

namespace RefMon.Domain.Amendments;

/// <summary>What nDelius keeps of a person beside their name and numbers.</summary>
public enum PersonDetail
{
    /// <summary>The date of birth.</summary>
    DateOfBirth,

    /// <summary>The sex.</summary>
    Sex,

    /// <summary>The ethnicity.</summary>
    Ethnicity,

    /// <summary>The preferred language.</summary>
    PreferredLanguage,

    /// <summary>The disabilities.</summary>
    Disabilities,

    /// <summary>The religion or belief.</summary>
    Religion,

    /// <summary>The address.</summary>
    Address,

    /// <summary>The phone numbers.</summary>
    Phones,

    /// <summary>The email address.</summary>
    Email,
}

/// <summary>The person's details as nDelius has them; <paramref name="AddressLines"/> is null when it has no address.</summary>
public sealed record PersonDetails(
    DateOnly? DateOfBirth,
    string? Sex,
    string? Ethnicity,
    string? PreferredLanguage,
    IReadOnlyList<string> Disabilities,
    string? Religion,
    IReadOnlyList<string>? AddressLines,
    IReadOnlyList<string> Phones,
    string? Email
)
{
    /// <summary>The details that a statement of the person has.</summary>
    public static PersonDetails Of(PersonStatement person) =>
        new(
            person.DateOfBirth,
            person.Sex,
            person.Ethnicity,
            person.PreferredLanguage,
            person.Disabilities,
            person.Religion,
            person.AddressLines,
            person.Phones,
            person.Email
        );

    /// <summary>The statement with these details in it.</summary>
    public PersonStatement In(PersonStatement person) =>
        person with
        {
            DateOfBirth = DateOfBirth,
            Sex = Sex,
            Ethnicity = Ethnicity,
            PreferredLanguage = PreferredLanguage,
            Disabilities = Disabilities,
            Religion = Religion,
            AddressLines = AddressLines,
            Phones = Phones,
            Email = Email,
        };

    /// <summary>Which of them are not what they were. Disabilities and phone numbers in another order are the same.</summary>
    public IReadOnlyList<PersonDetail> ChangedFrom(PersonDetails before)
    {
        return
        [
            .. new (PersonDetail Detail, bool IsSame)[]
            {
                (PersonDetail.DateOfBirth, DateOfBirth == before.DateOfBirth),
                (PersonDetail.Sex, Sex == before.Sex),
                (PersonDetail.Ethnicity, Ethnicity == before.Ethnicity),
                (PersonDetail.PreferredLanguage, PreferredLanguage == before.PreferredLanguage),
                (PersonDetail.Disabilities, Disabilities.ToHashSet().SetEquals(before.Disabilities)),
                (PersonDetail.Religion, Religion == before.Religion),
                (PersonDetail.Address, (AddressLines ?? []).SequenceEqual(before.AddressLines ?? [])),
                (PersonDetail.Phones, Phones.ToHashSet().SetEquals(before.Phones)),
                (PersonDetail.Email, Email == before.Email),
            }
                .Where(compared => !compared.IsSame)
                .Select(compared => compared.Detail),
        ];
    }

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(PersonDetails);
}

/// <summary>
/// nDelius changed the person's details: all of them as they are now, and which of them (at least one) are not what the
/// referral had.
/// </summary>
public sealed record PersonDetailsReported(
    StaffMember By,
    DateTimeOffset At,
    PersonDetails Details,
    IReadOnlyList<PersonDetail> Changed
) : INeighbourNews
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(PersonDetailsReported);
}

/// <summary>
/// The person's details become an event when they are not what the referral has. While it is open only: once it is concluded
/// nobody needs to reach the person for it.
/// </summary>
public static class FollowPersonDetails
{
    /// <summary>Compared with the details, because the state holds no ways to reach anybody.</summary>
    public static Decision Decide(Referral referral, ReferralDetails details, PersonDetails now, DateTimeOffset at) =>
        referral.Stage < Stage.Concluded
        && now.ChangedFrom(PersonDetails.Of(details.Now.Person)) is { Count: > 0 } changed
            ? Decision.Of(new PersonDetailsReported(StaffMember.System, at, now, changed))
            : Decision.NothingNew;
}
