using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Plugin.Vault.Secrets;

namespace Plugin.Hub.Orleans;

/// <summary>
/// TLS between silos, both ways. What they know each other by follows from the hub's secrets, which all of them have and nobody else, so
/// there is nothing to issue, to name or to renew: a certificate is only the form in which TLS wants a key.
/// </summary>
internal static class SiloTls
{
    private const string Purpose = "plugin/silo-tls/1";
    private const string Name = "plugin-silo";

    // Silos compare keys, not dates; a clock that is wrong keeps nobody out.
    private static readonly DateTimeOffset From = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset To = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);

    public static ISiloBuilder UseSiloTls(this ISiloBuilder silo, string secrets)
    {
        var own = Certificate(secrets);
        var key = own.PublicKey.ExportSubjectPublicKeyInfo();
        return silo.UseTls(tls =>
        {
            tls.LocalCertificate = own;
            tls.LocalClientCertificateSelector = (_, _, _, _, _) => own;
            tls.RemoteCertificateValidation = (other, _, _) => other.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key);
            tls.OnAuthenticateAsClient = (_, client) => client.TargetHost = Name;
        });
    }

    internal static X509Certificate2 Certificate(string secrets)
    {
        using var key = new FileSecrets(secrets).KeyFrom(SigningKeys.OfLog, Purpose);
        return new CertificateRequest($"CN={Name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(From, To);
    }
}
