using RefMon.Domain.Referring;

namespace RefMon.Application.Referring;

/// <summary>
/// When a neighbour said what a draft shows of this; null when it never has. <paramref name="IsOld"/>: longer ago than an answer
/// may serve, or before news of it came, because the neighbour was asked again and has not answered.
/// </summary>
public sealed record SourceRead(StatedSource Source, DateTimeOffset? ReadAt, bool IsOld);

/// <summary>How old everything is that a draft would send of what neighbours said.</summary>
internal static class SourceReads
{
    /// <summary>Everything that goes with a referral of the draft's kind.</summary>
    public static IReadOnlyList<SourceRead> Of(OpenDraft open)
    {
        var sources = open.Sources;
        List<(StatedSource Source, ReadAge? Age)> reads =
        [
            (StatedSource.Person, sources.Person.Age),
            (StatedSource.Practitioner, sources.Officer.Age),
            (StatedSource.Sentences, sources.Sentences?.Age),
            (StatedSource.RiskAssessment, sources.Risk?.Age),
            (StatedSource.RiskScores, sources.Scores?.Age),
            (StatedSource.Registrations, sources.Registrations?.Age),
        ];
        if (open.Kind is { } kind && kind.IsInCustody())
            reads.Add((StatedSource.Prison, sources.Prison?.Age));
        return
        [
            .. reads.Select(read => new SourceRead(
                read.Source,
                read.Age?.At,
                NeighbourSources.IsOld(read.Age, open.Now)
            )),
        ];
    }

    /// <summary>What is older than an answer may serve.</summary>
    public static IReadOnlyList<SourceRead> Old(OpenDraft open) => [.. Of(open).Where(read => read.IsOld)];

    /// <summary>What a section shows of it; null is the card that says who the person is.</summary>
    public static IReadOnlyList<SourceRead> For(IReadOnlyList<SourceRead> reads, string? slug)
    {
        StatedSource[] shown = slug switch
        {
            null => [StatedSource.Person],
            KindSection.Address => [StatedSource.Person, StatedSource.Practitioner],
            PractitionerDetailsSection.Address or MainContactSection.Address => [StatedSource.Practitioner],
            PrisonSection.Address or ReleaseDateSection.Address => [StatedSource.Prison],
            PersonalDetailsSection.Address => [StatedSource.Person],
            SentenceSection.Address => [StatedSource.Sentences],
            RiskSection.Address => [StatedSource.RiskAssessment, StatedSource.RiskScores, StatedSource.Registrations],
            _ => [],
        };
        return [.. reads.Where(read => shown.Contains(read.Source))];
    }
}
