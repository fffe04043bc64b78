using System.Net;
using System.Net.Sockets;

namespace Plugin.Cli.Demo;

/// <summary>What the demo asks the container engine: does it answer, does it have our image?</summary>
internal static class ContainerEngine
{
    public const string Socket = "/var/run/docker.sock";

    public static async Task<bool> Answers(CancellationToken cancellationToken) => await Status("_ping", cancellationToken) == HttpStatusCode.OK;

    public static async Task<bool> Has(string image, CancellationToken cancellationToken) =>
        await Status($"images/{image}/json", cancellationToken) == HttpStatusCode.OK;

    private static async Task<HttpStatusCode?> Status(string route, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = Connect }) { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var answer = await http.GetAsync(new Uri($"http://engine/{route}"), cancellationToken);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new System.Net.Sockets.Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
