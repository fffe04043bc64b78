using System.Data.Common;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Plugin.Contracts;
using Plugin.Contracts.Hub;
using Plugin.EventLog;
using Plugin.Grains.Silos;
using Plugin.ReadModels;

namespace Plugin.Api.Silos;

/// <summary>
/// The last hour of the hub for charts, as a ring of rows in the live tables, so that every silo shows the same and a new one shows what was before it.
/// Every silo runs it; only the oldest that serves writes, and when two think they are, they write the same place.
/// </summary>
internal sealed partial class HubHistorian(IStore store, Cluster cluster, Silo silo, TimeProvider clock, ILogger<HubHistorian> logger) : BackgroundService
{
    private const string Prefix = "history-";
    private const int Places = 240;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    private readonly StateCounts _counts = new(store.Read);

    public async Task<HubHistory> Read(CancellationToken cancellationToken)
    {
        var since = await store.Live.Now(cancellationToken) - Places * Every;
        return new HubHistory(
            (int)Every.TotalSeconds,
            [
                .. (await store.Live.Presences(Prefix, cancellationToken)).Where(place => place.SeenAt > since).OrderBy(place => place.SeenAt)
                    .Select(place => JsonSerializer.Deserialize<HubSample>(place.Content, WireJson.Options)!),
            ]);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                await Note(stoppingToken);
            }
            catch (Exception e) when (e is LogUnavailableException or DbException or TimeoutException)
            {
                NotNoted(e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task Note(CancellationToken cancellationToken)
    {
        var silos = await cluster.Silos(cancellationToken);
        if (silos.FirstOrDefault(other => other.State == SiloState.Serving)?.Id != silo.Id)
        {
            return;
        }

        var runs = await _counts.OfOpenRuns(cancellationToken);
        var waiting = runs.Where(count => count.State is "pending" or "awaiting approval").Sum(count => count.Count);
        var now = await store.Live.Now(cancellationToken);
        var sample = new HubSample(
            now, await store.Log.Head(cancellationToken),
            silos.Where(other => other.State != SiloState.Lost).Sum(other => other.Card.Nodes),
            waiting, runs.Sum(count => count.Count) - waiting,
            [.. silos.Select(other => new SiloSample(
                other.Id, SiloEndpoints.StateOf(other.State), Math.Max(0, other.Card.Head - other.Card.Position), other.Card.Nodes, other.Card.PerSecond,
                other.Card.FailedPerSecond, other.Card.Cpu, other.Card.Memory))]);
        var place = now.ToUnixTimeSeconds() / (long)Every.TotalSeconds % Places;
        await store.Live.Seen([new Heartbeat($"{Prefix}{place}", silo.Id, JsonSerializer.Serialize(sample, WireJson.Options))], cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The hub's history has a gap: {Reason}")]
    private partial void NotNoted(string reason);
}
