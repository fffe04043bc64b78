using Plugin.EventLog.Writing;

namespace Plugin.EventLog.Memory;

internal sealed class MemoryVault(Lock state) : IVaultTable
{
    private readonly Dictionary<(string Kind, string Id), ReadOnlyMemory<byte>> _entries = [];

    public Task<ReadOnlyMemory<byte>?> Read(string kind, string id, CancellationToken cancellationToken)
    {
        lock (state)
        {
            return Task.FromResult(_entries.TryGetValue((kind, id), out var content) ? content : default(ReadOnlyMemory<byte>?));
        }
    }

    public Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadMany(
        string kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        lock (state)
        {
            return Task.FromResult<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>(
                ids.Distinct().Where(id => _entries.ContainsKey((kind, id))).ToDictionary(id => id, id => _entries[(kind, id)]));
        }
    }

    public Task<IReadOnlyList<string>> Ids(string kind, string after, string before, int limit, CancellationToken cancellationToken)
    {
        lock (state)
        {
            return Task.FromResult<IReadOnlyList<string>>(
            [
                .. _entries.Keys
                    .Where(key => key.Kind == kind && string.CompareOrdinal(key.Id, after) > 0 && string.CompareOrdinal(key.Id, before) < 0)
                    .Select(key => key.Id).Order(StringComparer.Ordinal).Take(limit),
            ]);
        }
    }

    public Task Write(IReadOnlyList<VaultWrite> writes, CancellationToken cancellationToken)
    {
        foreach (var write in writes)
        {
            AppendRules.Check(write);
        }

        lock (state)
        {
            Put(writes);
        }

        return Task.CompletedTask;
    }

    /// <summary>For who holds the lock.</summary>
    public void Put(IReadOnlyList<VaultWrite> writes)
    {
        foreach (var write in writes)
        {
            if (write.Content is { } content)
            {
                // The caller may reuse its buffer.
                _entries[(write.Kind, write.Id)] = content.ToArray();
            }
            else
            {
                _entries.Remove((write.Kind, write.Id));
            }
        }
    }
}
