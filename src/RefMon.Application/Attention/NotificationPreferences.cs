using MediatR;
using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.EventStore;

namespace RefMon.Application.Attention;

/// <summary>How the viewer wants to be told by e-mail.</summary>
[Requires(Permission.SeeReferrals)]
public sealed record GetNotificationPreferences : IQuery<EmailPreferences>;

/// <summary>
/// Sets how the viewer wants to be told by e-mail, in the place of what was set before. Times are as typed; both empty means no quiet hours.
/// Refused: a choice for what is urgent, quiet hours without a beginning or an end, and those that never end.
/// </summary>
[Requires(Permission.SeeReferrals)]
public sealed record SetNotificationPreferences(
    Guid CommandId,
    IReadOnlyDictionary<NoticeTopic, EmailChoice> Chosen,
    bool HasQuietHours,
    string? From,
    string? Until
) : ICommand<Done>;

internal sealed class NotificationPreferencesHandler(
    NoticeStore notices,
    IEventSession session,
    CurrentViewer current,
    TimeProvider time
)
    : IRequestHandler<GetNotificationPreferences, Outcome<EmailPreferences>>,
        IRequestHandler<SetNotificationPreferences, Outcome<Done>>
{
    public async Task<Outcome<EmailPreferences>> Handle(
        GetNotificationPreferences request,
        CancellationToken cancellationToken
    ) => await notices.PreferencesOf(current.Required.AccountId, cancellationToken);

    public Task<Outcome<Done>> Handle(SetNotificationPreferences request, CancellationToken cancellationToken) =>
        Task.FromResult(Set(request));

    private Outcome<Done> Set(SetNotificationPreferences request)
    {
        if (request.Chosen.Keys.Any(topic => topic is NoticeTopic.Safety || !Enum.IsDefined(topic)))
            return new Refusal("urgent-always-sent", null, "Urgent notices are always sent. Open the page again.");
        QuietHours? quiet = null;
        if (request.HasQuietHours)
        {
            var (from, wrongFrom) = TypedTime.Read("Start of quiet hours", nameof(request.From), request.From);
            var (until, wrongUntil) = TypedTime.Read("End of quiet hours", nameof(request.Until), request.Until);
            var wrong = new[] { wrongFrom, wrongUntil }.OfType<Refusal>().ToList();
            if (wrong.Count == 0 && from == until)
                wrong.Add(
                    new(
                        "quiet-hours-without-end",
                        nameof(request.Until),
                        "The end of quiet hours must be another time than the start"
                    )
                );
            if (wrong.Count > 0)
                return wrong;
            quiet = new(from, until);
        }
        Save(request.Chosen, quiet);
        return Done.Value;
    }

    // what waits for the end of quiet hours, or for a summary, is told as it is chosen from now on
    private void Save(IReadOnlyDictionary<NoticeTopic, EmailChoice> chosen, QuietHours? quiet)
    {
        var account = current.Required.AccountId;
        Enlist("delete from notification_preference where account_id = $1", account);
        foreach (var (topic, choice) in chosen)
            Enlist(
                "insert into notification_preference (account_id, topic, email) values ($1, $2, $3)",
                account,
                topic.ToString(),
                choice.ToString()
            );
        Enlist("delete from quiet_hours where account_id = $1", account);
        if (quiet is not null)
            Enlist(
                "insert into quiet_hours (account_id, quiet_from, quiet_until) values ($1, $2, $3)",
                account,
                quiet.From,
                quiet.Until
            );
        var until = quiet?.EndAfter(time.GetUtcNow()) ?? time.GetUtcNow();
        var held = new NpgsqlBatchCommand(
            "update notice set email_due_at = $2 where account_id = $1 and email = 'held' and email_due_at > $2"
        );
        held.Parameters.Add(new() { Value = account });
        held.Parameters.Add(new() { Value = until, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        session.Enlist(held);
        Waiting(chosen, EmailChoice.Never, "update notice set email = 'none', email_due_at = null");
        Waiting(chosen, EmailChoice.Daily, "update notice set email = 'daily', email_due_at = null");
    }

    // of a topic that is not wanted at once any more, nothing is held back for later
    private void Waiting(IReadOnlyDictionary<NoticeTopic, EmailChoice> chosen, EmailChoice choice, string change)
    {
        var codes = NoticeTypes
            .All.Where(type => chosen.TryGetValue(type.Topic, out var now) && now == choice)
            .Select(type => type.Code)
            .ToArray();
        var waiting =
            choice is EmailChoice.Never ? "email in ('held', 'daily') and digest_on is null" : "email = 'held'";
        Enlist(
            $"{change} where account_id = $1 and kind = any ($2) and {waiting} and email_attempts = 0",
            current.Required.AccountId,
            codes
        );
    }

    private void Enlist(string sql, params IReadOnlyList<object> values)
    {
        var statement = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            statement.Parameters.Add(new() { Value = value });
        session.Enlist(statement);
    }
}
