using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.StandIns.Exchange;
using RefMon.StandIns.Neighbours;

namespace RefMon.Web.Tests.Referring;

/// <summary>
/// Strains the sending of one draft: many machines at once, then many repeats of the press that won, while the neighbours
/// lose replies. Counts what came of it, here and at the neighbours.
/// </summary>
internal sealed class SendingRounds(ReferringSite site)
{
    /// <summary>One round. Null when there is one referral, one reference and one of each effect outside; otherwise what there is.</summary>
    public async Task<string?> Run(int atOnce, int replays, int lostReplies)
    {
        var crn = site.NewPerson().Crn;
        var before = await ReferralsOf(crn);
        var draft = await site.CompleteDraft(crn, ReferringSite.Employment);
        if (lostReplies > 0)
            await UntilNobodyElseIsTold();
        foreach (
            var call in new[] { StandInOperation.StartReferral, StandInOperation.ShareRisk, StandInOperation.SendMail }
        )
        {
            if (lostReplies > 0)
                site.StandIns.Controls.Set(call, Behaviour.DropReply, lostReplies);
        }
        try
        {
            var (wrong, won) = await SendAtOnce(draft, atOnce);
            wrong ??= await Replay(won!.Value, replays);
            wrong ??= await Count(draft);
            if (wrong is null && await ReferralsOf(crn) - before is var made and not 1)
                wrong = $"the person has {made} new referrals";
            return wrong ?? Repeats(draft, lostReplies);
        }
        finally
        {
            site.StandIns.Controls.Clear();
        }
    }

    // what the tests before left to be told would take some of the replies to be lost; not waited for without end, since some of
    // it may be tried again only after minutes
    private async Task UntilNobodyElseIsTold()
    {
        var until = TimeProvider.System.GetUtcNow().AddSeconds(30);
        while (TimeProvider.System.GetUtcNow() < until)
        {
            if (
                await site.Scalar<bool>(
                    """
                    select not exists (select from outbound_effect where status = 'trying')
                       and (select coalesce(max(seq_id), 0) from mt_events)
                           <= (select min(last_seq_id) from mt_event_progression where name like '%Outbound:All')
                    """
                )
            )
                return;
            await Task.Delay(100);
        }
    }

    private async Task<(string? Wrong, (string Sender, SendReferral Command)? Won)> SendAtOnce(
        DraftId draft,
        int atOnce
    )
    {
        var commands = Enumerable.Range(0, atOnce).Select(_ => new SendReferral(draft, Guid.NewGuid())).ToList();
        var outcomes = await Task.WhenAll(
            commands.Index().Select(c => Task.Run(() => site.As(SenderOf(c.Index)).Send(c.Item)))
        );
        var won = outcomes.Index().Where(o => !o.Item.IsRefused).ToList();
        if (won.Count != 1)
            return ($"{won.Count} of {atOnce} sends at once were accepted", null);
        var reference = won[0].Item.Value.Reference;
        var others = outcomes.Where(o => o.IsRefused).Count(o => o.Refusal!.SentReference() == reference);
        return others == atOnce - 1
            ? (null, (SenderOf(won[0].Index), commands[won[0].Index]))
            : ($"{atOnce - 1 - others} of the other sends were not shown the reference", null);
    }

    // of one team, so that the draft is both of theirs to send
    private static string SenderOf(int press) => press % 2 == 0 ? "demo-practitioner" : "demo-practitioner-lead";

    private async Task<string?> Replay((string Sender, SendReferral Command) pressed, int replays)
    {
        var (by, won) = pressed;
        var sender = site.As(by);
        var first = (await sender.Send(won)).Value.Reference;
        var different = 0;
        await Parallel.ForAsync(
            0,
            replays,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (_, _) =>
            {
                var outcome = await sender.Send(won);
                if (outcome.IsRefused || outcome.Value.Reference != first)
                    Interlocked.Increment(ref different);
            }
        );
        return different == 0 ? null : $"{different} of {replays} replays had another outcome";
    }

    private async Task<string?> Count(DraftId draft)
    {
        var (started, shared, mailed) = (0, 0, 0);
        var until = TimeProvider.System.GetUtcNow().AddSeconds(60);
        while ((started, shared, mailed) is not (> 0, > 0, > 0) || await Untold(draft) > 0)
        {
            if (TimeProvider.System.GetUtcNow() > until)
                return $"not told after a minute: {started} starts, {shared} risk shares, {mailed} e-mails";
            await Task.Delay(100);
            var reference = await site.Scalar<string>(
                $"select reference from case_list_row where referral_id = '{draft}'"
            );
            started = site.StandIns.NDelius.Referrals.Count(r => r.Content.ReferralId == draft.Value);
            shared = site.StandIns.RiskAssessments.Shared.Count(r => r.Content.ReferralId == draft.Value);
            mailed = site.StandIns.Mail.Messages.Count(m => m.Personalisation["reference"] == reference);
        }
        var referrals = await site.Scalar<long>($"select count(*) from mt_events where stream_id = '{draft}'");
        var references = await site.Scalar<long>(
            $"select count(*) from reference_reservation where referral_id = '{draft}'"
        );
        return (referrals, references, started, shared, mailed) == (1, 1, 1, 1, 1)
            ? null
            : $"{referrals} events, {references} references, {started} starts, {shared} risk shares, {mailed} e-mails";
    }

    // the neighbours keep one entry whatever they are sent: every try must have been the same one
    private string? Repeats(DraftId draft, int lostReplies)
    {
        foreach (
            var (what, all) in ((string, IReadOnlyList<TriedWrite>)[])
                [("starts", site.StandIns.NDelius.StartTries), ("risk shares", site.StandIns.RiskAssessments.Tries)]
        )
        {
            var tries = all.Where(t => t.About == draft.Value).ToList();
            var keys = tries.Select(t => t.Key).Distinct().Count();
            var refused = tries.Count(t => t.Status != 200);
            if (keys != 1 || refused > 0 || (lostReplies > 0 && tries.Count == 1))
                return $"{tries.Count} tries of {what} under {keys} keys, {refused} of them refused";
        }
        return null;
    }

    private Task<long> ReferralsOf(string crn) =>
        site.Scalar<long>($"select count(*) from case_list_row where crn = '{crn}'");

    private Task<long> Untold(DraftId draft) =>
        site.Scalar<long>(
            $"select 3 - count(*) from outbound_effect where referral_id = '{draft}' and status = 'confirmed'"
        );
}
