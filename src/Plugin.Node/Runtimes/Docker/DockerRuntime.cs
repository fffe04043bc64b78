using System.Collections.Concurrent;
using System.ComponentModel;
using System.Net;
using Plugin.Contracts;
using Plugin.Node.Attempts;
using Plugin.Node.Configuration;
using Plugin.Node.Contract;
using Plugin.Node.Proxy;
using Plugin.Node.Runtimes.Processes;

namespace Plugin.Node.Runtimes.Docker;

/// <summary>
/// One throw-away container for each attempt, without a network. Its name is unique and it is only ever started from the state <c>created</c>; the
/// engine makes a look wait for a start under way, so what a look finds created has not been started.
/// </summary>
/// <param name="station">Tells this station's containers from those of another one on the same engine.</param>
public sealed partial class DockerRuntime(
    RuntimeConfig.Docker config, string station, RunFolders folders, LimitConfig limits, ContainerSockets sockets, int proxyPort, TimeProvider time)
    : IRuntime, IDisposable
{
    internal const string StationLabel = "plugin.station";
    internal const string RunLabel = "plugin.run";
    internal const string AttemptLabel = "plugin.attempt";
    internal const string JobLabel = "plugin.job";
    internal const string RoutesLabel = "plugin.databases";
    internal const string ImageLabel = "plugin.image";
    internal const string OwnerLabel = "plugin.owner";

    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);
    private readonly ConcurrentDictionary<AttemptId, bool> _cutOff = new();
    private readonly ConcurrentDictionary<AttemptId, ContainerState> _started = new();
    private readonly DatabaseRelays _databases = new(time);
    private readonly DockerEngine _engine = new(config);

    /// <summary>Marks this node's containers, also for an agent with another data folder; null: those of other folders are not looked for.</summary>
    public string? Owner { get; init; }

    public void Dispose()
    {
        _databases.Dispose();
        _engine.Dispose();
    }

    public async Task Start(AttemptPlan plan, CancellationToken cancellationToken)
    {
        var name = Name(plan.Id);
        try
        {
            var engine = EngineStart.Of(config);
            if (await Create(plan, name, engine, cancellationToken) || await IsToBeStarted(plan, name, engine, cancellationToken))
            {
                await _engine.Start(name, cancellationToken);
            }
        }
        catch (EngineRefusedException e)
        {
            throw new StartRefusedException(RunStatus.StartFailed, $"The container could not be started: {e.Message}", e);
        }

        if (await Connect(plan.Id, cancellationToken) is { Status: "running" } running)
        {
            _started[plan.Id] = running;
        }
    }

    public async Task<string?> Describe(CancellationToken cancellationToken)
    {
        try
        {
            return await _engine.Version(cancellationToken) is { } told && told.TryGetProperty("Version", out var version)
                ? $"{(told.GetRawText().Contains("podman", StringComparison.OrdinalIgnoreCase) ? "podman" : "docker")} {version.GetString()}"
                : null;
        }
        catch (RuntimeUnavailableException)
        {
            return null;
        }
    }

    public async Task<Trace> Find(AttemptId id, CancellationToken cancellationToken) =>
        await _engine.Container(Name(id), cancellationToken) is null or { Status: "created" or "configured" } ? Trace.None : Trace.Present;

    public async Task<AttemptExit?> Wait(AttemptId id, CancellationToken cancellationToken)
    {
        // Who has just started it has seen it running, and need not look again.
        for (var state = _started.TryRemove(id, out var running) ? running : await Connect(id, cancellationToken);
            state is not null;
            state = await Connect(id, cancellationToken))
        {
            if (state.HasExited)
            {
                Disconnect(id);
                var exit = Exit(id, state);
                return !exit.OverLimit && EngineStart.TookDown(state, _cutOff.ContainsKey(id), EngineStart.Of(config), time.GetUtcNow())
                    ? null
                    : exit;
            }

            if (state.Status is "created" or "configured")
            {
                return null;
            }

            // It has outlived whatever happened to the engine.
            _cutOff.TryRemove(id, out _);
            try
            {
                await Guard(id, state, cancellationToken);
            }
            catch (RuntimeUnavailableException)
            {
                _cutOff[id] = true;
                throw;
            }
        }

        return null;
    }

    public async Task CopyLog(AttemptId id, Stream destination, long limit, CancellationToken cancellationToken)
    {
        var printed = new PrintedText((int)Math.Min(limit, int.MaxValue / 2));
        await foreach (var piece in _engine.Log(Name(id), follow: false, cancellationToken))
        {
            printed.Add(piece.Span);
        }

        await printed.WriteTo(destination, cancellationToken);
    }

    public IAsyncEnumerable<ReadOnlyMemory<byte>> FollowLog(AttemptId id, CancellationToken cancellationToken) =>
        _engine.Log(Name(id), follow: true, cancellationToken);

    public async Task Remove(AttemptId id, CancellationToken cancellationToken)
    {
        var name = Name(id);
        if (await _engine.Container(name, cancellationToken) is { } state)
        {
            if (!state.HasExited)
            {
                await Stop(name, cancellationToken);
            }

            await _engine.Remove(name, cancellationToken);
            // The next run of the job could not even begin.
            if (JobFolder(state) is { } folder && StorageUse.Exceeds(folder, LimitsOf(state).JobFolderBytes))
            {
                StorageUse.Clear(folder);
            }
        }

        Disconnect(id);
        _cutOff.TryRemove(id, out _);
        _started.TryRemove(id, out _);
    }

    public async Task<IReadOnlyList<AttemptId>> Known(CancellationToken cancellationToken) =>
        [.. (await _engine.Labelled($"{StationLabel}={station}", cancellationToken))
            .Select(labels => new AttemptId(int.Parse(labels[RunLabel]), int.Parse(labels[AttemptLabel])))];

    public async Task<int> ClearStrays(CancellationToken cancellationToken)
    {
        if (Owner is null)
        {
            return 0;
        }

        var strays = (await _engine.Labelled($"{OwnerLabel}={Owner}", cancellationToken)).Where(labels => labels[StationLabel] != station).ToList();
        foreach (var labels in strays)
        {
            await _engine.Remove(Name(labels[StationLabel], $"{labels[RunLabel]}-{labels[AttemptLabel]}"), cancellationToken);
        }

        return strays.Count;
    }

    /// <summary>Asks it to end and waits a little. What is removed afterwards is killed.</summary>
    private async Task Stop(string name, CancellationToken cancellationToken)
    {
        using var grace = new CancellationTokenSource(Grace, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(grace.Token, cancellationToken);
        try
        {
            await _engine.Ask(name, cancellationToken);
            await _engine.Wait(name, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It does not want to.
        }
    }

    /// <summary>False when it is there already.</summary>
    private async Task<bool> Create(AttemptPlan plan, string name, ProcessIdentity? engine, CancellationToken cancellationToken)
    {
        try
        {
            var spec = ContainerSpec.Of(plan, station, folders, limits.For(plan.Grant.Image));
            spec["Labels"]![OwnerLabel] = Owner;
            EngineStart.Label(spec["Labels"]!, engine);
            await _engine.Create(name, spec, cancellationToken);
            return true;
        }
        catch (EngineRefusedException e) when (e.Status == HttpStatusCode.Conflict)
        {
            // The request of an agent that went down arrived after all.
            return false;
        }
    }

    /// <summary>An earlier agent has made it and not started it.</summary>
    private async Task<bool> IsToBeStarted(AttemptPlan plan, string name, ProcessIdentity? engine, CancellationToken cancellationToken)
    {
        if (await _engine.Container(name, cancellationToken) is not { Status: "created" or "configured" } made)
        {
            return false;
        }

        if (!EngineStart.IsOf(made, engine))
        {
            // Never started, and it would pass for one that went down with the former engine or machine.
            await _engine.Remove(name, cancellationToken);
            await Create(plan, name, engine, cancellationToken);
        }

        return true;
    }

    /// <summary>Opens the proxy and the ways to databases inside the container's network, which begins and ends with the container.</summary>
    private async Task<ContainerState?> Connect(AttemptId id, CancellationToken cancellationToken)
    {
        var state = await _engine.Container(Name(id), cancellationToken);
        if (state is { Status: "running", Process: > 0 })
        {
            try
            {
                await sockets.Open(id, state.Process, proxyPort);
                await _databases.Open(id, state.Process, DatabaseRoute.Read(state.Labels.GetValueOrDefault(RoutesLabel, "")));
            }
            catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or Win32Exception)
            {
                // A container that ended in between took its network with it. One that runs on cannot do its work.
                state = await _engine.Container(Name(id), cancellationToken);
                if (state is { Status: "running" })
                {
                    throw new RuntimeUnavailableException($"The proxy or a way to a database cannot be opened in the network of the container of attempt {id}: {e.Message}", e);
                }
            }
        }

        return state;
    }

    private void Disconnect(AttemptId id)
    {
        sockets.Close(id);
        _databases.Close(id);
    }

    private string Name(AttemptId id) => Name(station, $"{id}");

    private static string Name(string station, string attempt) => $"plugin-{station}-run-{attempt}";
}
