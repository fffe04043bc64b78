namespace Plugin.Domain;

/// <summary>
/// Text that the log must be able to forget: encrypted under the key of a person or task before it becomes part of an event
/// (base64 of nonce ‖ tag ‖ ciphertext). The domain carries it and never reads it.
/// </summary>
public readonly record struct Sealed(string Value)
{
    /// <summary>What a text begins with that an early version stored in clear. No base64 does.</summary>
    public const string ClearPrefix = "clear:";

    /// <summary>A text that is in the log as it is, and that no destroyed key can take from there.</summary>
    public static Sealed InClear(string text) => new(ClearPrefix + text);
}

/// <summary>
/// Content kept in the vault: its id there, SHA-256(salt ‖ bytes) in lower-case hex, and its size in bytes. The salt is in the vault with
/// the content and dies with it, so the digest alone gives nothing away.
/// </summary>
public sealed record BlobRef(string Id, string Digest, long Size);
