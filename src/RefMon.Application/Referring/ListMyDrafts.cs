using MediatR;
using Npgsql;
using RefMon.Application.Access;
using RefMon.Application.Pipeline;
using RefMon.Domain;

namespace RefMon.Application.Referring;

/// <summary>The viewer's own drafts, the one worked on last first.</summary>
[Requires(Permission.Refer)]
public sealed record ListMyDrafts : IQuery<IReadOnlyList<DraftListRow>>;

/// <summary>One draft of the list.</summary>
public sealed record DraftListRow(
    DraftId Id,
    string PersonName,
    string Crn,
    string ServiceTitle,
    DateTimeOffset StartedAt,
    DateTimeOffset SavedAt
)
{
    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(DraftListRow)} {Id}";
}

internal sealed class ListMyDraftsHandler(NpgsqlDataSource database, CurrentViewer current)
    : IRequestHandler<ListMyDrafts, Outcome<IReadOnlyList<DraftListRow>>>
{
    // index draft_author_person_service; nobody has more drafts than fit on a page
    private static readonly string Sql = $"""
        select d.id, d.crn, s.title, d.created_at, d.updated_at, d.sources -> 'person' -> 'value' ->> 'fullName'
        from draft d join service s on s.id = d.service_id
        where {AccessPredicate.ForDrafts("d")}
        order by d.updated_at desc, d.id
        limit 500
        """;

    public async Task<Outcome<IReadOnlyList<DraftListRow>>> Handle(
        ListMyDrafts request,
        CancellationToken cancellationToken
    )
    {
        await using var command = database.CreateCommand(Sql);
        AccessPredicate.AddParameters(current.Required, command.Parameters);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var drafts = new List<DraftListRow>();
        while (await row.ReadAsync(cancellationToken))
        {
            drafts.Add(
                new(
                    new DraftId(row.GetGuid(0)),
                    row.GetString(5),
                    row.GetString(1),
                    row.GetString(2),
                    row.GetFieldValue<DateTimeOffset>(3),
                    row.GetFieldValue<DateTimeOffset>(4)
                )
            );
        }
        return Outcome<IReadOnlyList<DraftListRow>>.Accepted(drafts);
    }
}
