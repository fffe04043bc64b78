using System.Security.Cryptography;
using Plugin.Simulation.Network;

namespace Plugin.Simulation.Hub;

/// <summary>The hub: one database that keeps everything, silos over it that come and go, and what divides the requests among them.</summary>
internal sealed class Cluster
{
    private static readonly TimeSpan ProbedEvery = TimeSpan.FromSeconds(3);

    private readonly List<Silo> _silos = [];
    private readonly Scene _scene;
    private readonly bool _signs;
    private int _started;

    public Cluster(Scene scene, bool signs, Wires wires)
    {
        (_scene, _signs, Wires) = (scene, signs, wires);
        Database = new Database(scene);
        SigningKey = scene.Chance.SigningKey();
    }

    public Database Database { get; }

    public Wires Wires { get; }

    /// <summary>All silos have the same.</summary>
    public ECDsa SigningKey { get; }

    /// <summary>Those that are up, in the order of their names.</summary>
    public IReadOnlyList<Silo> Silos => _silos;

    /// <summary>A silo as a load balancer would choose it; null when it knows none.</summary>
    public Silo? Any()
    {
        var up = _silos.Where(silo => silo.IsInRotation).ToArray();
        return up.Length == 0 ? null : _scene.Chance.Among(up);
    }

    public Silo Start(string? name = null)
    {
        var silo = new Silo(name ?? $"silo-{++_started}", Database, SigningKey, Wires, _scene) { IsInRotation = true };
        _silos.Add(silo);
        _silos.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        _scene.Trace.Say($"hub       {silo.Name} starts, its clock wrong by {silo.Process.Skew}");
        silo.Process.OnDeath(() => Buried(silo));
        silo.Start(_signs);
        return silo;
    }

    public void Kill(Silo silo)
    {
        _scene.Trace.Say($"hub       {silo.Name} dies");
        silo.Process.Kill();
        _silos.Remove(silo);
    }

    /// <summary>It is asked now and then whether it is well, and does not answer.</summary>
    public void StandStill(Silo silo)
    {
        _scene.Trace.Say($"hub       {silo.Name} stands still");
        silo.StandStill();
        _scene.Simulator.World.After(ProbedEvery, () => silo.IsInRotation &= !silo.Process.IsFrozen);
    }

    public void GoOn(Silo silo)
    {
        if (!silo.Process.IsDead)
        {
            _scene.Trace.Say($"hub       {silo.Name} goes on");
            silo.GoOn();
            silo.IsInRotation = true;
        }
    }

    private void Buried(Silo silo)
    {
        _silos.Remove(silo);
        silo.IsInRotation = false;
    }
}
