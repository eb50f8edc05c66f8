using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using RefMon.Application.Catalogue;
using RefMon.Application.Referring;
using RefMon.StandIns.People;
using RefMon.TestKit;
using RefMon.Web.Tests.CaseLists;
using Xunit;

namespace RefMon.Web.Tests.Access;

/// <summary>
/// Every address that names a referral, draft, person, transfer or appointment, from the application's own list of addresses:
/// somebody else's and one that does not exist are the same page, for every role that has referrals at all.
/// </summary>
[Trait("Capability", "Access")]
[Collection(nameof(CasesHost))]
public sealed partial class ForeignAddressTests(CasesHost host)
{
    private const string NoReference = "ZZ9999ZZ";

    /// <summary>Addresses with a parameter that names nothing of a person's.</summary>
    private static readonly string[] Others =
    [
        "/admin/accounts/{AccountId}",
        "/admin/deadlines/{Code}",
        "/admin/deadlines/{Code}/{Setting}",
        "/colleagues/{AccountId}/leave",
        "/operations/parked/{Subscription}/{Sequence}",
        "/operations/workflows/instances/{InstanceId}",
        "/operations/workflows/instances/{InstanceId}/{Act}",
        "/operations/workflows/{DefinitionId}/{Version}",
        "/services/{Id}",
    ];

    private IReadOnlyList<RouteEndpoint> Parameterised =>
        [
            .. host
                .Services.GetServices<EndpointDataSource>()
                .SelectMany(source => source.Endpoints)
                .OfType<RouteEndpoint>()
                .Where(e => e.RoutePattern.Parameters.Any(p => !p.IsCatchAll))
                .Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null)
                .Where(e => e.Metadata.GetMetadata<Microsoft.AspNetCore.StaticAssets.StaticAssetDescriptor>() is null),
        ];

    [Fact]
    public async Task What_is_somebody_elses_is_the_same_page_as_what_does_not_exist_and_is_audited()
    {
        var wrong = await Task.WhenAll(
            new[] { "practitioner", "practitioner-lead", "caseworker", "supplier-lead" }.Select(WrongFor)
        );
        Assert.True(wrong.All(w => w.Count == 0), string.Join(Environment.NewLine, wrong.SelectMany(w => w)));
    }

    private async Task<IReadOnlyList<string>> WrongFor(string persona)
    {
        var (foreign, unknown) = (await Foreign(persona), Unknown());
        using var user = await WebUser.SignIn(host, persona);
        var token = await Token(user);
        var wrong = new List<string>();
        void Wrong(string what) => wrong.Add($"{persona}: {what}");
        var refused = await Refusals(persona, foreign);
        foreach (var endpoint in Parameterised)
        {
            var route = RouteOf(endpoint);
            if (Others.Contains(route))
                continue;
            var theirs = await Answer(user, endpoint, Fill(route, foreign), token);
            var after = await Refusals(persona, foreign);
            var nobodys = await Answer(user, endpoint, Fill(route, unknown), token);
            if (theirs.Status is not (HttpStatusCode.NotFound or HttpStatusCode.Forbidden))
                Wrong($"{route} answered {(int)theirs.Status} for somebody else's");
            else if (theirs != nobodys)
                Wrong($"{route}: {theirs} for somebody else's, {nobodys} for what does not exist");
            else if (after <= refused)
                Wrong($"{route} is not audited as refused");
            refused = after;
        }
        return wrong;
    }

    [Fact]
    public void Each_address_with_a_parameter_names_something_that_is_tried_or_stands_on_the_list_of_others()
    {
        var nothing = Others.Where(other => !Parameterised.Select(RouteOf).Contains(other));
        Assert.Empty(nothing);
        Assert.True(Parameterised.Count > 70, $"Only {Parameterised.Count} addresses were found.");
        var unnamed = Parameterised
            .Select(RouteOf)
            .Except(Others)
            .Where(route => !Names.Any(name => Places(route).Contains(name)));
        Assert.Empty(unnamed);
    }

    private static readonly string[] Names = ["Reference", "DraftId", "PersonId", "AppointmentId"];

    private static string RouteOf(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.TrimStart('/');

    /// <summary>The status, and what the page says; the whole answer where it is no page.</summary>
    private static async Task<(HttpStatusCode Status, string Said)> Answer(
        WebUser user,
        RouteEndpoint endpoint,
        string address,
        string token
    )
    {
        var isPosted = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == false;
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["__RequestVerificationToken"] = token,
                ["CommandId"] = Guid.NewGuid().ToString(),
                ["Sequence"] = "1",
            }
        );
        using var answer = isPosted ? await user.Http.PostAsync(address, form) : await user.Http.GetAsync(address);
        var html = await answer.Content.ReadAsStringAsync();
        // hundreds of pages: not worth parsing
        var said = html.Contains("<main", StringComparison.Ordinal) ? Part("title", html) + Part("main", html) : html;
        return (answer.StatusCode, said);
    }

    private static string Part(string element, string html)
    {
        var from = html.IndexOf($"<{element}", StringComparison.Ordinal);
        return html[from..html.IndexOf($"</{element}>", from, StringComparison.Ordinal)];
    }

    private static async Task<string> Token(WebUser user)
    {
        var page = await user.Get("/attention");
        return page.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
    }

    private Task<long> Refusals(string persona, Dictionary<string, string> foreign) =>
        host.Scalar<long>(
            $"""
            select count(*) from audit_entry where account_id = 'demo-{persona}' and outcome in ('not-found', 'not-permitted')
            and subject in ({string.Join(", ", Names.Select(name => $"'{foreign[name]}'"))})
            """
        );

    private static string Fill(string route, Dictionary<string, string> values) =>
        Place().Replace(route, place => values[NameOf(place, route)]);

    private static IEnumerable<string> Places(string route) =>
        Place().Matches(route).Select(place => NameOf(place, route));

    // the one of a person's page is named like others' ids
    private static string NameOf(Match place, string route)
    {
        var name = char.ToUpperInvariant(place.Groups[1].Value[0]) + place.Groups[1].Value[1..];
        return name == "Id" && route.StartsWith("/people/", StringComparison.Ordinal) ? "PersonId" : name;
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Place();

    private static Dictionary<string, string> Unknown() =>
        new()
        {
            ["Reference"] = NoReference,
            ["DraftId"] = Guid.NewGuid().ToString(),
            ["PersonId"] = Guid.NewGuid().ToString(),
            ["AppointmentId"] = Guid.NewGuid().ToString(),
            ["Purpose"] = "book-assessment",
            ["Number"] = "1",
            ["AccountId"] = "demo-caseworker",
            ["ActivityId"] = Guid.NewGuid().ToString(),
            ["OutcomeId"] = Guid.NewGuid().ToString(),
            ["CategoryId"] = Guid.NewGuid().ToString(),
            ["Section"] = "reason",
            ["Part"] = "x",
        };

    /// <summary>A referral with an appointment, its person and a draft, all of them somebody else's.</summary>
    private async Task<Dictionary<string, string>> Foreign(string persona)
    {
        await using var command = host.Database.CreateCommand(
            $"""
            select c.reference, c.person_id::text, s.appointment_id::text
            from case_list_row c join appointment_slot s on s.referral_id = c.referral_id
            where not exists (select 1 from account_contract a where a.account_id = 'demo-{persona}' and a.contract_id = c.contract_id)
              and c.sent_by not in ('demo-practitioner', 'demo-practitioner-lead')
              and c.practitioner_account_id is distinct from 'demo-practitioner'
              and c.practitioner_account_id is distinct from 'demo-practitioner-lead'
              and c.team is distinct from (select team from account where id = 'demo-{persona}')
              and not exists (select 1 from handed_over_case h where h.referral_id = c.referral_id)
              and not exists (select 1 from waiting_transfer w where w.referral_id = c.referral_id)
            order by c.reference limit 1
            """
        );
        await using var row = await command.ExecuteReaderAsync();
        Assert.True(await row.ReadAsync(), $"The demonstration has no referral that is none of the {persona}'s.");
        var draft = await host.As("demo-sam.osei")
            .Must(
                new StartDraft(
                    DemonstrationServices.AccommodationEastMidlands.Id,
                    Guid.NewGuid(),
                    WellKnownPeople.TwoSentences
                )
            );
        return new(Unknown())
        {
            ["Reference"] = row.GetString(0),
            ["PersonId"] = row.GetString(1),
            ["AppointmentId"] = row.GetString(2),
            ["DraftId"] = draft.DraftId.Value.ToString(),
        };
    }
}
