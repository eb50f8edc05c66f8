using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace RefMon.GovUk;

/// <summary>
/// On a page: a post whose antiforgery token is missing or no longer good is not refused but shown again with what was typed and a fresh token.
/// Nothing is done with it. Every form of such a page must be a <c>GovForm</c>, which is what leaves the handler out.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReshowsStaleFormAttribute : Attribute;

/// <summary>The mark that a post came with a stale antiforgery token, and the middleware that sets it.</summary>
public static class StaleForm
{
    /// <summary>The key in <see cref="HttpContext.Items"/>.</summary>
    public static readonly object ItemsKey = new();

    /// <summary>Whether the request must not change anything because its token was stale. Commands should refuse while this holds.</summary>
    public static bool IsMarked(HttpContext? context) => context?.Items.ContainsKey(ItemsKey) == true;

    /// <summary>
    /// Sets the mark. Stands right after <c>UseAntiforgery</c>. Posts from other sites (by Sec-Fetch-Site) and to pages without
    /// <see cref="ReshowsStaleFormAttribute"/> are left alone and end as 400.
    /// </summary>
    public static IApplicationBuilder UseStaleFormReshow(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                if (ShouldReshow(context))
                {
                    context.Items[ItemsKey] = true;
                    context.Features.Set<IAntiforgeryValidationFeature>(new AcceptedForReshowing());
                }
                return next(context);
            }
        );

    private static bool ShouldReshow(HttpContext context) =>
        context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false }
        && context.GetEndpoint()?.Metadata.GetMetadata<ReshowsStaleFormAttribute>() is not null
        && context.Request.Headers["Sec-Fetch-Site"].ToString() is ("" or "none" or "same-origin");

    private sealed class AcceptedForReshowing : IAntiforgeryValidationFeature
    {
        public bool IsValid => true;

        public Exception? Error => null;
    }
}
