using Npgsql;
using RefMon.Application.Attention;

namespace RefMon.Application.Operations;

/// <summary>
/// Why an event was put aside, in plain words for an operator: which neighbour would not take what, and what to do about it.
/// Names a referral by its reference, and nobody.
/// </summary>
public sealed record ParkedReason(string Subscription, long Sequence, string Reference, string Words);

/// <summary>Reads why events are put aside from the record of what was tried outside.</summary>
public sealed class ParkedReasons(NpgsqlDataSource database)
{
    /// <summary>One reason for each effect that did not come about; events that only wait behind another have none.</summary>
    public async Task<IReadOnlyList<ParkedReason>> Read(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select p.subscription, p.seq_id, o.reference, o.kind, o.recipient, o.status, o.refusal_code, o.last_fault
            from parked_event p
            join mt_events e on e.seq_id = p.seq_id
            join outbound_effect o on o.referral_id = e.stream_id and o.event_id = e.id
            where p.resolved_at is null and p.attempts > 0 and o.status in ('refused', 'trying')
              and p.subscription = case o.kind when 'ndelius' then 'NeighboursOutbound'
                  when 'risk-assessments' then 'RiskOutbound' else 'NoticesOutbound' end
            order by p.seq_id, o.kind, o.recipient limit 500
            """
        );
        var reasons = new List<ParkedReason>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            var what = What(row.GetString(3), row.GetString(4));
            var why =
                row.GetString(5) == "refused"
                    ? Refusal(row.IsDBNull(6) ? "refused" : row.GetString(6))
                    : Fault(row.IsDBNull(7) ? null : row.GetString(7));
            reasons.Add(new(row.GetString(0), row.GetInt64(1), row.GetString(2), $"{what}: {why}"));
        }
        return reasons;
    }

    private static string What(string kind, string recipient) =>
        (kind, recipient) switch
        {
            ("ndelius", OutboundEffect.Transfer) => "nDelius was not told that another supplier has the referral",
            ("ndelius", "end") => "nDelius was not told that the referral ended",
            ("ndelius", OutboundEffect.Appointment) => "nDelius was not told of an appointment",
            ("ndelius", OutboundEffect.Outcome) => "nDelius was not told what came of an appointment",
            ("ndelius", OutboundEffect.Cancellation) => "nDelius was not told that an appointment was cancelled",
            ("ndelius", _) => "nDelius was not told of the referral",
            ("risk-assessments", _) => "Assess Risks and Needs was not given the risk information that was shared",
            _ => $"GOV.UK Notify did not send the email to the {recipient}",
        };

    internal static string Refusal(string code) =>
        code switch
        {
            "person-unknown" =>
                "it knows nobody with the CRN of the referral. Have the record found there, then try again.",
            "sentence-unknown" => "the person has no such sentence there any more. Have the sentence put right there, "
                + "or ask the practitioner to withdraw the referral.",
            "referral-unknown" =>
                "it was never told that the referral began. Try the start of the referral again first.",
            "referral-already-started" => "it has this referral already. Check it there, then dismiss this event.",
            "referral-already-ended" => "the referral is ended there already. Check it there, then dismiss this event.",
            "appointment-in-the-past" =>
                "it takes no new appointment in the past. Have it put into the record there by hand, "
                    + "then settle it here with a note.",
            "risk-already-shared" => "it has this version already. Check it there, then dismiss this event.",
            OutboundEffects.TooOld =>
                "it may have done so: it keeps messages for 7 days, and nobody can tell any more. It is not sent again. "
                    + "Tell the recipient another way, then dismiss this event.",
            "key-reused" => "it was told something else under the same key. Ask its support to look at the key.",
            "another-person" => "it has this referral under another person. Ask its support before trying again.",
            _ => $"it will not take it (its code is {code}). Ask its support, then try again.",
        };

    internal static string Fault(string? fault) =>
        fault switch
        {
            "down" => "it could not be reached for several minutes. Try again when it answers.",
            "slow" =>
                "it did not answer in time, however often it was asked. Trying again is safe: it is not applied twice.",
            "nonsense" =>
                "its answers could not be understood. Ask its support, then try again; it is not applied twice.",
            _ => "the last attempt did not finish. Try again; it is not applied twice.",
        };
}
