using System.Text.Json.Serialization;

namespace RefMon.Domain.Referring;

/// <summary>
/// What was sent, as it stands after amendments and neighbours' news, without the long texts (those are in
/// <see cref="ReferralDetails"/>).
/// </summary>
public sealed record ReferringState(
    StaffMember Sender,
    DateTimeOffset SentAt,
    ReferralKind Kind,
    ServiceStatement Service,
    PersonState Person,
    CustodyStatement? Custody,
    DateTimeOffset? ReleaseConfirmedAt,
    PractitionerStatement Practitioner,
    IReadOnlyList<CategoryStatement> Categories,
    int MaximumEnforceableDays,
    DateOnly CompletionDate,
    ReferralId? CopiedFrom,
    UrgencyStatement? Urgency = null
)
{
    /// <summary>Every desired outcome of every category, in order.</summary>
    [JsonIgnore]
    public IEnumerable<OutcomeStatement> Outcomes => Categories.SelectMany(c => c.Outcomes);

    internal static ReferringState From(ReferralSent e) =>
        new(
            e.By,
            e.At,
            e.Kind,
            e.Service,
            new PersonState(
                e.Person.Id,
                e.Person.Crn,
                e.Person.NomsNumber,
                e.Person.FirstName,
                e.Person.LastName,
                e.Person.DateOfBirth,
                FormerCrns: [],
                IsRestricted: false,
                HasDied: false,
                DiedOn: null,
                ReleasedOn: null
            ),
            e.Custody,
            e.Custody?.ReleaseDateConfidence is ReleaseDateConfidence.Confirmed ? e.At : null,
            e.Practitioner,
            e.Categories,
            e.MaximumEnforceableDays,
            e.CompletionDate,
            e.CopiedFrom,
            e.Urgency
        );

    internal ReferringState WithCustody(CustodyStatement? custody, DateTimeOffset at) =>
        this with
        {
            Custody = custody,
            // in prison again: the former release is over
            Person = custody is null ? Person : Person with { ReleasedOn = null },
            ReleaseConfirmedAt = custody?.ReleaseDateConfidence is not ReleaseDateConfidence.Confirmed
                ? null
                : ReleaseConfirmedAt ?? at,
        };
}

/// <summary>The person on probation as decisions and lists need them. The last name is empty for people with one name.</summary>
public sealed record PersonState(
    PersonId Id,
    Crn Crn,
    string? NomsNumber,
    string FirstName,
    string LastName,
    DateOnly? DateOfBirth,
    IReadOnlyList<Crn> FormerCrns,
    bool IsRestricted,
    bool HasDied,
    DateOnly? DiedOn,
    DateOnly? ReleasedOn
)
{
    /// <summary>First and last name as shown.</summary>
    [JsonIgnore]
    public string FullName => $"{FirstName} {LastName}".Trim();

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(PersonState);
}
