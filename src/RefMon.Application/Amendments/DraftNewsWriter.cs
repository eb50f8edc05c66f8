using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;
using RefMon.Application.Operations;
using RefMon.Application.Referring;
using RefMon.Domain;

namespace RefMon.Application.Amendments;

/// <summary>Brings the sources of open drafts up to date and notes what changed, for the draft's task list to say.</summary>
internal sealed class DraftNewsWriter(
    IServiceScopeFactory scopes,
    NpgsqlDataSource database,
    DraftStore store,
    TimeProvider time
)
{
    /// <summary>The note of a draft whose author has another one for the record that this person's was merged into.</summary>
    public const string Merged = "Merged";

    /// <summary>
    /// Asks again for what may have changed. A silent neighbour leaves the last answer, doubted from now on, and is asked again
    /// later.
    /// </summary>
    public async Task<NeighbourFault?> Follow(DraftId id, NewsParts parts, CancellationToken cancellationToken)
    {
        if (await store.Find(id, cancellationToken) is not { } draft)
            return null;
        await using var scope = scopes.CreateAsyncScope();
        var neighbours = scope.ServiceProvider.GetRequiredService<NeighbourSources>();
        var (sources, silent) = (draft.Sources, false);
        var changed = new List<SourcePart>();
        foreach (var part in PartsOf(parts))
        {
            var fresh = await neighbours.Freshen(draft.Crn, sources.Doubted(part), [part], cancellationToken);
            silent |= fresh.IsDoubted(part);
            if (fresh.Mark(part) != sources.Mark(part))
                changed.Add(part);
            sources = fresh;
        }
        await store.Keep(id, draft.Sources, sources, cancellationToken);
        foreach (var part in changed)
            await Note(id, part.ToString(), cancellationToken);
        return silent ? NeighbourFault.Down : null;
    }

    /// <summary>Doubts what may have changed, since whoever could say so does not answer at all.</summary>
    public async Task Doubt(DraftId id, NewsParts parts, CancellationToken cancellationToken)
    {
        if (await store.Find(id, cancellationToken) is not { } draft)
            return;
        var doubted = PartsOf(parts).Aggregate(draft.Sources, (sources, part) => sources.Doubted(part));
        await store.Keep(id, draft.Sources, doubted, cancellationToken);
    }

    /// <summary>
    /// Moves drafts to the record that a person's was merged into. Where the author has a draft of the same referral there
    /// already, both stay, and the one that cannot be sent any more says so.
    /// </summary>
    public async Task Merge(string former, string survivor, PersonId person, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(
            new(
                """
                update draft d set crn = $2, person_id = $3, typed_crn = coalesce(d.typed_crn, $1)
                where d.crn = $1 and not exists (
                    select 1 from draft o
                    where o.created_by = d.created_by and o.service_id = d.service_id and o.person_id = $3)
                """
            )
            {
                Parameters =
                {
                    new() { Value = former },
                    new() { Value = survivor },
                    new() { Value = person.Value },
                },
            }
        );
        // whatever else was known of the person a moment ago, nothing is sent under a number that stands for nobody
        batch.BatchCommands.Add(
            new(
                "update draft set sources = jsonb_set(sources, '{person,value,mergedInto}', to_jsonb($2)) where crn = $1"
            )
            {
                Parameters =
                {
                    new() { Value = former },
                    new() { Value = survivor },
                },
            }
        );
        batch.BatchCommands.Add(
            new(
                """
                insert into draft_news (draft_id, part, changed_at) select id, $2, $3 from draft where crn = $1
                on conflict do nothing
                """
            )
            {
                Parameters =
                {
                    new() { Value = former },
                    new() { Value = Merged },
                    Instant(time.GetUtcNow()),
                },
            }
        );
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task Note(DraftId id, string part, CancellationToken cancellationToken)
    {
        // a draft that was sent or deleted a moment ago has no news
        await using var command = database.CreateCommand(
            """
            insert into draft_news (draft_id, part, changed_at) select id, $2, $3 from draft where id = $1
            on conflict (draft_id, part) do update set changed_at = excluded.changed_at
            """
        );
        command.Parameters.Add(new() { Value = id.Value });
        command.Parameters.Add(new() { Value = part });
        command.Parameters.Add(Instant(time.GetUtcNow()));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static IEnumerable<SourcePart> PartsOf(NewsParts parts)
    {
        if (parts.HasFlag(NewsParts.Person) || parts.HasFlag(NewsParts.Custody))
            yield return SourcePart.Person;
        if (parts.HasFlag(NewsParts.Person))
            yield return SourcePart.Sentences;
        if (parts.HasFlag(NewsParts.Custody))
            yield return SourcePart.Prison;
        if (parts.HasFlag(NewsParts.Officer))
            yield return SourcePart.Officer;
        if (parts.HasFlag(NewsParts.Risk))
            yield return SourcePart.Risk;
    }

    private static NpgsqlParameter Instant(DateTimeOffset value) =>
        new() { Value = value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
