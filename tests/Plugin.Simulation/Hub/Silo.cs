using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Plugin.EventLog;
using Plugin.EventLog.Proving;
using Plugin.Grains;
using Plugin.Grains.Checkpoints;
using Plugin.Grains.Hosting;
using Plugin.Grains.Stations;
using Plugin.Grains.Witnessing;
using Plugin.Simulation.Scheduling;
using Plugin.Vault.Blobs;
using Plugin.Vault.Seals;

namespace Plugin.Simulation.Hub;

/// <summary>One process that serves the hub, from its start to its death.</summary>
internal sealed class Silo
{
    public static WatchPeriods Periods { get; } = new() { Round = TimeSpan.FromSeconds(5), LostAfter = TimeSpan.FromMinutes(20) };

    private static readonly TimeSpan CheckpointsEvery = TimeSpan.FromSeconds(45);

    private readonly Lifetime _life = new();
    private readonly Simulator _simulator;
    private readonly string _name;
    private readonly ECDsa _signingKey;

    public Silo(string name, IStore database, ECDsa signingKey, Simulator simulator, Chance chance)
    {
        (_name, _simulator, _signingKey) = (name, simulator, signingKey);
        Store = new SiloStore(database, simulator, chance, _life.Token);
        Blobs = new BlobStore(Store, bucket: null, chance.Fill);
        // Few streams in memory, so that they come and go.
        Grains = new BuiltInGrains(Store, new SealedFields(chance.Fill), Blobs, simulator.Clock, chance.Fill, capacity: 8);
        Witnesses = new Witnesses(Store, simulator.Clock);
        Feeds = new StationFeeds(Store, Witnesses);
        Presence = new StationPresence(Store, Grains);
    }

    public IStore Store { get; }

    public BlobStore Blobs { get; }

    public IGrains Grains { get; }

    public StationFeeds Feeds { get; }

    public StationPresence Presence { get; }

    public Witnesses Witnesses { get; }

    /// <summary>As it is handed out.</summary>
    public string LogKey => Cosignatures.KeyOf(Store.Log.Origin.ToString(), _signingKey.ExportSubjectPublicKeyInfo());

    public CancellationToken Life => _life.Token;

    public void Start()
    {
        _simulator.Spawn(() => Living(Feeds.Run(Life)));
        _simulator.Spawn(() => Living(Watch()));
        _simulator.Spawn(() => Living(SignAndTell()));
    }

    public void Die() => _life.End();

    private async Task Watch()
    {
        using var watch = new StationWatch(Store, Grains, _simulator.Clock, Periods, _name, NullLogger<StationWatch>.Instance);
        while (true)
        {
            try
            {
                await watch.Round(Life);
            }
            catch (StreamConflictException)
            {
                // The next round does its work, as in the product.
            }

            await _simulator.Delay(Periods.Round, Life);
        }
    }

    private async Task SignAndTell()
    {
        var maker = await CheckpointMaker.Open(Store, _signingKey, new NoCheckpointMemory(), _simulator.Clock, Life);
        using var duty = new CheckpointDuty(Store, maker, Grains, _simulator.Clock, _name, NullLogger<CheckpointDuty>.Instance);
        while (true)
        {
            await duty.Round(Life);
            await Feeds.TellCheckpoint(CheckpointTeller.MostAtOnce, Life);
            await _simulator.Delay(CheckpointsEvery, Life);
        }
    }

    private async Task Living(Task work)
    {
        try
        {
            await work;
        }
        catch (Exception e) when (e is SiloDiedException or OperationCanceledException && _life.IsOver)
        {
            // It died in the middle of it.
        }
    }
}
