using System.Globalization;
using RefMon.Application.Attention;
using RefMon.Web.Shell;

namespace RefMon.Web.Attention;

/// <summary>What became of the e-mail of a notice, in words for the person it is for.</summary>
internal static class NoticeEmailWords
{
    public static string For(NoticeShown notice) =>
        notice.Email switch
        {
            { Way: EmailWay.Held, HeldUntil: { } until } => $"Email held back until {Dates.Instant(until)}",
            { Way: EmailWay.Daily, SummaryOf: { } day } => $"In your daily summary of {Dates.Day(day)}",
            { Way: EmailWay.Daily } when notice.IsRead => "Not emailed: you read it here first",
            { Way: EmailWay.Daily } => "Will be in your next daily summary",
            { Way: EmailWay.None } => "Not emailed to you",
            { Effect: null } => "Email is on its way",
            { Effect: { } effect, RefusalCode: var code } => HowFar(effect, code),
        };

    private static string HowFar(EffectShown effect, string? code) =>
        effect switch
        {
            { State: EffectState.Confirmed, ConfirmedAt: { } at } => $"Emailed on {Dates.Instant(at)}",
            { State: EffectState.Confirmed } => "Emailed",
            { State: EffectState.NoAddress } => "Email could not be delivered: no email address is known for you",
            { State: EffectState.Settled } => "Support has seen to the email",
            { State: EffectState.WithSupport } => $"Email could not be delivered: {Reason(code)}",
            { Attempts: > 1 } => string.Create(
                CultureInfo.InvariantCulture,
                $"Email is being tried again: {effect.Attempts} attempts so far"
            ),
            _ => "Email is on its way",
        };

    private static string Reason(string? code) =>
        code switch
        {
            null => "GOV.UK Notify does not answer. Support has been asked to look",
            OutboundEffects.TooOld =>
                "it may have been sent, but nobody can tell any more, so it is not sent twice. Support has been asked to look",
            "bad-request" =>
                "GOV.UK Notify does not accept the address. Ask whoever looks after your account to check it",
            _ => "GOV.UK Notify refused it. Support has been asked to look",
        };
}
