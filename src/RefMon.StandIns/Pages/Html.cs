using System.Text;
using System.Text.Encodings.Web;

namespace RefMon.StandIns.Pages;

/// <summary>Plain pages of the stand-in's own, which say on each that they are one. Everything inserted is encoded.</summary>
internal static class Html
{
    public const string Style = """
        body { font-family: arial, sans-serif; font-size: 19px; line-height: 1.3; color: #0b0c0c; margin: 0 auto; max-width: 60em; padding: 0 15px 60px }
        header { background: #0b0c0c; color: #fff; margin: 0 -15px 20px; padding: 12px 15px; font-weight: bold }
        header a { color: #fff }
        .notice { border-left: 10px solid #b1b4b6; padding: 10px 15px; margin: 20px 0 }
        table { border-collapse: collapse; width: 100% }
        th, td { border-bottom: 1px solid #b1b4b6; padding: 10px 20px 10px 0; text-align: left; vertical-align: top; overflow-wrap: anywhere }
        a { color: #1a65a6 }
        a:focus, button:focus, input:focus, select:focus { outline: 3px solid #ffdd00; color: #0b0c0c; background: #ffdd00 }
        label { display: block; margin-top: 15px; font-weight: bold }
        input, select { font: inherit; padding: 5px; border: 2px solid #0b0c0c }
        button { font: inherit; margin: 20px 10px 0 0; padding: 8px 12px; color: #fff; background: #0f7a52; border: 0; cursor: pointer }
        """;

    public static string Encode(string? text) => HtmlEncoder.Default.Encode(text ?? "");

    /// <summary>A whole page; <paramref name="body"/> is ready HTML.</summary>
    public static IResult Page(string title, StringBuilder body) =>
        Results.Content(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Encode(title)} – stand-in</title>
            <link rel="stylesheet" href="/stand-in.css">
            </head>
            <body>
            <header><a href="/">RefMon's stand-in neighbours</a></header>
            <main>
            <h1>{Encode(title)}</h1>
            <p class="notice">This is a stand-in for development and tests. Everybody in it is invented.</p>
            {body}
            </main>
            </body>
            </html>
            """,
            "text/html",
            Encoding.UTF8
        );

    /// <summary>Text, as a link when it is a web address.</summary>
    public static string Linked(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? $"<a href=\"{Encode(uri.AbsoluteUri)}\">{Encode(text)}</a>"
            : Encode(text);
}
