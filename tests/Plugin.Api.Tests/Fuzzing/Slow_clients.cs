using System.Net.Sockets;
using System.Text;

namespace Plugin.Api.Tests.Fuzzing;

/// <summary>Clients that send or read as slowly as they like hold no memory of the hub, and those that send nothing at all are let go.</summary>
[Collection(nameof(Quiet))]
public sealed class Slow_clients
{
    private const int Clients = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task That_announce_much_cost_what_they_have_sent_and_are_let_go()
    {
        await using var hub = await FuzzedHub.Start();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var clients = new Connections();

        for (var i = 0; i < Clients; i++)
        {
            var stream = await clients.Open(hub.Anyone.Address);
            await Send(
                stream,
                $"POST /api/task HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {hub.World.Root.Token}\r\nContent-Type: application/json\r\n" +
                "Content-Length: 200000000\r\nExpect: 100-continue\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 100", await Line(stream), StringComparison.Ordinal);
            await Send(stream, "\r\n{\"name\":\"");
        }

        // The hub reads on in each of them: 20 GB are announced.
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(growth < 16 * 1024 * 1024, $"{Clients} clients hold {growth / 1024} KiB.");
        foreach (var stream in clients.Streams)
        {
            var answer = await ToTheEnd(stream);
            Assert.Contains("HTTP/1.1 408", answer, StringComparison.Ordinal);
            Assert.Contains("\"msg\":", answer, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("run/{0}/contents/input")]
    [InlineData("run/{0}")]
    [InlineData("run?task_id={1}")]
    public async Task That_do_not_read_cost_little_more_than_the_part_that_is_being_sent(string path)
    {
        const int Size = 6 * 1024 * 1024;
        await using var hub = await FuzzedHub.Start();
        var input = Convert.ToBase64String(new byte[Size]);
        var task = await hub.World.Alice.Post("task", hub.World.TaskFor(hub.World.A).Replace(World.Input, input, StringComparison.Ordinal));
        Assert.Equal(201, task.Status);
        var run = (await hub.World.Alice.Get($"run?task_id={task.Id}")).Ids.Single();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var clients = new Connections();

        for (var i = 0; i < Clients; i++)
        {
            var stream = await clients.Open(hub.Anyone.Address);
            await Send(
                stream,
                $"GET /api/{string.Format(System.Globalization.CultureInfo.InvariantCulture, path, run, task.Id)} HTTP/1.1\r\nHost: x\r\n" +
                $"Authorization: Bearer {hub.World.Alice.Token}\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 200", await Line(stream), StringComparison.Ordinal);
        }

        // Contents are read a megabyte at a time; all of them would be 800 MB.
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(growth < Clients * 1_250_000, $"{Clients} clients hold {growth / 1024} KiB.");
    }

    private static async Task Send(NetworkStream stream, string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text));

    private static async Task<string> Line(NetworkStream stream)
    {
        using var patience = new CancellationTokenSource(Patience);
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, patience.Token) == 1 && one[0] != '\n')
        {
            line.Append((char)one[0]);
        }

        return line.ToString();
    }

    private static async Task<string> ToTheEnd(NetworkStream stream)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(patience.Token);
    }

    private sealed class Connections : IDisposable
    {
        private readonly List<TcpClient> _clients = [];

        public IEnumerable<NetworkStream> Streams => _clients.Select(client => client.GetStream());

        public async Task<NetworkStream> Open(Uri hub)
        {
            // A small window, so that what is not read stays with the hub.
            var client = new TcpClient { ReceiveBufferSize = 4096 };
            _clients.Add(client);
            await client.ConnectAsync(hub.Host, hub.Port);
            return client.GetStream();
        }

        public void Dispose() => _clients.ForEach(client => client.Dispose());
    }
}
