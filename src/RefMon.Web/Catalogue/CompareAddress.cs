using Microsoft.AspNetCore.Http.Extensions;
using RefMon.Domain;

namespace RefMon.Web.Catalogue;

/// <summary>The address of the comparison: services by id, and the search they were found by.</summary>
internal static class CompareAddress
{
    public const string Path = "/find/compare";

    /// <summary>The parameter of a chosen service, here and in a search.</summary>
    public const string Service = "service";

    public static string Of(IEnumerable<ServiceId> services, string? found)
    {
        var query = new QueryBuilder { { Service, services.Select(id => id.ToString()) } };
        if (!string.IsNullOrEmpty(found))
            query.Add("found", found);
        return Path + query;
    }

    /// <summary>The search, with these services still chosen. Always a path of this service, whatever the text holds.</summary>
    public static string Search(string? found, IEnumerable<ServiceId> chosen)
    {
        var query = new QueryBuilder { { Service, chosen.Select(id => id.ToString()) } }
            .ToString()
            .TrimStart('?');
        return FindFilters.Path
            + "?"
            + string.Join('&', new[] { found, query }.Where(part => !string.IsNullOrEmpty(part)));
    }

    /// <summary>The ids among what an address holds, each once.</summary>
    public static IReadOnlyList<ServiceId> Read(IEnumerable<string>? texts) =>
        [
            .. (texts ?? [])
                .Select(text => Guid.TryParseExact(text, "D", out var id) ? id : (Guid?)null)
                .OfType<Guid>()
                .Distinct()
                .Take(20)
                .Select(id => new ServiceId(id)),
        ];
}
