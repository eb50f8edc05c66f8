using Npgsql;
using NpgsqlTypes;
using RefMon.Domain;

namespace RefMon.Application.Referring;

/// <summary>RefMon's own ids of people, so that a CRN never stands in an address.</summary>
internal sealed class People(NpgsqlDataSource database)
{
    public async Task<PersonId?> Find(string crn, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select id from person where crn = $1");
        command.Parameters.Add(new() { Value = crn });
        return await command.ExecuteScalarAsync(cancellationToken) is Guid id ? new PersonId(id) : null;
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
