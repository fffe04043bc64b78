using Plugin.EventLog.Entries;
using Plugin.EventLog.Following;
using Plugin.EventLog.Rows;
using Plugin.EventLog.Writing;

namespace Plugin.EventLog.Memory;

internal sealed class MemoryLog : IEventLog
{
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

    public MemoryLog(TableSet tables, MemoryVault vault, MemoryRead read, TimeProvider clock, SaltSource salts)
    {
        (_tables, _vault, _read, _clock, _salts) = (tables, vault, read, clock, salts);
        _tail = new LogTail(Read, inline: true);
        var hub = new byte[16];
        salts(hub);
        Origin = new LogOrigin(new Guid(hub), Generation: 1);
    }

    public LogOrigin Origin { get; }

    public async Task<Appended> Append(Append append, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        AppendRules.Check(append);
        var changes = await _tables.Changes(append, _vault, cancellationToken);
        if (append.IdempotencyKey is { } known && _outcomes.TryGetValue(known, out var outcome))
        {
            return new Appended(0, 0, Replayed: true, outcome);
        }

        CheckConflicts(append);
        // The only step that can still refuse comes first; from here on nothing fails.
        _read.Write(changes);
        var first = _events.Count + 1;
        var stored = Store(append);
        _vault.Write(append.Vault);
        foreach (var key in append.Keys)
        {
            Change(key);
        }

        if (append.IdempotencyKey is { } idempotency)
        {
            _outcomes.Add(idempotency, append.Outcome);
        }

        _tail.Publish(stored);
        return new Appended(first, _events.Count, Replayed: false, append.Outcome);
    }

    public Task<IReadOnlyList<StoredEvent>> ReadStream(string stream, long afterVersion, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StoredEvent>>(
            _streams.TryGetValue(stream, out var events) ? [.. events.Skip((int)Math.Min(afterVersion, int.MaxValue))] : []);

    public Task<long> VersionOf(string stream, CancellationToken cancellationToken) => Task.FromResult(VersionOf(stream));

    public Task<IReadOnlyList<StoredEvent>> Read(long afterPosition, int limit, CancellationToken cancellationToken)
    {
        var from = (int)Math.Min(afterPosition, _events.Count);
        return Task.FromResult<IReadOnlyList<StoredEvent>>(_events.GetRange(from, Math.Min(limit, _events.Count - from)));
    }

    public Task<long> Head(CancellationToken cancellationToken) => Task.FromResult<long>(_events.Count);

    public IAsyncEnumerable<StoredEvent> Follow(long afterPosition, CancellationToken cancellationToken) =>
        _tail.Follow(afterPosition, cancellationToken);

    public Task<string?> OwnerOf(string kind, string value, CancellationToken cancellationToken) =>
        Task.FromResult(_keys.GetValueOrDefault((kind, value)));

    public Task<ReadOnlyMemory<byte>?> OutcomeOf(string idempotencyKey, CancellationToken cancellationToken) =>
        Task.FromResult<ReadOnlyMemory<byte>?>(_outcomes.TryGetValue(idempotencyKey, out var outcome) ? outcome : default(ReadOnlyMemory<byte>?));

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

    private List<StoredEvent> Store(Append append)
    {
        var now = LogTime.Truncate(_clock.GetUtcNow());
        var at = _events.Count > 0 && _events[^1].At > now ? _events[^1].At : now;
        var stored = new List<StoredEvent>();
        foreach (var stream in append.Streams)
        {
            var version = stream.ExpectedVersion;
            foreach (var @event in stream.Events)
            {
                var salt = new byte[Entry.SaltBytes];
                _salts(salt);
                version++;
                stored.Add(new StoredEvent(
                    _events.Count + stored.Count + 1, stream.Stream, version, @event.Name, @event.Data, @event.Metadata, at, salt,
                    Entry.Leaf(stream.Stream, version, @event, at, salt)));
            }
        }

        foreach (var @event in stored)
        {
            _events.Add(@event);
            if (!_streams.TryGetValue(@event.Stream, out var events))
            {
                _streams.Add(@event.Stream, events = []);
            }

            events.Add(@event);
        }

        return stored;
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
