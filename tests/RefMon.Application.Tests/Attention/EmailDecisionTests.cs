using System.Globalization;
using RefMon.Application.Attention;
using Xunit;

namespace RefMon.Application.Tests.Attention;

/// <summary>What becomes of the e-mail of a notice: one row for each case. Times are UTC; quiet hours are London's.</summary>
[Trait("Capability", "Attention")]
public sealed class EmailDecisionTests
{
    private static readonly NoticeType Urgent = NoticeTypes.Of(NoticeKind.RiskUpdated);
    private static readonly NoticeType Ordinary = NoticeTypes.Of(NoticeKind.PlanSubmitted);

    [Theory]
    [InlineData("nothing chosen", null, null, "2026-11-18T20:00Z", "Now", null)]
    [InlineData("before they begin", "18:00", "08:00", "2026-11-18T17:59Z", "Now", null)]
    [InlineData("as they begin", "18:00", "08:00", "2026-11-18T18:00Z", "Held", "2026-11-19T08:00Z")]
    [InlineData("in the evening", "18:00", "08:00", "2026-11-18T20:00Z", "Held", "2026-11-19T08:00Z")]
    [InlineData("at midnight", "18:00", "08:00", "2026-11-19T00:00Z", "Held", "2026-11-19T08:00Z")]
    [InlineData("in the small hours", "18:00", "08:00", "2026-11-19T03:00Z", "Held", "2026-11-19T08:00Z")]
    [InlineData("just before they end", "18:00", "08:00", "2026-11-19T07:59Z", "Held", "2026-11-19T08:00Z")]
    [InlineData("as they end", "18:00", "08:00", "2026-11-19T08:00Z", "Now", null)]
    [InlineData("within a day, in them", "12:00", "13:30", "2026-11-18T12:30Z", "Held", "2026-11-18T13:30Z")]
    [InlineData("within a day, after them", "12:00", "13:30", "2026-11-18T13:30Z", "Now", null)]
    [InlineData("until midnight", "20:00", "00:00", "2026-11-18T21:00Z", "Held", "2026-11-19T00:00Z")]
    [InlineData("Saturday evening", "18:00", "08:00", "2026-11-21T20:00Z", "Held", "2026-11-22T08:00Z")]
    [InlineData("Saturday noon", "18:00", "08:00", "2026-11-21T12:00Z", "Now", null)]
    [InlineData("in summer", "18:00", "08:00", "2026-07-01T17:30Z", "Held", "2026-07-02T07:00Z")]
    [InlineData("in summer, London is an hour ahead", "18:00", "08:00", "2026-07-01T16:59Z", "Now", null)]
    [InlineData("the night summer time begins", "22:00", "07:00", "2027-03-27T23:00Z", "Held", "2027-03-28T06:00Z")]
    [InlineData("the night it ends", "22:00", "07:00", "2027-10-30T22:00Z", "Held", "2027-10-31T07:00Z")]
    [InlineData(
        "they end at a time that is skipped",
        "22:00",
        "01:30",
        "2027-03-27T23:00Z",
        "Held",
        "2027-03-28T01:00Z"
    )]
    [InlineData(
        "they end at a time that comes twice",
        "22:00",
        "01:30",
        "2027-10-30T23:00Z",
        "Held",
        "2027-10-31T00:30Z"
    )]
    [InlineData("between the two", "22:00", "01:30", "2027-10-31T00:40Z", "Now", null)]
    [InlineData("when it comes again", "22:00", "01:30", "2027-10-31T01:10Z", "Held", "2027-10-31T01:30Z")]
    public void Quiet_hours_hold_back_what_is_not_urgent(
        string when,
        string? from,
        string? until,
        string now,
        string way,
        string? end
    )
    {
        var quiet = from is null ? null : new QuietHours(Time(from), Time(until!));
        var decided = NotificationPolicy.Email(Ordinary, EmailPreferences.Default with { Quiet = quiet }, At(now));
        Assert.True(
            new EmailDecision(Enum.Parse<EmailWay>(way), end is null ? null : At(end)) == decided,
            $"{when}: {decided}"
        );
        var urgent = NotificationPolicy.Email(Urgent, EmailPreferences.Default with { Quiet = quiet }, At(now));
        Assert.Equal(new EmailDecision(EmailWay.Now), urgent);
    }

    [Theory]
    [InlineData(EmailChoice.Immediately, false, EmailWay.Held)]
    [InlineData(EmailChoice.Daily, false, EmailWay.Daily)]
    [InlineData(EmailChoice.Never, false, EmailWay.None)]
    [InlineData(EmailChoice.Immediately, true, EmailWay.None)]
    [InlineData(EmailChoice.Daily, true, EmailWay.Daily)]
    [InlineData(EmailChoice.Never, true, EmailWay.None)]
    public void A_choice_counts_for_its_topic_and_never_for_what_is_urgent(
        EmailChoice choice,
        bool isMailboxTold,
        EmailWay way
    )
    {
        var chosen = Enum.GetValues<NoticeTopic>().ToDictionary(topic => topic, _ => choice);
        var preferences = new EmailPreferences(chosen, new(new(18, 0), new(8, 0)));
        var night = At("2026-11-18T20:00Z");
        Assert.Equal(way, NotificationPolicy.Email(Ordinary, preferences, night, isMailboxTold).Way);
        Assert.Equal(
            isMailboxTold ? EmailWay.None : EmailWay.Now,
            NotificationPolicy.Email(Urgent, preferences, night, isMailboxTold).Way
        );
    }

    [Fact]
    public void Every_kind_has_a_code_words_and_a_topic_of_its_own_and_can_be_found_again()
    {
        var types = Enum.GetValues<NoticeKind>()
            .Select(NoticeTypes.Of)
            .Concat(Enum.GetValues<ReminderKind>().Select(NoticeTypes.Of))
            .ToList();
        Assert.Equal(types.Count, types.Select(type => type.Code).Distinct().Count());
        Assert.Equal(types.Count, types.Select(type => type.Words).Distinct().Count());
        Assert.All(types, type => Assert.Equal(type, NoticeTypes.Find(type.Code)));
        Assert.All(Enum.GetValues<NoticeTopic>(), topic => Assert.Contains(types, type => type.Topic == topic));
        Assert.All(Enum.GetValues<ReminderKind>(), kind => Assert.NotEmpty(AttentionItems.Of(kind).Words));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static TimeOnly Time(string text) => TimeOnly.Parse(text, CultureInfo.InvariantCulture);
}
