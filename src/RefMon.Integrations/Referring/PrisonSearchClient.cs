using RefMon.Application.Operations;
using RefMon.Application.Referring;
using RefMon.Integrations.Operations;

namespace RefMon.Integrations.Referring;

/// <summary>Prison search over HTTP; the prison number travels in the body.</summary>
internal sealed class PrisonSearchClient(NeighbourCaller caller) : IPrisonSearch
{
    public Task<NeighbourReply<Prisoner>> FindPrisoner(string nomsNumber, CancellationToken cancellationToken) =>
        caller.Ask<WirePrisoner, Prisoner>(
            nameof(FindPrisoner),
            "prisoners/find",
            new { nomsNumber },
            found =>
            {
                Wire.Same(nomsNumber, found.NomsNumber);
                return new Prisoner(
                    found.NomsNumber,
                    found.Prison,
                    found.ReleaseDate,
                    found.ConfirmedReleaseDate,
                    found.ConditionalReleaseDate,
                    found.AutomaticReleaseDate
                );
            },
            cancellationToken
        );

    public Task<NeighbourReply<IReadOnlyList<Prison>>> ListPrisons(CancellationToken cancellationToken) =>
        caller.Read<WirePrisons, IReadOnlyList<Prison>>(
            nameof(ListPrisons),
            () => new HttpRequestMessage(HttpMethod.Get, new Uri("prisons", UriKind.Relative)),
            found => Wire.All(found.Prisons).OrderBy(p => p.Name, StringComparer.Ordinal).ToList(),
            cancellationToken
        );
}

internal sealed record WirePrisoner(
    string NomsNumber,
    Prison Prison,
    DateOnly? ReleaseDate = null,
    DateOnly? ConfirmedReleaseDate = null,
    DateOnly? ConditionalReleaseDate = null,
    DateOnly? AutomaticReleaseDate = null
);

internal sealed record WirePrisons(IReadOnlyList<Prison?> Prisons);
