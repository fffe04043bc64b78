using Plugin.EventLog;

namespace Plugin.Vault.Blobs;

/// <summary>Parts as entries of the vault table, each in a transaction of its own: a large content never keeps appends waiting.</summary>
internal sealed class DatabaseParts(IVaultTable vault) : IPartStore
{
    public const string Kind = "blob-part";

    private const int RemovedAtOnce = 64;

    public int PartSize => 1024 * 1024;

    public Task Put(string content, int part, ReadOnlyMemory<byte> bytes, VaultWrite note, CancellationToken cancellationToken) =>
        vault.Write([new VaultWrite(Kind, $"{content}/{part:D6}", bytes), note], cancellationToken);

    public async Task<int> Get(string content, int part, Memory<byte> into, CancellationToken cancellationToken)
    {
        var bytes = await vault.Read(Kind, $"{content}/{part:D6}", cancellationToken)
            ?? throw new InvalidDataException($"The content {content} lacks its part {part}: the vault is damaged.");
        bytes.CopyTo(into);
        return bytes.Length;
    }

    public async Task Remove(string content, CancellationToken cancellationToken)
    {
        // "0" is the character after "/".
        while (await vault.Ids(Kind, $"{content}/", $"{content}0", RemovedAtOnce, cancellationToken) is { Count: > 0 } parts)
        {
            await vault.Write([.. parts.Select(part => new VaultWrite(Kind, part, null))], cancellationToken);
        }
    }
}
