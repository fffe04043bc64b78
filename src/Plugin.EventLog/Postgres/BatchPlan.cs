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

    private readonly KnownVersions? _known;
    private readonly Dictionary<string, long> _written = new(StringComparer.Ordinal);
    private readonly HashSet<(string, string, string)> _claimed = [];
    private readonly List<PendingAppend> _appends = [];
    private readonly List<Expectation> _expectations = [];
    private int _bytes;

    private BatchPlan(KnownVersions? known) => _known = known;

    public IReadOnlyList<PendingAppend> Appends => _appends;

    /// <summary>What the streams' versions must be before the batch, as far as it takes a look to know.</summary>
    public IReadOnlyList<Expectation> Expectations => _expectations;

    /// <summary>
    /// Some streams are not looked up: their expected version is there for sure, so all that can be wrong is a newer one, and then the
    /// unique constraint of streams and versions refuses the whole batch.
    /// </summary>
    public bool Trusts { get; private set; }

    /// <summary>Takes appends from the front of the list; leaves those for a later batch that must see this one's outcome.</summary>
    /// <param name="known">Null: every version is looked up, so that the answer names those who are at fault.</param>
    public static BatchPlan Of(List<PendingAppend> waiting, KnownVersions? known)
    {
        var plan = new BatchPlan(known);
        waiting.RemoveAll(plan.TryAdd);
        return plan;
    }

    /// <summary>The versions that the streams have once the batch is stored.</summary>
    public IReadOnlyDictionary<string, long> Written => _written;

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
        var append = pending.Append;
        if (_appends.Count == MaxAppends || _bytes > MaxBytes || !Fits(append))
        {
            return false;
        }

        foreach (var guard in append.Guards)
        {
            if (!_written.ContainsKey(guard.Stream))
            {
                _expectations.Add(new Expectation(_appends.Count, guard.Stream, guard.ExpectedVersion));
            }
        }

        foreach (var stream in append.Streams)
        {
            Expect(stream);
            _written[stream.Stream] = stream.ExpectedVersion + stream.Events.Count;
            foreach (var @event in stream.Events)
            {
                _bytes += @event.Data.Length + @event.Metadata.Length;
            }
        }

        _claimed.UnionWith(Claims(append));
        _appends.Add(pending);
        return true;
    }

    private void Expect(StreamAppend stream)
    {
        if (_written.ContainsKey(stream.Stream))
        {
            return;
        }

        if (stream.Events.Count > 0 && _known is not null && _known.Vouch(stream.Stream, stream.ExpectedVersion))
        {
            Trusts = true;
            return;
        }

        _expectations.Add(new Expectation(_appends.Count, stream.Stream, stream.ExpectedVersion));
    }

    // An append that contradicts an earlier one of the batch succeeds only if that one fails, and one that claims the same key or
    // vault entry depends on it: both wait until the earlier one's fate is known.
    private bool Fits(Append append)
    {
        foreach (var stream in append.Streams)
        {
            if (_written.TryGetValue(stream.Stream, out var version) && version != stream.ExpectedVersion)
            {
                return false;
            }
        }

        foreach (var guard in append.Guards)
        {
            if (_written.TryGetValue(guard.Stream, out var version) && version != guard.ExpectedVersion)
            {
                return false;
            }
        }

        return !Claims(append).Any(_claimed.Contains);
    }

    private static IEnumerable<(string, string, string)> Claims(Append append) =>
        append is { IdempotencyKey: null, Keys.Count: 0, Vault.Count: 0 } ? [] : AllClaims(append);

    private static IEnumerable<(string, string, string)> AllClaims(Append append)
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
