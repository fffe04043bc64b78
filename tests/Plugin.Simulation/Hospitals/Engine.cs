using System.Text;
using Plugin.Contracts.Station;
using Plugin.Node.Attempts;
using Plugin.Node.Runtimes;
using Plugin.Simulation.Scheduling;

namespace Plugin.Simulation.Hospitals;

/// <summary>The container engine of a hospital. Containers outlive the agent, but not a power cut.</summary>
internal sealed class Engine(string name, Disk disk, Algorithm algorithm, Scene scene)
{
    private readonly Dictionary<AttemptId, Container> _containers = [];

    /// <summary>What containers run in; another one after each power cut.</summary>
    private Process _process = new(name, scene.Simulator);

    public Container? Find(AttemptId id) => _containers.GetValueOrDefault(id);

    public IReadOnlyList<AttemptId> Known => [.. _containers.Keys.OrderBy(id => id.Run).ThenBy(id => id.Attempt)];

    public bool IsAtWork => _containers.Values.Any(container => !container.Exit.IsCompleted);

    public void Start(ClaimGranted grant)
    {
        var id = new AttemptId(grant.RunId, grant.Attempt);
        if (!_containers.ContainsKey(id))
        {
            var container = new Container();
            _containers.Add(id, container);
            scene.History.Started(name, id);
            scene.Trace.Say($"engine    {name} starts {id}");
            var process = _process;
            process.Spawn(() => Execute(process, grant, id, container));
        }
    }

    public void Remove(AttemptId id)
    {
        if (_containers.Remove(id, out var container))
        {
            if (!container.Exit.IsCompleted)
            {
                scene.Coverage.Count("state: container removed by a kill");
            }

            container.Kill(exit: null);
        }
    }

    /// <summary>What ran has left no outcome; what had ended still has its own.</summary>
    public void PowerCut()
    {
        _process.Kill();
        _process = new Process(name, scene.Simulator);
        foreach (var container in _containers.Values)
        {
            container.Kill(exit: null);
        }
    }

    private async Task Execute(Process process, ClaimGranted grant, AttemptId id, Container container)
    {
        try
        {
            await process.Delay(scene.Chance.Between(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(scene.Chance.Of(0.8) ? 8 : 45)), container.Life);
            var code = await algorithm.Run(process, grant, container.Life);
            if (!container.Life.IsCancellationRequested)
            {
                disk.Files[(id.Run, id.Attempt)]["output"] = Encoding.UTF8.GetBytes(ResultOf(id));
                scene.Trace.Say($"engine    {name} ends {id} with {code}");
                scene.History.Finished.Add((name, id));
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
