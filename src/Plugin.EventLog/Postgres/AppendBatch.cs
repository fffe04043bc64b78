using Npgsql;
using NpgsqlTypes;
using Plugin.EventLog.Entries;
using Plugin.EventLog.Rows;

namespace Plugin.EventLog.Postgres;

/// <summary>
/// One planned batch as one pipelined round trip. The driver sends all statements with a single Sync, so they are one transaction, which
/// commits when the last has run. The batch is known by the salt of its last event: 16 random bytes that only this batch wrote.
/// </summary>
internal sealed partial class AppendBatch
{
    public static PostgresRows ReadRows { get; } = new("", Stored);

    private readonly BatchPlan _plan;
    private readonly TableSet _tables;
    private readonly List<NewRow> _events = [];
    private IReadOnlyList<NpgsqlBatchCommand>? _prepared;

    public AppendBatch(BatchPlan plan, TableSet tables)
    {
        (_plan, _tables) = (plan, tables);
        foreach (var pending in plan.Appends)
        {
            var salt = 0;
            foreach (var stream in pending.Append.Streams)
            {
                var version = stream.ExpectedVersion;
                foreach (var @event in stream.Events)
                {
                    _events.Add(new NewRow(_events.Count + 1, stream.Stream, ++version, @event, pending.Salts[salt++]));
                }
            }
        }
    }

    public BatchPlan Plan => _plan;

    /// <summary>Events.</summary>
    public int Count => _events.Count;

    private byte[] Mark => _events[^1].Salt;

    /// <summary>Does beforehand what needs no connection.</summary>
    public void Prepare() => _prepared = Statements();

    public async Task<BatchOutcome> Run(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var statement in _prepared ?? Statements())
        {
            batch.BatchCommands.Add(statement);
        }

        _prepared = null;
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var refusals = new Dictionary<int, Refusal>();
        var (head, at) = (0L, DateTimeOffset.UnixEpoch);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.GetInt32(0) is var append && append < 0)
            {
                (head, at) = (reader.GetInt64(6), LogTime.Truncate(reader.GetFieldValue<DateTimeOffset>(9)));
            }
            else
            {
                refusals.TryAdd(append, Refusal.Read(reader));
            }
        }

        // The commit comes after the last statement; its failure shows here.
        while (await reader.NextResultAsync(cancellationToken))
        {
        }

        return new BatchOutcome(head, at, refusals);
    }

    /// <summary>
    /// After a broken connection: the position before the batch if it is stored, null if it is not and never will be. The lock waits for
    /// a server session that is still busy with it.
    /// </summary>
    public async Task<BatchOutcome?> Find(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var last = _events[^1];
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(LogLock.Take);
        batch.Add(
            "select position, at from log.events where stream = $1 and version = $2 and salt = $3", last.Stream, last.Version, last.Salt);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new BatchOutcome(
                reader.GetInt64(0) - _events.Count, LogTime.Truncate(reader.GetFieldValue<DateTimeOffset>(1)), new Dictionary<int, Refusal>())
            : null;
    }

    /// <summary>The events as they were stored, for followers of this process.</summary>
    public IReadOnlyList<StoredEvent> Committed(BatchOutcome outcome) =>
    [
        .. _events.Select((e, i) => new StoredEvent(
            outcome.Head + i + 1, e.Stream, e.Version, e.Event.Name, e.Event.Data, e.Event.Metadata, outcome.At, e.Salt,
            Entry.Leaf(e.Stream, e.Version, e.Event, outcome.At, e.Salt))),
    ];

    private IReadOnlyList<NpgsqlBatchCommand> Statements()
    {
        using var batch = new NpgsqlBatch();
        batch.Add(LogLock.TakeToAppend, _tables.Versions);
        AddStore(batch);
        AddRest(batch);
        return [.. batch.BatchCommands.Cast<NpgsqlBatchCommand>()];
    }

    private void AddStore(NpgsqlBatch batch)
    {
        NpgsqlParameter[] events =
        [
            Array(NpgsqlDbType.Integer, _events, e => e.Ordinal), Array(NpgsqlDbType.Text, _events, e => e.Stream),
            Array(NpgsqlDbType.Bigint, _events, e => e.Version), Array(NpgsqlDbType.Text, _events, e => e.Event.Name),
            Array(NpgsqlDbType.Bytea, _events, e => e.Event.Data), Array(NpgsqlDbType.Bytea, _events, e => e.Event.Metadata),
            Array(NpgsqlDbType.Bytea, _events, e => e.Salt),
            Array(NpgsqlDbType.Bytea, _events, e => Entry.LeafStart(e.Stream, e.Version, e.Event)),
            Array(NpgsqlDbType.Integer, _plan.Expectations, e => e.Append), Array(NpgsqlDbType.Text, _plan.Expectations, e => e.Stream),
            Array(NpgsqlDbType.Bigint, _plan.Expectations, e => e.Version),
        ];
        var keyed = _plan.Appends.Select((a, i) => (a.Append.IdempotencyKey, Ordinal: i)).Where(a => a.IdempotencyKey is not null).ToArray();
        var taken = _plan.Appends.SelectMany((a, i) => a.Append.Keys.OfType<TakeKey>().Select(k => (Key: k, Ordinal: i))).ToArray();
        if (keyed.Length + taken.Length == 0)
        {
            batch.Add(Store, events);
            return;
        }

        batch.Add(
            StoreWithClaims,
            [
                .. events,
                Array(NpgsqlDbType.Integer, keyed, k => k.Ordinal), Array(NpgsqlDbType.Text, keyed, k => k.IdempotencyKey!),
                Array(NpgsqlDbType.Integer, taken, k => k.Ordinal), Array(NpgsqlDbType.Text, taken, k => k.Key.Kind),
                Array(NpgsqlDbType.Text, taken, k => k.Key.Value), Array(NpgsqlDbType.Text, taken, k => k.Key.Owner),
            ]);
    }

    private void AddRest(NpgsqlBatch batch)
    {
        var keys = _plan.Appends.SelectMany(a => a.Append.Keys).ToArray();
        AddSet(batch, ReleaseOwners, [.. _plan.Appends.SelectMany(a => a.Append.ReleasedOwners)], owner => [owner]);
        AddSet(batch, Release, [.. keys.OfType<ReleaseKey>()], k => [k.Kind, k.Value, k.Owner]);
        AddSet(batch, Take, [.. keys.OfType<TakeKey>()], k => [k.Kind, k.Value, k.Owner]);
        var remembered = _plan.Appends.Select(a => a.Append).Where(a => a.IdempotencyKey is not null).ToArray();
        if (remembered.Length > 0)
        {
            batch.Add(
                Remember, Mark, Array(NpgsqlDbType.Text, remembered, a => a.IdempotencyKey!),
                Array(NpgsqlDbType.Bytea, remembered, a => a.Outcome));
        }

        // Later writes of one append to one entry replace its earlier ones; two appends of a batch never write the same entry.
        var written = _plan.Appends.SelectMany(a => a.Append.Vault).GroupBy(w => (w.Kind, w.Id)).Select(w => w.Last())
            .ToLookup(w => w.Kind == VaultWrite.SealKey);
        AddKeys(batch, [.. written[true]]);
        var vault = written[false].ToArray();
        AddSet(batch, RemoveEntries, [.. vault.Where(w => w.Content is null)], w => [w.Kind, w.Id]);
        var put = vault.Where(w => w.Content is not null).ToArray();
        if (put.Length > 0)
        {
            batch.Add(
                PutEntries, Mark, Array(NpgsqlDbType.Text, put, w => w.Kind), Array(NpgsqlDbType.Text, put, w => w.Id),
                Array(NpgsqlDbType.Bytea, put, w => w.Content!.Value));
        }

        if (_plan.Appends.Select(a => a.Append.OpensGeneration).Max() is { } generation)
        {
            batch.Add(OpenGeneration, Mark, generation);
        }

        ReadRows.Add(batch, _plan.Rows(_tables), Mark);
    }

    private void AddKeys(NpgsqlBatch batch, IReadOnlyList<VaultWrite> keys)
    {
        AddSet(batch, RemoveKeys, [.. keys.Where(w => w.Content is null)], w => [w.Id]);
        var put = keys.Where(w => w.Content is not null).ToArray();
        if (put.Length > 0)
        {
            batch.Add(
                PutKeys, Mark, Array(NpgsqlDbType.Text, put, w => w.Id), Array(NpgsqlDbType.Bytea, put, w => w.Content!.Value));
        }
    }

    private void AddSet<T>(NpgsqlBatch batch, string text, IReadOnlyList<T> items, Func<T, string[]> columns)
    {
        if (items.Count > 0)
        {
            var rows = items.Select(columns).ToArray();
            batch.Add(text, [Mark, .. Enumerable.Range(0, rows[0].Length).Select(c => Array(NpgsqlDbType.Text, rows, r => r[c]))]);
        }
    }

    private static NpgsqlParameter<TValue[]> Array<T, TValue>(NpgsqlDbType type, IReadOnlyList<T> items, Func<T, TValue> value)
    {
        var values = new TValue[items.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = value(items[i]);
        }

        return new NpgsqlParameter<TValue[]> { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = values };
    }

    private readonly record struct NewRow(int Ordinal, string Stream, long Version, NewEvent Event, byte[] Salt);
}
