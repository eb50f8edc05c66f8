using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using RefMon.Application.Access;
using RefMon.Application.Amendments;
using RefMon.Integrations.Operations;

namespace RefMon.Web.Amendments;

/// <summary>Where neighbours say that something about a person has changed: <c>POST /api/neighbours/changes</c>, signed.</summary>
internal static partial class ChangeNotices
{
    public const string Path = "/api/neighbours/changes";

    private const int LongestBody = 8 * 1024;
    private const int DefaultSweepFrom = 2;
    private const string SweepFrom = "RefMon:SweepFrom";

    private const string Summary = "Says that something about a person has changed";

    private const string Description = """
        A notice says where to look: RefMon asks the neighbour itself what changed, so notices may come late, more than once and in any order.

        Sign each request. X-Neighbour-Timestamp is the time of sending in seconds since 1970-01-01T00:00:00Z. X-Neighbour-Signature is "v1=" and the lower-case hexadecimal HMAC-SHA256, with the secret shared with that neighbour alone, of the timestamp, a full stop and the body exactly as sent. A signature is good for five minutes.

        Repeat a notice with the same id until the answer is 200 or 202; it is accepted once.
        """;

    public static void AddChangeNotices(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration;
        builder.Services.AddSingleton(_ => NeighbourSettings.Signers(settings));
        builder.Services.AddSingleton(SweepHoursOf(settings[SweepFrom]));
        builder.Services.RunNeighbourNews();
    }

    public static void MapChangeNotices(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost(Path, Receive)
            // by its signature, not by an account
            .AllowAnonymous()
            .WithName("ReportChange")
            .WithTags("Neighbours")
            .WithSummary(Summary)
            .WithDescription(Description)
            .Accepts<ChangeNoticeBody>("application/json")
            .Produces<ChangeReceipt>(StatusCodes.Status202Accepted)
            .Produces<ChangeReceipt>()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

    private static async Task<IResult> Receive(
        HttpRequest request,
        [FromHeader(Name = NoticeSignature.TimestampHeader)] string? timestamp,
        [FromHeader(Name = NoticeSignature.SignatureHeader)] string? signature,
        NoticeSigners signers,
        InboundNotices notices,
        AuditTrail audit,
        TimeProvider time,
        ILoggerFactory loggers,
        CancellationToken aborted
    )
    {
        if (!request.HasJsonContentType())
            return Problem(StatusCodes.Status415UnsupportedMediaType, "Send application/json.");
        if (await ReadBody(request, aborted) is not { } body)
            return Problem(StatusCodes.Status413PayloadTooLarge, "A notice has at most 8 KB.");
        var now = time.GetUtcNow();
        var senders = signers.Of(timestamp, signature, body, now);
        if (senders.Count == 0)
            return Unsigned(loggers);
        var (notice, problems) = ChangeNoticeReading.Read(body, now);
        if (notice is null)
            return Results.ValidationProblem(problems.ToDictionary());
        // signed by one neighbour in the name of another
        if (!senders.Contains(notice.Source))
            return Unsigned(loggers);
        var receipt = await notices.Receive(notice, aborted);
        var subject = string.Create(
            CultureInfo.InvariantCulture,
            $"{ChangeNoticeReading.WordOf(notice.Source)}:{notice.Id:D}"
        );
        await audit.Write(viewer: null, nameof(ChangeNotice), OutcomeOf(receipt), subject, aborted);
        return receipt switch
        {
            NoticeReceipt.Accepted => Results.Json(
                new ChangeReceipt(notice.Id, AcceptedBefore: false),
                statusCode: StatusCodes.Status202Accepted
            ),
            NoticeReceipt.AcceptedBefore => Results.Json(new ChangeReceipt(notice.Id, AcceptedBefore: true)),
            NoticeReceipt.IdReused => Problem(
                StatusCodes.Status409Conflict,
                "This id came before with other content. Give each notice an id of its own."
            ),
        };
    }

    private static IResult Unsigned(ILoggerFactory loggers)
    {
        LogUnsigned(loggers.CreateLogger(typeof(ChangeNotices)));
        return Problem(
            StatusCodes.Status401Unauthorized,
            "The signature is missing, wrong, another neighbour’s or older than five minutes."
        );
    }

    private static string OutcomeOf(NoticeReceipt receipt) =>
        receipt switch
        {
            NoticeReceipt.Accepted => AuditTrail.Accepted,
            NoticeReceipt.AcceptedBefore => "accepted-before",
            NoticeReceipt.IdReused => "id-reused",
        };

    // exactly as sent: the signature is over these bytes; null when there are too many
    private static async Task<byte[]?> ReadBody(HttpRequest request, CancellationToken aborted)
    {
        if (request.ContentLength > LongestBody)
            return null;
        var buffer = new ArrayBufferWriter<byte>(1024);
        while (true)
        {
            var read = await request.Body.ReadAsync(buffer.GetMemory(1024), aborted);
            if (read == 0)
                return buffer.WrittenSpan.ToArray();
            buffer.Advance(read);
            if (buffer.WrittenCount > LongestBody)
                return null;
        }
    }

    private static IResult Problem(int status, string detail) => Results.Problem(detail, statusCode: status);

    // an hour of the night in London; "off" where nothing shall be swept
    private static SweepHours SweepHoursOf(string? setting) =>
        string.IsNullOrWhiteSpace(setting) ? new(DefaultSweepFrom)
        : int.TryParse(setting, NumberStyles.None, CultureInfo.InvariantCulture, out var hour) && hour is >= 0 and <= 19
            ? new(hour)
        : new SweepHours(null);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A notice of a change was not signed by a neighbour")]
    private static partial void LogUnsigned(ILogger logger);
}

/// <summary>The answer to a notice.</summary>
/// <param name="Id">The notice's id.</param>
/// <param name="AcceptedBefore">True when it had been accepted before; nothing is done twice.</param>
internal sealed record ChangeReceipt(Guid Id, bool AcceptedBefore);
