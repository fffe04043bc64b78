using Plugin.EventLog;

namespace Plugin.Vault.Blobs;

public sealed partial class BlobStore
{
    /// <summary>
    /// What makes contents unreadable, salts included, in the append that says so; none for those that are gone. <see cref="Delete"/> removes
    /// the bytes of large ones afterwards, or the sweep does.
    /// </summary>
    public async Task<IReadOnlyList<VaultWrite>> Erasure(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        [.. (await _vault.ReadMany(Kind, ids, cancellationToken)).SelectMany(entry => Deletion(entry.Key, BlobHeader.Read(entry.Value)))];
}
