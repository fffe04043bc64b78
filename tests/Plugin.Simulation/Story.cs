using Plugin.Domain;
using Plugin.EventLog;
using Plugin.Grains;
using Plugin.Grains.Collaborations;
using Plugin.Grains.Nodes;
using Plugin.Grains.Organisations;
using Plugin.Grains.Users;
using Plugin.ReadModels;
using Plugin.Simulation.Hospitals;
using Plugin.Simulation.Hub;
using Plugin.Simulation.Scheduling;

namespace Plugin.Simulation;

/// <summary>
/// One history from one seed: a hub of two silos, three hospitals, a researcher with questions, and everything that can go wrong between them
/// for four minutes. Then nothing goes wrong any more, and the story is over when all work is.
/// </summary>
internal sealed class Story
{
    private static readonly TimeSpan Trouble = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Limit = TimeSpan.FromHours(6);
    private static readonly string[] OpenStates =
        ["pending", "awaiting approval", "claimed", "initializing", "active", "unreachable", "held"];

    private static readonly CallContext Operator = new("operator:simulation");

    private readonly Simulator _simulator;
    private readonly Chance _chance;
    private readonly Cluster _cluster;
    private readonly List<OrganisationId> _organisations = [];
    private readonly List<Hospital> _hospitals = [];
    private Researcher? _researcher;

    private Story(Simulator simulator, int seed)
    {
        _simulator = simulator;
        _chance = new Chance(seed);
        _cluster = new Cluster(simulator, _chance);
    }

    public static History Play(int seed)
    {
        var simulator = new Simulator();
        return simulator.Run(() => new Story(simulator, seed).Tell(), Limit);
    }

    private async Task<History> Tell()
    {
        var silo = _cluster.Any()!;
        foreach (var name in (string[])["North", "South", "West"])
        {
            _organisations.Add(await Ask(silo, new CreateOrganisation(Operator, name, "", "", "", "", "", "")));
        }

        var collaboration = await Ask(silo, new CreateCollaboration(Operator, "Oncology", Encrypted: false, _organisations));
        var user = await Ask(silo, new CreateUser(
            Operator, _organisations[0], "alice", "alice@north.example", null, null, "hash", Roles: [5], Rules: []));
        foreach (var organisation in _organisations)
        {
            var node = await Ask(silo, new CreateNode(Operator, collaboration, organisation, $"node of {organisation}"));
            var hospital = new Hospital(_simulator, _chance, _cluster, node.Id, new Consortium(collaboration, _organisations));
            _hospitals.Add(hospital);
            hospital.Station.StartAgent();
        }

        var desk = new Wire(_simulator, _chance, _cluster);
        _researcher = new Researcher(_simulator, _chance, desk, user, collaboration, _organisations);
        var work = _researcher.Work(tasks: 6);
        await MakeTrouble(desk);
        await work;
        await Heal(desk);
        return new History(
            await _cluster.Database.Log.Read(0, int.MaxValue, default), _cluster.Database, _researcher.Confirmed,
            [.. _hospitals.Select(h => h.Machines.SelectMany(m => m.Engine.Started).ToList())]);
    }

    private async Task MakeTrouble(Wire desk)
    {
        var mending = new List<Task>();
        while (_simulator.Elapsed < Trouble)
        {
            await _simulator.Delay(_chance.Between(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30)), default);
            var hospital = _chance.Among(_hospitals);
            var station = hospital.Station;
            var silo = _chance.Below(_cluster.Silos);
            mending.Add(_chance.Below(8) switch
            {
                0 => Meanwhile(station.Wire.Cut, station.Wire.Mend, seconds: 60),
                1 => Meanwhile(desk.Cut, desk.Mend, seconds: 20),
                2 => Meanwhile(station.KillAgent, station.StartAgent, seconds: 10),
                3 => Meanwhile(station.KillAgent, station.StartAgent, seconds: 200),
                4 => Meanwhile(station.CutPower, station.StartAgent, seconds: 60),
                5 => Meanwhile(() => _cluster.Kill(silo), () => _cluster.Start(silo), seconds: 30),
                6 => Meanwhile(KillHub, StartHub, seconds: 40),
                _ => Meanwhile(station.Wire.Cut, station.Wire.Mend, seconds: 60, hospital.Replace),
            });
        }

        await Task.WhenAll(mending);
    }

    private async Task Meanwhile(Action trouble, Action mend, int seconds, Action? next = null)
    {
        trouble();
        next?.Invoke();
        await _simulator.Delay(_chance.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(seconds)), default);
        mend();
    }

    private void KillHub()
    {
        for (var silo = 0; silo < _cluster.Silos; silo++)
        {
            _cluster.Kill(silo);
        }
    }

    private void StartHub()
    {
        for (var silo = 0; silo < _cluster.Silos; silo++)
        {
            _cluster.Start(silo);
        }
    }

    /// <summary>Everything works from here on; ends when no run is open and no station holds anything any more.</summary>
    private async Task Heal(Wire desk)
    {
        foreach (var wire in _hospitals.SelectMany(h => h.Machines).Select(m => m.Wire).Append(desk))
        {
            wire.Mend();
            wire.IsHealed = true;
        }

        var patience = _simulator.Elapsed + TimeSpan.FromHours(1);
        while (await Unfinished() is { Count: > 0 } unfinished)
        {
            if (_simulator.Elapsed > patience)
            {
                throw new SimulationException($"An hour after everything works again, this is not finished:\n{string.Join('\n', unfinished)}");
            }

            await _simulator.Delay(TimeSpan.FromSeconds(10), default);
        }
    }

    private async Task<IReadOnlyList<string>> Unfinished()
    {
        var unfinished = new List<string>();
        foreach (var state in OpenStates)
        {
            var open = await _cluster.Database.Read.Where(OpenRunsTable.Name, "state", state, int.MaxValue, default);
            unfinished.AddRange(open.Select(run => $"run {run["run"]} of node {run["node"]} is {state}, attempt {run["attempt"]}"));
        }

        foreach (var (node, station) in _hospitals.Select(h => (h.Node, h.Station)))
        {
            unfinished.AddRange(station.Disk.Journal.Entries().Select(entry => $"{node} has {entry}"));
            unfinished.AddRange(station.Disk.Files.Keys.Select(id => $"{node} has files of {id}"));
            unfinished.AddRange(station.Engine.Known.Select(id => $"{node} has a container of {id}"));
        }

        return unfinished;
    }

    private static async Task<T> Ask<T>(Silo silo, Command<T> command) => StationDoor.Accepted(await silo.Grains.Ask(command, default));
}

/// <summary>What is left of a story: the log, the contents it names, and what was seen outside of the hub.</summary>
/// <param name="Confirmed">The tasks that the researcher was told are accepted.</param>
/// <param name="Started">Per hospital, every container that was ever started.</param>
internal sealed record History(
    IReadOnlyList<StoredEvent> Events, IStore Store, IReadOnlyList<TaskId> Confirmed,
    IReadOnlyList<IReadOnlyList<Node.Attempts.AttemptId>> Started)
{
    public string Dump() => string.Join('\n', Events.Select(e =>
        $"{e.Position} {e.At:O} {e.Stream} {e.Name} {System.Text.Encoding.UTF8.GetString(e.Data.Span)} {Convert.ToHexString(e.Leaf.Span)}"));
}
