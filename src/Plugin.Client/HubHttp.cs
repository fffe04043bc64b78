using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Plugin.Client;

/// <summary>Makes the HTTP client for a hub: private certificate authority, HTTPS_PROXY and NO_PROXY from the environment, dead peers noticed.</summary>
public static class HubHttp
{
    public static HttpClient Create(HubAddress address)
    {
        var handler = new SocketsHttpHandler
        {
            // A redirect would turn a POST into a GET and drop the token; the hub never sends one.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectCallback = Connect,
        };
        if (address.CaFile is not null)
        {
            handler.SslOptions.CertificateChainPolicy = Trusting(address.CaFile);
        }

        // Calls carry their own time-outs; a feed has none.
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The proxy that requests to the hub go through, without its password; null: there is none.</summary>
    public static Uri? ProxyTo(HubAddress address) =>
        !HttpClient.DefaultProxy.IsBypassed(address.Url) && HttpClient.DefaultProxy.GetProxy(address.Url) is { } proxy && proxy != address.Url
            ? new UriBuilder(proxy.Scheme, proxy.Host, proxy.Port).Uri
            : null;

    /// <summary>Why a hub cannot be reached, for whoever has to mend it: the innermost cause, and what on the way it is about.</summary>
    public static string Why(HubAddress address, Exception failure)
    {
        var root = failure.GetBaseException().Message.TrimEnd('.');
        return failure switch
        {
            HttpRequestException { InnerException: AuthenticationException } => address.CaFile is { } file
                ? $"its certificate is not trusted by hub.ca_file ({file}): {root}"
                : $"its certificate is not trusted: {root}",
            HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => $"the proxy {ProxyTo(address)} of HTTPS_PROXY lets nobody through to it: {root}",
            _ when ProxyTo(address) is { } proxy => $"{root} (by way of the proxy {proxy} of HTTPS_PROXY)",
            _ => root,
        };
    }

    private static X509ChainPolicy Trusting(string caFile)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPemFile(caFile);
        return policy;
    }

    /// <summary>A feed is silent for hours: without keep-alive probes a connection that a firewall forgot looks healthy for ever.</summary>
    private static async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 15);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
