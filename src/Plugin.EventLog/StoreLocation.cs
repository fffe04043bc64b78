using Plugin.EventLog.Postgres;
using Plugin.EventLog.Sqlite;

namespace Plugin.EventLog;

/// <summary>Where a hub keeps its data: <c>--data DIR</c> (SQLite) or <c>--database "Host=…"</c> (PostgreSQL).</summary>
public abstract record StoreLocation
{
    /// <summary>Told how far lists are made anew while it is opened, which takes minutes where there is much history.</summary>
    public IProgress<long>? Progress { get; init; }

    /// <exception cref="ArgumentException">Not exactly one of the two is given.</exception>
    public static StoreLocation Of(string? data, string? database) => (data, database) switch
    {
        ({ Length: > 0 }, null or "") => new DataFolder(data),
        (null or "", { Length: > 0 }) => new Database(database),
        (null or "", null or "") => throw new ArgumentException("Say where the data is: --data DIR (SQLite) or --database \"Host=…\" (PostgreSQL)."),
        _ => throw new ArgumentException("Give --data or --database, not both."),
    };

    /// <summary>Opens it to read and write, creating what is not there yet.</summary>
    public abstract Task<IStore> Open(IProjector projector, TimeProvider clock, CancellationToken cancellationToken);

    /// <summary>As <see cref="Open"/>, while no hub serves it and none can begin to.</summary>
    /// <exception cref="LogUnusableException">A hub is serving it.</exception>
    public abstract Task<IStore> OpenAlone(IProjector projector, TimeProvider clock, CancellationToken cancellationToken);

    /// <summary>Opens an existing log for looking only, also while a hub is running on it.</summary>
    public abstract Task<IStore> Look(TimeProvider clock, CancellationToken cancellationToken);
}

/// <summary>SQLite, in the file <c>plugin.db</c> of a folder.</summary>
public sealed record DataFolder(string Folder) : StoreLocation
{
    public string File => Path.Combine(Folder, "plugin.db");

    public override async Task<IStore> Open(IProjector projector, TimeProvider clock, CancellationToken cancellationToken) =>
        await SqliteStore.Open(File, projector, clock, Progress, cancellationToken);

    // A SQLite file has one owner anyway.
    public override Task<IStore> OpenAlone(IProjector projector, TimeProvider clock, CancellationToken cancellationToken) =>
        Open(projector, clock, cancellationToken);

    public override Task<IStore> Look(TimeProvider clock, CancellationToken cancellationToken) =>
        Task.FromResult<IStore>(SqliteStore.Look(File, new NoProjector(), clock));
}

/// <summary>PostgreSQL, by connection string.</summary>
public sealed record Database(string ConnectionString) : StoreLocation
{
    public override async Task<IStore> Open(IProjector projector, TimeProvider clock, CancellationToken cancellationToken) =>
        await PostgresStore.Open(ConnectionString, projector, clock, Progress, cancellationToken);

    public override async Task<IStore> OpenAlone(IProjector projector, TimeProvider clock, CancellationToken cancellationToken) =>
        await PostgresStore.OpenAlone(ConnectionString, projector, clock, cancellationToken);

    public override async Task<IStore> Look(TimeProvider clock, CancellationToken cancellationToken) =>
        await PostgresStore.Look(ConnectionString, new NoProjector(), clock, cancellationToken);

    // The generated text would show the password.
    public override string ToString() => "Database";
}
