using RefMon.Application.Attention;
using RefMon.Web.Shell;

namespace RefMon.Web.CaseLists;

/// <summary>What has been confirmed outside, in a sentence each.</summary>
internal static class ToldWords
{
    /// <summary>The sentence; null for what is neither confirmed nor in trouble yet.</summary>
    public static string? For(EffectShown effect)
    {
        var who = (effect.Kind, effect.Recipient) switch
        {
            ("ndelius", _) => "nDelius",
            (_, "supplier") => "Supplier’s referral mailbox",
            (_, "caseworker") => "Caseworker",
            _ => "Probation practitioner",
        };
        var by = effect.Kind == "email" ? " by email" : "";
        return effect switch
        {
            { ConfirmedAt: { } at } => $"{who} told{by} on {Dates.Instant(at)}",
            { Status: "refused" } => $"{who} could not be told{by}; support is looking into it",
            { Status: "no-address" } => $"{who} could not be told{by}: no email address is known",
            _ => $"{who} not told yet; RefMon keeps trying",
        };
    }
}
