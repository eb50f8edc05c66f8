namespace RefMon.Application.Attention;

/// <summary>Where people reach RefMon, for links in messages. Links hold references only.</summary>
public sealed record PublicAddress(Uri Root)
{
    /// <summary>The overview of a referral.</summary>
    public Uri Referral(string reference) => new(Root, $"/referrals/{Uri.EscapeDataString(reference)}");

    /// <summary>The concluded cases, with those that were recalled.</summary>
    public Uri ConcludedCases => new(Root, "/cases?view=concluded");

    /// <summary>One's own drafts.</summary>
    public Uri Drafts => new(Root, "/drafts");

    /// <summary>The transfers that wait to be accepted: whoever is asked does not see the referral itself yet.</summary>
    public Uri WaitingTransfers => new(Root, "/transfers");

    /// <summary>What needs somebody's attention.</summary>
    public Uri Attention => new(Root, "/attention");

    /// <summary>Where a notice of this kind leads: to the referral, unless its reader cannot open that.</summary>
    public Uri Of(NoticeType type, string reference) =>
        type.Page switch
        {
            AttentionPage.Transfers => WaitingTransfers,
            AttentionPage.ConcludedCases => ConcludedCases,
            AttentionPage.Drafts => Drafts,
            _ => Referral(reference),
        };
}
