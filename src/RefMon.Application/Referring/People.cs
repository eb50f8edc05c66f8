using Npgsql;
using NpgsqlTypes;
using RefMon.Domain;

namespace RefMon.Application.Referring;

/// <summary>RefMon's own ids of people, so that a CRN never stands in an address.</summary>
internal sealed class People(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>
    /// The id of somebody nDelius knows, made at the first look; two looks at once give one. <paramref name="typed"/> is
    /// theirs, or the CRN that nDelius has merged into theirs, which is known from now on too and leads to them.
    /// </summary>
    public async Task<PersonId> IdOf(Crn crn, Crn typed, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Insert(new PersonId(Guid.CreateVersion7(now)), crn.Value, now));
        if (typed != crn)
        {
            batch.BatchCommands.Add(Insert(new PersonId(Guid.CreateVersion7(now)), typed.Value, now));
            batch.BatchCommands.Add(Merged(typed.Value, crn.Value));
        }
        // a statement of its own: it sees what another look has just committed
        batch.BatchCommands.Add(
            new("select id from person where crn = $1") { Parameters = { new() { Value = crn.Value } } }
        );
        return new((Guid)(await batch.ExecuteScalarAsync(cancellationToken))!);
    }

    /// <summary>Affects no row when another command has named the person meanwhile.</summary>
    public static NpgsqlBatchCommand Insert(PersonId id, string crn, DateTimeOffset now) =>
        new("insert into person (id, crn, created_at) values ($1, $2, $3) on conflict (crn) do nothing")
        {
            Parameters =
            {
                new() { Value = id.Value },
                new() { Value = crn },
                new() { Value = now, NpgsqlDbType = NpgsqlDbType.TimestampTz },
            },
        };

    /// <summary>Notes that a CRN RefMon already knows was merged; affects no row when it does not.</summary>
    public static NpgsqlBatchCommand Merged(string crn, string into) =>
        new("update person set merged_into = $2 where crn = $1 and merged_into is distinct from $2")
        {
            Parameters =
            {
                new() { Value = crn },
                new() { Value = into },
            },
        };
}
