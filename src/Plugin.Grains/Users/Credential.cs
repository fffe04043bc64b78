using System.Security.Cryptography;
using Plugin.Domain;
using Plugin.EventLog;

namespace Plugin.Grains.Users;

/// <summary>What a user proves themselves with, as the vault has it.</summary>
public static class Credential
{
    /// <summary>The mark of a credential that is not there.</summary>
    public const string None = "none";

    private const int MarkBytes = 8;

    /// <summary>
    /// Tells one credential from the next without telling what it is: a change that was allowed for one is refused once it has been replaced.
    /// </summary>
    public static async Task<string> Mark(IVaultTable vault, string kind, UserId user, CancellationToken cancellationToken) =>
        MarkOf(await vault.Read(kind, user.ToString(), cancellationToken));

    /// <param name="credential">As the vault has it; null: there is none.</param>
    public static string MarkOf(ReadOnlyMemory<byte>? credential) =>
        credential is { } known ? Convert.ToHexStringLower(SHA256.HashData(known.Span).AsSpan(0, MarkBytes)) : None;
}
