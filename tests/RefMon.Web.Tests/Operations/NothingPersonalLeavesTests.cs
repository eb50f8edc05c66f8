using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using RefMon.StandIns.Exchange;
using RefMon.StandIns.People;
using RefMon.TestKit;
using RefMon.Web.Tests.Referring;
using Xunit;

namespace RefMon.Web.Tests.Operations;

/// <summary>The application with somebody who keeps everything it exports.</summary>
public sealed class WatchedSite : ReferringSite
{
    public OtlpReceiver Exported { get; } = OtlpReceiver.Start();

    protected override IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Exported.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        };
}

/// <summary>
/// A representative run, and then a search of everything that leaves the application or is kept for operators and auditors
/// for the names and CRNs of all invented people and for what was typed.
/// </summary>
[Trait("Capability", "Operations")]
public sealed class NothingPersonalLeavesTests(WatchedSite site) : IClassFixture<WatchedSite>
{
    private const string TypedReason = "Quietwater Quarterstaff lost the room on Nightingale Row";
    private const string TypedMore = "Ring Thistlewood 07700 900742 after six";

    private readonly List<string> addresses = [];
    private StandInPerson person = null!;

    [Fact]
    public async Task A_whole_run_leaves_nothing_personal_in_logs_telemetry_mail_addresses_audit_and_records()
    {
        person = site.NewPerson();
        var reference = await ReferAndSend();
        await AssignAndSearch(reference);
        await GoWrong(reference);
        await RefMonHost.Eventually(
            async () =>
                Mail().Contains(reference, StringComparison.Ordinal)
                && await site.Scalar<bool>("select exists (select 1 from parked_event where resolved_at is null)"),
            "mail has been sent, and what Notify refused is put aside"
        );
        using (var lookingOn = await site.SignIn("operator"))
            Visit(await lookingOn.Get("/operations"), 200);
        site.Services.GetRequiredService<TracerProvider>().ForceFlush(10_000);
        site.Services.GetRequiredService<MeterProvider>().ForceFlush(10_000);

        var places = new Dictionary<string, (string Text, string[] MustHold)>(StringComparer.Ordinal)
        {
            ["logs"] = (
                string.Join('\n', site.Logs.Lines),
                ["POST /refer/{DraftId}/check 302", "GET /referrals/{Reference} 404", "PostgresException"]
            ),
            ["telemetry"] = (
                site.Exported.Everything,
                ["SendReferral", "SearchCases", "refmon.request.duration", "/referrals/{Reference}"]
            ),
            ["mail"] = (Mail(), [reference]),
            ["addresses"] = (string.Join('\n', addresses), [reference, "search="]),
            ["audit"] = (await Rows("audit_entry"), [reference, "SearchCases", "not-found"]),
            ["records of commands"] = (await Rows("command_record"), [reference]),
            ["effects outside"] = (await Rows("outbound_effect"), [reference, "refused"]),
            ["events put aside"] = (await Rows("parked_event"), ["NoticesOutbound"]),
        };
        foreach (var (place, (text, mustHold)) in places)
        {
            // each place was really looked at
            foreach (var expected in mustHold)
                Assert.True(text.Contains(expected, StringComparison.Ordinal), $"{place} should hold {expected}");
            var leaks = Leaks(text);
            Assert.True(leaks is [], $"{place} hold {string.Join(", ", leaks)}");
        }
        // and the search finds what is there: in the list of cases and the events, where it belongs
        Assert.Contains(Leaks(await Rows("case_list_row")), Is(person.Crn));
        Assert.Contains(Leaks(await Rows("case_list_row"), NameOf(person)), Is(NameOf(person)));
        Assert.Contains(Leaks(await Rows("mt_events")), Is(TypedReason));
        // also beside what is not a letter or digit, and never within a longer run of them
        Assert.Contains(Leaks($"crn={person.Crn}&x"), Is(person.Crn));
        Assert.Empty(Leaks($"0{person.Crn}0"));

        static Predicate<string> Is(string words) => leak => leak.StartsWith(words, StringComparison.Ordinal);
    }

    private async Task<string> ReferAndSend()
    {
        var draft = await site.CompleteDraft(person.Crn, ReferringSite.Employment);
        using var practitioner = await site.SignIn();
        var start = Visit(await practitioner.Get($"/refer/new?service={ReferringSite.Employment.Id}"), 200);
        Visit(await practitioner.Send(start, ("Model.Crn", $"{person.Crn} {NameOf(person)}")), 422);
        Visit(await practitioner.Send(start, ("Model.Crn", person.Crn)), 200);
        var reason = Visit(await practitioner.Get($"/refer/{draft}/reason"), 200);
        Visit(
            await practitioner.Send(
                reason,
                ("Model.Reason", TypedReason + new string('!', 60_000)),
                ("Model.FurtherInformation", TypedMore)
            ),
            422
        );
        Visit(
            await practitioner.Send(reason, ("Model.Reason", TypedReason), ("Model.FurtherInformation", TypedMore)),
            200
        );
        foreach (var page in new[] { "", "/risk", "/needs", "/personal-details", "/check" })
            Visit(await practitioner.Get($"/refer/{draft}{page}"), 200);
        Visit(await practitioner.Get("/drafts"), 200);
        var sent = Visit(await practitioner.Send(await practitioner.Get($"/refer/{draft}/check")), 200);
        Assert.Equal("Referral sent", sent.Heading);
        return sent.Path.Split('/')[^1].Split('?')[0];
    }

    private async Task AssignAndSearch(string reference)
    {
        using var lead = await site.SignIn("supplier-lead");
        foreach (var page in new[] { "", "/details", "/history", "/assign" })
            Visit(await lead.Get($"/referrals/{reference}{page}"), 200);
        var check = Visit(
            await lead.Get($"/referrals/{reference}/assign/check?colleague=demo-caseworker&as=caseworker&version=1"),
            200
        );
        // the next mail is refused for good and put aside
        await RefMonHost.Eventually(
            () => Task.FromResult(Mail().Contains(reference, StringComparison.Ordinal)),
            "the supplier has been told"
        );
        site.StandIns.Controls.Set(StandInOperation.SendMail, Behaviour.Refuse("bad-request", "No", 400));
        Visit(await lead.Send(check), 200);
        foreach (var words in new[] { NameOf(person), person.Crn, person.LastName, "Nobody Atall" })
        {
            var list = Visit(await lead.Get("/cases?view=open"), 200);
            Visit(await lead.Send(list, ("Model.Words", words)), 200);
        }
    }

    private async Task GoWrong(string reference)
    {
        using var practitioner = await site.SignIn();
        Visit(await practitioner.Get("/referrals/ZZ9999ZZ"), 404);
        Visit(await practitioner.Get($"/people/{Guid.NewGuid()}"), 404);
        using (var stranger = await site.SignIn("caseworker"))
            Visit(await stranger.Get($"/refer/{Guid.NewGuid()}/risk"), 403);
        site.StandIns.Controls.Set(StandInNeighbour.NDelius, Behaviour.Nonsense(NonsenseKind.Html), times: 3);
        var start = await practitioner.Get($"/refer/new?service={ReferringSite.Accommodation.Id}");
        Visit(await practitioner.Send(start, ("Model.Crn", person.Crn)), 503);

        // a failure nobody foresaw, with words that name somebody on their way into the database
        using var lead = await site.SignIn("supplier-lead");
        var list = await lead.Get("/cases?view=open");
        await Owner("alter table saved_search rename to saved_search_away");
        try
        {
            Visit(await lead.Send(list, ("Model.Words", NameOf(person))), 500);
        }
        finally
        {
            await Owner("alter table saved_search_away rename to saved_search");
        }
        Visit(await lead.Get($"/referrals/{reference}"), 200);
    }

    private WebPage Visit(WebPage page, int status)
    {
        Assert.Equal(status, (int)page.Status);
        addresses.Add(page.Path);
        addresses.AddRange(page.Links);
        return page;
    }

    private string Mail() =>
        string.Join(
            '\n',
            site.StandIns.Mail.Messages.Select(mail =>
                $"{mail.Template} {mail.Reference} {string.Join(' ', mail.Personalisation.Values)}"
            )
        );

    private IReadOnlyList<string> Leaks(string text, params string[] besides)
    {
        var people = site.StandIns.People.All;
        var names = people.Select(NameOf).Where(name => name.Contains(' ', StringComparison.Ordinal));
        string[] ofThisOne =
        [
            person.LastName,
            person.DateOfBirth.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            .. person.Phones,
            .. person.Addresses.SelectMany(address => address.Lines),
            TypedReason,
            TypedMore,
            "Thistlewood",
        ];
        var needles = people
            .Select(p => p.Crn)
            .Concat(names)
            .Concat(ofThisOne)
            .Concat(besides)
            .Where(needle => needle.Length > 4)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToArray();
        // one pass for all of them: other tests' hosts may have filled the telemetry with a hundred megabytes
        return text.AsSpan().ContainsAny(SearchValues.Create(needles, StringComparison.OrdinalIgnoreCase))
            ? [.. needles.SelectMany(needle => Around(text, needle).Take(1))]
            : [];
    }

    /// <summary>
    /// Where words stand by themselves, with the text around them. Within a longer run of letters and digits they say nothing: six
    /// digits after a letter, which is what a CRN looks like, come by chance in the ids of traces.
    /// </summary>
    private static IEnumerable<string> Around(string text, string needle)
    {
        for (
            var at = text.IndexOf(needle, StringComparison.OrdinalIgnoreCase);
            at >= 0;
            at = text.IndexOf(needle, at + 1, StringComparison.OrdinalIgnoreCase)
        )
        {
            var end = at + needle.Length;
            var isWithin =
                (at > 0 && char.IsLetterOrDigit(text[at - 1]))
                || (end < text.Length && char.IsLetterOrDigit(text[end]));
            if (!isWithin)
                yield return $"{needle} in “{text[Math.Max(0, at - 40)..Math.Min(text.Length, end + 40)]}”";
        }
    }

    private static string NameOf(StandInPerson person) => $"{person.FirstName} {person.LastName}".Trim();

    private Task<string> Rows(string table) =>
        site.Scalar<string>($"select coalesce(string_agg(concat_ws(' ', t), chr(10)), '') from {table} t");

    private async Task Owner(string sql)
    {
        await using var owner = NpgsqlDataSource.Create(site.OwnerConnectionString);
        await using var command = owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
