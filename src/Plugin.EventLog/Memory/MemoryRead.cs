using System.Data.Common;
using System.Runtime.CompilerServices;
using Plugin.EventLog.Rows;

namespace Plugin.EventLog.Memory;

internal sealed class MemoryRead(TableSet tables) : IReadTables
{
    private const int PageSize = 1000;

    private Dictionary<string, MemoryTable> _tables = Fresh(tables);
    private IEventLog? _log;
    private IVaultTable? _vault;

    public void Attach(IEventLog log, IVaultTable vault) => (_log, _vault) = (log, vault);

    public void Write(IReadOnlyList<RowChange> changes) => Write(_tables, changes);

    public Task<DbConnection> Open(CancellationToken cancellationToken) =>
        throw new NotSupportedException("The in-memory engine has no SQL.");

    public Task<IReadOnlyList<IReadOnlyDictionary<string, object?>>> Where(
        string table, string column, object value, int limit, CancellationToken cancellationToken)
    {
        var layout = tables[table];
        var ordinal = layout.Ordinal(column);
        var wanted = layout.Normalize(ordinal, value);
        return Task.FromResult<IReadOnlyList<IReadOnlyDictionary<string, object?>>>(
            [.. _tables[table].Rows.Where(r => RowKey.Compare(r[ordinal], wanted) == 0).Take(limit).Select(r => layout.Named(r))]);
    }

    public async Task Rebuild(IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var fresh = Fresh(tables);
        var position = 0L;
        while (await _log!.Read(position, PageSize, cancellationToken) is { Count: > 0 } page)
        {
            Write(fresh, await tables.Changes(page, _vault!, cancellationToken));
            position = page[^1].Position;
            progress?.Report(position);
        }

        _tables = fresh;
    }

    public async IAsyncEnumerable<string> Dump([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var table in tables.All)
        {
            foreach (var row in _tables[table.Name].Rows.ToArray())
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return RowText.Line(table, row);
            }
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
