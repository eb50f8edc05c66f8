using MediatR;
using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;
using RefMon.Application.Attention;
using RefMon.Application.CaseLists;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.EventStore;
using Decide = RefMon.Domain.RiskScreen;

namespace RefMon.Application.RiskScreen;

/// <summary>
/// Confirms that the viewer has read a version of the risk information; each person of the supplier does so for
/// themselves. Refused when a newer one stands: that is the one to read. Source: lifecycle, "share risk, acknowledge risk".
/// </summary>
[Requires(Permission.AcknowledgeRisk)]
public sealed record AcknowledgeRisk(Guid CommandId, string Reference, RiskVersionId VersionId)
    : ICommand<Done>,
        IConcernsReferral;

internal sealed class AcknowledgeRiskHandler(
    ReferralDecisions referrals,
    IEventSession session,
    CurrentViewer current,
    TimeProvider time
) : IRequestHandler<AcknowledgeRisk, Outcome<Done>>
{
    public async Task<Outcome<Done>> Handle(AcknowledgeRisk request, CancellationToken cancellationToken)
    {
        var outcome = await referrals.Append(
            request.Reference,
            referral =>
                Decide.AcknowledgeRisk.Decide(
                    referral,
                    new(current.Required.AsStaffMember(), request.VersionId),
                    time.GetUtcNow()
                ),
            cancellationToken
        );
        if (!outcome.IsRefused)
            session.Enlist(NewsIsRead(request.Reference));
        return outcome;
    }

    // whoever has confirmed it needs no reminder of the news, nor does their team lead; index: notice_account
    private NpgsqlBatchCommand NewsIsRead(string reference) =>
        new(
            $"""
            update notice set read_at = $1
            where account_id = $2 and reference = $3 and kind = '{Notice.TemplateOf(
                NoticeKind.RiskUpdated
            )}' and read_at is null
            """
        )
        {
            Parameters =
            {
                new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new() { Value = current.Required.AccountId },
                new() { Value = reference },
            },
        };
}
