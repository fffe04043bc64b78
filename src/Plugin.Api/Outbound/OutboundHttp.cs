using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Plugin.Api.Outbound;

/// <summary>
/// The one way out for calls to addresses that users have named. Where a connection goes is judged after the name was looked up, on the address
/// that is connected to, so a name that changes its mind between two look-ups gains nothing. No redirects, proxies, cookies or credentials of the machine;
/// bounded in time and size.
/// </summary>
public sealed class OutboundHttp : IDisposable
{
    private const int MaxAnswer = 1024 * 1024;
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);

    private readonly OutboundRules _rules;
    private readonly LookUp _lookUp;
    private readonly HttpClient _client;

    public OutboundHttp(OutboundRules rules, OutboundLimits limits)
        : this(rules, limits, Dns.GetHostAddressesAsync)
    {
    }

    internal OutboundHttp(OutboundRules rules, OutboundLimits limits, LookUp lookUp)
    {
        (_rules, _lookUp) = (rules, lookUp);
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            Credentials = null,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
            ConnectTimeout = ConnectPatience,
            ConnectCallback = Connect,
            MaxConnectionsPerServer = 32,
            MaxResponseHeadersLength = 32,
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        })
        {
            Timeout = limits.Patience,
            MaxResponseContentBufferSize = MaxAnswer,
        };
    }

    /// <summary>The whole answer; the caller disposes it.</summary>
    /// <exception cref="OutboundRefusedException">The rules do not let the hub call this.</exception>
    /// <exception cref="HttpRequestException">It could not be reached in time, or its answer is too large or none.</exception>
    public async Task<HttpResponseMessage> Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _rules.Check(request.RequestUri!);
        try
        {
            return await _client.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        }
        catch (HttpRequestException e) when (e.InnerException is OutboundRefusedException refused)
        {
            throw new OutboundRefusedException(refused.Message);
        }
        catch (SocketException e)
        {
            throw new HttpRequestException("The connection broke.", e);
        }
        catch (OperationCanceledException e) when (e.InnerException is TimeoutException)
        {
            throw new HttpRequestException("No answer in time.", e);
        }
    }

    public void Dispose() => _client.Dispose();

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = await _lookUp(host, cancellationToken);
        // One private address among public ones is a trap or a mistake; either way the name is not to be trusted.
        foreach (var address in addresses)
        {
            _rules.Check(host, address);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            _rules.Check(host, ((IPEndPoint)socket.RemoteEndPoint!).Address);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>The addresses of a host; of an address, itself.</summary>
internal delegate Task<IPAddress[]> LookUp(string host, CancellationToken cancellationToken);

public sealed record OutboundLimits
{
    /// <summary>From the look-up of the name to the last byte of the answer.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);
}
