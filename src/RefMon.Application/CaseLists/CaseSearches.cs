using FluentValidation;
using MediatR;
using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.EventStore;

namespace RefMon.Application.CaseLists;

/// <summary>
/// Keeps the words somebody searches their cases for: parts of a name, a reference or a CRN. Answers the id under which
/// only they find the words again. Refused when nothing was typed.
/// </summary>
[Requires(Permission.SeeReferrals)]
public sealed record SearchCases(Guid CommandId, string? Words) : ICommand<Guid>
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => nameof(SearchCases);
}

internal sealed class SearchCasesValidator : AbstractValidator<SearchCases>
{
    private const int Longest = 200;

    public SearchCasesValidator()
    {
        RuleFor(search => search.Words)
            .Cascade(CascadeMode.Stop)
            .Must(words => words?.Any(char.IsLetterOrDigit) == true)
            .WithErrorCode("search-empty")
            .WithMessage("Enter part of a name, a referral reference or a CRN")
            .MaximumLength(Longest)
            .WithErrorCode("search-too-long")
            .WithMessage($"The search must be {Longest} characters or fewer")
            // PostgreSQL cannot keep it
            .Must(words => !words!.Contains('\0', StringComparison.Ordinal))
            .WithErrorCode("search-not-text")
            .WithMessage("Enter part of a name, a referral reference or a CRN, in letters and numbers");
    }
}

internal sealed class SearchCasesHandler(IEventSession session, CaseSearches searches, CurrentViewer current)
    : IRequestHandler<SearchCases, Outcome<Guid>>
{
    public Task<Outcome<Guid>> Handle(SearchCases request, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        foreach (var statement in searches.Keep(id, current.Required, request.Words!.Trim()))
            session.Enlist(statement);
        return Task.FromResult<Outcome<Guid>>(id);
    }
}

/// <summary>Searches kept on the server, so that names and CRNs never stand in an address.</summary>
public sealed class CaseSearches(NpgsqlDataSource database, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    internal IEnumerable<NpgsqlBatchCommand> Keep(Guid id, Viewer viewer, string words)
    {
        // index: saved_search_account
        yield return new("delete from saved_search where account_id = $1 and created_at < $2")
        {
            Parameters =
            {
                new() { Value = viewer.AccountId },
                Instant(time.GetUtcNow() - Kept),
            },
        };
        yield return new("insert into saved_search (id, account_id, words, created_at) values ($1, $2, $3, $4)")
        {
            Parameters =
            {
                new() { Value = id },
                new() { Value = viewer.AccountId },
                new() { Value = words },
                Instant(time.GetUtcNow()),
            },
        };
    }

    /// <summary>The words of a kept search; null when it is unknown, old or somebody else's.</summary>
    public async Task<string?> Find(Viewer viewer, Guid id, CancellationToken cancellationToken)
    {
        // index: saved_search_pkey
        await using var command = database.CreateCommand(
            "select words from saved_search where id = $1 and account_id = $2"
        );
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = viewer.AccountId });
        return (string?)await command.ExecuteScalarAsync(cancellationToken);
    }

    private static NpgsqlParameter Instant(DateTimeOffset at) =>
        new() { Value = at, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
