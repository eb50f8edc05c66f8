using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using MediatR;
using RefMon.Application.Access;
using RefMon.Domain;
using RefMon.EventStore;

namespace RefMon.Application.Pipeline;

/// <summary>
/// Makes a command happen once and whole: a replay returns the first outcome; what the handler prepared is saved with
/// the command record and the audit entry in one transaction; a lost race runs the handler again on fresh state.
/// </summary>
internal sealed class CommandBehaviour<TRequest, TResponse>(
    IEventSession session,
    IEventReader reader,
    CurrentViewer current,
    ObjectAccess objects,
    AuditTrail audit,
    AuditSubject subject
) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>, ICommand
    where TResponse : IOutcome<TResponse>
{
    private const int Attempts = 5;

    private static readonly bool OnlyRefusalsAreAudited = typeof(TRequest).IsDefined(
        typeof(AuditedWhenRefusedAttribute),
        false
    );

    public async Task<TResponse> Handle(
        TRequest request,
        CancellationToken cancellationToken,
        RequestHandlerDelegate<TResponse> next
    )
    {
        var viewer = current.Required;
        var hash = CommandHash.Of(request);
        for (var attempt = 1; ; attempt++)
        {
            if (await FirstOutcome(viewer, request, hash, cancellationToken) is { } first)
                return first;
            session.Clear();
            session.Metadata = new(
                viewer.AccountId,
                Activity.Current?.TraceId.ToString(),
                request.CommandId.ToString()
            );
            try
            {
                var response = await next();
                if (response.IsRefused)
                {
                    session.Clear();
                    // a second click may have been faster while this one was decided, and be why it was refused
                    return await FirstOutcome(viewer, request, hash, cancellationToken) ?? response;
                }
                // who may see it may have changed since it was asked: a transfer or a recall counts from its instant. What the
                // handler decided stands on a version read before this look, so anything later loses the race and comes back
                if (request is IConcernsReferral && !await objects.MaySee(viewer, request, cancellationToken))
                {
                    session.Clear();
                    return TResponse.Refused([AccessRefusals.NotFound]);
                }
                await Save(viewer, request, hash, response, cancellationToken);
                return response;
            }
            catch (DuplicateCommandException) when (attempt < Attempts)
            {
                // another node or a second click was faster: its outcome is read at the top of the loop
            }
            catch (Exception lost) when (lost is StreamConflictException or EnlistedRowsException && attempt < Attempts)
            {
                // decided again on what is there now
            }
            catch (Exception lost) when (lost is StreamConflictException or EnlistedRowsException)
            {
                return TResponse.Refused([Busy]);
            }
        }
    }

    private static readonly Refusal Busy = new(
        "changed-meanwhile",
        null,
        "Someone else is changing this at the same time. Nothing was saved. Try again in a moment.",
        RefusalKind.Conflict
    );

    private static readonly Refusal OtherContent = new(
        "command-reused",
        null,
        "This form was sent before with other answers. Open the page again to make another change.",
        RefusalKind.Invalid
    );

    private async Task<TResponse?> FirstOutcome(
        Viewer viewer,
        TRequest request,
        string hash,
        CancellationToken cancellationToken
    )
    {
        var seen = await reader.FindCommand(viewer.AccountId, request.CommandId, cancellationToken);
        if (seen is null)
            return default;
        return seen.ContentHash == hash ? TResponse.FromJson(seen.OutcomeJson) : TResponse.Refused([OtherContent]);
    }

    private async Task Save(
        Viewer viewer,
        TRequest request,
        string hash,
        TResponse response,
        CancellationToken cancellationToken
    )
    {
        if (!OnlyRefusalsAreAudited)
            session.Enlist(
                audit.Statement(
                    viewer,
                    typeof(TRequest).Name,
                    AuditTrail.Accepted,
                    ObjectAccess.SubjectOf(request) ?? subject.Found
                )
            );
        session.RecordCommand(new(viewer.AccountId, request.CommandId, hash, response.ValueAsJson()));
        await session.SaveChanges(cancellationToken);
    }
}

/// <summary>Recognises a command sent again: type and content, without its id.</summary>
internal static class CommandHash
{
    public static string Of<TRequest>(TRequest request)
        where TRequest : ICommand
    {
        var content = JsonSerializer.SerializeToNode(request, OutcomeJson.Options)!.AsObject();
        content.Remove("commandId");
        content["$type"] = JsonValue.Create(typeof(TRequest).Name);
        return Convert.ToHexString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(content)));
    }
}
