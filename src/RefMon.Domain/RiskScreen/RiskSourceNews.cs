namespace RefMon.Domain.RiskScreen;

/// <summary>
/// What the sources say about the person's risk is no longer what was shared: recent, perhaps, but not current. Holds
/// the date of the newest assessment and a mark that tells it apart, nothing of what it says; sharing is the
/// practitioner's to decide.
/// </summary>
public sealed record RiskSourceChanged(StaffMember By, DateTimeOffset At, DateOnly? AssessedOn, string SourceMark)
    : IReferralEvent;

/// <summary>A look at the sources of the risk information becomes an event when it says something new.</summary>
public static class FollowRiskSource
{
    /// <summary>
    /// Records that the sources have moved on, or back to what was shared; nothing when concluded or when that is known.
    /// </summary>
    public static Decision Decide(Referral referral, DateOnly? assessedOn, string sourceMark, DateTimeOffset now)
    {
        var risk = referral.Risk;
        var known = risk.SourceNow?.Mark ?? risk.Current.SourceMark;
        return referral.Stage is Stage.Concluded || sourceMark == known
            ? Decision.NothingNew
            : Decision.Of(new RiskSourceChanged(StaffMember.System, now, assessedOn, sourceMark));
    }
}
