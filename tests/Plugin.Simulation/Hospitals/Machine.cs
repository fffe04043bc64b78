using Microsoft.Extensions.Logging.Abstractions;
using Plugin.Contracts.Station;
using Plugin.Domain;
using Plugin.Node;
using Plugin.Node.AccessLog;
using Plugin.Node.Attempts;
using Plugin.Node.Configuration;
using Plugin.Node.Contract;
using Plugin.Node.Payloads;
using Plugin.Node.Runtimes;
using Plugin.Node.Witnessing;
using Plugin.Policies;
using Plugin.Simulation.Hub;
using Plugin.Simulation.Network;
using Plugin.Simulation.Scheduling;

namespace Plugin.Simulation.Hospitals;

/// <summary>A machine with a disk and a container engine, on which the real agent is started, killed and started again.</summary>
internal sealed class Machine
{
    private static readonly TimeSpan NoticedAfter = TimeSpan.FromSeconds(30);

    private static readonly AgentSettings Settings = new(
        TopLevelRuns: 2, ChildRuns: 2, ProxyPort: 7000, ShareLogs: ImagePatterns.None, LogBytes: 1000, Encrypted: false,
        AlgorithmEnv: new Dictionary<string, string>(), JobFolders: TimeSpan.FromDays(7), "1.0.0", () => []);

    private readonly string _name;
    private readonly Scene _scene;
    private readonly NodeId _node;
    private readonly Line _line;
    private Lifetime _stop = new();
    private int _starts;

    public Machine(string name, Cluster cluster, NodeId node, string key, Consortium consortium, Scene scene)
    {
        (_name, _scene, _node) = (name, scene, node);
        Disk = new Disk(scene.Chance.SigningKey());
        _line = new Line(name, cluster, scene);
        Login = new StationLogin(node, scene.Coverage) { Key = key };
        Engine = new Engine(name, Disk, new Algorithm(_line, consortium, scene), scene);
    }

    public string Name => _name;

    public Disk Disk { get; }

    public Engine Engine { get; }

    public Line Line => _line;

    public StationLogin Login { get; }

    /// <summary>Its agent may run on, but nobody starts it again.</summary>
    public bool IsReplaced { get; set; }

    /// <summary>Null when none runs.</summary>
    public Process? Agent { get; private set; }

    public void StartAgent()
    {
        if (Agent is null && !IsReplaced)
        {
            var agent = new Process($"{_name} start {++_starts}", _scene.Simulator) { Skew = _scene.Chance.Skew() };
            Agent = agent;
            _stop = new Lifetime();
            _scene.Trace.Say($"station   {agent.Name}, its clock wrong by {agent.Skew}");
            agent.OnDeath(() => Ended(agent));
            var stop = _stop.Token;
            agent.Spawn(() => Live(agent, stop));
        }
    }

    public void KillAgent()
    {
        _scene.Trace.Say($"station   {Agent?.Name ?? _name} is killed");
        Agent?.Kill();
        Agent = null;
    }

    /// <summary>As its service manager would: asked to stop, and started when it has.</summary>
    public void StopAgent()
    {
        var stop = _stop;
        Agent?.Post(_ => stop.End(), null);
    }

    public void CutPower()
    {
        KillAgent();
        Engine.PowerCut();
    }

    private void Ended(Process agent)
    {
        if (Agent == agent)
        {
            Agent = null;
        }
    }

    private async Task Live(Process agent, CancellationToken stop)
    {
        var disk = new AgentDisk(Disk, agent);
        var door = new StationDoor(_node, agent, _line, Login, _scene);
        var node = new NodeAgent(new StationParts(
            _scene.Seams.Hub(door), new AgentRuntime(Engine, agent, _scene), _scene.Seams.Journal(disk), disk, new PlainPayloads(),
            new StationPolicies(new PolicyConfig([".*"]), []), new ContainerTokens(new byte[32], agent.Clock),
            new WitnessParts(Disk.SigningKey, HubKey: null, AcceptedGeneration: () => 0), Settings,
            agent.Name, agent.Clock, _scene.Chance.Fraction, NullLogger.Instance)
        {
            AccessLog = new NothingToRead(),
        });
        var end = await node.Run(stop);
        _scene.Trace.Say($"station   {agent.Name} ended: {end}");
        agent.Kill();
        if (end is not AgentEnd.Stopped)
        {
            // Fenced by an agent that said hello later, though it had started earlier, or let in no more. Somebody notices and starts it again.
            _scene.Simulator.World.After(NoticedAfter, StartAgent);
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
