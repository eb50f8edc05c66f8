using RefMon.Application.Catalogue;
using RefMon.Domain;
using RefMon.Domain.Attention;
using RefMon.Workflows.Engine;

namespace RefMon.Application.Attention;

/// <summary>
/// Has the notification policy decide whom a workflow's reminder goes to, and posts it to each of them once. An address that GOV.UK Notify
/// refuses is on the operators' list of e-mails and keeps nobody and nothing waiting; while Notify is away, the reminder waits.
/// </summary>
public sealed class TellHandler(
    IWorkflowSubjects subjects,
    NoticeAddresses addresses,
    NoticeDelivery delivery,
    OutboundEffects effects,
    PublicAddress address,
    WorkingDays days,
    DeadlineSettings settings,
    TimeProvider time
) : IEffectHandler
{
    /// <summary>The outcome when all who were meant could be told.</summary>
    public const string Told = "told";

    /// <summary>The outcome when what it reminds of has been done, or is not so any more.</summary>
    public const string NotNeeded = "no longer needed";

    /// <summary>How the outcome begins when nobody, or none of some who were meant, could be told.</summary>
    public const string Nobody = "nobody";

    /// <summary>What a reminder waits for while GOV.UK Notify gives no answer.</summary>
    public const string MailServiceSilent = "mail-service-silent";

    /// <inheritdoc/>
    public string Kind => TellRole.Effect;

    /// <inheritdoc/>
    public bool AsksNeighbour => true;

    /// <inheritdoc/>
    public async Task<string> Handle(EffectToDo effect, CancellationToken cancellationToken)
    {
        var role = Enum.Parse<ReminderRole>(effect.Values["role"]);
        var reminder = Enum.Parse<ReminderKind>(effect.Values["reminder"]);
        // as it stands now: it may have waited
        var subject = (WorkflowSubject?)await subjects.Read(effect.CorrelationId, cancellationToken);
        var today = LondonTime.DayOf(time.GetUtcNow());
        var key = effect.Values.GetValueOrDefault("key");
        if (!ReminderNeeds.IsNeeded(subject, reminder, key, days.Calendar, settings.Book, today))
        {
            await effects.Needless(effect.Id, cancellationToken);
            return NotNeeded;
        }
        return subject switch
        {
            WorkflowSubject.OfDraft draft => await Tell(
                [new NoticeRecipient.Author(draft.Author)],
                told => told.Count == 0 ? ["author"] : [],
                new(effect.Id, OutboundEffect.Reminder, "", new(draft.Id.Value), "draft"),
                NoticeTypes.Of(reminder),
                address.Drafts,
                cancellationToken
            ),
            WorkflowSubject.OfReferral { Referral: var referral } => await Tell(
                await Members(role, referral, cancellationToken),
                told => ReminderRecipients.Missing(role, told),
                new(effect.Id, OutboundEffect.Reminder, "", referral.Id, referral.Reference.Value),
                NoticeTypes.Of(reminder),
                address.Referral(referral.Reference.Value),
                cancellationToken
            ),
            _ => NotNeeded,
        };
    }

    /// <summary>The template's name at GOV.UK Notify: the kind in kebab case.</summary>
    public static string TemplateOf(ReminderKind kind) =>
        System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    // a group's members one by one, each once; where it has none, whoever is told in its place
    private async Task<IReadOnlyList<NoticeRecipient>> Members(
        ReminderRole role,
        Referral referral,
        CancellationToken cancellationToken
    )
    {
        var members = new List<NoticeRecipient>();
        var tellable = await addresses.Tellable(referral, cancellationToken);
        foreach (var recipient in NotificationPolicy.ForReminder(role, tellable))
        {
            var found = await addresses.Members(recipient, cancellationToken);
            members.AddRange(
                found.Count == 0 && ReminderRecipients.InPlaceOf(recipient, referral) is { } instead ? [instead] : found
            );
        }
        return [.. members.DistinctBy(m => NoticesOutbound.AccountOf(m) ?? m.Part)];
    }

    // one recipient's trouble does not keep the others from being told
    private async Task<string> Tell(
        IReadOnlyList<NoticeRecipient> recipients,
        Func<IReadOnlyList<NoticeRecipient>, IEnumerable<string>> missing,
        OutboundEffect effect,
        NoticeType type,
        Uri link,
        CancellationToken cancellationToken
    )
    {
        var told = new List<NoticeRecipient>();
        var isSilent = false;
        foreach (var recipient in recipients)
        {
            var one = effect with { Recipient = recipient.Part };
            var failure = await delivery.Deliver(one, type, recipient, link, by: null, cancellationToken);
            isSilent |= failure is { IsForGood: false };
            if (await addresses.IsReached(recipient, cancellationToken))
                told.Add(recipient);
        }
        if (isSilent)
            throw new EffectWaitsException(MailServiceSilent);
        var nobody = string.Join(", ", missing(told));
        return nobody.Length == 0 ? Told : $"{Nobody}: {nobody}";
    }
}
