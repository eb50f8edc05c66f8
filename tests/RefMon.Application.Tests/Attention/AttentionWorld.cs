using Microsoft.Extensions.DependencyInjection;
using RefMon.Application.Attention;
using RefMon.Application.Tests.CaseLists;
using RefMon.Domain;
using RefMon.Domain.Allocation;
using RefMon.EventStore;
using Xunit;

namespace RefMon.Application.Tests.Attention;

/// <summary>The application with a clock that stands still, and a mail service that keeps, loses and refuses as a test wants.</summary>
public sealed class AttentionWorld : IAsyncLifetime
{
    public CasesWorld Cases { get; } = new();

    internal ScriptedMail Mail => Cases.Mail;

    internal StandingClock Clock => Cases.Clock;

    public ValueTask InitializeAsync() => Cases.InitializeAsync();

    public ValueTask DisposeAsync() => Cases.DisposeAsync();

    /// <summary>A referral with the caseworker, of which everybody has been told.</summary>
    internal async Task<Sent> Allocated(SentReferral? referral = null)
    {
        var sent = await Cases.Sent(referral ?? new SentReferral());
        await Happens(
            sent,
            new CaseworkerAssigned(Person(Staff.SupplierLead), Clock.Now, Person(Staff.Caseworker), null)
        );
        return sent;
    }

    /// <summary>Appends events and has the notices of the whole referral delivered, as the subscription does.</summary>
    internal async Task Happens(Sent sent, params IReferralEvent[] events)
    {
        await Cases.Append(sent.Id, events);
        await Deliver(sent);
    }

    /// <summary>Has the notices of the referral's last event delivered, or of all of them.</summary>
    internal async Task Deliver(Sent sent, bool all = false)
    {
        var stored = await Cases.Events.FetchStream(sent.Id.Value);
        foreach (var one in all ? stored : [stored[^1]])
        {
            await using var scope = Cases.Services.CreateAsyncScope();
            await using var connection = await Cases.Database.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await ActivatorUtilities
                .CreateInstance<NoticesOutbound>(scope.ServiceProvider)
                .Handle(one, new SubscriptionContext(connection, transaction), default);
            await transaction.CommitAsync();
        }
    }

    /// <summary>What somebody finds in their inbox about one referral.</summary>
    internal async Task<string[]> News(string account, Sent sent) =>
        [
            .. (await Inbox(account))
                .News.Where(notice => notice.Reference == sent.Reference)
                .Select(notice => $"{notice.Type.Code}{(notice.IsRead ? " read" : "")}"),
        ];

    /// <summary>Somebody's whole inbox, all its pages in one, or what is asked for of it; what is counted must be what is shown.</summary>
    internal async Task<AttentionInbox> Inbox(string account, ListAttention? asked = null)
    {
        var inbox = await Cases.Get(asked ?? new ListAttention(), account);
        if (asked is not null)
            return inbox;
        var (news, toDo) = (inbox.News.ToList(), inbox.ToDo.ToList());
        for (var page = 2; news.Count < inbox.NewsTotal || toDo.Count < inbox.ToDoTotal; page++)
        {
            Assert.True(page < 100, "the pages do not add up to the totals");
            var next = await Cases.Get(new ListAttention(ToDoPage: page, NewsPage: page), account);
            if (next.NewsPage == page)
                news.AddRange(next.News);
            if (next.ToDoPage == page)
                toDo.AddRange(next.ToDo);
        }
        var unread = news.Count(notice => !notice.IsRead);
        Assert.Equal(unread, inbox.Unread);
        Assert.Equal(unread, await Count(account));
        return inbox with { News = news, ToDo = toDo };
    }

    internal async Task<int> Count(string account)
    {
        var directory = Cases.Services.GetRequiredService<Application.Access.AccountDirectory>();
        var viewer = (await directory.Find(account, default))!;
        return await Cases.Services.GetRequiredService<AttentionReader>().CountUnread(viewer, default);
    }

    /// <summary>One node's look for what has come due.</summary>
    internal async Task Sweep()
    {
        await using var scope = Cases.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<UnreadEscalation>().Run(default);
        await scope.ServiceProvider.GetRequiredService<HeldEmail>().Send(default);
        await scope.ServiceProvider.GetRequiredService<DailyDigest>().Send(default);
    }

    internal Task Choose(string account, EmailChoice choice, params NoticeTopic[] topics) =>
        Cases.Get(
            new SetNotificationPreferences(
                Guid.NewGuid(),
                topics.ToDictionary(topic => topic, _ => choice),
                false,
                null,
                null
            ),
            account
        );

    internal static StaffMember Person(string account) => new(account, Staff.Name(account), Staff.Email(account));
}
