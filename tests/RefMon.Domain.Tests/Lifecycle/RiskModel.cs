using RefMon.Domain.RiskScreen;

namespace RefMon.Domain.Tests.Lifecycle;

/// <summary>The model's risk information: the versions shared, who has confirmed the newest, and whether the sources have moved on.</summary>
public sealed class RiskModel(RiskStatement first)
{
    private readonly List<RiskFact> shared = [new(first.VersionId, Says(first), first.SourceMark, [])];
    private string? heard;

    public IReadOnlyList<RiskFact> Shared => shared;

    public int Confirmations => shared.Sum(r => r.By.Count);

    /// <summary>What the sources say instead of what was shared; null while nobody has heard that.</summary>
    public string? MovedOn => heard is not null && heard != shared[^1].Mark ? heard : null;

    public Reasons Sharing(ShareRisk c) =>
        Reasons
            .None.With("risk-already-shared", shared.Any(r => r.Id == c.Risk.VersionId))
            .With("risk-unchanged", shared[^1].Says == Says(c.Risk) && shared[^1].Mark == c.Risk.SourceMark)
            .With("sharing-not-confirmed", !c.Risk.Acknowledged);

    public Reasons Acknowledging(AcknowledgeRisk c) =>
        Reasons
            .None.With("no-such-risk-version", shared.All(r => r.Id != c.VersionId))
            .With("newer-risk-shared", shared.Any(r => r.Id == c.VersionId) && shared[^1].Id != c.VersionId)
            .With("already-acknowledged", shared[^1].By.Contains(c.By.AccountId));

    public void Done(ShareRisk c)
    {
        shared.Add(new(c.Risk.VersionId, Says(c.Risk), c.Risk.SourceMark, []));
        heard = null;
    }

    public void Done(AcknowledgeRisk c) => shared.Single(r => r.Id == c.VersionId).By.Add(c.By.AccountId);

    /// <summary>False when it is what was heard last, or what was shared.</summary>
    public bool Hears(HeardOfRisk c)
    {
        if (c.Mark == (heard ?? shared[^1].Mark))
            return false;
        heard = c.Mark;
        return true;
    }

    // of what these walks share, only this differs
    private static string Says(RiskStatement risk) => $"{risk.Overall} {risk.Texts.AdditionalInformation}";
}
