namespace RefMon.StandIns.People;

/// <summary>Everybody the stand-ins know. Reading gives one consistent picture; changes are one person at a time.</summary>
public sealed class Population
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, StandInPerson> people = new(StringComparer.Ordinal);

    internal Population(IEnumerable<StandInPerson> people)
    {
        foreach (var person in people)
        {
            this.people.Add(person.Crn, person);
        }
    }

    /// <summary>All, in the order of their CRNs.</summary>
    public IReadOnlyList<StandInPerson> All
    {
        get
        {
            lock (gate)
            {
                return people.Values.ToList();
            }
        }
    }

    public StandInPerson? Find(string crn)
    {
        lock (gate)
        {
            return people.GetValueOrDefault(crn.Trim().ToUpperInvariant());
        }
    }

    public StandInPerson? FindPrisoner(string nomsNumber) =>
        All.FirstOrDefault(p =>
            p.Custody is not null && string.Equals(p.NomsNumber, nomsNumber, StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>The person a CRN stands for now: themselves, or whom they were merged into.</summary>
    public StandInPerson? Survivor(string crn)
    {
        var person = Find(crn);
        while (person?.MergedInto is { } into)
        {
            person = Find(into);
        }

        return person;
    }

    /// <summary>One more, under a CRN that nobody has.</summary>
    public void Add(StandInPerson person)
    {
        ArgumentNullException.ThrowIfNull(person);
        lock (gate)
        {
            people.Add(person.Crn, person);
        }
    }

    /// <summary>Changes one person: released, restricted, moved to another officer, died. The CRN stays.</summary>
    public void Change(string crn, Func<StandInPerson, StandInPerson> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        lock (gate)
        {
            var changed = change(people[crn]);
            if (changed.Crn != crn)
            {
                throw new ArgumentException("A CRN does not change; merge instead.", nameof(change));
            }

            people[crn] = changed;
        }
    }

    /// <summary>
    /// Makes one record part of another: its sentences move. False when either is unknown, already merged away, or they
    /// are the same.
    /// </summary>
    public bool Merge(string from, string into)
    {
        lock (gate)
        {
            if (
                from == into
                || people.GetValueOrDefault(from) is not { MergedInto: null } lost
                || people.GetValueOrDefault(into) is not { MergedInto: null } survivor
            )
            {
                return false;
            }

            people[into] = survivor with { Sentences = [.. survivor.Sentences, .. lost.Sentences] };
            people[from] = lost with { MergedInto = into, Sentences = [] };
            return true;
        }
    }
}
