namespace Plugin.EventLog.Proving;

/// <summary>
/// What a hub knows of its log apart from the database: the newest checkpoint it has seen, one for each hub id. A database that was restored to
/// the past is known by it.
/// </summary>
public interface ICheckpointMemory
{
    /// <summary>The signed note; null when nothing is remembered.</summary>
    Task<string?> Read(Guid hub, CancellationToken cancellationToken);

    Task Write(Guid hub, string note, CancellationToken cancellationToken);
}

/// <summary>Remembers nothing from one start to the next.</summary>
public sealed class NoCheckpointMemory : ICheckpointMemory
{
    public Task<string?> Read(Guid hub, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    public Task Write(Guid hub, string note, CancellationToken cancellationToken) => Task.CompletedTask;
}
