using RefMon.StandIns.Exchange;

namespace RefMon.StandIns.Neighbours;

/// <summary>One try of a write: its key, what it was about, and the status it was answered with, also where the reply was lost.</summary>
public sealed record TriedWrite(string? Key, Guid About, int Status);

/// <summary>Every try of a kind of write, with those that were refused: what a ledger keeps tells nothing of them.</summary>
internal sealed class TriedWrites
{
    private readonly Lock gate = new();
    private readonly List<TriedWrite> tries = [];

    public Answer Note(string? key, Guid about, Answer answer)
    {
        lock (gate)
            tries.Add(new(key, about, answer.Status));
        return answer;
    }

    public IReadOnlyList<TriedWrite> All
    {
        get
        {
            lock (gate)
                return tries.ToList();
        }
    }
}
