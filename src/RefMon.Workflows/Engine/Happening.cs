using System.Globalization;
using RefMon.EventStore;

namespace RefMon.Workflows.Engine;

/// <summary>
/// Something that happened to a subject, told apart from everything else that happened by its cause; its number when it is an event.
/// </summary>
internal abstract record Happening(Guid About, string Cause, long? Sequence)
{
    /// <summary>What it means, seen from how its subject stands now.</summary>
    public abstract IReadOnlyList<Stimulus> Stimuli(IWorkflowSubjects subjects, object? subject);

    /// <summary>An event of the store.</summary>
    public sealed record Event(StoredEvent Stored)
        : Happening(Stored.StreamId, Stored.Id.ToString("N"), Stored.Sequence)
    {
        public override IReadOnlyList<Stimulus> Stimuli(IWorkflowSubjects subjects, object? subject) =>
            subjects.StimuliOf(Stored, subject);
    }

    /// <summary>A row that says what happened.</summary>
    public sealed record Row(long Id, Guid About, Stimulus Stimulus)
        : Happening(About, string.Create(CultureInfo.InvariantCulture, $"row {Id}"), null)
    {
        public override IReadOnlyList<Stimulus> Stimuli(IWorkflowSubjects subjects, object? subject) => [Stimulus];
    }
}
