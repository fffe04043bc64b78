using System.Data.Common;
using System.Runtime.CompilerServices;
using Plugin.EventLog.Rows;

namespace Plugin.EventLog.Memory;

internal sealed class MemoryRead(Lock state, TableSet tables) : IReadTables
{
    private const int PageSize = 1000;

    private Dictionary<string, MemoryTable> _tables = Fresh(tables);
    private MemoryLog? _log;
    private IVaultTable? _vault;

    public void Attach(MemoryLog log, IVaultTable vault) => (_log, _vault) = (log, vault);

    /// <summary>For who holds the lock.</summary>
    public void Write(IReadOnlyList<RowChange> changes) => Write(_tables, changes);

    public Task<DbConnection> Open(CancellationToken cancellationToken) =>
        throw new NotSupportedException("The in-memory engine has no SQL.");

    public Task<DbConnection> OpenForLists(CancellationToken cancellationToken) => Open(cancellationToken);

    public Task<IReadOnlyList<IReadOnlyDictionary<string, object?>>> Where(
        string table, string column, object value, int limit, CancellationToken cancellationToken) =>
        WhereAny(table, column, [value], limit, cancellationToken);

    public Task<IReadOnlyList<IReadOnlyDictionary<string, object?>>> WhereAny(
        string table, string column, IReadOnlyList<object> values, int limit, CancellationToken cancellationToken)
    {
        var layout = tables[table];
        var ordinal = layout.Ordinal(column);
        var wanted = values.Select(value => layout.Normalize(ordinal, value)).ToArray();
        lock (state)
        {
            return Task.FromResult<IReadOnlyList<IReadOnlyDictionary<string, object?>>>(
                [.. _tables[table].Rows.Where(r => Array.Exists(wanted, value => RowKey.Compare(r[ordinal], value) == 0)).Take(limit).Select(layout.Named)]);
        }
    }

    public Task<bool> AreOurs(CancellationToken cancellationToken) => Task.FromResult(true);

    public async Task Rebuild(IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var log = _log ?? throw new InvalidOperationException("Not attached to a log.");
        var vault = _vault ?? throw new InvalidOperationException("Not attached to a vault.");
        var fresh = Fresh(tables);
        var position = 0L;
        while (true)
        {
            var page = await log.Read(position, PageSize, cancellationToken);
            var changes = await tables.Changes(page, vault, cancellationToken);
            lock (state)
            {
                Write(fresh, changes);
                position += page.Count;
                if (log.Count == position)
                {
                    _tables = fresh;
                    progress?.Report(position);
                    return;
                }
            }

            progress?.Report(position);
        }
    }

    public async IAsyncEnumerable<string> Dump([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string[] lines;
        lock (state)
        {
            lines = [.. tables.All.SelectMany(table => _tables[table.Name].Rows.Select(row => RowText.Line(table, row)))];
        }

        foreach (var line in lines)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return line;
        }

        await Task.CompletedTask;
    }

    private static Dictionary<string, MemoryTable> Fresh(TableSet tables) =>
        tables.All.ToDictionary(t => t.Name, t => new MemoryTable(t), StringComparer.Ordinal);

    private void Write(Dictionary<string, MemoryTable> target, IReadOnlyList<RowChange> changes)
    {
        var batch = new RowBatch(tables);
        batch.Add(changes);
        var written = batch.Tables.Select(t => (Table: target[t.Table.Name], t.Rows)).ToArray();
        foreach (var (table, rows) in written)
        {
            table.Check(rows);
        }

        foreach (var (table, rows) in written)
        {
            table.Write(rows);
        }
    }
}
