namespace Plugin.EventLog.Rows;

/// <summary>All read tables of a projector, and the way from events to checked row changes.</summary>
internal sealed class TableSet
{
    // One SQLite file holds all four kinds of tables, so a read table cannot have the name of one of these.
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "schema_steps", "origin", "events", "unique_keys", "outcomes", "entries", "keys", "counters", "presences", "duties", "read_tables",
    };

    private readonly IProjector _projector;
    private readonly Dictionary<string, TableLayout> _layouts = new(StringComparer.Ordinal);

    public TableSet(IProjector projector)
    {
        _projector = projector;
        foreach (var table in projector.Tables)
        {
            if (Reserved.Contains(table.Name))
            {
                throw new ArgumentException($"A read table cannot be named {table.Name}: the store has a table of that name.");
            }

            _layouts.Add(table.Name, new TableLayout(table));
        }

        Versions = string.Join(',', All.Select(table => $"{table.Name} {table.Table.Version}"));
    }

    /// <summary>Names and versions, as the database puts them together; empty for who writes none.</summary>
    public string Versions { get; }

    /// <inheritdoc cref="IProjector.FormerTables"/>
    public IReadOnlyList<string> Former => _projector.FormerTables;

    public IReadOnlyList<TableLayout> All => [.. _layouts.Values.OrderBy(t => t.Name, StringComparer.Ordinal)];

    public TableLayout this[string table] => _layouts.TryGetValue(table, out var layout)
        ? layout
        : throw new AppendRejectedException($"There is no read table {table}.");

    /// <summary>The checked row changes of an append that is about to be written.</summary>
    public ValueTask<IReadOnlyList<RowChange>> Changes(Append append, IVaultTable vault, CancellationToken cancellationToken)
    {
        var events = new List<ProjectedEvent>();
        foreach (var stream in append.Streams)
        {
            var version = stream.ExpectedVersion;
            events.AddRange(stream.Events.Select(e => new ProjectedEvent(stream.Stream, ++version, e.Name, e.Data, e.Metadata)));
        }

        return Changes(events, append.Vault, vault, cancellationToken);
    }

    /// <summary>The checked row changes of events that are stored already.</summary>
    public ValueTask<IReadOnlyList<RowChange>> Changes(
        IEnumerable<StoredEvent> stored, IVaultTable vault, CancellationToken cancellationToken) =>
        Changes(
            [.. stored.Select(e => new ProjectedEvent(e.Stream, e.Version, e.Name, e.Data, e.Metadata))], [], vault, cancellationToken);

    private async ValueTask<IReadOnlyList<RowChange>> Changes(
        List<ProjectedEvent> events, IReadOnlyList<VaultWrite> writes, IVaultTable vault, CancellationToken cancellationToken)
    {
        await _projector.Prepare(events, writes, vault, cancellationToken);
        var changes = new RowChanges();
        foreach (var @event in events)
        {
            _projector.Project(@event, changes);
        }

        return [.. changes.All.Select(Normalize)];
    }

    private RowChange Normalize(RowChange change)
    {
        var table = this[change.Table];
        if (change.Key.Count != table.KeyColumns)
        {
            throw new AppendRejectedException($"The key of {table.Name} has {table.KeyColumns} columns, not {change.Key.Count}.");
        }

        var key = new object[change.Key.Count];
        for (var i = 0; i < key.Length; i++)
        {
            key[i] = table.Normalize(i, change.Key[i])!;
        }

        var values = new (string Column, object? Value)[change.Values.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var (column, value) = change.Values[i];
            values[i] = (column, Normalize(table, change.Kind, column, value));
        }

        return change with { Key = key, Values = values };
    }

    private static object? Normalize(TableLayout table, RowChangeKind kind, string column, object? value)
    {
        var ordinal = table.Ordinal(column);
        var normal = table.Normalize(ordinal, value);
        if (ordinal < table.KeyColumns)
        {
            throw new AppendRejectedException($"Column {table.Name}.{column} belongs to the key: a row's key cannot be changed.");
        }

        return kind != RowChangeKind.Add || normal is long
            ? normal
            : throw new AppendRejectedException($"Only numbers can be added to {table.Name}.{column}.");
    }
}
