using System.Net.Sockets;
using Plugin.Client;

namespace Plugin.Load;

/// <summary>
/// The addresses of one hub's silos, as a name with several addresses gives them: a new connection goes to the preferred one, and to the next
/// when that one does not answer.
/// </summary>
public sealed class Silos(params IReadOnlyList<Uri> addresses)
{
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(2);

    public HubAddress Address { get; } = new(addresses[0], "/api");

    /// <summary>Connections of one client's own, as each has that is a machine of its own.</summary>
    public HttpClient Open(int client) => new(new SocketsHttpHandler
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectCallback = async (_, cancellationToken) => new NetworkStream(await Connect(client, cancellationToken), ownsSocket: true),
    })
    { BaseAddress = new Uri(Address.Url, "/api/"), Timeout = Timeout.InfiniteTimeSpan };

    private async Task<Socket> Connect(int client, CancellationToken cancellationToken)
    {
        for (var i = 0; ; i++)
        {
            var address = addresses[(client + i) % addresses.Count];
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(AnswersWithin);
            try
            {
                await socket.ConnectAsync(address.Host, address.Port, limit.Token);
                return socket;
            }
            catch (Exception e) when (i + 1 < addresses.Count && e is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}
