using System.Buffers;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using RefMon.Application.Operations;

namespace RefMon.Integrations.Operations;

/// <summary>
/// Calls one neighbour and turns whatever happens into a <see cref="NeighbourReply{T}"/>. What identifies a person goes
/// into request bodies, never into addresses, logs or exception messages. Reads are retried within their time; writes
/// are sent once.
/// </summary>
internal sealed partial class NeighbourCaller(
    string neighbour,
    HttpClient http,
    TimeSpan timeout,
    ILogger<NeighbourCaller> logger
)
{
    private const int LargestAnswer = 1024 * 1024;

    private static readonly ResiliencePipeline<RawReply> Retrying = new ResiliencePipelineBuilder<RawReply>()
        .AddRetry(
            new RetryStrategyOptions<RawReply>
            {
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result?.IsTransient == true),
                MaxRetryAttempts = 2,
                Delay = TimeSpan.FromMilliseconds(100),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            }
        )
        .Build();

    /// <summary>A read that names what it looks for in its body.</summary>
    public Task<NeighbourReply<T>> Ask<TWire, T>(
        string operation,
        string path,
        object question,
        Func<TWire, T> read,
        CancellationToken cancellationToken
    )
        where TWire : class => Read(operation, () => Post(path, question), read, cancellationToken);

    /// <summary>A read by any request; the request is made anew for each attempt.</summary>
    public Task<NeighbourReply<T>> Read<TWire, T>(
        string operation,
        Func<HttpRequestMessage> request,
        Func<TWire, T> read,
        CancellationToken cancellationToken
    )
        where TWire : class => Call(operation, request, read, Retrying, cancellationToken);

    /// <summary>A write, sent once.</summary>
    public Task<NeighbourReply<T>> Write<TWire, T>(
        string operation,
        Func<HttpRequestMessage> request,
        Func<TWire, T> read,
        CancellationToken cancellationToken
    )
        where TWire : class => Call(operation, request, read, ResiliencePipeline<RawReply>.Empty, cancellationToken);

    /// <summary>A POST with a JSON body.</summary>
    public static HttpRequestMessage Post(string path, object body) =>
        new(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = JsonContent.Create(body, body.GetType(), options: Wire.Json),
        };

    private async Task<NeighbourReply<T>> Call<TWire, T>(
        string operation,
        Func<HttpRequestMessage> request,
        Func<TWire, T> read,
        ResiliencePipeline<RawReply> pipeline,
        CancellationToken cancellationToken
    )
        where TWire : class
    {
        using var budget = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        budget.CancelAfter(timeout);
        RawReply raw;
        try
        {
            raw = await pipeline.ExecuteAsync(async token => await Attempt(request, token), budget.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            raw = new RawReply(NeighbourFault.Slow, $"no answer within {timeout.TotalSeconds:0.###} s");
        }

        var reply = Interpret(raw, read);
        if (reply is NeighbourReply<T>.Unavailable lost)
        {
            Unavailable(neighbour, operation, lost.Fault, lost.Why);
        }
        else if (reply is NeighbourReply<T>.Refused refused)
        {
            Refused(neighbour, operation, refused.Code);
        }

        return reply;
    }

    private async Task<RawReply> Attempt(Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        try
        {
            using var request = make();
            using var response = await http.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                cancellationToken
            );
            var body = await ReadBody(response.Content, cancellationToken);
            return body is null
                ? new RawReply(NeighbourFault.Nonsense, "the answer is too large")
                : new RawReply(response.StatusCode, IsJson(response.Content), body);
        }
        catch (HttpRequestException ex)
        {
            // the error's kind only: messages may hold what was sent
            return new RawReply(NeighbourFault.Down, $"no connection ({ex.HttpRequestError})");
        }
        catch (IOException)
        {
            return new RawReply(NeighbourFault.Down, "the connection broke");
        }
        catch (InvalidDataException)
        {
            return new RawReply(NeighbourFault.Nonsense, "the answer's compression is damaged");
        }
    }

    private static bool IsJson(HttpContent content) =>
        content.Headers.ContentType?.MediaType is { } type
        && (
            type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
        );

    private static async Task<byte[]?> ReadBody(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new ArrayBufferWriter<byte>(8 * 1024);
        while (true)
        {
            var read = await stream.ReadAsync(buffer.GetMemory(8 * 1024), cancellationToken);
            if (read == 0)
            {
                return buffer.WrittenSpan.ToArray();
            }

            buffer.Advance(read);
            if (buffer.WrittenCount > LargestAnswer)
            {
                return null;
            }
        }
    }

    private static NeighbourReply<T> Interpret<TWire, T>(RawReply raw, Func<TWire, T> read)
        where TWire : class
    {
        if (raw.Fault is { } fault)
        {
            return new NeighbourReply<T>.Unavailable(fault, raw.Why);
        }

        var status = (int)raw.Status;
        return raw.Status switch
        {
            >= HttpStatusCode.OK and < HttpStatusCode.Ambiguous => Found(raw, read),
            // a gateway's own 404 page says nothing about the person
            HttpStatusCode.NotFound when raw.IsJson => new NeighbourReply<T>.NotFound(),
            HttpStatusCode.Unauthorized => Down<T>(status),
            HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests => Down<T>(status),
            >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError when raw.IsJson => RefusedOrDown<T>(
                raw
            ),
            >= HttpStatusCode.InternalServerError => Down<T>(status),
            _ => Nonsense<T>($"status {status} without an agreed body"),
        };
    }

    private static NeighbourReply<T> Found<TWire, T>(RawReply raw, Func<TWire, T> read)
        where TWire : class
    {
        if (!raw.IsJson)
        {
            return Nonsense<T>("the answer is not JSON");
        }

        try
        {
            return JsonSerializer.Deserialize<TWire>(raw.Body, Wire.Json) is { } wire
                ? new NeighbourReply<T>.Found(read(wire))
                : Nonsense<T>("the answer is empty");
        }
        catch (JsonException)
        {
            // the message may quote the answer, which is personal data
            return Nonsense<T>("the answer is not in the agreed form");
        }
    }

    private static NeighbourReply<T> RefusedOrDown<T>(RawReply raw)
    {
        try
        {
            return JsonSerializer.Deserialize<WireRefusal>(raw.Body, Wire.Json)?.Words() switch
            {
                // Notify's word for a key or a clock that is wrong on our side: an operator mends it, the mail waits
                ("AuthError", _) => Down<T>((int)raw.Status),
                var (code, reason) => new NeighbourReply<T>.Refused(code, reason),
                null => Nonsense<T>($"status {(int)raw.Status} without a reason"),
            };
        }
        catch (JsonException)
        {
            return Nonsense<T>($"status {(int)raw.Status} without a reason");
        }
    }

    private static NeighbourReply<T>.Unavailable Down<T>(int status) => new(NeighbourFault.Down, $"status {status}");

    private static NeighbourReply<T>.Unavailable Nonsense<T>(string why) => new(NeighbourFault.Nonsense, why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Neighbour} {Operation}: unavailable, {Fault}, {Why}")]
    private partial void Unavailable(string neighbour, string operation, NeighbourFault fault, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Neighbour} {Operation}: refused, {Code}")]
    private partial void Refused(string neighbour, string operation, string code);
}

/// <summary>One attempt's outcome before it is understood.</summary>
internal sealed record RawReply(HttpStatusCode Status, bool IsJson, byte[] Body)
{
    public RawReply(NeighbourFault fault, string why)
        : this(default, false, [])
    {
        Fault = fault;
        Why = why;
    }

    public NeighbourFault? Fault { get; }

    public string Why { get; } = "";

    /// <summary>Whether asking again at once may help.</summary>
    public bool IsTransient =>
        Fault is NeighbourFault.Down
        || Status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
        || Status >= HttpStatusCode.InternalServerError;
}
