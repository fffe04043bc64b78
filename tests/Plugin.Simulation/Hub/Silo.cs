using System.Data.Common;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Plugin.EventLog;
using Plugin.EventLog.Proving;
using Plugin.Grains;
using Plugin.Grains.Checkpoints;
using Plugin.Grains.Hosting;
using Plugin.Grains.Nodes;
using Plugin.Grains.Stations;
using Plugin.Grains.Witnessing;
using Plugin.Simulation.Network;
using Plugin.Simulation.Scheduling;
using Plugin.Vault.Blobs;
using Plugin.Vault.Seals;

namespace Plugin.Simulation.Hub;

/// <summary>One process that serves the hub, from its start to its death.</summary>
internal sealed class Silo
{
    public static WatchPeriods Periods { get; } = new() { Round = TimeSpan.FromSeconds(5), LostAfter = TimeSpan.FromMinutes(20) };

    private static readonly TimeSpan CheckpointsEvery = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan AfterOutage = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan DrainWithin = TimeSpan.FromSeconds(10);

    private readonly Lifetime _stopping = new();
    private readonly ECDsa _signingKey;
    private readonly Action _noteStandstill;

    public Silo(string name, Database database, ECDsa signingKey, Wires wires, Scene scene)
    {
        _signingKey = signingKey;
        Process = new Process(name, scene.Simulator) { Skew = scene.Chance.Skew() };
        var store = new SiloStore(database, Process, wires, scene);
        _noteStandstill = () => store.IsStale = true;
        Store = scene.Seams.Store(store);
        Blobs = new BlobStore(Store, bucket: null, scene.Chance.Fill);
        // Few streams in memory, so that they come and go.
        Grains = scene.Seams.Grains(
            new BuiltInGrains(Store, new SealedFields(scene.Chance.Fill), Blobs, Process.Clock, scene.Chance.Fill, capacity: 8), Store);
        Witnesses = new Witnesses(Store, Process.Clock);
        Feeds = new StationFeeds(Store, Witnesses);
        Presence = new StationPresence(Store, Grains);
        Stopping = new NodeStopping(Store, Grains);
    }

    public Process Process { get; }

    public string Name => Process.Name;

    public IStore Store { get; }

    public BlobStore Blobs { get; }

    public IGrains Grains { get; }

    public StationFeeds Feeds { get; }

    public StationPresence Presence { get; }

    public Witnesses Witnesses { get; }

    public NodeStopping Stopping { get; }

    /// <summary>Whether the load balancer sends it anything.</summary>
    public bool IsInRotation { get; set; }

    /// <summary>Requests that it is answering.</summary>
    public int Busy { get; set; }

    /// <summary>As it is handed out.</summary>
    public string LogKey => Cosignatures.KeyOf(Store.Log.Origin.ToString(), _signingKey.ExportSubjectPublicKeyInfo());

    /// <param name="signs">Whether it signs checkpoints.</param>
    public void Start(bool signs)
    {
        Process.Spawn(Follow);
        Process.Spawn(Watch);
        if (signs)
        {
            Process.Spawn(SignAndTell);
        }
    }

    public void StandStill() => Process.Freeze();

    public void GoOn()
    {
        _noteStandstill();
        Process.Resume();
    }

    /// <summary>As at SIGTERM: no new requests, feeds are told to go elsewhere, what is being answered is answered, then it is over.</summary>
    public async Task Drain()
    {
        IsInRotation = false;
        _stopping.End();
        for (var waited = TimeSpan.Zero; Busy > 0 && waited < DrainWithin; waited += AfterOutage)
        {
            await Process.Delay(AfterOutage, default);
        }
    }

    private async Task Follow()
    {
        while (!_stopping.IsOver)
        {
            try
            {
                await Feeds.Run(_stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsOver)
            {
                return;
            }
            catch (LogUnavailableException)
            {
                await Process.Delay(AfterOutage, default);
            }
        }
    }

    private async Task Watch()
    {
        using var watch = new StationWatch(Store, Grains, Process.Clock, Periods, Name, NullLogger<StationWatch>.Instance);
        while (!_stopping.IsOver)
        {
            await Round(() => watch.Round(_stopping.Token));
            await Process.Delay(Periods.Round, default);
        }
    }

    private async Task SignAndTell()
    {
        CheckpointMaker? maker = null;
        CheckpointDuty? duty = null;
        while (!_stopping.IsOver)
        {
            await Round(async () =>
            {
                maker ??= await CheckpointMaker.Open(Store, _signingKey, new NoCheckpointMemory(), Process.Clock, _stopping.Token);
                duty ??= new CheckpointDuty(Store, maker, Grains, Process.Clock, Name, NullLogger<CheckpointDuty>.Instance);
                await duty.Round(_stopping.Token);
                await Feeds.TellCheckpoint(CheckpointTeller.MostAtOnce, _stopping.Token);
            });
            await Process.Delay(maker is null ? AfterOutage : CheckpointsEvery, default);
        }
    }

    private async Task Round(Func<Task> round)
    {
        try
        {
            await round();
        }
        catch (Exception e) when (e is StreamConflictException or LogUnavailableException or DbException)
        {
            // The next round does its work, as in the product.
        }
        catch (OperationCanceledException) when (_stopping.IsOver)
        {
            // Drained in the middle of it.
        }
    }
}
