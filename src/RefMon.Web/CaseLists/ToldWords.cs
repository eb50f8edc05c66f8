using System.Globalization;
using RefMon.Application.Attention;
using RefMon.Web.Shell;

namespace RefMon.Web.CaseLists;

/// <summary>What has been confirmed outside and what is still on its way, in words.</summary>
internal static class ToldWords
{
    /// <summary>Who is told what: the beginning of a sentence. By name where it is known to whom it really went.</summary>
    public static string Who(EffectShown effect) =>
        effect switch
        {
            { To: { IsInPlace: true } to } => $"{to.Name} (in place of the probation practitioner)",
            { To: { } to } => $"{to.Name} ({Part(effect).ToLowerInvariant()})",
            _ => Part(effect),
        };

    private static string Part(EffectShown effect) =>
        (effect.Kind, effect.Recipient) switch
        {
            ("ndelius", "transfer") => "nDelius, that another supplier has the referral",
            ("ndelius", "end") => "nDelius, that the referral ended",
            ("ndelius", _) => "nDelius",
            ("risk-assessments", _) => "Assess Risks and Needs, the risk information shared",
            (_, "supplier") => "Supplier’s referral mailbox",
            (_, "caseworker") => "Caseworker",
            (_, "practitioner") => "Probation practitioner",
            (_, "former-colleague") => "Worked on it before",
            (_, ['h', 'e', 'l', 'p', 'e', 'r', ..]) => "Helper",
            (_, ['s', 'u', 'p', 'p', 'l', 'i', 'e', 'r', '-', 'l', ..]) => "Supplier’s team lead",
            (_, ['p', 'r', 'o', 'b', 'a', 't', 'i', 'o', 'n', '-', 'l', ..]) => "Probation team lead",
            _ => "Colleague",
        };

    /// <summary>How far it is.</summary>
    public static string HowFar(EffectShown effect) =>
        effect switch
        {
            { State: EffectState.Confirmed, Kind: "email", ConfirmedAt: { } at } => $"emailed on {Dates.Instant(at)}",
            { State: EffectState.Confirmed, ConfirmedAt: { } at } => $"confirmed on {Dates.Instant(at)}",
            { State: EffectState.Confirmed } => "confirmed",
            { State: EffectState.NoAddress } => "not told: no email address is known, or the account is switched off",
            { State: EffectState.Settled } => "seen to by support",
            { State: EffectState.Held } => "told in RefMon; the email waits until their quiet hours are over",
            { State: EffectState.InInbox } => "told in RefMon, as they chose, without an email of its own",
            { State: EffectState.WithSupport } =>
                "not told yet. Support has been asked to look; you do not have to do anything",
            { Attempts: > 1 } => string.Create(
                CultureInfo.InvariantCulture,
                $"still being sent: no confirmation after {effect.Attempts} attempts. RefMon keeps trying"
            ),
            _ => "still being sent. This usually takes less than a minute",
        };

    /// <summary>How far an e-mail to somebody is, as a sentence about them that has no full stop yet.</summary>
    public static string Emailed(string who, EffectShown email) =>
        email switch
        {
            { State: EffectState.Confirmed, ConfirmedAt: { } at } => $"{who} was emailed on {Dates.Instant(at)}",
            { State: EffectState.Confirmed } => $"{who} was emailed",
            { State: EffectState.NoAddress } =>
                $"{who} could not be emailed: no email address is known, or the account is switched off. Ring them",
            { State: EffectState.Settled } => $"{who} was not emailed by RefMon: support has seen to it",
            { State: EffectState.Held } =>
                $"{who} can read it in RefMon; the email waits until their quiet hours are over",
            { State: EffectState.InInbox } =>
                $"{who} can read it in RefMon, as they chose, without an email of its own",
            { State: EffectState.WithSupport } => $"{who} could not be emailed; support is looking into it",
            // how they want to be told is looked up when it is done
            { Attempts: 0 } => $"{who} is being told",
            _ => $"{who} is being emailed; there is no confirmation yet, and RefMon keeps trying",
        };

    /// <summary>Both as one sentence.</summary>
    public static string For(EffectShown effect) => $"{Who(effect)}: {HowFar(effect)}";
}
