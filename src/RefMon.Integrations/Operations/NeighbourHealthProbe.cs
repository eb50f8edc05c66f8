using System.Diagnostics;
using Microsoft.Extensions.Options;
using RefMon.Application.Operations;

namespace RefMon.Integrations.Operations;

/// <summary>Asks each neighbour's address for anything at all: an answer of any status shows that it can be reached.</summary>
internal sealed class NeighbourHealthProbe(IHttpClientFactory clients, IOptions<NeighbourOptions> options)
    : INeighbourHealth
{
    public const string Client = "RefMon.Neighbours.Probe";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyList<NeighbourHealth>> Ask(CancellationToken cancellationToken)
    {
        var neighbours = options.Value;
        return await Task.WhenAll(
            Ask("nDelius", neighbours.NDelius.Url, cancellationToken),
            Ask("Assess Risks and Needs", neighbours.RiskAssessments.Url, cancellationToken),
            Ask("Prison search", neighbours.Prisons.Url, cancellationToken),
            Ask("GOV.UK Notify", neighbours.Notify.Url, cancellationToken)
        );
    }

    private async Task<NeighbourHealth> Ask(string name, Uri? address, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            using var client = clients.CreateClient(Client);
            using var reply = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            return new(name, true, Stopwatch.GetElapsedTime(started));
        }
        catch (Exception away)
            when (away is HttpRequestException or OperationCanceledException
                && !cancellationToken.IsCancellationRequested
            )
        {
            return new(name, false, Stopwatch.GetElapsedTime(started));
        }
    }
}
