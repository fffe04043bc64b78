using System.Net.Sockets;
using System.Text;
using Plugin.Testing.Running;

namespace Plugin.Acceptance.Tests.Cluster;

public sealed class A_silo_that_systemd_starts
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Says_when_it_serves_and_when_it_stops_and_stops_at_once_where_it_is_alone()
    {
        var folder = Directory.CreateTempSubdirectory("plugin-acceptance-");
        try
        {
            var address = Path.Combine(folder.FullName, "notify");
            using var manager = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            manager.Bind(new UnixDomainSocketEndPoint(address));
            await using var hub = new HubProcess(Path.Combine(folder.FullName, "hub"))
            {
                Variables = new Dictionary<string, string> { ["NOTIFY_SOCKET"] = address },
            };
            hub.Start();

            Assert.Equal("READY=1", await Next(manager));
            using (var http = new HttpClient { BaseAddress = hub.Address })
            {
                Assert.True((await http.GetAsync(new Uri("/api/health/ready", UriKind.Relative))).IsSuccessStatusCode);
            }

            await hub.Signal("TERM");

            Assert.Equal("STOPPING=1", await Next(manager));
            Assert.Equal(0, await hub.Exit(Patience));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> Next(Socket manager)
    {
        var message = new byte[100];
        using var timeout = new CancellationTokenSource(Patience);
        return Encoding.UTF8.GetString(message, 0, await manager.ReceiveAsync(message, timeout.Token));
    }
}
