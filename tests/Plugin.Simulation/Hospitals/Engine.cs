using System.Text;
using Plugin.Contracts.Station;
using Plugin.Node.Attempts;
using Plugin.Node.Runtimes;
using Plugin.Simulation.Scheduling;

namespace Plugin.Simulation.Hospitals;

/// <summary>The container engine of a hospital. Containers outlive the agent, but not a power cut.</summary>
internal sealed class Engine(Simulator simulator, Chance chance, Disk disk, Algorithm algorithm)
{
    private readonly Dictionary<AttemptId, Container> _containers = [];

    /// <summary>Every container that was ever started, in order.</summary>
    public List<AttemptId> Started { get; } = [];

    public Container? Find(AttemptId id) => _containers.GetValueOrDefault(id);

    public IReadOnlyList<AttemptId> Known => [.. _containers.Keys.OrderBy(id => id.Run).ThenBy(id => id.Attempt)];

    public void Start(ClaimGranted grant)
    {
        var id = new AttemptId(grant.RunId, grant.Attempt);
        if (!_containers.ContainsKey(id))
        {
            var container = new Container();
            _containers.Add(id, container);
            Started.Add(id);
            simulator.Spawn(() => Execute(grant, id, container));
        }
    }

    public void Remove(AttemptId id)
    {
        if (_containers.Remove(id, out var container))
        {
            container.Kill(exit: null);
        }
    }

    /// <summary>What ran has left no outcome; what had ended still has its own.</summary>
    public void PowerCut()
    {
        foreach (var container in _containers.Values)
        {
            container.Kill(exit: null);
        }
    }

    private async Task Execute(ClaimGranted grant, AttemptId id, Container container)
    {
        try
        {
            await simulator.Delay(chance.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60)), container.Life);
            var code = await algorithm.Run(grant, container.Life);
            if (!container.Life.IsCancellationRequested)
            {
                disk.Files[(id.Run, id.Attempt)]["output"] = Encoding.UTF8.GetBytes(ResultOf(id));
                container.Kill(new AttemptExit(code));
            }
        }
        catch (OperationCanceledException)
        {
            // It was killed, and with it what it was waiting for.
        }
    }

    /// <summary>Tells one attempt's result from every other's.</summary>
    public static string ResultOf(AttemptId id) => $"result of run {id.Run}, attempt {id.Attempt}";
}

internal sealed class Container
{
    private readonly Lifetime _life = new();
    private readonly TaskCompletionSource<AttemptExit?> _exit = new();

    public CancellationToken Life => _life.Token;

    /// <summary>Null when it left no outcome.</summary>
    public Task<AttemptExit?> Exit => _exit.Task;

    public bool Vanished => _exit.Task is { IsCompletedSuccessfully: true, Result: null };

    public void Kill(AttemptExit? exit)
    {
        _exit.TrySetResult(exit);
        _life.End();
    }
}

/// <summary>The engine in the hands of one agent.</summary>
internal sealed class AgentRuntime(Engine engine, Simulator simulator, Chance chance, CancellationToken life) : IRuntime
{
    public const string MissingImage = "registry.example/nowhere:1";

    public async Task<PreparedImage> Prepare(string image, string? digest, CancellationToken cancellationToken)
    {
        await Work(cancellationToken);
        return image == MissingImage
            ? throw new StartRefusedException("non-existing Docker image", $"There is no image '{image}'.")
            : new PreparedImage(image, "sha256:ab");
    }

    public async Task Start(AttemptPlan plan, CancellationToken cancellationToken)
    {
        await Work(cancellationToken);
        engine.Start(plan.Grant);
        await Work(cancellationToken);
    }

    public async Task<Trace> Find(AttemptId id, CancellationToken cancellationToken)
    {
        await Work(cancellationToken);
        return engine.Find(id) switch
        {
            null => Trace.None,
            { Vanished: true } => Trace.Vanished,
            _ => Trace.Present,
        };
    }

    public async Task<AttemptExit?> Wait(AttemptId id, CancellationToken cancellationToken)
    {
        await Work(cancellationToken);
        return engine.Find(id) is { } container ? await container.Exit.WaitAsync(cancellationToken) : null;
    }

    public Task CopyLog(AttemptId id, Stream destination, long limit, CancellationToken cancellationToken) => Work(cancellationToken);

    public IAsyncEnumerable<ReadOnlyMemory<byte>> FollowLog(AttemptId id, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nothing is shared here.");

    public async Task Remove(AttemptId id, CancellationToken cancellationToken)
    {
        await Work(cancellationToken);
        engine.Remove(id);
    }

    public async Task<IReadOnlyList<AttemptId>> Known(CancellationToken cancellationToken)
    {
        await Work(cancellationToken);
        return engine.Known;
    }

    private async Task Work(CancellationToken cancellationToken)
    {
        await simulator.Delay(chance.Between(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(800)), cancellationToken);
        if (life.IsCancellationRequested)
        {
            throw new AgentDiedException();
        }
    }
}
