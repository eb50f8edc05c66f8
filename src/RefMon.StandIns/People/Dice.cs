namespace RefMon.StandIns.People;

/// <summary>A small random generator (SplitMix64) whose sequence for a seed never changes with the runtime.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong state = seed;

    /// <summary>A number from 0 up to but without the bound.</summary>
    public int Below(int bound)
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            var z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (int)((z ^ (z >> 31)) % (ulong)bound);
        }
    }

    public int Between(int lowest, int highest) => lowest + Below(highest - lowest + 1);

    public bool Chance(int percent) => Below(100) < percent;

    public T Pick<T>(IReadOnlyList<T> from) => from[Below(from.Count)];
}
