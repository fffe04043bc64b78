using Microsoft.Extensions.Logging.Abstractions;
using Plugin.Domain;
using Plugin.Node;
using Plugin.Node.Configuration;
using Plugin.Node.Contract;
using Plugin.Node.Payloads;
using Plugin.Node.Policies;
using Plugin.Simulation.Hub;
using Plugin.Simulation.Scheduling;

namespace Plugin.Simulation.Hospitals;

/// <summary>A machine with a disk and a container engine, on which the real agent is started, killed and started again.</summary>
internal sealed class Hospital
{
    private static readonly AgentSettings Settings = new(
        TopLevelRuns: 2, ChildRuns: 2, ProxyPort: 7000, ShareLogs: false, LogBytes: 1000, Encrypted: false,
        AlgorithmEnv: new Dictionary<string, string>(), JobFolders: TimeSpan.FromDays(7), "1.0.0", []);

    private readonly Simulator _simulator;
    private readonly Chance _chance;
    private Lifetime? _agent;
    private int _starts;

    public Hospital(Simulator simulator, Chance chance, Cluster cluster, NodeId node, CollaborationId collaboration, IReadOnlyList<OrganisationId> members)
    {
        (_simulator, _chance, Node) = (simulator, chance, node);
        Wire = new Wire(simulator, chance, cluster);
        Engine = new Engine(simulator, chance, Disk, new Algorithm(simulator, chance, Wire, collaboration, members));
    }

    public NodeId Node { get; }

    public Disk Disk { get; } = new();

    public Engine Engine { get; }

    public Wire Wire { get; }

    /// <summary>How agents ended that nobody had killed: none should.</summary>
    public List<string> Ends { get; } = [];

    public void StartAgent()
    {
        if (_agent is null)
        {
            _agent = new Lifetime();
            _ = Live(_agent.Token);
        }
    }

    public void KillAgent()
    {
        _agent?.End();
        _agent = null;
    }

    public void CutPower()
    {
        KillAgent();
        Engine.PowerCut();
    }

    private async Task Live(CancellationToken life)
    {
        var disk = new AgentDisk(Disk, life);
        var agent = new NodeAgent(new StationParts(
            new StationDoor(Node, Wire), new AgentRuntime(Engine, _simulator, _chance, life), disk, disk, new PlainPayloads(),
            new StationPolicies(new PolicyConfig([".*"]), []), new ContainerTokens(new byte[32], _simulator.Clock), Settings,
            $"{Node} start {++_starts}", _simulator.Clock, _chance.Fraction, NullLogger.Instance));
        try
        {
            var end = await agent.Run(life);
            if (!life.IsCancellationRequested)
            {
                Ends.Add(end.ToString());
            }
        }
        catch (AgentDiedException)
        {
            // Killed in the middle of it.
        }
    }
}
