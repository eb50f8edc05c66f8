using Microsoft.AspNetCore.OpenApi;

namespace RefMon.Web.Operations;

/// <summary>What <c>/openapi/v1.json</c> says of the whole: every address that answers with data, not with a page.</summary>
internal static class ApiDescription
{
    public static void Of(OpenApiOptions options) =>
        options.AddDocumentTransformer(
            (document, _, _) =>
            {
                document.Info.Title = "RefMon";
                document.Info.Description =
                    "What RefMon offers to other programs. People use its pages, which are not described here.";
                return Task.CompletedTask;
            }
        );
}
