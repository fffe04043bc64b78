using Plugin.EventLog;

namespace Plugin.Bench.Logs;

/// <summary>An engine to measure, with fresh data that is removed afterwards.</summary>
internal interface ISubject : IAsyncDisposable
{
    Task<IStore> Open(CancellationToken cancellationToken);

    /// <summary>The same rows without a log: tables with the same columns and indexes, on one connection, nothing checked.</summary>
    Task<IPlainInserts> OpenPlain(CancellationToken cancellationToken);
}

internal interface IPlainInserts : IAsyncDisposable
{
    /// <summary>Events numbered from here on and their rows, in one transaction.</summary>
    Task Insert(long first, int count, CancellationToken cancellationToken);
}
