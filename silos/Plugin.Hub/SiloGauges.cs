using System.Data.Common;
using System.Diagnostics.Metrics;
using Plugin.Api.Server;
using Plugin.EventLog;
using Plugin.Grains.Hosting;
using Plugin.Grains.Stations;
using Plugin.ReadModels;

namespace Plugin.Hub;

/// <summary>
/// What is true of this silo and its log now, looked up every few seconds where metrics are exported. Every silo tells what it sees: what concerns the
/// whole hub (the log's end, open runs, nodes, checkpoints) is the same on each.
/// </summary>
internal sealed class SiloGauges : BackgroundService
{
    public const string Name = "Plugin.Hub";

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);

    private readonly Meter _meter = new(Name);
    private readonly IStore _store;
    private readonly SiloHealth _health;
    private readonly StateCounts _counts;
    private readonly TimeProvider _clock;
    private volatile View? _view;

    public SiloGauges(IStore store, StationFeeds feeds, SiloHealth health, CommandHandling grains, TimeProvider clock)
    {
        (_store, _health, _clock) = (store, health, clock);
        _counts = new StateCounts(store.Read);
        Gauge("plugin.silo.ready", "{silo}", "1 when this silo's readiness probe says yes, else 0.", view => view.Ready ? 1 : 0);
        Gauge("plugin.log.head", "{event}", "Events in the log.", view => view.Head);
        Gauge("plugin.follower.lag", "{event}", "Events that stations connected here could not have been told of yet.", view => view.Lag);
        Gauge("plugin.checkpoint.lag", "{event}", "Events that no checkpoint covers yet.", view => view.Head - view.Signed);
        Gauge("plugin.checkpoint.age", "s", "Age of the newest checkpoint. Without new events there is no new one.", view => view.CheckpointAge);
        Gauge("plugin.cosigned.lag", "{event}", "Events that no node has signed for yet.", view => view.Head - view.Cosigned);
        States("plugin.runs.open", "{run}", "Open runs of the hub, by state.", view => view.Runs);
        States("plugin.nodes", "{node}", "Nodes of the hub, by state: online, offline.", view => view.Nodes);
        _meter.CreateObservableGauge("plugin.feeds.connected", () => feeds.Connected, "{station}", "Stations whose feed is connected here.");
        _meter.CreateObservableGauge("plugin.streams.active", () => grains.Active, "{stream}", "Streams whose state is in memory.");
    }

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, _clock);
        do
        {
            try
            {
                _view = await Look(stoppingToken);
            }
            catch (Exception e) when (e is LogUnavailableException or DbException or TimeoutException)
            {
                // What is not known is not told, but for this.
                _view = View.Unknown;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<View> Look(CancellationToken cancellationToken)
    {
        var probe = await _health.Ready(cancellationToken);
        var head = await _store.Log.Head(cancellationToken);
        var newest = await _store.Proof.NewestCheckpoint(cancellationToken);
        var signatures = await _store.Proof.NewestCosignatures(head, 1, cancellationToken);
        return new View(probe.Ok)
        {
            Head = head,
            Lag = probe.Lag ?? double.NaN,
            Signed = newest?.Size ?? 0,
            CheckpointAge = newest is null ? 0 : (_clock.GetUtcNow() - newest.At).TotalSeconds,
            Cosigned = signatures is [var signature] ? signature.Size : 0,
            Runs = await _counts.OfOpenRuns(cancellationToken),
            Nodes = await _counts.OfNodes(cancellationToken),
        };
    }

    private void Gauge(string name, string unit, string description, Func<View, double> value) => _meter.CreateObservableGauge(
        name, () => _view is { } view && value(view) is var seen && !double.IsNaN(seen) ? [new Measurement<double>(seen)] : Array.Empty<Measurement<double>>(), unit, description);

    private void States(string name, string unit, string description, Func<View, IReadOnlyList<StateCount>> counts) => _meter.CreateObservableGauge(
        name, () => _view is { } view ? counts(view).Select(count => new Measurement<long>(count.Count, new KeyValuePair<string, object?>("state", count.State))) : [], unit, description);

    private sealed record View(bool Ready)
    {
        public static readonly View Unknown = new(false);

        public double Head { get; init; } = double.NaN;

        public double Lag { get; init; } = double.NaN;

        public double Signed { get; init; } = double.NaN;

        public double CheckpointAge { get; init; } = double.NaN;

        public double Cosigned { get; init; } = double.NaN;

        public IReadOnlyList<StateCount> Runs { get; init; } = [];

        public IReadOnlyList<StateCount> Nodes { get; init; } = [];
    }
}
