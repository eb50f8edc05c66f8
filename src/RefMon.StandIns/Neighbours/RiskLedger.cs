using RefMon.StandIns.Exchange;
using RefMon.StandIns.People;

namespace RefMon.StandIns.Neighbours;

/// <summary>A version of what a supplier was told, with the key it came under and the id it was given.</summary>
public sealed record SharedRisk(long Id, string Key, string Crn, RiskShareRequest Content);

/// <summary>The body of a version of what a supplier was told.</summary>
public sealed record RiskShareRequest(
    string Crn,
    Guid VersionId,
    Guid ReferralId,
    DateTimeOffset SharedAt,
    bool Edited,
    SharedTexts Texts,
    DateOnly? AssessedOn = null
);

/// <summary>What the supplier reads.</summary>
public sealed record SharedTexts(
    string? WhoIsAtRisk = null,
    string? NatureOfRisk = null,
    string? RiskImminence = null,
    string? Suicide = null,
    string? SelfHarm = null,
    string? HostelSetting = null,
    string? Vulnerability = null,
    string? AdditionalInformation = null
);

/// <summary>What Assess Risks and Needs was told was shared. Each key is applied once, each version kept once.</summary>
public sealed class RiskLedger
{
    private readonly Lock gate = new();
    private readonly Population people;
    private readonly List<SharedRisk> kept = [];
    private readonly TriedWrites tries = new();
    private long lastId = 4_100_000_000;

    internal RiskLedger(Population people) => this.people = people;

    /// <summary>In the order they came.</summary>
    public IReadOnlyList<SharedRisk> Shared
    {
        get
        {
            lock (gate)
            {
                return kept.ToList();
            }
        }
    }

    /// <summary>Every try to share a version, by its referral, also those refused.</summary>
    public IReadOnlyList<TriedWrite> Tries => tries.All;

    internal Answer Keep(string? key, RiskShareRequest request) =>
        tries.Note(key, request.ReferralId, Take(key, request));

    private Answer Take(string? key, RiskShareRequest request)
    {
        if (string.IsNullOrWhiteSpace(key))
        {
            return Answer.Refused("key-missing", "A write needs an Idempotency-Key.", 400);
        }

        lock (gate)
        {
            if (kept.Find(r => r.Key == key) is { } before)
            {
                return before.Content == request
                    ? Answer.Ok(new { before.Id, AlreadyApplied = true })
                    : Answer.Refused("key-reused", "This key came with other content before.");
            }

            // a merged CRN stands for the person it was merged into
            if (people.Survivor(request.Crn) is not { } person)
            {
                return Answer.Refused("person-unknown", "There is no person with this CRN.");
            }

            if (kept.Exists(r => r.Content.VersionId == request.VersionId))
            {
                return Answer.Refused("risk-already-shared", "This version was shared before.", 409);
            }

            kept.Add(new SharedRisk(++lastId, key, person.Crn, request));
            return Answer.Ok(new { Id = lastId, AlreadyApplied = false });
        }
    }
}
