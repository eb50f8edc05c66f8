using RefMon.Domain.Referring;

namespace RefMon.Domain.Amendments;

/// <summary>nDelius named another practitioner, or other ways to reach them; the values are nDelius's, null where it has none.</summary>
public sealed record PractitionerReported(
    StaffMember By,
    DateTimeOffset At,
    string? Name,
    string? Email,
    string? Phone,
    string? TeamPhone,
    string? Pdu,
    string? Office,
    string? AccountId
) : IReferralEvent
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(PractitionerReported);
}

/// <summary>nDelius changed the person's name.</summary>
public sealed record PersonNameReported(StaffMember By, DateTimeOffset At, string FirstName, string LastName)
    : IReferralEvent
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(PersonNameReported);
}

/// <summary>nDelius or the prisons changed the person's identifiers.</summary>
public sealed record IdentifiersReported(StaffMember By, DateTimeOffset At, Crn Crn, string? NomsNumber)
    : IReferralEvent
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
) : IReferralEvent
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(PersonRecordsMerged);
}

/// <summary>The prisons reported where the person is held and when they are expected out.</summary>
public sealed record CustodyReported(StaffMember By, DateTimeOffset At, CustodyStatement Custody) : IReferralEvent;

/// <summary>The person was released on this London date.</summary>
public sealed record ReleaseReported(StaffMember By, DateTimeOffset At, DateOnly ReleasedOn) : IReferralEvent;

/// <summary>nDelius put a limited-access mark on the person, or took it off. Who may see them is not in the event.</summary>
public sealed record RestrictionReported(StaffMember By, DateTimeOffset At, bool IsRestricted) : IReferralEvent;

/// <summary>nDelius reported the person's death; the date may be unknown.</summary>
public sealed record DeathReported(StaffMember By, DateTimeOffset At, DateOnly? DiedOn) : IReferralEvent;

internal static class NeighbourNews
{
    public static ReferringState Apply(ReferringState state, IReferralEvent news) =>
        news switch
        {
            PractitionerReported e => state with { Practitioner = Apply(state.Practitioner, e) },
            CustodyReported e => state.WithCustody(e.Custody, e.At),
            ReleaseReported e => state with
            {
                Custody = null,
                ReleaseConfirmedAt = state.ReleaseConfirmedAt ?? e.At,
                Person = state.Person with { ReleasedOn = e.ReleasedOn },
            },
            _ => state with { Person = Apply(state.Person, news) },
        };

    public static PractitionerStatement Apply(PractitionerStatement practitioner, PractitionerReported e) =>
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
            IdentifiersReported e => person with
            {
                Crn = e.Crn,
                NomsNumber = e.NomsNumber,
                FormerCrns = WithFormer(person, e.Crn),
            },
            PersonRecordsMerged e => person with
            {
                Id = e.PersonId,
                Crn = e.SurvivingCrn,
                FormerCrns = [.. WithFormer(person, e.SurvivingCrn).Append(e.FormerCrn).Distinct()],
            },
            RestrictionReported e => person with { IsRestricted = e.IsRestricted },
            DeathReported e => person with { HasDied = true, DiedOn = e.DiedOn },
            _ => person,
        };

    private static IReadOnlyList<Crn> WithFormer(PersonState person, Crn now) =>
        person.Crn == now
            ? person.FormerCrns
            : [.. person.FormerCrns.Append(person.Crn).Distinct().Where(c => c != now)];
}
