using System.Security.Cryptography;
using System.Text;

namespace Plugin.Proofs;

/// <summary>
/// A key that verifies notes: ECDSA over P-256 with SHA-256 (signature type 0x02), DER-encoded signatures; key id = first four bytes of
/// SHA-256 over the key's SubjectPublicKeyInfo. Text form as in signed-note: <c>name+id+base64(0x02 ‖ SPKI)</c>.
/// </summary>
public sealed record NoteKey
{
    public const int IdBytes = 4;
    private const byte EcdsaP256 = 0x02;
    private const string P256 = "1.2.840.10045.3.1.7";

    private readonly byte[] _spki;

    /// <exception cref="FormatException">The name has a space or plus, or the key is not one over P-256.</exception>
    public NoteKey(string name, ReadOnlySpan<byte> spki)
    {
        if (name.Length == 0 || name.Any(c => char.IsWhiteSpace(c) || c == '+'))
        {
            throw new FormatException($"'{name}' cannot name a key: no spaces, no plus, not empty.");
        }

        _spki = spki.ToArray();
        using var key = Import(_spki);
        if (key.ExportParameters(includePrivateParameters: false).Curve.Oid.Value != P256)
        {
            throw new FormatException("Only keys over P-256 are supported.");
        }

        Name = name;
        Id = SHA256.HashData(_spki).AsMemory(0, IdBytes);
    }

    public string Name { get; }
    public ReadOnlyMemory<byte> Id { get; }

    /// <summary>SubjectPublicKeyInfo.</summary>
    public ReadOnlyMemory<byte> PublicKey => _spki;

    /// <summary>The same key under another name: a log's key outlives the generations that are in its name.</summary>
    public NoteKey Named(string name) => new(name, _spki);

    public bool Verifies(string text, NoteSignature signature)
    {
        if (signature.Name != Name || !signature.KeyId.Span.SequenceEqual(Id.Span))
        {
            return false;
        }

        using var key = Import(_spki);
        return key.VerifyData(
            Encoding.UTF8.GetBytes(text), signature.Bytes.Span, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    public override string ToString() =>
        $"{Name}+{Convert.ToHexStringLower(Id.Span)}+{Convert.ToBase64String([EcdsaP256, .. _spki])}";

    /// <exception cref="FormatException">It is not the text form of an ECDSA key; the message says what is wrong.</exception>
    public static NoteKey Parse(string text)
    {
        // Base64 may hold a plus itself.
        var parts = text.Split('+', 3);
        var bytes = new byte[text.Length];
        if (parts.Length != 3 || !Convert.TryFromBase64String(parts[2], bytes, out var length) || length < 2)
        {
            throw new FormatException("A note's key is written name+id+base64.");
        }

        if (bytes[0] != EcdsaP256)
        {
            throw new FormatException($"Key type {bytes[0]} is not supported; only ECDSA (2) is.");
        }

        var key = new NoteKey(parts[0], bytes.AsSpan(1, length - 1));
        return Convert.ToHexStringLower(key.Id.Span) == parts[1]
            ? key
            : throw new FormatException($"The id {parts[1]} does not belong to the key of {parts[0]}.");
    }

    public bool Equals(NoteKey? other) => other is not null && other.Name == Name && other._spki.AsSpan().SequenceEqual(_spki);

    public override int GetHashCode() => HashCode.Combine(Name, Convert.ToHexString(Id.Span));

    private static ECDsa Import(byte[] spki)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(spki, out _);
            return key;
        }
        // The platform refuses curves that it does not know with an exception of its own.
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            key.Dispose();
            throw new FormatException("The key is not a SubjectPublicKeyInfo of an elliptic curve key.", e);
        }
    }
}
