using RefMon.Application.Access;
using RefMon.Application.Operations;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.Domain.Referring;

namespace RefMon.Application.Referring;

/// <summary>A person found by what was typed, whom the viewer may see and this service can take.</summary>
internal sealed record FoundPerson(PersonId Id, Crn Crn, Crn Typed, ProbationPerson Person, ResponsibleOfficer Officer)
{
    public bool WasMerged => Crn != Typed;

    /// <summary>What nDelius alone decides: in the community with a practitioner. Everything else is asked.</summary>
    public ReferralKind? Kind =>
        this is { Person.Status: CustodyStatus.Community, Officer.Allocated: true } ? ReferralKind.Community : null;
}

/// <summary>
/// Finds the person with a CRN in nDelius: follows merges, keeps what nDelius says of limited access, and refuses with
/// the same words a person who does not exist and one whom the viewer may not see. Everybody nDelius knows gets an id of
/// RefMon's here, hidden people too, and the audit says by it who was asked about; whoever asks learns nothing of that.
/// </summary>
internal sealed class PersonLookup(
    IProbationCases cases,
    LimitedAccessFreshness limits,
    People people,
    AuditSubject subject,
    CurrentViewer current
)
{
    private const string Field = "Crn";
    private const int MostMerges = 5;

    private static readonly Refusal NotFound = Refusal.NotFound(
        "crn-not-found",
        "No person with that CRN can be found in nDelius. Check the CRN and that you have access to the person",
        Field
    );

    private static readonly Refusal Silent = ReferringRefusals.NeighbourSilent("nDelius", Field);

    internal static readonly ResponsibleOfficer NobodyYet = new(
        Allocated: false,
        Name: null,
        Username: null,
        Email: null,
        Phone: null,
        TeamPhone: null,
        DeliveryUnit: null,
        Office: null
    );

    public async Task<Outcome<FoundPerson>> Find(string? typed, CancellationToken cancellationToken)
    {
        if (!TypedText.HasContent(typed))
            return new Refusal("crn-missing", Field, "Enter the person's CRN");
        if (!Crn.TryParse(string.Concat(typed!.Where(c => !char.IsWhiteSpace(c))), out var crn))
            return new Refusal("crn-malformed", Field, "Enter the CRN as a letter and 6 numbers, like X123456");

        var followed = await Follow(crn, cancellationToken);
        if (followed.Refusal is { } lost)
            return lost;
        var (person, marks) = followed.Value;
        var found = Crn.Parse(person.Crn);
        var id = await people.IdOf(found, crn, cancellationToken);
        subject.Is(id);
        if (await MayNotSee(person.Crn, marks, cancellationToken) is { } hidden)
            return hidden;
        if (person.DeceasedOn is { } day)
            return Deceased(day);
        return await cases.FindResponsibleOfficer(person.Crn, cancellationToken) switch
        {
            NeighbourReply<ResponsibleOfficer>.Found { Value: var officer } => Found(officer),
            NeighbourReply<ResponsibleOfficer>.NotFound => Found(NobodyYet),
            NeighbourReply<ResponsibleOfficer>.Refused => NotFound,
            _ => Silent,
        };

        FoundPerson Found(ResponsibleOfficer officer) => new(id, found, crn, person, officer);
    }

    // both at once, and both waited for whatever the first answer: so that how long it takes, and which of them fails, says
    // nothing of whether somebody is hidden or not there
    private async Task<Outcome<(ProbationPerson Person, NeighbourReply<AccessLimitations> Marks)>> Follow(
        Crn typed,
        CancellationToken cancellationToken
    )
    {
        var crn = typed.Value;
        for (var merges = 0; merges <= MostMerges; merges++)
        {
            var (asked, limited) = (
                cases.FindPerson(crn, cancellationToken),
                cases.FindRestrictions(crn, cancellationToken)
            );
            await Task.WhenAll(asked, limited);
            var marks = await limited;
            switch (await asked)
            {
                case NeighbourReply<ProbationPerson>.Found { Value.MergedInto: { } surviving }:
                    crn = surviving;
                    break;
                case NeighbourReply<ProbationPerson>.Found found:
                    return (found.Value, marks);
                // a refusal says that there is somebody: it must read like nobody
                case NeighbourReply<ProbationPerson>.NotFound or NeighbourReply<ProbationPerson>.Refused:
                    return marks is NeighbourReply<AccessLimitations>.Unavailable ? Silent : NotFound;
                default:
                    return Silent;
            }
        }
        // merged in a circle: nDelius has to mend that
        return Silent;
    }

    private async Task<Refusal?> MayNotSee(
        string crn,
        NeighbourReply<AccessLimitations> marks,
        CancellationToken cancellationToken
    )
    {
        switch (marks)
        {
            case NeighbourReply<AccessLimitations>.Found { Value: var said }:
                await limits.Store(crn, said, cancellationToken);
                return said.Allow(current.Required.UserName) ? null : NotFound;
            case NeighbourReply<AccessLimitations>.NotFound or NeighbourReply<AccessLimitations>.Refused:
                return NotFound;
            default:
                return Silent;
        }
    }

    private static Refusal Deceased(DateOnly day) =>
        new(
            "person-deceased",
            Field,
            $"nDelius records that this person died on {Words.Day(day)}. They cannot be referred",
            RefusalKind.Conflict
        );
}
