using Npgsql;
using RefMon.Application.Access;
using RefMon.Application.Attention;
using RefMon.Domain;
using RefMon.Domain.Referring;
using RefMon.Domain.RiskScreen;
using RefMon.EventStore;

namespace RefMon.Application.CaseLists;

/// <summary>Reads one referral whole: its events once, and from them its state and details, which so always agree.</summary>
public sealed class ReferralReader(
    NpgsqlDataSource database,
    ReferralLookup lookup,
    IEventReader reader,
    DueWording wording,
    CurrentViewer current
)
{
    /// <summary>
    /// The referral; null when there is none. Whether the viewer may see it has been checked before. A supplier that handed
    /// it over gets what happened before that, and nothing later.
    /// </summary>
    public async Task<ReferralRead?> Read(string reference, CancellationToken cancellationToken)
    {
        if (await lookup.Find(reference, cancellationToken) is not { } id)
            return null;
        var events = await reader.FetchStream(id.Value, cancellationToken: cancellationToken);
        var handOver = current.Viewer is { } viewer ? HandOver.For(viewer, events) : null;
        if (handOver is not null)
            events = [.. events.Where(stored => stored.Version < handOver.Version)];
        if (events.Count == 0)
            return null;
        var happened = events.Select(stored => (IReferralEvent)stored.Data).ToArray();
        var referral = Referral.Fold(happened)!;
        var details = ReferralDetails.Fold(happened)!;
        var person = CasePerson.Of(
            referral.Referring,
            await HasLimitedAccess(referral.Referring.Person.Crn.Value, cancellationToken),
            wording.Today
        ) with
        {
            SafeContact = details.Now.SafeContact,
            RiskToRead = handOver is null ? RiskToRead.For(current.Required, referral) : null,
            HandedOver = handOver,
        };
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

/// <summary>
/// The person on probation as the banner shows them on every page about them. Age is in whole years today.
/// <see cref="HandedOver"/> says that the page shows a former supplier's record.
/// </summary>
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
    /// <summary>How to contact them safely, to be read before anybody does; null where it was not asked.</summary>
    public SafeContactStatement? SafeContact { get; init; }

    /// <summary>Risk information that the viewer has still to read; null when there is none.</summary>
    public RiskToRead? RiskToRead { get; init; }

    /// <summary>The hand-over at which the viewer's record ends; null when they have the referral as it stands.</summary>
    public HandOver? HandedOver { get; init; }

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

/// <summary>
/// Risk information that the viewer works with and has not confirmed: shared at <paramref name="SharedAt"/>, and an update of
/// what was sent or (<paramref name="IsUpdate"/> false) what came with the referral.
/// </summary>
public sealed record RiskToRead(string Reference, DateTimeOffset SharedAt, bool IsUpdate)
{
    // everybody who works with the person; before anybody does, the leads
    internal static RiskToRead? For(Viewer viewer, Referral referral)
    {
        var (risk, team) = (referral.Risk.Current, referral.Allocation.Team.ToList());
        var isTheirs =
            team.Exists(staff => staff.AccountId == viewer.AccountId)
            || (team.Count == 0 && viewer.Role is Role.SupplierLead);
        return isTheirs && referral.Stage < Stage.Concluded && !risk.IsAcknowledgedBy(viewer.AccountId)
            ? new(referral.Reference.Value, risk.SharedAt, referral.Risk.Versions.Count > 1)
            : null;
    }
}
