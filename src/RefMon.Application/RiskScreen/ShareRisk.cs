using MediatR;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.RiskScreen;
using Decide = RefMon.Domain.RiskScreen;

namespace RefMon.Application.RiskScreen;

/// <summary>The page where a practitioner shares updated risk information: the sources, asked anew, and what was shared last.</summary>
[Requires(Permission.ShareRisk)]
[AuditedRead]
public sealed record GetRiskToShare(string Reference) : IQuery<RiskToShare>, IConcernsReferral;

/// <summary>
/// What to start from. A source that is silent (named in <paramref name="Silent"/>) leaves what was shared before, so that what
/// the practitioner knows can be shared all the same. <paramref name="Edits"/> fill the boxes: as shared last where a field was
/// reworded then (<paramref name="Reworded"/>), otherwise as assessed; of <paramref name="ChangedSinceEdited"/> the assessment says
/// something else now. Which registrations are left out is asked anew, where their source answers: otherwise those left out
/// (<paramref name="LeftSomeOut"/>) stay so. <paramref name="SharedBy"/> and <paramref name="SharedAt"/> are of what was shared
/// last. <paramref name="Shown"/> is to be posted back.
/// </summary>
public sealed record RiskToShare(
    CasePerson Person,
    string Reference,
    string SupplierName,
    bool IsConcluded,
    RiskBasis Basis,
    IReadOnlyList<string> Silent,
    RiskStatement Before,
    string SharedBy,
    DateTimeOffset SharedAt,
    RiskTexts Edits,
    IReadOnlyList<string> Reworded,
    IReadOnlyList<string> ChangedSinceEdited,
    bool LeftSomeOut,
    string Shown
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(RiskToShare)} {Reference}";
}

/// <summary>
/// Shares a new version with the supplier; the fields are those of <see cref="SaveRiskInformation"/>. Refused when the
/// sources changed, or somebody shared another version, since the page was opened; when it says nothing new; and when the
/// referral is concluded. Source: lifecycle, "share risk".
/// </summary>
[Requires(Permission.ShareRisk)]
public sealed record ShareRisk(
    Guid CommandId,
    string Reference,
    string? Shown,
    string? Choice,
    string? WhoIsAtRisk,
    string? NatureOfRisk,
    string? RiskImminence,
    string? SelfHarm,
    string? Suicide,
    string? HostelSetting,
    string? Vulnerability,
    string? AdditionalInformation,
    IReadOnlyList<string> LeftOut,
    bool Acknowledged
) : ICommand<Done>, IConcernsReferral, IRiskForm;

internal sealed class ShareRiskValidator : RiskFormValidator<ShareRisk>;

internal sealed class ShareRiskHandler(
    ReferralReader referrals,
    RiskEnquiry enquiry,
    ReferralDecisions decisions,
    CurrentViewer current,
    TimeProvider time
) : IRequestHandler<GetRiskToShare, Outcome<RiskToShare>>, IRequestHandler<ShareRisk, Outcome<Done>>
{
    private const string Sources = "risk";
    private const string Standing = "standing";
    private const string Version = "version";

    public async Task<Outcome<RiskToShare>> Handle(GetRiskToShare request, CancellationToken cancellationToken)
    {
        if (await referrals.Read(request.Reference, cancellationToken) is not { } read)
            return AccessRefusals.NotFound;
        var before = read.Details.Now.Risk;
        var answers = await enquiry.Ask(read.Details.Now.Person.Crn.Value, cancellationToken);
        var basis = RiskBasis.Of(answers, before);
        var former = FormerWording.Of(before, basis);
        return new RiskToShare(
            read.Person,
            read.Referral.Reference.Value,
            read.Details.Now.Service.SupplierName,
            read.Referral.Stage is Stage.Concluded,
            basis,
            Silent(answers),
            before,
            read.Referral.Risk.Current.SharedBy.Name,
            read.Referral.Risk.Current.SharedAt,
            RiskForm.Texts(edit => former.Single(text => text.Edit == edit).InBox(basis.Originals), additional: null),
            [.. former.Where(text => text.IsReworded).Select(text => text.Edit.Field)],
            [.. former.Where(text => text.HasChangedSince).Select(text => text.Edit.Field)],
            FormerWording.LeavesSomeOut(before),
            FormShown.Of([(Sources, basis.Mark), (Standing, basis.MarkAsShown), (Version, before.VersionId.ToString())])
        );
    }

    public async Task<Outcome<Done>> Handle(ShareRisk request, CancellationToken cancellationToken)
    {
        if (await referrals.Read(request.Reference, cancellationToken) is not { } read)
            return AccessRefusals.NotFound;
        var before = read.Details.Now.Risk;
        var basis = RiskBasis.Of(await enquiry.Ask(read.Details.Now.Person.Crn.Value, cancellationToken), before);
        var shown = FormShown.Read(request.Shown);
        if (!shown.Had(Version, before.VersionId.ToString()))
            return SharedMeanwhile;
        if (!shown.Had(Standing, basis.MarkAsShown))
            return shown.Had(Sources, basis.Mark) ? SourcesAnswerOtherwise : SourcesChanged;
        var now = time.GetUtcNow();
        var statement = basis.Share(
            new RiskVersionId(Guid.CreateVersion7(now)),
            RiskForm.WordingOf(request),
            request.Acknowledged
        );
        return await decisions.Append(
            request.Reference,
            referral =>
                // what was read above may have been overtaken before the stream was taken
                referral.Risk.Current.Id != before.VersionId
                    ? SharedMeanwhile
                    : Decide.ShareRisk.Decide(
                        referral,
                        read.Details,
                        new(current.Required.AsStaffMember(), statement),
                        now
                    ),
            cancellationToken
        );
    }

    private static readonly Refusal SourcesChanged = Refusal.Conflict(
        "risk-changed",
        "The risk information has changed at its source since you opened the page. Read it, then share again."
    );

    // what a source says may be as it was when it was shared, and yet another text than the one that stood in for it here
    private static readonly Refusal SourcesAnswerOtherwise = Refusal.Conflict(
        "risk-changed",
        "A source began or stopped answering after you opened the page, so that what stands on it is not the same now. "
            + "Nothing was shared. Read it, then share again."
    );

    private static readonly Refusal SharedMeanwhile = Refusal.Conflict(
        "risk-shared-meanwhile",
        "Somebody else has shared risk information since you opened the page. Nothing was shared by you. "
            + "Compare yours with theirs, then share again if it is still needed."
    );

    private static List<string> Silent(RiskAnswers answers)
    {
        var silent = new List<string>();
        if (answers.Assessment is null || answers.Scores is null)
            silent.Add("Assess Risks and Needs");
        if (answers.Registrations is null)
            silent.Add("nDelius");
        return silent;
    }
}
