using System.Globalization;
using MediatR;
using Microsoft.AspNetCore.Antiforgery;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.GovUk;
using RefMon.Web.Shell;

namespace RefMon.Web.Referring;

/// <summary>
/// Takes what is typed on a section's page every second or two. Answers in JSON, for the page's script only: what became of
/// it in a word and in a sentence to show. Signed-out people are sent to sign in as on every page, which the script notices.
/// </summary>
internal static class KeepTypedEndpoint
{
    private const string BoxField = "box";

    public static void MapKeepTyped(this IEndpointRouteBuilder routes)
    {
        Map(routes, "/refer/{draftId}/{section}/autosave");
        Map(routes, "/refer/{draftId}/{section}/{part}/autosave");
    }

    private static void Map(IEndpointRouteBuilder routes, string pattern) =>
        routes.MapPost(pattern, Keep).WithMetadata(new RequireAntiforgeryTokenAttribute()).ExcludeFromDescription();

    private static async Task<IResult> Keep(
        HttpContext http,
        IMediator mediator,
        string draftId,
        string section,
        string? part = null
    )
    {
        if (
            http.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false }
            || !http.Request.HasFormContentType
        )
            return Answer(new("stale", GovForm.StaleText), StatusCodes.Status400BadRequest);
        if (!Guid.TryParseExact(draftId, "D", out var id))
            return Gone;
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        if (!Guid.TryParse(form[GovForm.CommandIdField], out var commandId))
            return Answer(new("refused", "Open the page again."), StatusCodes.Status400BadRequest);
        var slug = (part is null ? section : $"{section}/{part}").ToLowerInvariant();
        var kept = await mediator.Send(
            new KeepTyped(new DraftId(id), commandId, slug, form["Shown"], Sequence(form), Boxes(form)),
            http.RequestAborted
        );
        return kept.Refusal is { } refusal ? Refused(refusal, new(id)) : Kept(kept.Value);
    }

    private static long Sequence(IFormCollection form) =>
        long.TryParse(form["Sequence"], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? sequence
            : 0;

    private static List<TypedAnswer> Boxes(IFormCollection form) =>
        [
            .. form[BoxField]
                .OfType<string>()
                .Distinct()
                .Select(name => new TypedAnswer(name, [.. form[name].OfType<string>()])),
        ];

    private static IResult Kept(TypedKept kept)
    {
        if (kept.PageIsClosed)
            return Answer(new("closed", ""), StatusCodes.Status200OK);
        var elsewhere = kept.Elsewhere.Select(other => new Elsewhere(
            other.Question,
            other.Marks,
            Dates.Instant(other.At),
            other.By
        ));
        return Answer(
            new("kept", kept.NothingWaits ? "The same as what is saved" : $"Saved at {Dates.Time(kept.At)}")
            {
                NothingWaits = kept.NothingWaits,
                Marks = kept.Marks,
                Elsewhere = [.. elsewhere],
            },
            StatusCodes.Status200OK
        );
    }

    private static IResult Refused(Refusal refusal, DraftId draft)
    {
        if (refusal.SentReference() is not null && DraftAddresses.WhereItWent(refusal, draft) is { } address)
            return Answer(
                new(
                    "sent",
                    refusal.Code == ReferringRefusals.DraftSentByColleagueCode
                        ? "Not saved: a colleague has sent this referral. Copy what you want to keep from this page."
                        : "Not saved: this referral was sent from another page."
                )
                {
                    Address = address,
                },
                StatusCodes.Status409Conflict
            );
        return refusal.Kind switch
        {
            RefusalKind.NotFound or RefusalKind.Forbidden => Gone,
            RefusalKind.Invalid => Answer(
                new("refused", $"Not saved: {char.ToLowerInvariant(refusal.Message[0])}{refusal.Message[1..]}.")
                {
                    Longest = refusal.Code == KeepTyped.TooLongCode ? KeepTyped.Longest : null,
                },
                StatusCodes.Status422UnprocessableEntity
            ),
            _ => Answer(new("busy", "Not saved yet: trying again."), StatusCodes.Status503ServiceUnavailable),
        };
    }

    private static IResult Gone =>
        Answer(
            new(
                "gone",
                "Not saved: this draft, or this part of it, is not there any more. Copy what you want to keep from this page."
            ),
            StatusCodes.Status404NotFound
        );

    private static IResult Answer(Reply reply, int status) => Results.Json(reply, statusCode: status);

    private sealed record Reply(string State, string Words)
    {
        public IReadOnlyList<string> Marks { get; init; } = [];

        public IReadOnlyList<Elsewhere> Elsewhere { get; init; } = [];

        /// <summary>True when the page holds what is saved, and nothing is left to save or to discard.</summary>
        public bool NothingWaits { get; init; }

        public string? Address { get; init; }

        /// <summary>The most characters of one box, when one had more.</summary>
        public int? Longest { get; init; }
    }

    private sealed record Elsewhere(string Question, IReadOnlyList<string> Marks, string When, string? By);
}
