using RefMon.Domain;
using RefMon.Domain.RiskScreen;

namespace RefMon.Application.RiskScreen;

/// <summary>
/// Looks whether the sources of a referral's risk information still say what was shared: for notices from outside and the
/// nightly sweep. Shares nothing; that is the practitioner's to decide.
/// </summary>
public sealed class RiskSourceFollower
{
    private readonly RiskEnquiry enquiry;
    private readonly TimeProvider time;

    internal RiskSourceFollower(RiskEnquiry enquiry, TimeProvider time) => (this.enquiry, this.time) = (enquiry, time);

    /// <summary>
    /// The event to append, or nothing: when nothing is new, the referral is concluded, or a source did not answer.
    /// </summary>
    public async Task<RiskLook> Look(Referral referral, CancellationToken cancellationToken)
    {
        // sent before sources were marked, there is nothing to compare with; concluded, it matters to nobody
        if (referral.Risk.Current.SourceMark is null || referral.Stage is Stage.Concluded)
            return new(Decision.NothingNew, WasSilent: false);
        var answers = await enquiry.Ask(referral.Referring.Person.Crn.Value, cancellationToken);
        if (!answers.AreComplete)
            return new(Decision.NothingNew, WasSilent: true);
        var basis = RiskBasis.Of(answers);
        return new(FollowRiskSource.Decide(referral, basis.AssessedOn, basis.Mark, time.GetUtcNow()), WasSilent: false);
    }
}

/// <summary>What a look found. When a source was silent, look again later.</summary>
public sealed record RiskLook(Decision News, bool WasSilent);
