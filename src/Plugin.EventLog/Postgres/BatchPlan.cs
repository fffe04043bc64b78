using Plugin.EventLog.Rows;
using Plugin.EventLog.Writing;

namespace Plugin.EventLog.Postgres;

/// <summary>
/// Chooses which waiting appends go into one transaction, assuming that all of them succeed: the database stores the whole batch or says
/// which of them to leave out. What an earlier append of the batch settles is not asked from the database.
/// </summary>
internal sealed class BatchPlan
{
    private const int MaxAppends = 1024;
    private const int MaxBytes = 4 * 1024 * 1024;

    private readonly Dictionary<string, long> _written = new(StringComparer.Ordinal);
    private readonly HashSet<(string, string, string)> _claimed = [];
    private readonly List<PendingAppend> _appends = [];
    private readonly List<Expectation> _expectations = [];
    private int _bytes;

    public IReadOnlyList<PendingAppend> Appends => _appends;

    /// <summary>What the streams' versions must be before the batch.</summary>
    public IReadOnlyList<Expectation> Expectations => _expectations;

    /// <summary>Takes appends from the front of the list; leaves those for a later batch that must see this one's outcome.</summary>
    public static BatchPlan Of(List<PendingAppend> waiting)
    {
        var plan = new BatchPlan();
        waiting.RemoveAll(plan.TryAdd);
        return plan;
    }

    public RowBatch Rows(TableSet tables)
    {
        var rows = new RowBatch(tables);
        foreach (var append in _appends)
        {
            rows.Add(append.Changes);
        }

        return rows;
    }

    private bool TryAdd(PendingAppend pending)
    {
        if (_appends.Count == MaxAppends || _bytes > MaxBytes || !Fits(pending.Append))
        {
            return false;
        }

        var ordinal = _appends.Count;
        var append = pending.Append;
        foreach (var (stream, expected) in Expected(append).Where(e => !_written.ContainsKey(e.Stream)))
        {
            _expectations.Add(new Expectation(ordinal, stream, expected));
        }

        foreach (var stream in append.Streams)
        {
            _written[stream.Stream] = stream.ExpectedVersion + stream.Events.Count;
            _bytes += stream.Events.Sum(e => e.Data.Length + e.Metadata.Length);
        }

        _claimed.UnionWith(Claims(append));
        _appends.Add(pending);
        return true;
    }

    // An append that contradicts an earlier one of the batch succeeds only if that one fails, and one that claims the same key or
    // vault entry depends on it: both wait until the earlier one's fate is known.
    private bool Fits(Append append) =>
        Expected(append).All(e => !_written.TryGetValue(e.Stream, out var version) || version == e.Expected)
        && !Claims(append).Any(_claimed.Contains);

    private static IEnumerable<(string Stream, long Expected)> Expected(Append append) =>
        append.Streams.Select(s => (s.Stream, s.ExpectedVersion)).Concat(append.Guards.Select(g => (g.Stream, g.ExpectedVersion)));

    private static IEnumerable<(string, string, string)> Claims(Append append)
    {
        if (append.IdempotencyKey is { } key)
        {
            yield return ("outcome", key, "");
        }

        foreach (var change in append.Keys)
        {
            yield return ("key", change.Kind, change.Value);
        }

        foreach (var write in append.Vault)
        {
            yield return ("vault", write.Kind, write.Id);
        }
    }
}

/// <param name="Append">Ordinal in the batch.</param>
internal readonly record struct Expectation(int Append, string Stream, long Version);
