using System.Text.Json;
using Npgsql;
using RefMon.Application.Access;
using RefMon.Application.CaseLists;
using RefMon.Application.Referring;
using RefMon.Domain;
using RefMon.Domain.RiskScreen;

namespace RefMon.Application.RiskScreen;

/// <summary>
/// What one referral of a person says about contacting them safely. <paramref name="Said"/>, with who said it and when, is null
/// where it was never asked.
/// </summary>
public sealed record SafeContactSaid(
    string Reference,
    string ServiceTitle,
    string SupplierName,
    bool IsLive,
    SafeContactStatement? Said,
    string? By,
    DateTimeOffset? At
)
{
    /// <summary>True when there is something to read before the person is contacted.</summary>
    public bool SaysSomething => Said is { SaysSomething: true };

    /// <summary>What was said last, of two at the same moment the one with something to read; null where none was ever asked.</summary>
    public static SafeContactSaid? Newest(IEnumerable<SafeContactSaid> all) =>
        all.Where(said => said.Said is not null).MaxBy(said => (said.At, said.SaysSomething));

    /// <summary>Shows no personal data.</summary>
    public override string ToString() => $"{nameof(SafeContactSaid)} {Reference}";
}

/// <summary>
/// How to contact a person safely is about the person, and each of their referrals says it to its own supplier: this reads what
/// all of them say that the viewer may see, whichever record of the person they are under.
/// </summary>
internal sealed class PersonSafeContacts(
    NpgsqlDataSource database,
    PersonRecords records,
    ListedLimitedAccess limitedAccess
)
{
    // the latest of the two events that say it; indexes: case_list_row_person, pk_mt_events_stream_and_version
    private const string Said = """
        left join lateral (
            select case e.type when 'safe_contact_amended' then e.data -> 'now' else e.data -> 'safeContact' end said,
                   e.data -> 'by' ->> 'name' said_by, (e.data ->> 'at')::timestamptz said_at
            from mt_events e
            where e.stream_id = c.referral_id and e.type in ('referral_sent', 'safe_contact_amended')
            order by e.version desc limit 1) s on true
        """;

    // what was taken back as made for the wrong person was never about this one; index: the key of mt_events
    private const string OfSomebodyElse = """
        exists (select from mt_events r where r.stream_id = c.referral_id and r.type = 'referral_recalled' and r.data ->> 'reason' = 'wrongPerson')
        """;

    /// <summary>
    /// The referrals, the one sent last first, but those recalled because they were made for the wrong person. nDelius has been asked before whether it keeps the person's record of this id from
    /// the viewer.
    /// </summary>
    public async Task<IReadOnlyList<SafeContactSaid>> Of(
        Viewer viewer,
        PersonId person,
        CancellationToken cancellationToken
    )
    {
        var people = await records.Of(person, cancellationToken);
        await using var command = database.CreateCommand(
            $"""
            select c.reference, c.service_title, c.supplier_name, c.stage <> 'Concluded', s.said, s.said_by, s.said_at
            from case_list_row c {Said}
            where c.person_id = any (@people) and {AccessPredicate.ForReferrals(viewer, "c")}
              and {ListedLimitedAccess.Reliable("c")} and not {OfSomebodyElse}
            order by c.sent_at desc, c.reference
            """
        );
        command.Parameters.AddWithValue("people", people);
        AccessPredicate.AddParameters(viewer, command.Parameters);
        limitedAccess.AddParameters(command.Parameters);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var all = new List<SafeContactSaid>();
        while (await row.ReadAsync(cancellationToken))
            all.Add(Read(row));
        return all;
    }

    private static SafeContactSaid Read(NpgsqlDataReader row)
    {
        var said = row.IsDBNull(4)
            ? null
            : JsonSerializer.Deserialize<SafeContactStatement?>(row.GetString(4), DomainJson.Options);
        return new(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.GetBoolean(3),
            said,
            said is null ? null : row.GetString(5),
            said is null ? null : row.GetFieldValue<DateTimeOffset>(6)
        );
    }
}

/// <summary>
/// What a page showed of several referrals, as one text that is posted back: the reference of each with a mark of what it said.
/// </summary>
internal sealed class SafeContactsShown
{
    private readonly Dictionary<string, string> marks;

    private SafeContactsShown(Dictionary<string, string> marks) => this.marks = marks;

    public static string Of(IEnumerable<(string Reference, SafeContactStatement? Said)> shown) =>
        string.Join(' ', shown.Select(referral => $"{referral.Reference}:{DraftJson.Fingerprint(referral.Said)}"));

    /// <summary>Reads the text back; a missing or damaged one showed nothing.</summary>
    public static SafeContactsShown Read(string? text) =>
        new(
            (text ?? "")
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(part => part.Split(':'))
                .Where(part => part.Length == 2)
                .DistinctBy(part => part[0])
                .ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal)
        );

    /// <summary>True when the referral was shown, whatever it said.</summary>
    public bool Has(string reference) => marks.ContainsKey(reference);

    /// <summary>True when the referral was shown with what it says now.</summary>
    public bool Had(string reference, SafeContactStatement? said) =>
        marks.GetValueOrDefault(reference) == DraftJson.Fingerprint(said);
}
