using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Plugin.Node.Attempts;
using Plugin.Node.Configuration;
using Plugin.Node.Proxy;
using Plugin.Node.Tests.Support;
using Plugin.Testing.Running;

namespace Plugin.Node.Tests;

public sealed class Containers_at_the_proxy(Engine engine) : IClassFixture<Engine>, IAsyncLifetime
{
    private readonly Scratch _scratch = new();
    private TestHub _hub = null!;
    private string _station = "";

    public async ValueTask InitializeAsync() => _hub = await TestHub.Start();

    public async ValueTask DisposeAsync()
    {
        await engine.Clean(_station);
        await _hub.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Speak_only_for_themselves_even_with_the_token_of_another()
    {
        _hub.Resources = context => (200, $$"""{"data":["{{context.Request.Headers.Authorization}}"]}""");
        _hub.Offer(5, Engine.Image, "cp /mnt/data/task-000000005/token /mnt/tmp/token; while [ ! -e /mnt/tmp/enough ]; do sleep 0.1; done");
        var thief = _hub.Offer(6, Engine.Image, """
            # What closes its side before the answer has come counts as gone.
            ask() { { printf 'GET /run HTTP/1.0\r\nAuthorization: Bearer %s\r\n\r\n' "$(cat $1)"; sleep 1; } | nc 127.0.0.1 $(cat /mnt/tmp/port) 2>/dev/null | grep '^{' >> /mnt/out/output; }
            while [ ! -e /mnt/tmp/token ]; do sleep 0.1; done
            until ask /mnt/tmp/token; do sleep 0.1; done
            until ask /mnt/data/task-000000006/token; do sleep 0.1; done
            touch /mnt/tmp/enough
            """);
        using (var folder = new StationFolder(_scratch.Data))
        {
            _station = folder.StationId();
            var job = Directory.CreateDirectory(Path.Combine(_scratch.Data, "jobs", "50")).FullName;
            await File.WriteAllTextAsync(Path.Combine(job, "port"), folder.ProxyPort(told: false).ToString());
        }

        await using var station = WholeStation.Start(_hub, _scratch, new RuntimeConfig.Docker(Engine.Socket, ImagePull.Missing));
        await _hub.Until(() => thief.Finished && _hub.Finished(5), "The runs did not end");

        Assert.Equal(
            "{\"msg\":\"The token belongs to another run than the container that shows it.\"}\n{\"data\":[\"Bearer run-token-6-1\"]}\n", thief.ResultText);
    }

    [Fact]
    public async Task Hold_so_many_connections_and_no_more()
    {
        using var sockets = new ContainerSockets(connections: 2);
        var listener = await ((IConnectionListenerFactory)sockets).BindAsync(new ContainerSockets.InContainers());
        var port = Ports.Lend();
        // The test's own network is as good as a container's.
        await sockets.Open(new AttemptId(5, 1), Environment.ProcessId, port);
        await sockets.Open(new AttemptId(6, 1), Environment.ProcessId, Ports.Lend());

        using var first = await Connected(port);
        using var second = await Connected(port);
        using var third = await Connected(port);
        Assert.Equal(0, await third.GetStream().ReadAsync(new byte[1]).AsTask().Soon("the end of one connection too many"));

        var served = await listener.AcceptAsync().AsTask().Soon("a connection");
        Assert.Equal(new AttemptId(5, 1), served!.Features.Get<ContainerSockets.Container>()!.Id);
        await served.DisposeAsync();
        await A_station_that_dies.Eventually(
            () =>
            {
                using var next = new TcpClient("127.0.0.1", port);
                return !next.Client.Poll(TimeSpan.FromMilliseconds(100), SelectMode.SelectRead);
            },
            "No connection was taken in the place of one that ended");
    }

    private static async Task<TcpClient> Connected(int port)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        return client;
    }
}
