using System.Numerics;
using System.Security.Cryptography;

namespace Plugin.Vault.Secrets;

/// <summary>Signing keys among the hub's own secrets.</summary>
public static class SigningKeys
{
    /// <summary>The name of the key that signs the log's checkpoints.</summary>
    public const string OfLog = "log-signing-key";

    // 64 bits more than the group's order, so that the remainder is as good as uniform (FIPS 186-5, A.2.1), and any secret is a key.
    private const int SecretBytes = 40;

    private static readonly BigInteger Order = BigInteger.Parse(
        "115792089210356248762697446949407573529996955224135760342422259061068512044369", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The ECDSA P-256 key of this name, made when it does not exist. The caller disposes it.</summary>
    /// <exception cref="InvalidDataException">The file exists and is damaged or foreign.</exception>
    public static ECDsa SigningKey(this FileSecrets secrets, string name)
    {
        var secret = new BigInteger(secrets.GetOrCreate(name, SecretBytes), isUnsigned: true, isBigEndian: true);
        var scalar = (secret % (Order - 1) + 1).ToByteArray(isUnsigned: true, isBigEndian: true);
        var d = new byte[32];
        scalar.CopyTo(d.AsSpan(d.Length - scalar.Length));
        // The public point follows from it.
        return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = d });
    }
}
