using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;

namespace RefMon.Web.Operations;

/// <summary>
/// The longer texts of a form that ended on an error page, so that the page can give them back: whoever wrote them without
/// scripts would have lost them. Only of forms whose antiforgery token was good, and kept nowhere but in the answer.
/// </summary>
internal static class UnsavedWords
{
    // what is shorter is quicker typed again than found here
    private const int WorthKeeping = 20;

    private static readonly object Key = new();

    /// <summary>Takes them from the request, before the error page is shown as if it had been read.</summary>
    public static void Remember(HttpContext context)
    {
        if (
            !HttpMethods.IsPost(context.Request.Method)
            || context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: true }
            || context.Features.Get<IFormFeature>()?.Form is not { } form
        )
            return;
        context.Items[Key] = form.Where(field => field.Key is not ['_', ..])
            .SelectMany(field => field.Value)
            .OfType<string>()
            .Select(text => text.Trim())
            .Where(text => text.Length >= WorthKeeping && text.Any(char.IsWhiteSpace))
            .Distinct(StringComparer.Ordinal)
            .ToList();
    }

    /// <summary>What the error page gives back, in the order of the form; mostly nothing.</summary>
    public static IReadOnlyList<string> Of(HttpContext? context) => context?.Items[Key] as IReadOnlyList<string> ?? [];
}
