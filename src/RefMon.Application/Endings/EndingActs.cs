using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Catalogue;
using RefMon.Domain;
using RefMon.Domain.Allocation;
using RefMon.Domain.Endings;

namespace RefMon.Application.Endings;

/// <summary>What can be done about a referral's course besides what is owed.</summary>
public enum EndingAct
{
    /// <summary>Let the clocks go on.</summary>
    Resume,

    /// <summary>Stop the clocks for a while.</summary>
    Pause,

    /// <summary>Withdraw it: no session has happened.</summary>
    Withdraw,

    /// <summary>Close it early: the report is owed first.</summary>
    CloseEarly,

    /// <summary>Ask another contract's supplier to take it over.</summary>
    AskForTransfer,

    /// <summary>Conclude it without the report that is owed.</summary>
    ConcludeWithoutReport,
}

/// <summary>Which of the acts the viewer may do as the referral stands.</summary>
internal static class EndingActs
{
    public static IReadOnlyList<EndingAct> For(Referral referral, Viewer viewer, DateTimeOffset now)
    {
        if (referral.Stage is Stage.Concluded)
            return [];
        var acts = new List<EndingAct>();
        if (viewer.May(Permission.PauseReferrals))
            acts.Add(referral.IsPaused ? EndingAct.Resume : EndingAct.Pause);
        if (viewer.May(Permission.AskForTransfers) && RequestTransfer.MayAsk(referral, now) is null)
            acts.Add(EndingAct.AskForTransfer);
        if (viewer.May(Permission.SteerReferrals) && referral.Ending.EndRequest is null)
            acts.Add(referral.SessionsDelivered == 0 ? EndingAct.Withdraw : EndingAct.CloseEarly);
        if (viewer.May(Permission.ConcludeWithoutReport) && referral.Stage is Stage.Ending)
            acts.Add(EndingAct.ConcludeWithoutReport);
        return acts;
    }
}

/// <summary>Probation's wish to withdraw or close early: by whom, when, the reason in the catalogue's words, and the details.</summary>
public sealed record EndRequestShown(bool IsWithdrawn, string By, DateTimeOffset At, string Reason, string Words)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(EndRequestShown);

    internal static async Task<EndRequestShown?> Of(
        ReferralRead read,
        ServiceCatalogue catalogue,
        CancellationToken cancellationToken
    )
    {
        (bool IsWithdrawn, StaffMember By, DateTimeOffset At, string Code, string Words)? asked = read
            .Events.Select(stored => stored.Data)
            .LastOrDefault(data => data is ReferralWithdrawn or EarlyCloseRequested) switch
        {
            ReferralWithdrawn e => (true, e.By, e.At, e.ReasonCode, e.Words),
            EarlyCloseRequested e => (false, e.By, e.At, e.ReasonCode, e.Words),
            _ => null,
        };
        return asked is not { } end
            ? null
            : new(
                end.IsWithdrawn,
                end.By.Name,
                end.At,
                await EndReasons.WordsOf(end.Code, catalogue, cancellationToken),
                end.Words
            );
    }
}

/// <summary>A referral concluded without its report: by whom, when and why.</summary>
public sealed record WithoutReport(string By, DateTimeOffset At, string Reason)
{
    internal static WithoutReport? Of(ReferralRead read) =>
        read
            .Events.Select(stored => stored.Data)
            .OfType<ConcludedWithoutReport>()
            .Select(e => new WithoutReport(e.By.Name, e.At, e.Reason))
            .FirstOrDefault();

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(WithoutReport);
}
