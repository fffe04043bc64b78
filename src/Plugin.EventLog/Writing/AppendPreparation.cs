using Plugin.EventLog.Entries;
using Plugin.EventLog.Rows;

namespace Plugin.EventLog.Writing;

/// <summary>What is done for an append on its author's side, so that the writer only writes.</summary>
internal sealed class AppendPreparation(TableSet tables, IVaultTable vault, SaltSource salts)
{
    public async Task<PendingAppend> Prepare(Append append, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        AppendRules.Check(append);
        var changes = await tables.Changes(append, vault, cancellationToken);
        var count = append.Streams.Sum(s => s.Events.Count);
        var random = new byte[count * Entry.SaltBytes];
        salts(random);
        return new PendingAppend(append, changes, [.. random.Chunk(Entry.SaltBytes)]);
    }
}
