using Plugin.EventLog;
using Plugin.Testing.Running;

namespace Plugin.Bench.Logs;

/// <summary>A fresh database of one engine, removed afterwards.</summary>
internal interface ISubject : IAsyncDisposable
{
    /// <summary>A hub on this database, not started. While it runs, nobody else may have the store open.</summary>
    HubProcess Hub { get; }

    Task<IStore> Open(IProjector projector, CancellationToken cancellationToken);

    /// <summary>The same rows without a log, once per subject: empty tables with the same columns and indexes, on one connection, nothing checked.</summary>
    Task<IPlainInserts> OpenPlain(IReadOnlyList<ReadTable> tables, CancellationToken cancellationToken);

    /// <summary>Does at once what the database would do in its own time after so many writes.</summary>
    Task Settle(CancellationToken cancellationToken);
}

internal interface IPlainInserts : IAsyncDisposable
{
    /// <summary>One transaction.</summary>
    Task Insert(IReadOnlyList<PlainEvent> events, IReadOnlyList<PlainTable> tables, CancellationToken cancellationToken);
}

internal readonly record struct PlainEvent(long Position, string Stream, long Version, NewEvent Event);

/// <param name="Rows">Values in the order of the table's columns.</param>
internal sealed record PlainTable(ReadTable Table, IReadOnlyList<object?[]> Rows);

internal sealed record Engine(string Name, Func<CancellationToken, Task<ISubject>> Create)
{
    public static IReadOnlyList<Engine> All { get; } =
    [
        new("sqlite", _ => Task.FromResult<ISubject>(new SqliteSubject())),
        new("postgres", async cancellationToken => await PostgresSubject.Create(cancellationToken)),
    ];

    public string Figure(string name) => $"log.{Name}.{name}";
}
