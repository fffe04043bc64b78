using Plugin.Domain;
using Plugin.Simulation.Hub;
using Plugin.Simulation.Scheduling;

namespace Plugin.Simulation.Hospitals;

/// <summary>Who works together, and therefore whom an algorithm may ask.</summary>
internal sealed record Consortium(CollaborationId Id, IReadOnlyList<OrganisationId> Members);

/// <summary>
/// A member with a node. Its station is one machine, until that is replaced by a new one with an empty disk; the old one then still runs somewhere
/// with the same key.
/// </summary>
internal sealed class Hospital(Simulator simulator, Chance chance, Cluster cluster, NodeId node, Consortium consortium)
{
    private readonly List<Machine> _machines = [new Machine($"{node} machine 1", simulator, chance, cluster, node, consortium)];

    public NodeId Node => node;

    public Machine Station => _machines[^1];

    public IEnumerable<Machine> Machines => _machines;

    public void Replace()
    {
        Station.IsReplaced = true;
        _machines.Add(new Machine($"{node} machine {_machines.Count + 1}", simulator, chance, cluster, node, consortium));
        Station.StartAgent();
    }
}
