using System.Globalization;
using System.Text;
using RefMon.StandIns.People;

namespace RefMon.StandIns.Pages;

/// <summary>A form that changes something about a person as the neighbours know them, and sends the notice of it.</summary>
internal static class ChangePages
{
    private static readonly Dictionary<
        string,
        (string Kind, Func<StandInPerson, string, StandInPerson> Apply)
    > Changes = new(StringComparer.Ordinal)
    {
        ["Another last name"] = ("person", (p, said) => p with { LastName = said }),
        ["Another officer (user name)"] = ("officer", (p, said) => p with { Officer = said.Length > 0 ? said : null }),
        ["Restricted to (user name, empty: nobody)"] = (
            "restriction",
            (p, said) => p with { RestrictedTo = said.Length > 0 ? [said] : [] }
        ),
        ["Excluded (user name, empty: nobody)"] = (
            "restriction",
            (p, said) => p with { ExcludedFrom = said.Length > 0 ? [said] : [] }
        ),
        ["Into prison (its code)"] = (
            "custody",
            (p, said) => p with { NomsNumber = p.NomsNumber ?? "A9999ZZ", Custody = new StandInCustody(said) }
        ),
        ["Released"] = ("release", (p, _) => p with { Custody = null }),
        ["Died (yyyy-mm-dd)"] = (
            "death",
            (p, said) => p with { DeceasedOn = DateOnly.ParseExact(said, "yyyy-MM-dd", CultureInfo.InvariantCulture) }
        ),
        ["Assessed again (yyyy-mm-dd)"] = (
            "risk",
            (p, said) =>
                p with
                {
                    Risk = (p.Risk ?? throw new FormatException("Never assessed.")) with
                    {
                        AssessedOn = DateOnly.ParseExact(said, "yyyy-MM-dd", CultureInfo.InvariantCulture),
                    },
                }
        ),
    };

    public static void Map(WebApplication app, StandInHost host)
    {
        app.MapGet("/changes", (HttpContext _) => Page(host, null));
        app.MapPost("/changes", (HttpContext context, CancellationToken _) => Change(context, host));
    }

    private static IResult Page(StandInHost host, string? said)
    {
        var body = new StringBuilder();
        if (said is not null)
        {
            body.Append(CultureInfo.InvariantCulture, $"<p><strong>{Html.Encode(said)}</strong></p>");
        }

        if (host.Notices.RefMon is null)
        {
            body.Append("<p>RefMon does not listen yet: changes are made, and nobody is told.</p>");
        }

        body.Append("<form method=\"post\" action=\"/changes\">");
        StandInPages.Input(body, "crn", "CRN", WellKnownPeople.Ordinary);
        StandInPages.Select(body, "change", "What changes", [.. Changes.Keys, "Merged into (CRN)"]);
        StandInPages.Input(body, "to", "To what", "");
        body.Append("<button>Change, and send the notice</button></form>");
        return Html.Page("Change something about a person", body);
    }

    private static async Task<IResult> Change(HttpContext context, StandInHost host)
    {
        if (!context.Request.HasFormContentType)
        {
            return Results.BadRequest();
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (crn, change, to) = ($"{form["crn"]}".Trim(), $"{form["change"]}", $"{form["to"]}".Trim());
        if (host.People.Find(crn) is null)
        {
            return Page(host, "Nobody has this CRN.");
        }

        string kind;
        if (Changes.TryGetValue(change, out var known))
        {
            try
            {
                host.People.Change(crn, person => known.Apply(person, to));
            }
            catch (FormatException)
            {
                return Page(host, "That cannot be made of it: check what you entered.");
            }

            kind = known.Kind;
        }
        else if (host.People.Merge(crn, to))
        {
            kind = "merge";
        }
        else
        {
            return Page(host, "These two cannot be merged.");
        }

        var answer = await host.Notices.Tell(kind, crn);
        return Page(
            host,
            answer is { } status
                ? string.Create(CultureInfo.InvariantCulture, $"Done. RefMon answered {(int)status} to the notice.")
                : "Done. RefMon was not told."
        );
    }
}
