using Npgsql;
using RefMon.Application.Attention;
using RefMon.Domain;
using RefMon.Domain.Referring;
using RefMon.EventStore;

namespace RefMon.Application.CaseLists;

/// <summary>Reads one referral whole: its events once, and from them its state and details, which so always agree.</summary>
public sealed class ReferralReader(
    NpgsqlDataSource database,
    ReferralLookup lookup,
    IEventReader reader,
    DueWording wording
)
{
    /// <summary>The referral; null when there is none. Whether the viewer may see it has been checked before.</summary>
    public async Task<ReferralRead?> Read(string reference, CancellationToken cancellationToken)
    {
        if (await lookup.Find(reference, cancellationToken) is not { } id)
            return null;
        var events = await reader.FetchStream(id.Value, cancellationToken: cancellationToken);
        if (events.Count == 0)
            return null;
        var happened = events.Select(stored => (IReferralEvent)stored.Data).ToArray();
        var referral = Referral.Fold(happened)!;
        var details = ReferralDetails.Fold(happened)!;
        var person = CasePerson.Of(
            referral.Referring,
            await HasLimitedAccess(referral.Referring.Person.Crn.Value, cancellationToken),
            wording.Today
        );
        return new(referral, details, person, events);
    }

    private async Task<bool> HasLimitedAccess(string crn, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select exists (select 1 from limited_access where crn = $1 and (restricted or excluded))"
        );
        command.Parameters.Add(new() { Value = crn });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}

/// <summary>One referral as its events have it.</summary>
public sealed record ReferralRead(
    Referral Referral,
    ReferralDetails Details,
    CasePerson Person,
    IReadOnlyList<StoredEvent> Events
)
{
    /// <summary>The version of the stream.</summary>
    public long Version => Events[^1].Version;

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(ReferralRead)} {Referral.Reference}";
}

/// <summary>The person on probation as the banner shows them on every page about them. Age is in whole years today.</summary>
public sealed record CasePerson(
    PersonId Id,
    string Name,
    string Crn,
    DateOnly? DateOfBirth,
    int? Age,
    string? Prison,
    bool HasLimitedAccess,
    bool HasDied
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(CasePerson);

    internal static CasePerson Of(ReferringState sent, bool hasLimitedAccess, DateOnly today) =>
        new(
            sent.Person.Id,
            sent.Person.FullName,
            sent.Person.Crn.Value,
            sent.Person.DateOfBirth,
            sent.Person.DateOfBirth is { } born ? WholeYears(born, sent.Person.DiedOn ?? today) : null,
            sent.Custody?.PrisonName,
            hasLimitedAccess,
            sent.Person.HasDied
        );

    internal static int WholeYears(DateOnly from, DateOnly to) =>
        to.Year - from.Year - (to < from.AddYears(to.Year - from.Year) ? 1 : 0);
}
