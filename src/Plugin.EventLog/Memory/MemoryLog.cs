using Plugin.EventLog.Entries;
using Plugin.EventLog.Following;
using Plugin.EventLog.Rows;
using Plugin.EventLog.Writing;

namespace Plugin.EventLog.Memory;

internal sealed class MemoryLog : IEventLog
{
    private readonly Lock _state;
    private readonly TableSet _tables;
    private readonly MemoryVault _vault;
    private readonly MemoryRead _read;
    private readonly TimeProvider _clock;
    private readonly SaltSource _salts;
    private readonly LogTail _tail;
    private readonly List<StoredEvent> _events = [];
    private readonly Dictionary<string, List<StoredEvent>> _streams = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Kind, string Value), string> _keys = [];
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _outcomes = new(StringComparer.Ordinal);

    public MemoryLog(Lock state, TableSet tables, MemoryVault vault, MemoryRead read, TimeProvider clock, SaltSource salts)
    {
        (_state, _tables, _vault, _read, _clock, _salts) = (state, tables, vault, read, clock, salts);
        _tail = new LogTail(Read, inline: true);
        var hub = new byte[16];
        salts(hub);
        Origin = new LogOrigin(new Guid(hub), Generation: 1);
    }

    public LogOrigin Origin { get; private set; }

    /// <summary>For who holds the lock.</summary>
    public int Count => _events.Count;

    /// <summary>For who holds the lock.</summary>
    public IEnumerable<byte[]> Leaves(long first, int count) => Slice(first, count).Select(stored => stored.Leaf.ToArray());

    /// <summary>For who holds the lock. By stream and version.</summary>
    public IEnumerable<StreamPlace> Places() =>
        from stream in _streams.OrderBy(stream => stream.Key, StringComparer.Ordinal)
        from stored in stream.Value
        select new StreamPlace(stored.Stream, stored.Version, stored.Position);

    public async Task<Appended> Append(Append append, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        AppendRules.Check(append);
        var changes = await _tables.Changes(append, _vault, cancellationToken);
        Appended appended;
        List<StoredEvent> news;
        lock (_state)
        {
            appended = Write(append, changes);
            // From where the tail is: another thread may not have come to publish its own yet.
            news = Slice(_tail.Head ?? 0, int.MaxValue);
        }

        _tail.Publish(news);
        return appended;
    }

    public Task<IReadOnlyList<StoredEvent>> ReadStream(string stream, long afterVersion, CancellationToken cancellationToken)
    {
        lock (_state)
        {
            return Task.FromResult<IReadOnlyList<StoredEvent>>(
                _streams.TryGetValue(stream, out var events) ? [.. events.Skip((int)Math.Min(afterVersion, int.MaxValue))] : []);
        }
    }

    public Task<IReadOnlyList<StoredEvent>> ReadUnder(string prefix, long lastPosition, CancellationToken cancellationToken)
    {
        lock (_state)
        {
            return Task.FromResult<IReadOnlyList<StoredEvent>>(
            [
                .. _streams.Where(stream => stream.Key.StartsWith(prefix, StringComparison.Ordinal)).SelectMany(stream => stream.Value)
                    .Where(stored => stored.Position <= lastPosition).OrderBy(stored => stored.Position),
            ]);
        }
    }

    public Task<long> VersionOf(string stream, CancellationToken cancellationToken)
    {
        lock (_state)
        {
            return Task.FromResult(VersionOf(stream));
        }
    }

    public Task<IReadOnlyList<StoredEvent>> Read(long afterPosition, int limit, CancellationToken cancellationToken)
    {
        lock (_state)
        {
            return Task.FromResult<IReadOnlyList<StoredEvent>>(Slice(afterPosition, limit));
        }
    }

    public Task<long> Head(CancellationToken cancellationToken)
    {
        lock (_state)
        {
            return Task.FromResult<long>(_events.Count);
        }
    }

    public IAsyncEnumerable<StoredEvent> Follow(long afterPosition, CancellationToken cancellationToken) =>
        _tail.Follow(afterPosition, cancellationToken);

    public Task<bool> Take(TakeKey key, CancellationToken cancellationToken)
    {
        lock (_state)
        {
            var free = _keys.TryAdd((key.Kind, key.Value), key.Owner);
            return Task.FromResult(free || _keys[(key.Kind, key.Value)] == key.Owner);
        }
    }

    public Task<string?> OwnerOf(string kind, string value, CancellationToken cancellationToken)
    {
        lock (_state)
        {
            return Task.FromResult(_keys.GetValueOrDefault((kind, value)));
        }
    }

    public Task<ReadOnlyMemory<byte>?> OutcomeOf(string idempotencyKey, CancellationToken cancellationToken)
    {
        lock (_state)
        {
            return Task.FromResult(
                _outcomes.TryGetValue(idempotencyKey, out var outcome) ? outcome : default(ReadOnlyMemory<byte>?));
        }
    }

    private Appended Write(Append append, IReadOnlyList<RowChange> changes)
    {
        if (append.IdempotencyKey is { } known && _outcomes.TryGetValue(known, out var outcome))
        {
            return new Appended(0, 0, Replayed: true, outcome);
        }

        CheckConflicts(append);
        // The only step that can still refuse comes first; from here on nothing fails.
        _read.Write(changes);
        var first = _events.Count + 1;
        Store(append);
        _vault.Put(append.Vault);
        foreach (var released in append.ReleasedOwners.SelectMany(owner => _keys.Where(k => k.Value == owner)).ToArray())
        {
            _keys.Remove(released.Key);
        }

        foreach (var key in append.Keys)
        {
            Change(key);
        }

        if (append.OpensGeneration is { } generation)
        {
            Origin = Origin with { Generation = generation };
        }

        if (append.IdempotencyKey is { } idempotency)
        {
            _outcomes.Add(idempotency, append.Outcome);
        }

        return new Appended(first, _events.Count, Replayed: false, append.Outcome);
    }

    private List<StoredEvent> Slice(long afterPosition, int limit)
    {
        var from = (int)Math.Min(afterPosition, _events.Count);
        return _events.GetRange(from, Math.Min(limit, _events.Count - from));
    }

    private long VersionOf(string stream) => _streams.TryGetValue(stream, out var events) ? events.Count : 0;

    private void CheckConflicts(Append append)
    {
        var expectations = append.Streams.Select(s => (s.Stream, s.ExpectedVersion))
            .Concat(append.Guards.Select(g => (g.Stream, g.ExpectedVersion)));
        foreach (var (stream, expected) in expectations)
        {
            if (VersionOf(stream) is var actual && actual != expected)
            {
                throw new StreamConflictException(stream, expected, actual);
            }
        }

        foreach (var key in append.Keys.OfType<TakeKey>())
        {
            if (_keys.TryGetValue((key.Kind, key.Value), out var owner) && owner != key.Owner)
            {
                throw new KeyTakenException(key.Kind, key.Value, owner);
            }
        }
    }

    private void Store(Append append)
    {
        var now = LogTime.Truncate(_clock.GetUtcNow());
        var at = _events.Count > 0 && _events[^1].At > now ? _events[^1].At : now;
        foreach (var stream in append.Streams)
        {
            if (!_streams.TryGetValue(stream.Stream, out var events))
            {
                _streams.Add(stream.Stream, events = []);
            }

            foreach (var @event in stream.Events)
            {
                var salt = new byte[Entry.SaltBytes];
                _salts(salt);
                var version = events.Count + 1;
                var stored = new StoredEvent(
                    _events.Count + 1, stream.Stream, version, @event.Name, @event.Data, @event.Metadata, at, salt,
                    Entry.Leaf(stream.Stream, version, @event, at, salt));
                _events.Add(stored);
                events.Add(stored);
            }
        }
    }

    private void Change(KeyChange change)
    {
        var key = (change.Kind, change.Value);
        if (change is TakeKey)
        {
            _keys[key] = change.Owner;
        }
        else if (_keys.TryGetValue(key, out var owner) && owner == change.Owner)
        {
            _keys.Remove(key);
        }
    }
}
