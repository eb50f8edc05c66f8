using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using AngleSharp.Html.Dom;
using NpgsqlTypes;
using RefMon.Application.Operations;
using RefMon.Domain;
using RefMon.Domain.CaseNotes;
using RefMon.TestKit;
using RefMon.Workflows.Engine;

namespace RefMon.Benchmarks;

/// <summary>
/// How long a real form post takes while the workflow engine of the same process is fed, against when it is not: a case note, over
/// HTTP, in the whole application. Idle and fed take turns, so that whatever else the machine does falls on both.
/// </summary>
internal static class FormPostBenchmark
{
    private const int EventsPerSecond = 250;
    private const int Together = 25;
    private const int Turns = 5;
    private const int PostsOfATurn = 60;

    public static async Task Run(string owner)
    {
        await using var host = new Host(owner);
        await host.InitializeAsync();
        await host.LoadDemonstrationReferrals();
        var (mine, others) = await Referrals(host);
        using var user = await WebUser.SignIn(host, "supplier-lead");
        using var poster = new Poster(host, user, mine);
        await UntilAllIsHandled(host);
        await poster.Posts(30);
        var (idle, fed) = (new List<double>(), new List<double>());
        var (handled, clock) = (0L, new Stopwatch());
        for (var turn = 0; turn < Turns; turn++)
        {
            idle.AddRange(await poster.Posts(PostsOfATurn));
            using var stop = new CancellationTokenSource();
            var feeding = Feed(host, others, stop.Token);
            await Task.Delay(1000);
            var before = await Handled(host);
            clock.Start();
            fed.AddRange(await poster.Posts(PostsOfATurn));
            clock.Stop();
            handled += await Handled(host) - before;
            await stop.CancelAsync();
            await feeding;
            await UntilAllIsHandled(host);
        }
        Say($"form_post_idle_ms_p95: {P95(idle):F1}");
        Say($"form_post_fed_ms_p95: {P95(fed):F1}");
        Say($"events_per_second_meanwhile: {handled / clock.Elapsed.TotalSeconds:F0}");
        Say($"form_post_ratio: {P95(fed) / P95(idle):F2}");
    }

    // the posts' own referral is not fed, so that they lose no races
    private static async Task<(string Mine, Guid[] Others)> Referrals(Host host)
    {
        await using var command = host.Database.CreateCommand(
            """
            select referral_id, reference, supplier_name = $1 and stage = 'Allocated' from case_list_row
            where stage <> 'Concluded' order by reference
            """
        );
        command.Parameters.Add(new() { Value = DemonstrationAccounts.SupplierLead.Supplier!.Name });
        var all = new List<(Guid Id, string Reference, bool IsMine)>();
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
            all.Add((row.GetGuid(0), row.GetString(1), row.GetBoolean(2)));
        var mine = all.First(r => r.IsMine);
        return (mine.Reference, [.. all.Where(r => r != mine).Select(r => r.Id)]);
    }

    // written as an append writes them, in one statement: what is measured is the engine, not whoever feeds it
    private static async Task Feed(Host host, Guid[] referrals, CancellationToken stop)
    {
        var note = new CaseNoteAdded(
            DemonstrationAccounts.Practitioner.Staff,
            host.Time.GetUtcNow(),
            new CaseNoteId(Guid.NewGuid()),
            "Fed",
            "To the workflow engine."
        );
        var data = JsonSerializer.Serialize(note, DomainJson.Options);
        var clock = Stopwatch.StartNew();
        for (var fed = 0; !stop.IsCancellationRequested; fed += Together)
        {
            var ahead = TimeSpan.FromSeconds((double)fed / EventsPerSecond) - clock.Elapsed;
            if (ahead > TimeSpan.Zero)
                await Task.Delay(ahead, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var some = Enumerable.Range(0, Together).Select(i => referrals[(fed + i) % referrals.Length]).ToArray();
            await using (var command = host.Database.CreateCommand(Append))
            {
                command.Parameters.Add(new() { Value = some });
                command.Parameters.Add(new() { Value = data, NpgsqlDbType = NpgsqlDbType.Jsonb });
                command.Parameters.Add(new() { Value = typeof(CaseNoteAdded).FullName! });
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }
            await using var tell = host.Database.CreateCommand("notify refmon_committed");
            await tell.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    private const string Append = """
        with grown as (
            update mt_streams set version = version + 1, timestamp = clock_timestamp() where id = any($1) returning id, version),
        added as (
            insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type)
            select nextval('mt_events_sequence'), gen_random_uuid(), id, version, $2, 'case_note_added', clock_timestamp(), $3
            from grown)
        update mt_doc_referral d set mt_version = g.version from grown g where d.id = g.id
        """;

    private static Task<long> Handled(Host host) =>
        host.Scalar<long>(
            $"select last_seq_id from mt_event_progression where name = '{WorkflowSubscription.SubscriptionName}:All'"
        );

    private static async Task UntilAllIsHandled(Host host)
    {
        var clock = Stopwatch.StartNew();
        while (
            !await host.Scalar<bool>(
                """
                select not exists (select from workflow_effect where state = 'waiting')
                    and (select max(seq_id) from mt_events) <= all (
                        select last_seq_id from mt_event_progression where name like '%:All')
                """
            )
        )
        {
            if (clock.Elapsed > TimeSpan.FromMinutes(5))
                throw new TimeoutException("The application has not come to rest.");
            await Task.Delay(100);
        }
    }

    private static double P95(List<double> all) => all.Order().ElementAt((int)(all.Count * 0.95) - 1);

    private static void Say(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));

    private sealed class Host(string owner) : RefMonHost
    {
        protected override async Task<(string Owner, string Application)> MakeDatabase() =>
            (owner, await TestCluster.Furnish(owner));
    }

    /// <summary>Opens the form, which is not measured, and sends it; not what it leads to.</summary>
    private sealed class Poster(RefMonHost host, WebUser user, string reference) : IDisposable
    {
        private readonly HttpClient client = new(
            new HttpClientHandler
            {
                CookieContainer = user.Cookies,
                AllowAutoRedirect = false,
                UseProxy = false,
            }
        )
        {
            BaseAddress = new(host.Address),
        };

        private int sent;

        public async Task<List<double>> Posts(int count)
        {
            var waits = new List<double>();
            for (var i = 0; i < count; i++)
                waits.Add(await Post());
            return waits;
        }

        private async Task<double> Post()
        {
            var path = $"/referrals/{reference}/notes/new";
            var page = await user.Get(path);
            using var form = new FormUrlEncodedContent(Answers(page));
            var begun = Stopwatch.GetTimestamp();
            using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), form);
            var took = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            if (
                answer.StatusCode is not (HttpStatusCode.Redirect or HttpStatusCode.SeeOther)
                || answer.Headers.Location?.ToString().Contains("added=", StringComparison.Ordinal) is not true
            )
                throw new InvalidOperationException($"The note was not added: {answer.StatusCode}");
            return took;
        }

        private IEnumerable<KeyValuePair<string, string>> Answers(WebPage page)
        {
            var number = (++sent).ToString(CultureInfo.InvariantCulture);
            foreach (var element in page.MainForm.Elements)
            {
                if (element is IHtmlTextAreaElement { Name.Length: > 0 } area)
                    yield return new(area.Name, "Went as planned.");
                else if (element is IHtmlSelectElement { Name.Length: > 0 } select)
                    yield return new(select.Name, "");
                else if (element is IHtmlInputElement { Type: "radio", Value: "no" } no)
                    yield return new(no.Name!, "no");
                else if (element is IHtmlInputElement { Type: "text" } text)
                    yield return new(text.Name!, $"Note {number}");
                else if (element is IHtmlInputElement { Type: "hidden" } hidden)
                    yield return new(hidden.Name!, hidden.Value);
            }
        }

        public void Dispose() => client.Dispose();
    }
}
