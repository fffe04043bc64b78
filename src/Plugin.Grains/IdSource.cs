using System.Collections.Concurrent;
using Plugin.EventLog;

namespace Plugin.Grains;

/// <summary>New ids; commands that need some at the same moment take them in one query.</summary>
internal sealed class IdSource(ILiveTables live)
{
    private readonly ConcurrentDictionary<string, Gathering<int, int>> _counters = new(StringComparer.Ordinal);

    /// <summary>The first of as many ids in a row.</summary>
    public Task<int> Take(string counter, int count, CancellationToken cancellationToken) =>
        _counters.GetOrAdd(counter, name => new Gathering<int, int>(counts => Take(name, counts))).Ask(count, cancellationToken);

    private async Task<IReadOnlyList<int>> Take(string counter, IReadOnlyList<int> counts)
    {
        var next = checked((int)await live.TakeIds(counter, counts.Sum(), CancellationToken.None));
        var firsts = new int[counts.Count];
        for (var i = 0; i < firsts.Length; i++)
        {
            firsts[i] = next;
            next = checked(next + counts[i]);
        }

        return firsts;
    }
}
