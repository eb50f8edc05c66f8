using MediatR;
using Npgsql;
using RefMon.Application.Access;
using RefMon.Application.Attention;
using RefMon.Application.Pipeline;
using RefMon.Domain.Attention;
using RefMon.Domain.Referring;
using RefMon.EventStore;

namespace RefMon.Application.Referring;

/// <summary>The page after sending.</summary>
[Requires(Permission.Refer), AuditedRead]
public sealed record GetConfirmation(string Reference) : IQuery<ConfirmationPage>, IConcernsReferral;

/// <summary>
/// What was sent to whom, and the working days the supplier has: to name a caseworker, and to hold the assessment.
/// <paramref name="Told"/> is how far telling the supplier and the neighbours is, which is done after sending.
/// </summary>
public sealed record ConfirmationPage(
    string Reference,
    string PersonName,
    string ServiceTitle,
    string SupplierName,
    DateTimeOffset SentAt,
    int CaseworkerWithinDays,
    int AssessmentWithinDays,
    IReadOnlyList<EffectShown> Told
)
{
    /// <summary>What went as it had been read before, since its source did not answer when it was sent.</summary>
    public IReadOnlyList<UncheckedSource> NotCheckedAgain { get; init; } = [];

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(ConfirmationPage)} {Reference}";
}

internal sealed class GetConfirmationHandler(
    NpgsqlDataSource database,
    IEventReader reader,
    OutboundProgress outbound,
    DeadlineRuleBook rules
) : IRequestHandler<GetConfirmation, Outcome<ConfirmationPage>>
{
    public async Task<Outcome<ConfirmationPage>> Handle(GetConfirmation request, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select referral_id from case_list_row where reference = $1");
        command.Parameters.Add(new() { Value = request.Reference });
        if (await command.ExecuteScalarAsync(cancellationToken) is not Guid id)
            return AccessRefusals.NotFound;
        var events = await reader.FetchStream(id, cancellationToken: cancellationToken);
        if (events is not [{ Data: ReferralSent sent }, ..])
            return AccessRefusals.NotFound;
        return new ConfirmationPage(
            sent.Reference.Value,
            $"{sent.Person.FirstName} {sent.Person.LastName}".Trim(),
            sent.Service.Title,
            sent.Service.SupplierName,
            sent.At,
            Within(DeadlineSetting.CaseworkerNamed, sent),
            Within(DeadlineSetting.AssessmentHeld, sent),
            await outbound.Of(sent.ReferralId, events, cancellationToken)
        )
        {
            NotCheckedAgain = sent.NotCheckedAgain ?? [],
        };
    }

    private int Within(DeadlineSetting setting, ReferralSent sent) =>
        rules.Of(setting, sent.Service.ContractTypeCode, LondonTime.DayOf(sent.At)).WorkingDays;
}
