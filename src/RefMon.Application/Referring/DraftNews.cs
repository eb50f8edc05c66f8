using Npgsql;
using RefMon.Domain;

namespace RefMon.Application.Referring;

/// <summary>What a neighbour changed while a draft was open, as a sentence, and when RefMon learned of it.</summary>
public sealed record DraftNewsLine(string What, DateTimeOffset At);

/// <summary>Reads what neighbours changed while a draft was open.</summary>
internal sealed class DraftNews(NpgsqlDataSource database)
{
    public async Task<IReadOnlyList<DraftNewsLine>> Of(DraftId id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select part, changed_at from draft_news where draft_id = $1 order by changed_at desc, part"
        );
        command.Parameters.Add(new() { Value = id.Value });
        var lines = new List<DraftNewsLine>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            lines.Add(new(InWords(row.GetString(0)), row.GetFieldValue<DateTimeOffset>(1)));
        return lines;
    }

    private static string InWords(string part) =>
        part switch
        {
            nameof(SourcePart.Person) => "nDelius changed the person’s details. Look at them again before you send",
            nameof(SourcePart.Officer) =>
                "nDelius changed who supervises the person or how to reach them. Look at the practitioner’s details again",
            nameof(SourcePart.Sentences) =>
                "nDelius changed the person’s sentences. Check that the one you chose is still the right one",
            nameof(SourcePart.Risk) => "The risk information changed. Read it and confirm again what is shared",
            "Prison" => "The prison service changed where the person is held or when they are expected out",
            "Merged" =>
                "nDelius merged this person’s record into another, for which whoever began this draft has one of this referral too. "
                    + "Only that one can be sent; delete this one when you have taken over what you need",
            _ => "Something about the person changed. Check the answers before you send",
        };
}
