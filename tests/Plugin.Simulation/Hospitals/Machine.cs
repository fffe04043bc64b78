using Microsoft.Extensions.Logging.Abstractions;
using Plugin.Contracts.Station;
using Plugin.Domain;
using Plugin.Node;
using Plugin.Node.AccessLog;
using Plugin.Node.Attempts;
using Plugin.Node.Configuration;
using Plugin.Node.Contract;
using Plugin.Node.Payloads;
using Plugin.Node.Policies;
using Plugin.Node.Runtimes;
using Plugin.Node.Witnessing;
using Plugin.Simulation.Hub;
using Plugin.Simulation.Scheduling;

namespace Plugin.Simulation.Hospitals;

/// <summary>A machine with a disk and a container engine, on which the real agent is started, killed and started again.</summary>
internal sealed class Machine
{
    private static readonly AgentSettings Settings = new(
        TopLevelRuns: 2, ChildRuns: 2, ProxyPort: 7000, ShareLogs: ImagePatterns.None, LogBytes: 1000, Encrypted: false,
        AlgorithmEnv: new Dictionary<string, string>(), JobFolders: TimeSpan.FromDays(7), "1.0.0", () => []);

    private readonly string _name;
    private readonly Simulator _simulator;
    private readonly Chance _chance;
    private readonly NodeId _node;
    private Lifetime? _agent;
    private int _starts;

    public Machine(string name, Simulator simulator, Chance chance, Cluster cluster, NodeId node, Consortium consortium)
    {
        (_name, _simulator, _chance, _node) = (name, simulator, chance, node);
        Disk = new Disk(chance.SigningKey());
        Wire = new Wire(simulator, chance, cluster);
        Engine = new Engine(simulator, chance, Disk, new Algorithm(simulator, chance, Wire, consortium));
    }

    public Disk Disk { get; }

    public Engine Engine { get; }

    public Wire Wire { get; }

    /// <summary>Its agent may run on, but nobody starts it again.</summary>
    public bool IsReplaced { get; set; }

    public void StartAgent()
    {
        if (_agent is null && !IsReplaced)
        {
            _agent = new Lifetime();
            var life = _agent.Token;
            _simulator.Spawn(() => Live(life));
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
            new StationDoor(_node, Wire), new AgentRuntime(Engine, _simulator, _chance, life), disk, disk, new PlainPayloads(),
            new StationPolicies(new PolicyConfig([".*"]), []), new ContainerTokens(new byte[32], _simulator.Clock),
            new WitnessParts(Disk.SigningKey, HubKey: null, AcceptedGeneration: () => 0), Settings,
            $"{_name} start {++_starts}", _simulator.Clock, _chance.Fraction, NullLogger.Instance)
        {
            AccessLog = new NothingToRead(),
        });
        try
        {
            await agent.Run(life);
            // It was fenced by an agent that said hello later, though it had started earlier. Somebody notices and starts it again.
            await _simulator.Delay(TimeSpan.FromSeconds(30), life);
            _agent = null;
            StartAgent();
        }
        catch (Exception e) when (life.IsCancellationRequested && e is AgentDiedException or OperationCanceledException)
        {
            // Killed in the middle of it.
        }
    }

    /// <summary>The simulated hospitals have no data sources.</summary>
    private sealed class NothingToRead : IAccessLog
    {
        public AccessHead Head => AccessHead.None;

        public void Opened(ClaimGranted grant, PreparedImage image, int node, IReadOnlyList<RequestedDatabase> databases, string basis)
        {
        }

        public void Ended(ClaimGranted grant, string outcome, string cause)
        {
        }

        public void Refused(ClaimGranted grant, int node, string basis)
        {
        }

        public void Forget(AttemptId id)
        {
        }
    }
}
