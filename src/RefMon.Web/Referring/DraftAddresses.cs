using System.Globalization;
using RefMon.Application.Referring;
using RefMon.Domain;

namespace RefMon.Web.Referring;

/// <summary>The addresses of drafts. They hold ids and references, never anything of a person.</summary>
public static class DraftAddresses
{
    public const string All = "/drafts";

    public const string OfTeam = "/drafts?view=team";

    public static string Start(ServiceId service) => $"/refer/new?service={service}";

    public static string Tasks(DraftId draft) => $"/refer/{draft}";

    /// <summary>The same, when it was there already and a copy was asked for.</summary>
    public static string TasksKept(DraftId draft) => $"{Tasks(draft)}?kept=yes";

    /// <summary>The question that decides which sections the draft has.</summary>
    public static string Where(DraftId draft) => $"/refer/{draft}/where";

    public static string Section(DraftId draft, string slug) => $"/refer/{draft}/{slug}";

    /// <summary>A section, returning to the check page when it is saved.</summary>
    public static string SectionFromCheck(DraftId draft, string slug) => $"/refer/{draft}/{slug}?from=check";

    /// <summary>Where what is typed in a section is posted.</summary>
    public static string KeepTyped(DraftId draft, string slug) => $"/refer/{draft}/{slug}/autosave";

    /// <summary>The section of an address /refer/{draft}/{section}, where a section may have two parts.</summary>
    public static string SlugOf(PathString path) =>
        string.Join('/', (path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries).Skip(2))
            .ToLowerInvariant();

    public static string Check(DraftId draft) => $"/refer/{draft}/check";

    public static string Delete(DraftId draft) => $"/drafts/{draft}/delete";

    /// <summary>The version of a draft that a page showed, as it was posted back; none of a form that did not say.</summary>
    public static long? Version(string? posted) =>
        long.TryParse(posted, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;

    /// <summary>What became of a draft.</summary>
    public static string Ended(DraftId draft) => $"/drafts/{draft}/ended";

    public static string Sent(string reference) => $"/refer/sent/{Uri.EscapeDataString(reference)}";

    /// <summary>
    /// Where a draft went that is not there any more: the confirmation of one that the viewer sent, the list for one that expired, what
    /// became of any other. Null when a request was refused for another reason.
    /// </summary>
    public static string? WhereItWent(Refusal refusal, DraftId draft) =>
        refusal.Code switch
        {
            ReferringRefusals.DraftSentCode => Sent(refusal.Reference!) + "?already=yes",
            ReferringRefusals.DraftExpiredCode => All + "?expired=yes",
            ReferringRefusals.DraftSentByColleagueCode
            or ReferringRefusals.DraftDeletedCode
            or ReferringRefusals.DraftDeletedByColleagueCode => Ended(draft),
            _ => null,
        };
}
