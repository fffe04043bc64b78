using Plugin.Domain;
using Plugin.Simulation.Hub;

namespace Plugin.Simulation.Hospitals;

/// <summary>Who works together, and therefore whom an algorithm may ask.</summary>
internal sealed record Consortium(CollaborationId Id, IReadOnlyList<OrganisationId> Members);

/// <summary>
/// A member with a node. Its station is one machine, until that is replaced by a new one with an empty disk; the old one then still runs somewhere
/// with the same key.
/// </summary>
internal sealed class Hospital(Cluster cluster, NodeId node, string key, Consortium consortium, Scene scene)
{
    private readonly List<Machine> _machines = [];
    private string _key = key;
    private Machine? _station;

    public NodeId Node => node;

    public Machine Station => _station ?? throw new InvalidOperationException("It is not open.");

    public IEnumerable<Machine> Machines => _machines;

    public void Open()
    {
        _station = NewMachine();
        Station.StartAgent();
    }

    public void Replace()
    {
        Station.IsReplaced = true;
        Open();
    }

    /// <summary>A copy of the station's configuration started by mistake, with a disk of its own.</summary>
    public Machine StartSecond()
    {
        var second = NewMachine();
        second.StartAgent();
        second.IsReplaced = true;
        return second;
    }

    /// <summary>The operator of the station puts the new key into its configuration and starts it again.</summary>
    public void GiveKey(string key)
    {
        _key = key;
        Station.Login.Key = key;
        Station.StartAgent();
    }

    private Machine NewMachine()
    {
        var machine = new Machine($"{node}.{_machines.Count + 1}", cluster, node, _key, consortium, scene);
        _machines.Add(machine);
        scene.History.Machines.Add((node, machine.Name));
        return machine;
    }
}
