using System.Globalization;
using System.Text;
using RefMon.StandIns.Exchange;
using RefMon.StandIns.Neighbours;
using RefMon.StandIns.People;

namespace RefMon.StandIns.Pages;

/// <summary>What a developer looks at: an index, Notify's mail, and a form that flips behaviours.</summary>
internal static class StandInPages
{
    public static void Map(WebApplication app, StandInHost host)
    {
        app.MapGet("/stand-in.css", (HttpContext _) => Results.Text(Html.Style, "text/css"));
        app.MapGet("/", (HttpContext _) => Index(host));
        app.MapGet("/notify/", (HttpContext _) => Mail(host));
        ChangePages.Map(app, host);
        app.MapGet("/behaviours", (HttpContext _) => Behaviours(host, null));
        app.MapPost("/behaviours", (HttpContext context, CancellationToken _) => SetBehaviour(context, host));
        app.MapPost(
            "/behaviours/clear",
            (HttpContext _) =>
            {
                host.Controls.Clear();
                return Results.LocalRedirect("/behaviours");
            }
        );
        app.MapPost(
            "/behaviours/past",
            (HttpContext _) =>
            {
                host.NDelius.RefusesAllPast = !host.NDelius.RefusesAllPast;
                return Results.LocalRedirect("/behaviours");
            }
        );
    }

    private static IResult Index(StandInHost host)
    {
        var body = new StringBuilder(
            """
            <ul>
            <li><a href="/notify/">E-mails GOV.UK Notify was sent</a></li>
            <li><a href="/behaviours">Make a neighbour slow, down or wrong</a></li>
            <li><a href="/changes">Change something about a person, and tell RefMon</a></li>
            </ul>
            <h2>People with a known shape</h2>
            <table><thead><tr><th scope="col">CRN</th><th scope="col">Shape</th><th scope="col">Name</th></tr></thead><tbody>
            """
        );
        foreach (var (crn, shape) in WellKnownPeople.All)
        {
            var person = host.People.Find(crn);
            body.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td>{Html.Encode(crn)}</td><td>{Html.Encode(shape)}</td><td>{Html.Encode($"{person?.FirstName} {person?.LastName}".Trim())}</td></tr>"
            );
        }

        body.Append(CultureInfo.InvariantCulture, $"</tbody></table><p>{host.People.All.Count} people in all.</p>");
        return Html.Page("nDelius, risk assessments, prisons and Notify", body);
    }

    private static IResult Mail(StandInHost host)
    {
        var body = new StringBuilder();
        var messages = host.Mail.Messages;
        if (messages.Count == 0)
        {
            body.Append("<p>Nothing has been sent yet.</p>");
            return Html.Page("E-mails GOV.UK Notify was sent", body);
        }

        body.Append(
            """<table><thead><tr><th scope="col">When</th><th scope="col">To</th><th scope="col">Template and reference</th><th scope="col">Says</th></tr></thead><tbody>"""
        );
        foreach (var mail in messages.Reverse())
        {
            Row(body, mail);
        }

        body.Append("</tbody></table>");
        return Html.Page("E-mails GOV.UK Notify was sent", body);
    }

    private static void Row(StringBuilder body, KeptMail mail)
    {
        var when = mail.CreatedAt.ToString("d MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture);
        body.Append(
            CultureInfo.InvariantCulture,
            $"<tr><td>{when} UTC</td><td>{Html.Encode(mail.Recipient)}</td><td>{Html.Encode(mail.Template)}<br>{Html.Encode(mail.Reference)}</td><td>"
        );
        foreach (var (name, value) in mail.Personalisation.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            body.Append(CultureInfo.InvariantCulture, $"{Html.Encode(name)}: {Html.Linked(value)}<br>");
        }

        body.Append("</td></tr>");
    }

    private static IResult Behaviours(StandInHost host, string? problem)
    {
        var body = new StringBuilder();
        if (problem is not null)
        {
            body.Append(CultureInfo.InvariantCulture, $"<p><strong>{Html.Encode(problem)}</strong></p>");
        }

        body.Append("<h2>In force</h2><ul>");
        foreach (var rule in host.Controls.Rules)
        {
            body.Append(
                CultureInfo.InvariantCulture,
                $"<li>{Html.Encode(rule.Target)}: {rule.Behaviour.Kind}, {(rule.CallsLeft is { } left ? $"{left} more calls" : "until cleared")}</li>"
            );
        }

        body.Append(
            host.Controls.Rules.Count == 0
                ? "<li>Everything behaves well.</li></ul>"
                : "</ul><form method=\"post\" action=\"/behaviours/clear\"><button>Behave well again</button></form>"
        );
        body.Append(
            host.NDelius.RefusesAllPast
                ? "<p>nDelius refuses every appointment that has begun.</p><form method=\"post\" action=\"/behaviours/past\"><button>Take those from before this start</button></form>"
                : "<p>nDelius takes appointments that began before the stand-ins were started, and refuses later ones that have begun.</p><form method=\"post\" action=\"/behaviours/past\"><button>Refuse every appointment that has begun</button></form>"
        );
        body.Append("<h2>Change</h2><form method=\"post\" action=\"/behaviours\">");
        string[] targets = [.. Enum.GetNames<StandInNeighbour>(), .. Enum.GetNames<StandInOperation>()];
        Select(body, "target", "Neighbour or operation", targets);
        Select(body, "kind", "How it behaves", Enum.GetNames<BehaviourKind>());
        Select(body, "rubbish", "Nonsense: which", Enum.GetNames<NonsenseKind>());
        Input(body, "milliseconds", "Slow: milliseconds", "8000");
        Input(body, "status", "Fail or refuse: status (empty: 503 or 422)", "");
        Input(body, "code", "Refuse: code", "refused");
        Input(body, "reason", "Refuse: reason", "Refused by the stand-in.");
        Input(body, "times", "For how many calls (empty: until cleared)", "");
        body.Append("<button>Set</button></form>");
        return Html.Page("How the neighbours behave", body);
    }

    private static async Task<IResult> SetBehaviour(HttpContext context, StandInHost host)
    {
        if (!context.Request.HasFormContentType)
        {
            return Results.BadRequest();
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        return
            Enum.TryParse<BehaviourKind>(form["kind"], out var kind)
            && Enum.TryParse<NonsenseKind>(form["rubbish"], out var rubbish)
            && TryNumber(form["milliseconds"], out var milliseconds)
            && TryNumber(form["status"], out var status)
            && TryNumber(form["times"], out var times)
            && host.Controls.TrySet(
                form["target"],
                new Behaviour(kind, milliseconds ?? 0, rubbish, status, $"{form["code"]}", $"{form["reason"]}"),
                times
            )
            ? Results.LocalRedirect("/behaviours")
            : Behaviours(host, "Check what you entered: milliseconds from 0, status 300 to 599, calls from 1.");
    }

    // empty is no number, and fine
    private static bool TryNumber(string? text, out int? number)
    {
        number = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : null;
        return number is not null || string.IsNullOrEmpty(text);
    }

    internal static void Select(StringBuilder body, string name, string label, IEnumerable<string> options)
    {
        body.Append(
            CultureInfo.InvariantCulture,
            $"<label for=\"{name}\">{Html.Encode(label)}</label><select id=\"{name}\" name=\"{name}\">"
        );
        foreach (var option in options)
        {
            body.Append(CultureInfo.InvariantCulture, $"<option>{Html.Encode(option)}</option>");
        }

        body.Append("</select>");
    }

    internal static void Input(StringBuilder body, string name, string label, string value) =>
        body.Append(
            CultureInfo.InvariantCulture,
            $"<label for=\"{name}\">{Html.Encode(label)}</label><input id=\"{name}\" name=\"{name}\" value=\"{Html.Encode(value)}\">"
        );
}
