using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Plugin.Node.Configuration;
using Plugin.Node.Proxy;
using Plugin.Node.Runtimes.Docker;
using Plugin.Node.Tests.Support;

namespace Plugin.Node.Tests.Escapes;

/// <summary>One station with small limits, on which all attempts run at once; each test looks at one of them.</summary>
public sealed class EscapeAttempts : IAsyncLifetime
{
    public const int MemoryMegabytes = 64;
    public const int OutputMegabytes = 8;
    public const int JobFolderMegabytes = 24;

    private readonly Engine _engine = new();
    private readonly Scratch _scratch = new();
    private readonly ContainerSockets _sockets = new(connections: 64);
    private readonly Dictionary<string, HubRun> _runs = [];
    private TestHub _hub = null!;
    private TestStation _station = null!;
    private DockerRuntime _runtime = null!;
    private string _id = "";
    private int _offered;

    public async ValueTask InitializeAsync()
    {
        await _engine.InitializeAsync();
        await _engine.Tag("plugin-node-tests/brief", $"{Environment.ProcessId}");
        _hub = await TestHub.Start();
        File.WriteAllText(Path.Combine(_scratch.Folder, "secret"), "secret");
        var limits = new LimitConfig(
            TopLevelRuns: 20, MemoryBytes: MemoryMegabytes << 20, Cpus: 1, Pids: 40, TemporaryBytes: 4 << 20, LogBytes: 64 << 10)
        {
            OutputBytes = OutputMegabytes << 20,
            JobFolderBytes = JobFolderMegabytes << 20,
            Time = TimeSpan.FromMinutes(5),
        };
        limits = limits with { Images = [new ImageLimits(new ImagePatterns("plugin-node-tests/brief:.*"), limits with { Time = TimeSpan.FromSeconds(2) })] };
        foreach (var (name, script) in Scripts())
        {
            Offer(name, name == "time" ? $"plugin-node-tests/brief:{Environment.ProcessId}" : Engine.Image, script);
        }

        // Who fills it is not to be told from the others of its job.
        _runs["job folder"].Job = 51;
        _station = new TestStation(_hub, _scratch, (folder, folders) =>
        {
            _id = folder.StationId();
            return _runtime = new DockerRuntime(
                new RuntimeConfig.Docker(Engine.Socket, ImagePull.Never), _id, folders, limits, _sockets, folder.ProxyPort(told: false), TimeProvider.System);
        }, limits: limits).Run();
    }

    public async ValueTask DisposeAsync()
    {
        await _station.DisposeAsync();
        _sockets.Dispose();
        _runtime.Dispose();
        await _engine.Clean(_id);
        await _engine.Untag($"plugin-node-tests/brief:{Environment.ProcessId}");
        await _engine.DisposeAsync();
        await _hub.DisposeAsync();
        _scratch.Dispose();
    }

    /// <summary>The run of an attempt, once it has ended.</summary>
    internal async Task<HubRun> Ended(string attempt)
    {
        var run = _runs[attempt];
        await _hub.Until(() => run.Finished, $"The attempt '{attempt}' did not end", seconds: 120);
        return run;
    }

    /// <summary>A run that only does its work, offered now.</summary>
    internal async Task<HubRun> Served()
    {
        Offer("work", Engine.Image, "printf 42 > /mnt/out/output");
        return await Ended("work");
    }

    private Dictionary<string, string> Scripts()
    {
        var hub = _hub.Address.Url.Port;
        var machine = NetworkInterface.GetAllNetworkInterfaces().SelectMany(n => n.GetIPProperties().UnicastAddresses).Select(a => a.Address)
            .FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(a)) ?? IPAddress.Loopback;
        return new Dictionary<string, string>
        {
            ["hub"] = $"for a in 127.0.0.1 {machine}; do nc -w 1 $a {hub} </dev/null 2>/dev/null && echo reached $a; done; ls /sys/class/net; exit 0",
            ["internet"] = "nc -w 2 1.1.1.1 443 </dev/null 2>&1 && echo reached; exit 1",
            // The neighbour listens until it was tried.
            ["neighbour"] = "nc -l -p 9999 & touch /mnt/tmp/listens; while [ ! -e /mnt/tmp/tried ]; do sleep 0.1; done",
            ["other run"] = "while [ ! -e /mnt/tmp/listens ]; do sleep 0.1; done; nc -w 1 127.0.0.1 9999 </dev/null 2>/dev/null && echo reached; touch /mnt/tmp/tried; exit 0",
            ["files"] = $"""
                cat {_scratch.Folder}/secret /proc/1/root{_scratch.Folder}/secret /mnt/data/../../{_scratch.Folder}/secret 2>/dev/null && echo read
                ls /mnt/data
                mount -t tmpfs none /mnt/tmp 2>/dev/null && echo mounted
                mknod /tmp/disk b 254 0 2>/dev/null && echo made
                exit 0
                """,
            ["engine"] = "for s in /var/run/docker.sock /run/docker.sock /run/containerd/containerd.sock; do [ -e $s ] && echo $s; done; exit 0",
            ["write"] = """
                for f in /x /bin/x /etc/x /mnt/x /mnt/data/x /mnt/data/task-*/x /mnt/out/x /sys/x /proc/sys/kernel/hostname; do
                  { echo x > $f; } 2>/dev/null && echo wrote $f
                done
                exit 0
                """,
            ["processes"] = "while :; do sleep 1000 & done",
            ["time"] = "while :; do sleep 1; done",
            ["temporary space"] = "dd if=/dev/zero of=/tmp/x bs=1M count=1000",
            ["output"] = "dd if=/dev/zero of=/mnt/out/output bs=1M count=10240",
            ["memory"] = "x=0123456789; while :; do x=$x$x; done",
            ["job folder"] = "mkdir -p /mnt/tmp/full; i=0; while dd if=/dev/zero of=/mnt/tmp/full/$i bs=1M count=4 2>/dev/null; do i=$((i+1)); done",
            ["log"] = "head -c 1000000000 /dev/zero | tr '\\0' a; echo; echo over; printf 42 > /mnt/out/output",
        };
    }

    private void Offer(string name, string image, string script) => _runs[name] = _hub.Offer(++_offered, image, script);
}
