using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Plugin.Node.Configuration;

namespace Plugin.Node.Runtimes.Docker;

/// <summary>The way to the engine: its unix socket, or TCP with TLS where both sides show a certificate.</summary>
internal static class EngineHttp
{
    /// <exception cref="ConfigException">A certificate or key cannot be read.</exception>
    public static HttpClient Create(RuntimeConfig.Docker config) => new(config.Tls is { } tls ? OverTls(tls) : OverSocket(config.Socket))
    {
        BaseAddress = config.Tls is null ? new Uri("http://engine/") : new UriBuilder("https", config.Tls.Address.Host, config.Tls.Address.Port).Uri,
        // A container may run for days before a wait for it is answered.
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private static SocketsHttpHandler OverSocket(string path) => new()
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
                return new NetworkStream(connection, ownsSocket: true);
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        },
    };

    private static SocketsHttpHandler OverTls(EngineTls tls)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        X509Certificate2 own;
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(tls.CaFile);
            own = X509Certificate2.CreateFromPemFile(tls.CertificateFile, tls.KeyFile);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigException(
                $"runtime.tls: {tls.CaFile}, {tls.CertificateFile} and {tls.KeyFile} are not certificates and a key in PEM form that fit together: {e.Message}", e);
        }

        return new SocketsHttpHandler
        {
            // Never by way of a proxy of the environment: it would be asked to reach this machine's own engine.
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            SslOptions = { CertificateChainPolicy = policy, ClientCertificates = [own] },
        };
    }
}
