using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Amendments;
using RefMon.Domain.Attention;
using RefMon.Domain.Referring;

namespace RefMon.Application.Amendments;

/// <summary>What a person's neighbours say now; null for what was not asked for or not answered.</summary>
internal sealed record PersonAnswers(
    ProbationPerson? Person = null,
    AccessLimitations? Limits = null,
    ResponsibleOfficer? Officer = null,
    string? OfficerAccount = null,
    PrisonAnswer? Prison = null
);

/// <summary>What prison search said: where they are held, or null inside for nobody of that number.</summary>
internal sealed record PrisonAnswer(Prisoner? Prisoner);

/// <summary>
/// Compares a referral with what the neighbours say now. Pure; the Domain decides whether anything is new. Who supervises
/// the person, where they are held and how to reach them matters while the referral is open; who they are and who may see them
/// always does.
/// </summary>
internal static class ReferralNews
{
    /// <summary>The events to append, in order; none when the referral says so already.</summary>
    public static IReadOnlyList<IReferralEvent> Of(
        Referral referral,
        ReferralDetails details,
        PersonAnswers answers,
        DateTimeOffset now
    )
    {
        var events = new List<IReferralEvent>();
        foreach (
            var tell in (Func<Referral, PersonAnswers, DateTimeOffset, INeighbourNews?>[])
                [Name, Identifiers, Death, Restriction, Officer, Custody]
        )
        {
            if (tell(referral, answers, now) is not { } news)
                continue;
            foreach (var happened in FollowNews.Decide(referral, news).Events)
            {
                events.Add(happened);
                referral = Referral.Apply(referral, happened);
            }
        }
        if (answers.Person is { } person)
            events.AddRange(FollowPersonDetails.Decide(referral, details, DetailsOf(person), now).Events);
        return events;
    }

    // as they are stated when a referral is sent
    private static PersonDetails DetailsOf(ProbationPerson person) =>
        new(
            person.DateOfBirth,
            person.Sex,
            person.Ethnicity,
            person.PreferredLanguage,
            person.Disabilities,
            person.Religion,
            PersonalDetailsSection.MainAddress(person),
            person.Phones,
            person.Email
        );

    private static INeighbourNews? Name(Referral referral, PersonAnswers answers, DateTimeOffset now) =>
        answers.Person is { } person
            ? new PersonNameReported(StaffMember.System, now, person.FirstName, person.LastName)
            : null;

    private static INeighbourNews? Identifiers(Referral referral, PersonAnswers answers, DateTimeOffset now) =>
        // a prison number that nDelius has lost is no reason to forget it
        answers.Person
            is { NomsNumber: { } number }
            ? new IdentifiersReported(StaffMember.System, now, referral.Referring.Person.Crn, number)
            : null;

    private static INeighbourNews? Death(Referral referral, PersonAnswers answers, DateTimeOffset now) =>
        answers.Person is { DeceasedOn: { } day } ? new DeathReported(StaffMember.System, now, day) : null;

    private static INeighbourNews? Restriction(Referral referral, PersonAnswers answers, DateTimeOffset now) =>
        answers.Limits is { } limits ? new RestrictionReported(StaffMember.System, now, limits.Any) : null;

    // nobody named is a moment between two: the last one stands until nDelius names another
    private static INeighbourNews? Officer(Referral referral, PersonAnswers answers, DateTimeOffset now)
    {
        if (answers.Officer is not { Allocated: true } officer || referral.Stage is Stage.Concluded)
            return null;
        var known = referral.Referring.Practitioner;
        var isSomebodyElse = IsSomebodyElse(known, officer, answers.OfficerAccount);
        return new PractitionerReported(
            StaffMember.System,
            now,
            Now(PractitionerDetailsSection.Name, known.Name),
            Now(PractitionerDetailsSection.Email, known.Email),
            Now(PractitionerDetailsSection.Phone, known.Phone),
            Now(PractitionerDetailsSection.TeamPhone, known.TeamPhone),
            Now(PractitionerDetailsSection.Pdu, known.Pdu),
            Now(PractitionerDetailsSection.Office, known.Office),
            answers.OfficerAccount ?? (isSomebodyElse ? null : known.AccountId),
            isSomebodyElse
        );

        // what stands empty may have been emptied on purpose, so that the supplier does not have it
        string? Now(PractitionerField field, SourcedValue before) =>
            !isSomebodyElse && before == SourcedValue.Unknown ? null : TypedText.Line(field.InNDelius(officer));
    }

    // by account where both have one: names change, and an account may have been made since
    private static bool IsSomebodyElse(PractitionerStatement known, ResponsibleOfficer officer, string? account) =>
        known.AccountId is not null && account is not null
            ? known.AccountId != account
            : known.Name.FromNDelius != TypedText.Line(PractitionerDetailsSection.Name.InNDelius(officer));

    private static INeighbourNews? Custody(Referral referral, PersonAnswers answers, DateTimeOffset now)
    {
        if (answers is not { Person: { } person, Prison: { } prison } || referral.Stage is Stage.Concluded)
            return null;
        return (person.Status, prison.Prisoner) switch
        {
            (CustodyStatus.Custody, { } prisoner) => new CustodyReported(
                StaffMember.System,
                now,
                Statement(referral, prisoner, LondonTime.DayOf(now))
            ),
            // both must say so: one of them alone may only be late
            (CustodyStatus.Community, null) when referral.Referring.Custody is not null => new ReleaseReported(
                StaffMember.System,
                now,
                LondonTime.DayOf(now)
            ),
            _ => null,
        };
    }

    private static CustodyStatement Statement(Referral referral, Prisoner prisoner, DateOnly today)
    {
        var known = referral.Referring.Custody;
        var release = ReleaseNews.Of(known, referral.Referring.Kind, prisoner, today);
        return new(
            prisoner.Prison.Code,
            prisoner.Prison.Name,
            release.Date,
            release.Source,
            release.Confidence,
            release.UnknownReason,
            known?.ExpectedOffice,
            known?.ExpectedOfficeUnknownReason
        );
    }
}
