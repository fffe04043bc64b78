using System.Security.Cryptography;
using Plugin.EventLog;
using Plugin.EventLog.Memory;
using Plugin.ReadModels;
using Plugin.Simulation.Scheduling;
using Plugin.Vault.Seals;

namespace Plugin.Simulation.Hub;

/// <summary>The hub: one database that keeps everything, and silos over it that come and go.</summary>
internal sealed class Cluster
{
    private readonly Silo?[] _silos = new Silo?[2];
    private readonly Simulator _simulator;
    private readonly Chance _chance;

    public Cluster(Simulator simulator, Chance chance)
    {
        (_simulator, _chance) = (simulator, chance);
        Database = new MemoryStore(new Projector(new SealedFields(chance.Fill)), simulator.Clock, chance.Fill);
        SigningKey = chance.SigningKey();
        for (var silo = 0; silo < Silos; silo++)
        {
            Start(silo);
        }
    }

    /// <summary>All silos have the same.</summary>
    public ECDsa SigningKey { get; }

    public int Silos => _silos.Length;

    public IStore Database { get; }

    /// <summary>A silo that is up, as a load balancer would choose it; null when none is.</summary>
    public Silo? Any()
    {
        var up = _silos.OfType<Silo>().ToArray();
        return up.Length == 0 ? null : _chance.Among(up);
    }

    public void Start(int silo)
    {
        if (_silos[silo] is null)
        {
            var started = new Silo($"silo-{silo}", Database, SigningKey, _simulator, _chance);
            _silos[silo] = started;
            started.Start();
        }
    }

    public void Kill(int silo)
    {
        _silos[silo]?.Die();
        _silos[silo] = null;
    }
}
