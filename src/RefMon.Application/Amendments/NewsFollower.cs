using RefMon.Application.Access;
using RefMon.Application.Operations;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.Amendments;

namespace RefMon.Application.Amendments;

/// <summary>What is asked of the neighbours about a person.</summary>
[Flags]
internal enum NewsParts
{
    Person = 1,
    Restrictions = 2,
    Officer = 4,
    Custody = 8,
    Risk = 16,
    All = Person | Restrictions | Officer | Custody | Risk,
}

/// <summary>
/// Brings everything RefMon holds about a person up to what the neighbours say now: referrals by events, drafts by their
/// sources, and who may see them. Whatever it is told of late, twice or in the wrong order, it ends at the same place.
/// </summary>
internal sealed class NewsFollower(
    IProbationCases cases,
    IPrisonSearch prisons,
    LimitedAccessFreshness limits,
    StaffAccounts accounts,
    PeopleHeld held,
    ReferralNewsWriter referrals,
    DraftNewsWriter drafts
)
{
    private const int MostMerges = 5;

    /// <summary>Null when everything was answered; otherwise the fault of a neighbour that was silent: ask again later.</summary>
    public async Task<NeighbourFault?> Follow(string crn, NewsParts parts, CancellationToken cancellationToken)
    {
        if (!await held.Any(crn, cancellationToken))
            return null;
        switch (await Survivor(crn, cancellationToken))
        {
            case NeighbourReply<ProbationPerson>.Found found when found.Value.Crn == crn:
                return await Follow(found.Value, parts, cancellationToken);
            case NeighbourReply<ProbationPerson>.Found found:
                await Merge(crn, found.Value, cancellationToken);
                return await Follow(found.Value, NewsParts.All, cancellationToken);
            case NeighbourReply<ProbationPerson>.Unavailable silent:
                foreach (var id in await held.Drafts(crn, cancellationToken))
                    await drafts.Doubt(id, parts, cancellationToken);
                return silent.Fault;
            default:
                await limits.StoreUnknown(crn, cancellationToken);
                return null;
        }
    }

    private async Task<NeighbourFault?> Follow(
        ProbationPerson person,
        NewsParts parts,
        CancellationToken cancellationToken
    )
    {
        var answers = new PersonAnswers(parts.HasFlag(NewsParts.Person) ? person : null);
        NeighbourFault? fault = null;
        if (parts.HasFlag(NewsParts.Restrictions))
            answers = answers with { Limits = Heard(await Limits(person.Crn, cancellationToken), ref fault) };
        if (parts.HasFlag(NewsParts.Officer))
            answers = answers with
            {
                Officer = Heard(await cases.FindResponsibleOfficer(person.Crn, cancellationToken), ref fault),
            };
        if (answers.Officer is { Allocated: true, Username: { } userName })
        {
            answers = answers with { OfficerAccount = await accounts.FindId(userName, cancellationToken) };
            await held.SupervisedBy(person.Crn, userName, cancellationToken);
        }
        if (parts.HasFlag(NewsParts.Custody))
        {
            var (prison, silent) = await Prison(person, cancellationToken);
            fault ??= silent;
            answers = answers with { Person = person, Prison = prison };
        }
        // what one neighbour keeps silent about keeps nobody from what the others said
        foreach (var id in await held.Referrals(person.Crn, cancellationToken))
        {
            var silent = await referrals.Follow(id, answers, parts.HasFlag(NewsParts.Risk), cancellationToken);
            fault ??= silent;
        }
        foreach (var id in await held.Drafts(person.Crn, cancellationToken))
        {
            var silent = await drafts.Follow(id, parts, cancellationToken);
            fault ??= silent;
        }
        return fault;
    }

    private async Task Merge(string former, ProbationPerson survivor, CancellationToken cancellationToken)
    {
        var id = await held.Join(former, survivor.Crn, cancellationToken);
        await limits.AskNow(survivor.Crn, cancellationToken);
        // both sides read of it: each may have a referral now that the other does not know of; the former's last, since they
        // are how an interrupted merge is found again
        var referralsOfBoth = (await held.Referrals(survivor.Crn, cancellationToken)).Concat(
            await held.Referrals(former, cancellationToken)
        );
        foreach (var referral in referralsOfBoth)
            await referrals.Tell(
                referral,
                now => new PersonRecordsMerged(StaffMember.System, now, id, Crn.Parse(survivor.Crn), Crn.Parse(former)),
                cancellationToken
            );
        await drafts.Merge(former, survivor.Crn, id, cancellationToken);
    }

    // a number may have been merged more than once
    private async Task<NeighbourReply<ProbationPerson>> Survivor(string crn, CancellationToken cancellationToken)
    {
        var reply = await cases.FindPerson(crn, cancellationToken);
        for (var merges = 0; reply is NeighbourReply<ProbationPerson>.Found { Value.MergedInto: { } into }; merges++)
        {
            if (merges == MostMerges)
                return new NeighbourReply<ProbationPerson>.Unavailable(NeighbourFault.Nonsense, "merged in a circle");
            reply = await cases.FindPerson(into, cancellationToken);
        }
        return reply;
    }

    private async Task<NeighbourReply<AccessLimitations>> Limits(string crn, CancellationToken cancellationToken)
    {
        var reply = await cases.FindRestrictions(crn, cancellationToken);
        if (reply is NeighbourReply<AccessLimitations>.Found found)
            await limits.Store(crn, found.Value, cancellationToken);
        else if (reply is not NeighbourReply<AccessLimitations>.Unavailable)
            await limits.StoreUnknown(crn, cancellationToken);
        return reply;
    }

    private async Task<(PrisonAnswer?, NeighbourFault?)> Prison(
        ProbationPerson person,
        CancellationToken cancellationToken
    ) =>
        person.NomsNumber is not { } number
            ? (new(null), null)
            : await prisons.FindPrisoner(number, cancellationToken) switch
            {
                NeighbourReply<Prisoner>.Found found => (new PrisonAnswer(found.Value), null),
                NeighbourReply<Prisoner>.Unavailable silent => ((PrisonAnswer?)null, (NeighbourFault?)silent.Fault),
                _ => (new PrisonAnswer(null), null),
            };

    private static T? Heard<T>(NeighbourReply<T> reply, ref NeighbourFault? fault)
        where T : class
    {
        if (reply is NeighbourReply<T>.Unavailable silent)
            fault ??= silent.Fault;
        return reply is NeighbourReply<T>.Found found ? found.Value : null;
    }
}
