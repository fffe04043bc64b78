using System.Net;
using System.Net.Sockets;
using Plugin.Contracts;
using Plugin.Contracts.Station;
using Plugin.Node.Configuration;
using Plugin.Node.Proxy;
using Plugin.Node.Runtimes.Docker;
using Plugin.Node.Tests.Support;
using Plugin.Testing.Running;

namespace Plugin.Node.Tests.Contract;

public sealed class A_database_of_the_hospital(Engine engine) : IClassFixture<Engine>, IAsyncLifetime
{
    private readonly Scratch _scratch = new();
    private readonly TcpListener _asked = new(IPAddress.Loopback, 0);
    private readonly TcpListener _other = new(IPAddress.Loopback, 0);
    private readonly List<IDisposable> _agents = [];
    private TestHub _hub = null!;
    private string _station = "";

    public async ValueTask InitializeAsync()
    {
        _asked.Start();
        _other.Start();
        _ = Answer(_asked);
        _ = Answer(_other);
        _hub = await TestHub.Start();
    }

    public async ValueTask DisposeAsync()
    {
        _agents.ForEach(a => a.Dispose());
        await engine.Clean(_station);
        await _hub.DisposeAsync();
        _asked.Dispose();
        _other.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Is_reached_by_the_containers_whose_task_asked_for_it_also_after_a_restart()
    {
        var (asked, other) = (Port(_asked), Port(_other));
        var run = _hub.Offer(5, Engine.UserImage, $$"""
            ask() { printf "$1" | nc 127.0.1.1 {{asked}} 2>/dev/null | grep . >> /mnt/out/output; }
            until ask first; do sleep 0.05; done
            touch /mnt/tmp/asked
            while [ ! -e /mnt/tmp/restarted ]; do sleep 0.05; done
            until ask second; do sleep 0.05; done
            nc 127.0.1.2 {{other}} </dev/null 2>/dev/null && echo "another database is reachable"
            nc 127.0.0.1 {{asked}} </dev/null 2>/dev/null && echo "the machine is reachable"
            grep hospital /etc/hosts
            echo $STORE_DATABASE_URI
            """, null, new ClaimedDatabase("store", "{}"), new ClaimedDatabase("named", "{}"));

        await using (Station())
        {
            await A_station_that_dies.Eventually(
                () => File.Exists(Path.Combine(_scratch.Data, "jobs", "50", "asked")), "The container did not reach the database");
            // A thread that stayed inside would one day look for the hub there.
            var own = Network("self");
            await A_station_that_dies.Eventually(
                () => Directory.EnumerateDirectories("/proc/self/task").Select(t => Network($"self/task/{Path.GetFileName(t)}")).All(n => n is null || n == own),
                "A thread of the agent has stayed in the network of a container");
        }

        await using var second = Station();
        File.WriteAllText(Path.Combine(_scratch.Data, "jobs", "50", "restarted"), "");
        await _hub.Until(() => run.Finished, "The run did not end");

        Assert.True(run.State == RunStatus.Completed, $"{run.State} {run.Cause} {run.Log}");
        Assert.Equal("you said first\nyou said second\n", run.ResultText);
        Assert.Equal(
            $"127.0.1.2\tdb.hospital.example\n{Node.Contract.EnvironmentEncoding.Encode($"postgresql://reader@127.0.1.1:{asked}/store")}\n", run.Log);
    }

    private TestStation Station()
    {
        var sockets = new ContainerSockets(64);
        _agents.Add(sockets);
        return new TestStation(
            _hub, _scratch,
            (own, folders) =>
            {
                _station = own.StationId();
                var runtime = new DockerRuntime(
                    new RuntimeConfig.Docker(Engine.Socket, ImagePull.Missing), _station, folders, new LimitConfig(), sockets, own.ProxyPort(told: false), TimeProvider.System);
                _agents.Add(runtime);
                return runtime;
            },
            databases:
            [
                Source("store", $"postgresql://reader@localhost:{Port(_asked)}/store", "sql"),
                Source("named", "http://db.hospital.example/sparql", "sparql"),
                Source("other", $"postgresql://reader@localhost:{Port(_other)}/store", "sql"),
            ]).Run();
    }

    /// <summary>Null for a thread that has ended.</summary>
    private static string? Network(string process)
    {
        try
        {
            return new FileInfo($"/proc/{process}/ns/net").LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static DatabaseConfig Source(string label, string uri, string type) => new(label, uri, type, new Dictionary<string, string>());

    /// <summary>Says back what was said, once all is said.</summary>
    private static async Task Answer(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                try
                {
                    await using var stream = client.GetStream();
                    using var reader = new StreamReader(stream);
                    await using var writer = new StreamWriter(stream);
                    await writer.WriteAsync($"you said {await reader.ReadToEndAsync().Soon("the end of what was said")}\n");
                }
                catch (Exception e) when (e is IOException or TimeoutException)
                {
                    // This one has gone; others come.
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The test is over.
        }
    }
}
