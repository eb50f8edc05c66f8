using RefMon.Application.RiskScreen;
using RefMon.Domain.Attention;
using RefMon.Domain.RiskScreen;

namespace RefMon.Application.Referring;

/// <summary>
/// Where the answers about safe contact were taken over from, until somebody has looked at them: the referral that said so last,
/// who said it and when.
/// </summary>
public sealed record SafeContactOrigin(string Reference, string By, DateTimeOffset At)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(SafeContactOrigin)} {Reference}";
}

/// <summary>Takes over how to contact a person safely from their referrals, and compares a draft with what they say.</summary>
internal static class SafeContactCarried
{
    /// <summary>The answers with what was said last in any of the person's referrals; as they are where nothing was.</summary>
    public static DraftAnswers Into(
        DraftAnswers answers,
        IReadOnlyList<SafeContactSaid> all,
        string account,
        DateTimeOffset now
    )
    {
        if (SafeContactSaid.Newest(all) is not { Said: { } newest } from)
            return answers;
        string?[] texts =
        [
            newest.SafeTimes,
            newest.SafeWays,
            newest.MustNotKnow,
            newest.StaffSafety,
            newest.ExclusionZones,
        ];
        return SafeContactSection
            .Texts.Zip(texts, (text, value) => (Name: text.Name, Value: value))
            .Prepend((Name: SafeContactSection.Any, Value: newest.SaysSomething ? DraftAnswers.Yes : DraftAnswers.No))
            .Where(answer => answer.Value is not null)
            .Aggregate(
                answers,
                (before, answer) =>
                    before.With(
                        answer.Name,
                        new(
                            answer.Value,
                            now,
                            account,
                            Version: 1,
                            StatedAt: from.At,
                            StatedIn: from.Reference,
                            StatedBy: from.By,
                            Beside: MarksOf(all)
                        )
                    )
            );
    }

    /// <summary>Where the answers come from; null once somebody has saved them, and where nothing was taken over.</summary>
    public static SafeContactOrigin? OriginOf(DraftAnswers answers) =>
        Fields(answers).FirstOrDefault(field => field.StatedAt is not null)
            is { StatedAt: { } at, StatedIn: { } reference, StatedBy: { } by }
            ? new(reference, by, at)
            : null;

    /// <summary>
    /// What live referrals of the person say otherwise than the draft, and finished ones that nobody has looked at, the newest first.
    /// </summary>
    public static IReadOnlyList<SafeContactSaid> Otherwise(OpenDraft open)
    {
        var (mine, latest) = (SafeContactSection.Statement(open.Answers), Latest(open.Answers));
        return
        [
            .. open
                .SafeContacts.Where(said =>
                    said.Said is { } theirs && theirs != mine && (said.IsLive || IsNews(said, latest))
                )
                .OrderByDescending(said => said.At),
        ];
    }

    /// <summary>Those of <see cref="Otherwise"/> that were not there yet when somebody answered here last: not looked at.</summary>
    public static IReadOnlyList<SafeContactSaid> Unseen(OpenDraft open) =>
        Latest(open.Answers) is { } latest ? [.. Otherwise(open).Where(said => IsNews(said, latest))] : [];

    /// <summary>Marks of everything that is said, to be kept with the answers that were compared with it.</summary>
    public static string MarksOf(IEnumerable<SafeContactSaid> all) =>
        string.Join(' ', all.Where(said => said.Said is not null).Select(MarkOf));

    /// <summary>Changes with what <see cref="Otherwise"/> gives; null when that is nothing.</summary>
    public static string? MarkOf(OpenDraft open) =>
        Otherwise(open) is { Count: > 0 } others ? DraftJson.Fingerprint(others.Select(MarkOf)) : null;

    /// <summary>The day something was said, in words.</summary>
    public static string Day(DateTimeOffset at) => Words.Day(LondonTime.DayOf(at));

    /// <summary>A statement in words, one part a line.</summary>
    public static IReadOnlyList<string> Lines(SafeContactStatement said)
    {
        string?[] texts = [said.SafeTimes, said.SafeWays, said.MustNotKnow, said.StaffSafety, said.ExclusionZones];
        return said.SaysSomething
            ?
            [
                .. SafeContactSection
                    .Texts.Zip(texts)
                    .Where(pair => pair.Second is not null)
                    .Select(pair => $"{pair.First.Label}: {pair.Second}"),
            ]
            : ["Nothing to say"];
    }

    // decided before somebody looked, it may have been written after: only what was there to be read was looked at. Of answers
    // from before that was noted, their time is all there is
    private static bool IsNews(SafeContactSaid said, DraftField? latest) =>
        latest is { Beside: { } seen } ? !seen.Split(' ').Contains(MarkOf(said)) : said.At > latest?.SavedAt;

    private static string MarkOf(SafeContactSaid said) =>
        DraftJson.Fingerprint(
            new
            {
                said.Reference,
                said.Said,
                said.At,
            }
        );

    private static DraftField? Latest(DraftAnswers answers) => Fields(answers).MaxBy(field => field.Version);

    private static IEnumerable<DraftField> Fields(DraftAnswers answers) =>
        SafeContactSection
            .Texts.Select(text => text.Name)
            .Prepend(SafeContactSection.Any)
            .Select(answers.Field)
            .OfType<DraftField>();
}
