using RefMon.Application.Amendments;
using RefMon.Application.Operations;
using RefMon.Application.Referring;
using RefMon.Domain.Referring;

namespace RefMon.Application.Tests.Referring;

/// <summary>What a neighbour changes and may tell RefMon of; the merge is the last.</summary>
internal enum WalkNotice
{
    Officer,
    Custody,
    Release,
    Sentence,
    Name,
    Risk,
    Merge,
}

/// <summary>Changes a person at nDelius and the prison service, and follows the notice of it.</summary>
internal sealed class WalkNotices(ReferringWorld world, Random random, InventedCase first)
{
    /// <summary>The record that stands for the person now.</summary>
    public InventedCase Person { get; private set; } = first;

    public WalkNotice Any() => (WalkNotice)random.Next(Enum.GetValues<WalkNotice>().Length);

    /// <summary>What nobody answered about when the latest notice was followed; they stay silent until <see cref="Answer"/>.</summary>
    public IReadOnlyList<StatedSource> Silent { get; private set; } = [];

    /// <summary>Lets everybody answer again.</summary>
    public void Answer()
    {
        (world.Risks.Fault, world.Registers.Fault) = (null, null);
        Silent = [];
    }

    /// <summary>
    /// Changes it and follows the notice, which sometimes comes twice; of risk, while some of those who know of it are silent.
    /// </summary>
    public async Task Tell(WalkNotice notice)
    {
        var crn = Person.Crn;
        Change(notice);
        if (notice is WalkNotice.Risk)
        {
            (world.Risks.Fault, world.Registers.Fault) = random.Next(4) switch
            {
                0 => (NeighbourFault.Down, null),
                1 => (null, NeighbourFault.Slow),
                2 => (NeighbourFault.Slow, NeighbourFault.Down),
                _ => ((NeighbourFault?)null, (NeighbourFault?)null),
            };
            Silent =
            [
                .. world.Risks.Fault is null
                    ? (StatedSource[])[]
                    : [StatedSource.RiskAssessment, StatedSource.RiskScores],
                .. world.Registers.Fault is null ? (StatedSource[])[] : [StatedSource.Registrations],
            ];
            Assert.Equal(Silent.Count > 0, await world.FollowAsFarAsAnswered(crn, NewsParts.Risk) is not null);
            return;
        }
        for (var times = random.Next(1, 3); times > 0; times--)
            await world.Follow(
                crn,
                notice switch
                {
                    WalkNotice.Officer => NewsParts.Officer,
                    WalkNotice.Custody or WalkNotice.Release => NewsParts.Custody,
                    WalkNotice.Sentence or WalkNotice.Name => NewsParts.Person,
                    WalkNotice.Risk => NewsParts.Risk,
                    WalkNotice.Merge => NewsParts.All,
                }
            );
    }

    public void Change(WalkNotice notice)
    {
        switch (notice)
        {
            case WalkNotice.Officer:
                ChangeOfficer();
                break;
            case WalkNotice.Custody:
                var dates = new DateOnly?[] { new(2027, 2, 5), new(2027, 9, 5), null };
                Person.InPrison(dates[random.Next(3)], random.Next(2) == 0, random.Next(2) == 0);
                if (random.Next(2) == 0)
                    Person.Prisoner = Person.Prisoner! with { Prison = new("BBB", "Otherby (HMP)") };
                break;
            case WalkNotice.Release:
                Person.Person = Person.Person with { Status = CustodyStatus.Community };
                Person.Prisoner = null;
                break;
            case WalkNotice.Sentence:
                Person.Sentences = random.Next(3) switch
                {
                    0 => [new(101, "Theft", "Shoplifting", new(2027, 9, 30))],
                    1 => [new(102, "Fraud", "", null), new(103, "Affray", "At a match", new(2028, 1, 1))],
                    _ => [],
                };
                break;
            case WalkNotice.Name:
                Person.Person = Person.Person with { LastName = $"Named-{random.Next(1000)}" };
                break;
            case WalkNotice.Risk:
                Person.Risk = Person.Risk! with { RiskImminence = $"At weekends, {random.Next(1000)}" };
                Person.Scores = [Person.Scores[0] with { Percent = random.Next(100) }];
                Person.Registrations = [.. DraftWalk.Registrations.Take(random.Next(3))];
                break;
            default:
                Merge();
                break;
        }
    }

    private void ChangeOfficer() =>
        Person.Officer = random.Next(3) switch
        {
            0 => new(
                true,
                "Nia Newcomer",
                "nia.newcomer",
                $"nia{random.Next(1000)}@justice.gov.uk",
                null,
                null,
                "North unit",
                null
            ),
            1 => Person.Officer with { Phone = $"020 7946 {random.Next(1000, 9999)}" },
            _ => new(false, null, null, null, null, "020 7946 0002", "Test delivery unit", "Test office"),
        };

    private void Merge()
    {
        var (former, survivor) = (Person, world.NewPerson());
        survivor.Person = former.Person with { Crn = survivor.Crn };
        survivor.Prisoner = former.Prisoner;
        survivor.Officer = former.Officer;
        survivor.Sentences = former.Sentences;
        survivor.Registrations = former.Registrations;
        survivor.Risk = former.Risk;
        survivor.Scores = former.Scores;
        former.Person = former.Person with { MergedInto = survivor.Crn, NomsNumber = null };
        Person = survivor;
    }

    /// <summary>A person who can be referred again, and the notices of it.</summary>
    public async Task Settle()
    {
        Person.Sentences = new InventedCase(Person.Crn).Sentences;
        await world.Follow(Person.Crn);
    }
}
