using Npgsql;
using RefMon.Domain;

namespace RefMon.Application.CaseLists;

/// <summary>
/// Every record of one person: nDelius may have merged some into others, and a referral stays under the record it was made
/// for. What nDelius says of limited access to the other records is brought up to date, for whoever reads on by them.
/// </summary>
public sealed class PersonRecords(NpgsqlDataSource database, ListedLimitedAccess limitedAccess)
{
    // index: person_merged_into
    private const string Sql = """
        with recursive people (id, crn, merged_into) as (
            select p.id, p.crn, p.merged_into from person p where p.id = $1
            union
            select s.id, s.crn, s.merged_into from people p join person s on s.crn = p.merged_into or s.merged_into = p.crn
        )
        select id, crn from people where id <> $1
        """;

    /// <summary>
    /// The ids of the person's records, the one asked about first: nDelius has been asked about that one already. They are for
    /// queries with an access condition of their own.
    /// </summary>
    public async Task<Guid[]> Of(PersonId person, CancellationToken cancellationToken)
    {
        var (ids, crns) = (new List<Guid> { person.Value }, new List<string>());
        await using (var command = database.CreateCommand(Sql))
        {
            command.Parameters.Add(new() { Value = person.Value });
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                ids.Add(row.GetGuid(0));
                crns.Add(row.GetString(1));
            }
        }
        await limitedAccess.AskAboutShown(crns, cancellationToken);
        return [.. ids];
    }
}
