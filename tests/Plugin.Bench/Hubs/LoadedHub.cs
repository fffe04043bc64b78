using Plugin.Bench.Api;
using Plugin.Bench.Logs;
using Plugin.Load;
using Plugin.Testing.Running;

namespace Plugin.Bench.Hubs;

/// <summary>Silos of one hub, their database, and the load on them.</summary>
internal sealed class LoadedHub : IAsyncDisposable
{
    private const int Persons = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ISubject _subject;
    private readonly Fleet _fleet;

    private LoadedHub(ISubject subject, IReadOnlyList<HubProcess> processes, HubUser root, Population population)
    {
        (_subject, Processes, Root, Population) = (subject, processes, root, population);
        Silos = new Silos([.. processes.Select(process => process.Address)]);
        _fleet = new Fleet(Silos, Ledger, TimeProvider.System);
    }

    public IReadOnlyList<HubProcess> Processes { get; }

    public HubUser Root { get; }

    public Population Population { get; private set; }

    public Silos Silos { get; }

    public Ledger Ledger { get; } = new();

    public Fleet Fleet => _fleet;

    /// <summary>Empty but for 36 hospitals.</summary>
    public static Task<LoadedHub> Start(ISubject subject, int silos) =>
        Start(subject, silos, root => Population.Register(root, Population.Hospitals, Persons));

    /// <summary>With a copy of a history of so many tasks.</summary>
    public static async Task<LoadedHub> WithHistory(string size, int tasks, int silos, Figures figures, CancellationToken cancellationToken)
    {
        var (history, hospitals) = await KeptHistory.Of(size, tasks, figures, cancellationToken);
        var seats = hospitals.Organisations.Index()
            .Select(o => new Seat(hospitals.Nodes[o.Index], hospitals.NodeKeys[o.Index], o.Item, hospitals.Large)).ToArray();
        var names = hospitals.Researchers.Select((_, i) => Hospitals.NameOf(i)).ToArray();
        return await Start(
            await history.Copy(cancellationToken), silos, _ => Task.FromResult(new Population(hospitals.Organisations, seats, names)));
    }

    public Usage Use() => Usage.Since([.. Processes.Where(process => !process.HasExited).Select(process => process.Id)]);

    public Task<Researchers> Researchers(int connections, CancellationToken cancellationToken) =>
        Load.Researchers.SignIn(Silos, Population, connections, Ledger, TimeProvider.System, cancellationToken);

    /// <summary>Until so many nodes are registered and connected.</summary>
    public async Task Connect(int nodes, bool work, CancellationToken cancellationToken)
    {
        Population = await Population.Grow(Root, nodes);
        await _fleet.Connect(Population.Seats.Skip(_fleet.Count).Take(nodes - _fleet.Count), work, cancellationToken);
    }

    /// <summary>Nothing is lost, and no node had to ask twice.</summary>
    public async Task Settled(bool worked)
    {
        await _fleet.While(Ledger.Settled(worked, Patience));
        if (_fleet.Troubles.FirstOrDefault() is { } trouble)
        {
            throw new InvalidOperationException($"The hub failed a node that it should have served: {trouble}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _fleet.DisposeAsync();
        Root.Dispose();
        foreach (var process in Processes)
        {
            await process.DisposeAsync();
        }

        await _subject.DisposeAsync();
    }

    private static async Task<LoadedHub> Start(ISubject subject, int silos, Func<HubUser, Task<Population>> populate)
    {
        var processes = new List<HubProcess>();
        try
        {
            for (var i = 0; i < silos; i++)
            {
                processes.Add(subject.Hub);
                await processes[i].Serve();
            }

            var root = await HubUser.SignIn(processes[0], "root", HubProcess.RootPassword);
            return new LoadedHub(subject, processes, root, await populate(root));
        }
        catch
        {
            foreach (var process in processes)
            {
                await process.DisposeAsync();
            }

            await subject.DisposeAsync();
            throw;
        }
    }
}
