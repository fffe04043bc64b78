using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Plugin.Hub.Orleans.Tests;

public sealed class The_port_between_silos
{
    [Fact]
    public async Task Lets_nobody_in_who_has_not_the_secrets_of_the_hub()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        await using var silos = await OrleansSilos.Start(1);
        var others = Directory.CreateTempSubdirectory("plugin-orleans-");
        try
        {
            using var stranger = SiloTls.Certificate(others.FullName);
            using var connection = new TcpClient();
            await connection.ConnectAsync(silos.Places[0], patience.Token);
            await using var tls = new SslStream(connection.GetStream());

            // The server's word on the client's certificate comes after the client's handshake.
            await Assert.ThrowsAnyAsync<Exception>(async () =>
            {
                await tls.AuthenticateAsClientAsync(Offering(stranger), patience.Token);
                await tls.ReadExactlyAsync(new byte[1], patience.Token);
            });

            Assert.False(patience.IsCancellationRequested, "Nobody was turned away.");
        }
        finally
        {
            others.Delete(recursive: true);
        }
    }

    [Fact]
    public void Is_known_by_the_same_key_wherever_the_secrets_are_copied_to()
    {
        var (first, second) = (Directory.CreateTempSubdirectory("plugin-orleans-"), Directory.CreateTempSubdirectory("plugin-orleans-"));
        try
        {
            using var own = SiloTls.Certificate(first.FullName);
            foreach (var secret in first.EnumerateFiles())
            {
                secret.CopyTo(Path.Combine(second.FullName, secret.Name));
            }

            using var copy = SiloTls.Certificate(second.FullName);

            Assert.Equal(own.PublicKey.ExportSubjectPublicKeyInfo(), copy.PublicKey.ExportSubjectPublicKeyInfo());
        }
        finally
        {
            first.Delete(recursive: true);
            second.Delete(recursive: true);
        }
    }

    private static SslClientAuthenticationOptions Offering(X509Certificate2 certificate) => new()
    {
        TargetHost = "plugin-silo",
        ClientCertificates = [certificate],
        EnabledSslProtocols = SslProtocols.Tls13,
        ApplicationProtocols = [new("Orleans1")],
        RemoteCertificateValidationCallback = (_, _, _, _) => true,
    };
}
