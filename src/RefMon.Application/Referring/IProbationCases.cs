using RefMon.Application.Operations;
using RefMon.Domain;

namespace RefMon.Application.Referring;

/// <summary>
/// nDelius, the probation case system: who a person is, their sentences, who supervises them, who may see them; and what
/// RefMon writes there. A CRN is always one capital letter and six digits here; callers normalise first.
/// Reads are retried; writes are sent once for each call and carry a key, so that the caller can safely repeat them.
/// </summary>
public interface IProbationCases
{
    /// <summary>The person with this CRN. A CRN that was merged is found, with <see cref="ProbationPerson.MergedInto"/> set.</summary>
    Task<NeighbourReply<ProbationPerson>> FindPerson(string crn, CancellationToken cancellationToken);

    /// <summary>Active sentences, newest end date first; an empty list when the person has none.</summary>
    Task<NeighbourReply<IReadOnlyList<Sentence>>> FindSentences(string crn, CancellationToken cancellationToken);

    /// <summary>Who supervises the person. Found with <see cref="ResponsibleOfficer.Allocated"/> false when nobody is named yet.</summary>
    Task<NeighbourReply<ResponsibleOfficer>> FindResponsibleOfficer(string crn, CancellationToken cancellationToken);

    /// <summary>The people one practitioner supervises, by name; not found when nDelius does not know the username.</summary>
    Task<NeighbourReply<IReadOnlyList<CaseloadEntry>>> FindCaseload(
        string username,
        CancellationToken cancellationToken
    );

    /// <summary>The limited-access marks (LAO) on a person: whom they are restricted to and who is excluded.</summary>
    Task<NeighbourReply<AccessLimitations>> FindRestrictions(string crn, CancellationToken cancellationToken);

    /// <summary>
    /// Tells nDelius that a referral was sent. Repeating a key with the same content returns the first receipt;
    /// the same key with other content is refused as <c>key-reused</c>; an unknown CRN is refused as <c>person-unknown</c>.
    /// </summary>
    /// <param name="key">Made from the event's id: the same for every attempt at the same effect.</param>
    /// <param name="crn">The person.</param>
    /// <param name="start">What was sent.</param>
    /// <param name="cancellationToken">Gives up waiting; the write may still be applied.</param>
    Task<NeighbourReply<NeighbourReceipt>> StartReferral(
        string key,
        string crn,
        ReferralStart start,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Tells nDelius that a referral it was told of is with another contract's supplier from now on; it stays the same
    /// referral. Keys work as for <see cref="StartReferral"/>. Refused as <c>referral-unknown</c> when it was never started
    /// there, and as <c>referral-already-ended</c> after its end.
    /// </summary>
    Task<NeighbourReply<NeighbourReceipt>> TransferReferral(
        string key,
        string crn,
        ReferralTransfer transfer,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Tells nDelius that a referral it was told of has ended. Keys work as for <see cref="StartReferral"/>. Refused as
    /// <c>referral-unknown</c> when it was never started there.
    /// </summary>
    Task<NeighbourReply<NeighbourReceipt>> EndReferral(
        string key,
        string crn,
        ReferralEnd end,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Creates an appointment in nDelius or moves the one with the same <see cref="AppointmentEntry.AppointmentId"/>.
    /// Keys work as for <see cref="StartReferral"/>. Refused as <c>appointment-in-the-past</c> when the start is past and
    /// nDelius does not already hold this appointment at that time; an outcome for a held one is accepted.
    /// </summary>
    Task<NeighbourReply<NeighbourReceipt>> PutAppointment(
        string key,
        string crn,
        AppointmentEntry appointment,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Calls off an appointment nDelius holds. Keys work as for <see cref="StartReferral"/>. Refused as
    /// <c>appointment-unknown</c> when it holds no such appointment.
    /// </summary>
    Task<NeighbourReply<NeighbourReceipt>> CancelAppointment(
        string key,
        string crn,
        AppointmentCancellation cancellation,
        CancellationToken cancellationToken
    );
}

/// <summary>Where a person is, as nDelius has it.</summary>
public enum CustodyStatus
{
    /// <summary>In the community.</summary>
    Community,

    /// <summary>In prison.</summary>
    Custody,
}

/// <summary>
/// A person as nDelius knows them; texts are nDelius's own words. <paramref name="LastName"/> is empty for people known
/// by one name. No <paramref name="Addresses"/> means that none is recorded, whatever the reason. <paramref name="NomsNumber"/> is the prison
/// number, when they have one. <paramref name="MergedInto"/> is the CRN that replaces this one.
/// </summary>
public sealed record ProbationPerson(
    string Crn,
    string? NomsNumber,
    string FirstName,
    string LastName,
    DateOnly DateOfBirth,
    string? Sex,
    string? Ethnicity,
    string? PreferredLanguage,
    string? Religion,
    IReadOnlyList<string> Disabilities,
    IReadOnlyList<PersonAddress> Addresses,
    IReadOnlyList<string> Phones,
    string? Email,
    DateOnly? DeceasedOn,
    CustodyStatus Status,
    string? MergedInto
)
{
    /// <summary>First and last name with no stray spaces, also for people with one name.</summary>
    public string FullName => $"{FirstName} {LastName}".Trim();

    /// <summary>The age in whole years on a day.</summary>
    public int AgeOn(DateOnly day) => AgeOf(DateOfBirth, day);

    /// <summary>Whole years from a date of birth to a day.</summary>
    internal static int AgeOf(DateOnly born, DateOnly day) =>
        day.Year - born.Year - (day < born.AddYears(day.Year - born.Year) ? 1 : 0);

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(ProbationPerson);
}

/// <summary>One address: its lines from house to county, and the postcode when known. <paramref name="Kind"/> is for example "Main".</summary>
public sealed record PersonAddress(string Kind, IReadOnlyList<string> Lines, string? Postcode)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(PersonAddress);
}

/// <summary>An active sentence. <paramref name="EndDate"/> is missing for sentences without a set end.</summary>
public sealed record Sentence(long Id, string Category, string Subcategory, DateOnly? EndDate);

/// <summary>
/// The officer responsible for a person, or the team that holds them when <paramref name="Allocated"/> is false; then
/// name, username and own contact details are missing. An allocated officer may still have no e-mail address.
/// <paramref name="DeliveryUnit"/> is the probation delivery unit (PDU).
/// </summary>
public sealed record ResponsibleOfficer(
    bool Allocated,
    string? Name,
    string? Username,
    string? Email,
    string? Phone,
    string? TeamPhone,
    string? DeliveryUnit,
    string? Office
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(ResponsibleOfficer);
}

/// <summary>One person on a practitioner's caseload.</summary>
public sealed record CaseloadEntry(string Crn, string FirstName, string LastName)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(CaseloadEntry);
}

/// <summary>
/// Limited access: when <paramref name="RestrictedTo"/> names anyone, only they may see the person; nobody in
/// <paramref name="ExcludedFrom"/> may. Usernames compare without regard to case. The messages are nDelius's words for
/// those who are kept out.
/// </summary>
public sealed record AccessLimitations(
    IReadOnlyList<string> RestrictedTo,
    string? RestrictionMessage,
    IReadOnlyList<string> ExcludedFrom,
    string? ExclusionMessage
)
{
    /// <summary>Whether these marks let the user see the person.</summary>
    public bool Allow(string username) =>
        (RestrictedTo.Count == 0 || RestrictedTo.Contains(username, StringComparer.OrdinalIgnoreCase))
        && !ExcludedFrom.Contains(username, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the person carries any mark at all.</summary>
    public bool Any => RestrictedTo.Count > 0 || ExcludedFrom.Count > 0;

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(AccessLimitations);
}

/// <summary>A referral that was sent, as nDelius needs to know it. <paramref name="Url"/> leads to the referral and holds no personal data.</summary>
public sealed record ReferralStart(
    Guid ReferralId,
    string Reference,
    string ContractTypeCode,
    DateTimeOffset SentAt,
    long SentenceId,
    string Supplier,
    Uri Url
);

/// <summary>A referral's hand-over to another contract, as nDelius needs to know it: when and to whom, never why.</summary>
public sealed record ReferralTransfer(
    Guid ReferralId,
    string Reference,
    string ContractTypeCode,
    DateTimeOffset TransferredAt,
    string Supplier,
    Uri Url
);

/// <summary>The end of a referral, as nDelius needs to know it: when and how, never why.</summary>
public sealed record ReferralEnd(
    Guid ReferralId,
    string Reference,
    DateTimeOffset EndedAt,
    Conclusion Conclusion,
    Uri Url
);

/// <summary>
/// An appointment as nDelius needs to know it. <paramref name="OfficeCode"/> is nDelius's location code, or null when
/// the meeting is not at a probation office. <paramref name="Outcome"/> is null until it is recorded.
/// </summary>
public sealed record AppointmentEntry(
    Guid AppointmentId,
    Guid ReferralId,
    DateTimeOffset Start,
    TimeSpan Duration,
    string? OfficeCode,
    bool CountsTowardsEnforceableDays,
    AppointmentOutcome? Outcome,
    Uri Url
);

/// <summary>That an appointment was called off, as nDelius needs to know it: when, never why.</summary>
public sealed record AppointmentCancellation(Guid AppointmentId, Guid ReferralId, DateTimeOffset CancelledAt, Uri Url);

/// <summary>What came of an appointment.</summary>
public enum AppointmentOutcome
{
    /// <summary>The person came.</summary>
    Attended,

    /// <summary>The person came late.</summary>
    Late,

    /// <summary>The person did not come.</summary>
    NotAttended,
}

/// <summary>A write nDelius has accepted: its own id for it, and whether it had already been applied under the same key.</summary>
public sealed record NeighbourReceipt(long NeighbourId, bool AlreadyApplied);
