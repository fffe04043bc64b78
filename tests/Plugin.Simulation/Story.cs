using System.Text;
using Plugin.Domain;
using Plugin.EventLog;
using Plugin.Grains;
using Plugin.Grains.Collaborations;
using Plugin.Grains.Nodes;
using Plugin.Grains.Organisations;
using Plugin.Grains.Users;
using Plugin.ReadModels;
using Plugin.Simulation.Checking;
using Plugin.Simulation.Hospitals;
using Plugin.Simulation.Hub;
using Plugin.Simulation.Network;
using Plugin.Simulation.People;
using Plugin.Simulation.Scheduling;
using Plugin.Simulation.Seen;

namespace Plugin.Simulation;

/// <summary>
/// One history from one seed: a hub of some silos, hospitals, a researcher with questions, operators, and everything that can go wrong between
/// them for a while. Then nothing goes wrong any more, and the story is over when all work is.
/// </summary>
internal sealed class Story
{
    private static readonly TimeSpan Limit = TimeSpan.FromHours(6);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(12);
    private static readonly string[] OpenStates =
        ["pending", "awaiting approval", "claimed", "initializing", "active", "unreachable", "held"];

    private readonly Scene _scene;
    private readonly Plan _plan;
    private readonly Cluster _cluster;
    private readonly Desk _desk;
    private readonly Operator _operator;
    private readonly List<OrganisationId> _organisations = [];
    private readonly List<Hospital> _hospitals = [];

    private Story(Simulator simulator, int seed, Seams seams, bool isRead)
    {
        Hub.Database? database = null;
        var chance = new Chance(seed);
        _scene = new Scene(simulator, chance, new Trace(simulator, isRead), new Coverage(), new History(() => database?.Head ?? 0)) { Seams = seams };
        _plan = Plan.Of(chance);
        _cluster = new Cluster(_scene, _plan.Signs, new Wires(_scene) { Loss = _plan.Loss, Doubling = _plan.Doubling });
        database = _cluster.Database;
        _desk = new Desk("desk", _cluster, _scene);
        _operator = new Operator(_desk, _cluster, _scene);
        _scene.Trace.Say($"story     seed {seed}: {_plan}");
    }

    /// <param name="isRead">Whether somebody will read the trace.</param>
    public static Telling Play(int seed, Seams? seams = null, bool isRead = false)
    {
        var simulator = new Simulator();
        Story? story = null;
        Exception? failure = null;
        try
        {
            simulator.Run(
                () =>
                {
                    story = new Story(simulator, seed, seams ?? Seams.Right, isRead);
                    return story.Tell();
                },
                Limit);
        }
        catch (Exception e) when (e is not OutOfMemoryException && story is not null)
        {
            failure = e;
        }

        return story!.Told(failure);
    }

    private async Task<bool> Tell()
    {
        for (var silo = 0; silo < _plan.Silos; silo++)
        {
            _cluster.Start();
        }

        await Found();
        var researcher = new Researcher(_desk, _user, _consortium!.Id, _organisations, _scene);
        var work = researcher.Work(_plan.Tasks, _plan.Pause);
        var beginning = _scene.Simulator.Elapsed;
        await new Troubles(_cluster, _hospitals, _desk, _operator, _scene).Make(beginning + _plan.Trouble, _plan.Pause);
        await Heal();
        await work;
        await Finish();
        return true;
    }

    private UserId _user;
    private Consortium? _consortium;

    private async Task Found()
    {
        foreach (var name in ((string[])["North", "South", "West"])[.._plan.Hospitals])
        {
            _organisations.Add(await Ask(new CreateOrganisation(Operator.By, name, "", "", "", "", "", "")));
        }

        _consortium = new Consortium(await Ask(new CreateCollaboration(Operator.By, "Oncology", Encrypted: false, _organisations)), _organisations);
        _user = await Ask(new CreateUser(
            Operator.By, _organisations[0], "alice", "alice@north.example", null, null, "hash", Roles: [5], Rules: []));
        foreach (var organisation in _organisations)
        {
            var node = await Ask(new CreateNode(Operator.By, _consortium.Id, organisation, $"node of {organisation}"));
            var hospital = new Hospital(_cluster, node.Id, node.ApiKey, _consortium, _scene);
            _hospitals.Add(hospital);
            hospital.Open();
        }
    }

    /// <summary>Everything works from here on.</summary>
    private async Task Heal()
    {
        _scene.Trace.Say($"story     healed");
        _cluster.Wires.Heal();
        foreach (var line in _hospitals.SelectMany(h => h.Machines).Select(m => m.Line).Append(_desk.Line))
        {
            line.Mend();
        }

        if (_cluster.Silos.Count == 0)
        {
            _cluster.Start();
        }

        foreach (var hospital in _hospitals)
        {
            hospital.Station.StartAgent();
        }
    }

    /// <summary>The key may have been reset once more by an echo of a request, and nobody heard the answer.</summary>
    private async Task RepairKeys()
    {
        foreach (var hospital in _hospitals)
        {
            var digest = await _cluster.Database.Store.Vault.Read(Keys.NodeKeyDigest, hospital.Node.ToString(), default);
            if (Encoding.UTF8.GetString(digest!.Value.Span) != NodeKeys.Digest(hospital.Station.Login.Key))
            {
                await _operator.ResetKey(hospital);
            }
        }
    }

    /// <summary>Ends when no run is open and no station holds anything any more.</summary>
    private async Task Finish()
    {
        var patience = _scene.Simulator.Elapsed + TimeSpan.FromHours(1);
        while (await Unfinished() is { Count: > 0 } unfinished)
        {
            if (_scene.Simulator.Elapsed > patience)
            {
                throw new BrokenPromiseException(
                    Rules.Finishes, $"An hour after everything works again, this is not finished:\n{string.Join('\n', unfinished)}");
            }

            await RepairKeys();
            await _scene.Simulator.World.Delay(TimeSpan.FromSeconds(4), default);
        }

        await _scene.Simulator.World.Delay(Settling, default);
    }

    private async Task<IReadOnlyList<string>> Unfinished()
    {
        var unfinished = new List<string>();
        foreach (var state in OpenStates)
        {
            var open = await _cluster.Database.Store.Read.Where(OpenRunsTable.Name, "state", state, int.MaxValue, default);
            unfinished.AddRange(open.Select(run => $"run {run["run"]} of node {run["node"]} is {state}, attempt {run["attempt"]}"));
        }

        foreach (var (node, station) in _hospitals.Select(h => (h.Node, h.Station)))
        {
            if (station.Agent is null)
            {
                unfinished.Add($"{node} has no agent");
            }

            unfinished.AddRange(station.Disk.Journal.Entries().Select(entry => $"{node} has {entry}"));
            unfinished.AddRange(station.Disk.Files.Keys.Select(id => $"{node} has files of {id}"));
            unfinished.AddRange(station.Engine.Known.Select(id => $"{node} has a container of {id}"));
        }

        return unfinished;
    }

    private async Task<T> Ask<T>(Command<T> command)
    {
        var silo = _cluster.Silos[0];
        return StationDoor.Accepted(await silo.Grains.Ask(command, default));
    }

    private Telling Told(Exception? failure) => new(
        failure, _cluster.Database.Store, _scene.History, _scene.Trace, _scene.Coverage, _scene.Simulator,
        _hospitals.Where(h => h.Station.Agent is not null).Select(h => h.Station.Agent!.Name).ToHashSet());
}

/// <summary>What is left of a story: the log, the contents it names, and what was seen outside of the hub.</summary>
/// <param name="Failure">Why it did not come to its end; null when it did.</param>
/// <param name="Agents">Those that still run.</param>
internal sealed record Telling(
    Exception? Failure, IStore Store, History History, Trace Trace, Coverage Coverage, Simulator Simulator, IReadOnlySet<string> Agents)
{
    public async Task<string> Dump() => string.Join('\n', (await Store.Log.Read(0, int.MaxValue, default)).Select(e =>
        $"{e.Position} {e.At:O} {e.Stream} {e.Name} {Encoding.UTF8.GetString(e.Data.Span)} {Convert.ToHexString(e.Leaf.Span)}"));
}
