using System.Text.Json;
using System.Text.Json.Serialization;

namespace RefMon.StandIns.Exchange;

/// <summary>A neighbour's answer before any misbehaviour.</summary>
internal sealed record Answer(int Status, object Body)
{
    public static Answer Ok(object body) => new(StatusCodes.Status200OK, body);

    public static Answer Missing { get; } = Refused("not-found", "There is no such record.", 404);

    public static Answer Refused(string code, string reason, int status = StatusCodes.Status422UnprocessableEntity) =>
        new(status, new { code, reason });
}

/// <summary>Where every call to a neighbour arrives: reads the request, lets it be answered, and misbehaves as told.</summary>
internal sealed class Desk(StandInControls controls)
{
    public static JsonSerializerOptions Json { get; } =
        new(JsonSerializerDefaults.Web)
        {
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            Converters = { new JsonStringEnumConverter() },
        };

    /// <summary>An operation asked for by a JSON body.</summary>
    public void Post<TRequest>(
        WebApplication app,
        string path,
        StandInOperation operation,
        Func<HttpContext, TRequest, Answer> answer
    )
        where TRequest : class => app.MapPost(path, Answering(operation, Reading(answer)));

    /// <summary>An operation asked for by its address.</summary>
    public void Get(WebApplication app, string path, StandInOperation operation, Func<HttpContext, Answer> answer) =>
        app.MapGet(path, Answering(operation, context => Task.FromResult<Func<Answer>>(() => answer(context))));

    private RequestDelegate Answering(StandInOperation operation, Func<HttpContext, Task<Func<Answer>>> read) =>
        context => Answering(context, operation, read);

    // the body is read while the caller is there; what it asks for may be done later
    private static Func<HttpContext, Task<Func<Answer>>> Reading<TRequest>(Func<HttpContext, TRequest, Answer> answer)
        where TRequest : class =>
        async context =>
        {
            var request = await ReadBody<TRequest>(context);
            return () =>
                request is null
                    ? Answer.Refused("bad-request", "The body is not what was agreed.", 400)
                    : answer(context, request);
        };

    private static async Task<TRequest?> ReadBody<TRequest>(HttpContext context)
        where TRequest : class
    {
        if (!context.Request.HasJsonContentType())
        {
            return null;
        }

        try
        {
            return await context.Request.ReadFromJsonAsync<TRequest>(Json, context.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task Answering(
        HttpContext context,
        StandInOperation operation,
        Func<HttpContext, Task<Func<Answer>>> read
    )
    {
        var behaviour = controls.Take(operation);
        switch (behaviour?.Kind)
        {
            case BehaviourKind.Down:
                context.Abort();
                return;
            case BehaviourKind.Fail:
                await Write(context, behaviour.Answers, "text/html", Rubbish.ErrorPage);
                return;
            case BehaviourKind.Refuse:
                await Write(context, Answer.Refused(behaviour.Code, behaviour.Reason, behaviour.Answers));
                return;
            default:
                break;
        }

        var decide = await read(context);
        if (behaviour?.Kind is BehaviourKind.Late)
        {
            await Task.Delay(behaviour.Milliseconds);
        }

        var answer = decide();
        switch (behaviour?.Kind)
        {
            case BehaviourKind.DropReply:
                context.Abort();
                return;
            case BehaviourKind.Nonsense:
                var (type, body) = Rubbish.Make(behaviour.Rubbish, Serialize(answer));
                await Write(context, StatusCodes.Status200OK, type, body);
                return;
            case BehaviourKind.Slow:
                await Task.Delay(behaviour.Milliseconds, context.RequestAborted)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
            default:
                break;
        }

        await Write(context, answer);
    }

    private static byte[] Serialize(Answer answer) =>
        JsonSerializer.SerializeToUtf8Bytes(answer.Body, answer.Body.GetType(), Json);

    private static Task Write(HttpContext context, Answer answer) =>
        Write(context, answer.Status, "application/json", Serialize(answer));

    private static async Task Write(HttpContext context, int status, string type, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body);
    }
}
