using Npgsql;
using RefMon.Domain.Referring;

namespace RefMon.Application.Attention;

/// <summary>
/// Somebody an e-mail went to, by their name now. <paramref name="IsInPlace"/>: it is for the practitioner, and went to somebody else in their place.
/// </summary>
public sealed record Addressed(string AccountId, string Name, bool IsInPlace)
{
    private string? Email { get; init; }

    /// <summary>Shows the account only.</summary>
    public override string ToString() => $"{nameof(Addressed)} {AccountId}";

    /// <summary>An account's id, name and address, in three columns; null when there is no such account.</summary>
    internal static Addressed? Read(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column + 1)
            ? null
            : new(row.GetString(column), row.GetString(column + 1), IsInPlace: false)
            {
                Email = row.IsDBNull(column + 2) ? null : row.GetString(column + 2),
            };

    /// <summary>
    /// Whom an e-mail goes to, or went to, when the referral said this. A practitioner with neither account nor address has whoever sent the
    /// referral in their place, which is known before anything is sent.
    /// </summary>
    internal static Addressed? Of(EffectShown effect, ReferringState referring)
    {
        if (effect is not { Kind: OutboundEffect.Email, Recipient: NoticeRecipient.PractitionersPart })
            return effect.To;
        var (practitioner, sender) = (referring.Practitioner, referring.Sender);
        var email = practitioner.Email.Shown();
        var isSendersForSure = effect is { Attempts: 0, To: null } && practitioner.AccountId is null && email is null;
        var to = isSendersForSure ? new(sender.AccountId, sender.Name, IsInPlace: false) : effect.To;
        if (to is null || practitioner.Name.Shown() is not { } name)
            return to;
        var isOwn =
            to.AccountId == practitioner.AccountId
            || to.Name == name
            || (email is not null && string.Equals(to.Email, email, StringComparison.OrdinalIgnoreCase));
        return to with { IsInPlace = !isOwn };
    }
}
