using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Plugin.EventLog;

namespace Plugin.Vault.Seals;

/// <summary>
/// Sealed fields: text encrypted with AES-256-GCM under the key of its owner (a stream name such as <c>user-4</c> or <c>task-9</c>) before
/// it becomes part of an event. Destroying the key erases the text from the log, and the hash chain stays whole.
/// </summary>
/// <remarks>A sealed value is base64 of nonce (12 bytes) ‖ tag (16) ‖ ciphertext; the owner is authenticated with it, so a value cannot be moved to another.</remarks>
public sealed class SealedFields(FillRandom random)
{
    public const string KeyKind = VaultWrite.SealKey;

    private const string ClearPrefix = "clear:";
    private const int KeySize = 32;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int MostKeysInMemory = 50_000;

    // Two generations: when the young one is full it becomes the old one, so a key stays for at least as many others as one generation
    // holds. Whoever has prepared keys opens fields right after, and must find them.
    private volatile ConcurrentDictionary<string, byte[]> _young = new();
    private volatile ConcurrentDictionary<string, byte[]> _old = new();

    /// <summary>A key for a new owner, as the write that has to travel with the owner's first event.</summary>
    public VaultWrite NewKey(string owner)
    {
        var key = new byte[KeySize];
        random(key);
        return new VaultWrite(KeyKind, owner, key);
    }

    /// <summary>Seals under a key that is not stored yet.</summary>
    public string Seal(VaultWrite newKey, string text) =>
        Seal(newKey.Content!.Value.Span, newKey.Id, text);

    /// <summary>Seals under the owner's stored key.</summary>
    /// <exception cref="InvalidOperationException">The owner has no key: it does not exist, or was erased.</exception>
    public async Task<string> Seal(IVaultTable vault, string owner, string text, CancellationToken cancellationToken)
    {
        await Prepare(vault, [owner], [], cancellationToken);
        return Find(owner) is { } key
            ? Seal(key, owner, text)
            : throw new InvalidOperationException($"{owner} has no key to seal with; it does not exist or has been erased.");
    }

    /// <summary>Brings the owners' keys into memory, from writes that are still on their way or from the vault.</summary>
    public async ValueTask Prepare(
        IVaultTable vault, IEnumerable<string> owners, IReadOnlyList<VaultWrite> writes, CancellationToken cancellationToken)
    {
        if (_young.Count > MostKeysInMemory)
        {
            _old = _young;
            _young = new ConcurrentDictionary<string, byte[]>();
        }

        foreach (var write in writes)
        {
            if (write is { Kind: KeyKind, Content: { } content })
            {
                _young[write.Id] = content.ToArray();
            }
            else if (write.Kind == KeyKind)
            {
                Forget(write.Id);
            }
        }

        var missing = owners.Where(owner => Find(owner) is null).Distinct().ToArray();
        if (missing.Length == 0)
        {
            return;
        }

        foreach (var (owner, key) in await vault.ReadMany(KeyKind, missing, cancellationToken))
        {
            _young[owner] = key.ToArray();
        }
    }

    /// <summary>Drops an owner's key from memory, for whoever learns that it was destroyed.</summary>
    public void Forget(string owner)
    {
        _old.TryRemove(owner, out _);
        _young.TryRemove(owner, out _);
    }

    /// <summary>The text, or null when the owner's key was destroyed or not prepared.</summary>
    /// <exception cref="CryptographicException">The value was not sealed under this owner's key.</exception>
    public string? Open(string owner, string sealedValue)
    {
        // As the domain marks what an early version stored in clear.
        if (sealedValue.StartsWith(ClearPrefix, StringComparison.Ordinal))
        {
            return sealedValue[ClearPrefix.Length..];
        }

        if (Find(owner) is not { } key)
        {
            return null;
        }

        var bytes = Convert.FromBase64String(sealedValue);
        var text = new byte[bytes.Length - NonceSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        aes.Decrypt(
            bytes.AsSpan(0, NonceSize), bytes.AsSpan(NonceSize + TagSize), bytes.AsSpan(NonceSize, TagSize), text,
            Encoding.UTF8.GetBytes(owner));
        return Encoding.UTF8.GetString(text);
    }

    private byte[]? Find(string owner)
    {
        if (_young.TryGetValue(owner, out var key))
        {
            return key;
        }

        if (_old.TryGetValue(owner, out key))
        {
            _young[owner] = key;
        }

        return key;
    }

    private string Seal(ReadOnlySpan<byte> key, string owner, string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var bytes = new byte[NonceSize + TagSize + plain.Length];
        random(bytes.AsSpan(0, NonceSize));
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(
            bytes.AsSpan(0, NonceSize), plain, bytes.AsSpan(NonceSize + TagSize), bytes.AsSpan(NonceSize, TagSize),
            Encoding.UTF8.GetBytes(owner));
        return Convert.ToBase64String(bytes);
    }
}
