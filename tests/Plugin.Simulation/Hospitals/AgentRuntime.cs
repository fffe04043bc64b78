using Plugin.Node.Attempts;
using Plugin.Node.Runtimes;
using Plugin.Simulation.Scheduling;

namespace Plugin.Simulation.Hospitals;

/// <summary>The engine in the hands of one agent.</summary>
internal sealed class AgentRuntime(Engine engine, Process agent, Scene scene) : IRuntime
{
    public const string MissingImage = "registry.example/nowhere";

    public async Task<PreparedImage> Prepare(string image, string? digest, CancellationToken cancellationToken)
    {
        await Work(cancellationToken);
        if (image.StartsWith(MissingImage, StringComparison.Ordinal))
        {
            scene.Coverage.Count("state: image missing");
            throw new StartRefusedException("non-existing Docker image", $"There is no image '{image}'.");
        }

        return new PreparedImage(image, "sha256:ab");
    }

    public Task<string?> Describe(CancellationToken cancellationToken) => System.Threading.Tasks.Task.FromResult<string?>("simulated");

    public async Task Start(AttemptPlan plan, CancellationToken cancellationToken)
    {
        await Work(cancellationToken);
        engine.Start(plan.Grant);
        await Work(cancellationToken);
    }

    public async Task<Node.Runtimes.Trace> Find(AttemptId id, CancellationToken cancellationToken)
    {
        await Work(cancellationToken);
        return engine.Find(id) switch
        {
            null => Node.Runtimes.Trace.None,
            { Vanished: true } => Node.Runtimes.Trace.Vanished,
            _ => Node.Runtimes.Trace.Present,
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

    /// <summary>Machines here do not share an engine.</summary>
    public Task<int> ClearStrays(CancellationToken cancellationToken) => Task.FromResult(0);

    private Task Work(CancellationToken cancellationToken) =>
        agent.Delay(scene.Chance.Between(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(scene.Chance.Of(0.9) ? 200 : 3000)), cancellationToken);
}
