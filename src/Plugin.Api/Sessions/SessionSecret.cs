using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Plugin.Domain;
using Plugin.Vault;

namespace Plugin.Api.Sessions;

/// <summary>What a browser's cookie holds: whose session, and a random secret of which the hub keeps a digest only.</summary>
internal sealed record SessionSecret(UserId User, string Secret)
{
    private const int Bytes = 32;
    private const int SecretLength = 43;
    private const int IdLength = 32;

    /// <summary>The session's name wherever it may be seen.</summary>
    public string Id => string.Create(
        CultureInfo.InvariantCulture, $"{User.Value}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Secret)))[..IdLength]}");

    /// <summary>Follows from the secret, which no script can read, and does not tell it.</summary>
    public string Csrf => Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.ASCII.GetBytes(Secret), "csrf"u8));

    public bool IsCsrf(string? given) =>
        given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.ASCII.GetBytes(Csrf));

    public static SessionSecret New(UserId user, FillRandom random)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        random(bytes);
        return new SessionSecret(user, Base64Url.EncodeToString(bytes));
    }

    public static SessionSecret? Parse(string cookie)
    {
        var dot = cookie.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && cookie.Length - dot - 1 == SecretLength && Base64Url.IsValid(cookie.AsSpan(dot + 1))
            && int.TryParse(cookie.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var user)
            ? new SessionSecret(new UserId(user), cookie[(dot + 1)..])
            : null;
    }

    /// <summary>The cookie's value.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{User.Value}.{Secret}");
}
