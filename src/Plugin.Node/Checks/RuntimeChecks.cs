using System.ComponentModel;
using System.Runtime.CompilerServices;
using Plugin.Node.Configuration;
using Plugin.Node.Runtimes;
using Plugin.Node.Runtimes.Docker;

namespace Plugin.Node.Checks;

/// <summary>What executes algorithms.</summary>
internal static class RuntimeChecks
{
    public static async IAsyncEnumerable<Finding> Run(StationConfig config, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (config.Runtime is RuntimeConfig.Process own)
        {
            yield return File.Exists(own.Algorithms)
                ? Finding.Warning("runtime", "Algorithms run as processes, which nothing isolates.", "Use kind: docker for anything but our own algorithms and trials.")
                : Finding.Bad("runtime", $"There are no algorithms at {own.Algorithms}.", "Correct runtime.algorithms.");
            yield break;
        }

        var docker = (RuntimeConfig.Docker)config.Runtime;
        var engine = await Engine(docker, cancellationToken);
        yield return engine;
        foreach (var login in docker.Registries)
        {
            yield return engine.Verdict == CheckVerdict.Bad
                ? Finding.Skipped($"registry {login.Address}", "Not looked at: the engine does not answer.")
                : await Registry(docker, login, cancellationToken);
        }

        yield return Namespaces();
    }

    private static async Task<Finding> Engine(RuntimeConfig.Docker docker, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        try
        {
            using var engine = new DockerEngine(docker);
            var version = await engine.Version(limit.Token);
            return Finding.Good("engine", $"{version?.GetProperty("Version").GetString()} answers at {docker.Place} (API {version?.GetProperty("ApiVersion").GetString()}).");
        }
        catch (Exception e) when (e is RuntimeUnavailableException or ConfigException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Finding.Bad(
                "engine", $"The container engine does not answer at {docker.Place}: {(e is OperationCanceledException ? "it is silent" : StationChecks.Root(e))}.",
                "Start it (systemctl start docker), correct runtime.socket or runtime.tls, or give the station's user the right to use it.");
        }
    }

    private static async Task<Finding> Registry(RuntimeConfig.Docker docker, RegistryLogin login, CancellationToken cancellationToken)
    {
        var subject = $"registry {login.Address}";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        try
        {
            using var engine = new DockerEngine(docker);
            await engine.Login(login, limit.Token);
            return Finding.Good(subject, $"It lets '{login.User}' in.");
        }
        catch (Exception e) when (e is RuntimeUnavailableException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Finding.Bad(
                subject, $"The engine could not log in as '{login.User}': {(e is OperationCanceledException ? "no answer within 20 seconds" : e.Message.TrimEnd('.'))}.",
                "Check user and password under runtime.registries, and that the engine's machine reaches the registry.");
        }
    }

    /// <summary>Enters the namespace that it is in, on a thread of its own: that takes the same right as entering a container's.</summary>
    private static Finding Namespaces()
    {
        Exception? refused = null;
        var thread = new Thread(() =>
        {
            try
            {
                using var own = File.OpenHandle("/proc/self/ns/net");
                Native.EnterNetwork(own);
            }
            catch (Exception e) when (e is Win32Exception or IOException or UnauthorizedAccessException)
            {
                refused = e;
            }
        });
        thread.Start();
        thread.Join();
        return refused is null
            ? Finding.Good("containers' network", "This user may enter it, which the proxy for algorithms needs.")
            : Finding.Bad(
                "containers' network", $"This user may not enter it: {StationChecks.Root(refused)}. Algorithms that speak to the hub would wait for ever.",
                "Start the station as root or with CAP_SYS_ADMIN (systemd: AmbientCapabilities=CAP_SYS_ADMIN), and run this check the same way.");
    }
}
