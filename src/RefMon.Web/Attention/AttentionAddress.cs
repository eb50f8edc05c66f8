using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using RefMon.Application.Attention;

namespace RefMon.Web.Attention;

/// <summary>The address of the inbox: what it shows, in words of its own. What cannot be read is passed over.</summary>
internal sealed record AttentionAddress(
    AttentionKind? Only = null,
    bool LateOnly = false,
    bool UnreadOnly = false,
    int ToDoPage = 1,
    int NewsPage = 1
)
{
    public const string Path = "/attention";

    public static AttentionAddress Read(IQueryCollection query) =>
        new(
            query["show"].ToString() switch
            {
                "to-do" => AttentionKind.ToDo,
                "news" => AttentionKind.News,
                _ => null,
            },
            query["late"].ToString() == "yes",
            query["unread"].ToString() == "yes",
            Number(query["to-do-page"].ToString()),
            Number(query["news-page"].ToString())
        );

    public ListAttention Query => new(Only, LateOnly, UnreadOnly, ToDoPage, NewsPage);

    public override string ToString()
    {
        var query = new List<KeyValuePair<string, string?>>();
        Add(
            "show",
            Only is { } only
                ? only is AttentionKind.ToDo
                    ? "to-do"
                    : "news"
                : null
        );
        Add("late", LateOnly ? "yes" : null);
        Add("unread", UnreadOnly ? "yes" : null);
        Add("to-do-page", ToDoPage == 1 ? null : ToDoPage.ToString(CultureInfo.InvariantCulture));
        Add("news-page", NewsPage == 1 ? null : NewsPage.ToString(CultureInfo.InvariantCulture));
        return QueryHelpers.AddQueryString(Path, query);

        void Add(string name, string? value)
        {
            if (value is not null)
                query.Add(new(name, value));
        }
    }

    /// <summary>The page that a notice or an item leads to.</summary>
    public static string Of(AttentionPage page, string? reference)
    {
        var referral = $"/referrals/{Uri.EscapeDataString(reference ?? "")}";
        return page switch
        {
            AttentionPage.Overview => referral,
            AttentionPage.Details => $"{referral}/details",
            AttentionPage.Risk => $"{referral}/risk",
            AttentionPage.Plan => $"{referral}/plan",
            AttentionPage.Appointments => $"{referral}/appointments",
            AttentionPage.Notes => $"{referral}/notes",
            AttentionPage.Report => $"{referral}/report",
            AttentionPage.ConcludedCases => "/cases?view=concluded",
            AttentionPage.Transfers => "/transfers",
            AttentionPage.HandedOver => "/cases/handed-over",
            AttentionPage.Drafts => "/drafts",
        };
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : 1;
}
