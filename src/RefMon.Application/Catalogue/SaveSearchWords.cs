using System.Text.Json.Serialization;
using FluentValidation;
using MediatR;
using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;
using RefMon.EventStore;

namespace RefMon.Application.Catalogue;

/// <summary>Words typed into a search, kept under an id that only the account that typed them can resolve.</summary>
[JsonConverter(typeof(GuidIdConverter<SavedSearchId>))]
public readonly record struct SavedSearchId(Guid Value) : IGuidId<SavedSearchId>
{
    static SavedSearchId IGuidId<SavedSearchId>.From(Guid value) => new(value);

    /// <summary>The plain uuid.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>Keeps the words of a search, so that the address of its results does not carry them. Up to 200 characters.</summary>
[Requires(Permission.FindServices)]
public sealed record SaveSearchWords(Guid CommandId, string Words) : ICommand<SavedSearchId>
{
    /// <summary>Shows no words: someone may have typed a name.</summary>
    public override string ToString() => nameof(SaveSearchWords);
}

internal sealed class SaveSearchWordsValidator : AbstractValidator<SaveSearchWords>
{
    public const int Longest = 200;

    public SaveSearchWordsValidator()
    {
        RuleFor(command => command.Words)
            .Must(words => !string.IsNullOrWhiteSpace(words))
            .WithErrorCode("words-missing")
            .WithMessage("Enter the words to search for");
        RuleFor(command => command.Words)
            .Must(words => words is null || words.Trim().Length <= Longest)
            .WithErrorCode("words-too-long")
            .WithMessage("Enter 200 characters or fewer to search for");
    }
}

internal sealed class SaveSearchWordsHandler(IEventSession session, CurrentViewer current, TimeProvider time)
    : IRequestHandler<SaveSearchWords, Outcome<SavedSearchId>>
{
    // an address of results is worth keeping for a while, the words are not worth keeping for ever
    private const string Sweep = "delete from saved_search where account_id = $1 and created_at < $2";
    private const string Insert =
        "insert into saved_search (id, account_id, words, created_at) values ($1, $2, $3, $4)";

    public Task<Outcome<SavedSearchId>> Handle(SaveSearchWords request, CancellationToken cancellationToken)
    {
        var account = current.Required.AccountId;
        var now = time.GetUtcNow();
        var id = new SavedSearchId(Guid.NewGuid());
        session.Enlist(
            new(Sweep)
            {
                Parameters =
                {
                    new() { Value = account },
                    At(now.AddDays(-30)),
                },
            }
        );
        session.Enlist(
            new(Insert)
            {
                Parameters =
                {
                    new() { Value = id.Value },
                    new() { Value = account },
                    new() { Value = Storable(request.Words) },
                    At(now),
                },
            }
        );
        return Task.FromResult<Outcome<SavedSearchId>>(id);
    }

    // PostgreSQL's text cannot hold U+0000
    private static string Storable(string words) => words.Replace("\0", "", StringComparison.Ordinal).Trim();

    private static NpgsqlParameter At(DateTimeOffset instant) =>
        new() { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = instant };
}

/// <summary>Finds kept words again, for their owner only.</summary>
public sealed class SavedSearches(NpgsqlDataSource database)
{
    /// <summary>The words; null when there is no such search or it is another account's.</summary>
    public async Task<string?> Find(SavedSearchId id, string accountId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select words from saved_search where id = $1 and account_id = $2"
        );
        command.Parameters.Add(new() { Value = id.Value });
        command.Parameters.Add(new() { Value = accountId });
        return (string?)await command.ExecuteScalarAsync(cancellationToken);
    }
}
