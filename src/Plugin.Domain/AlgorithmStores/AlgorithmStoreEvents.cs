namespace Plugin.Domain.AlgorithmStores;

public abstract record AlgorithmStoreEvent(DateTimeOffset At) : DomainEvent(At);

/// <param name="Url">Where the store's API is, with its path.</param>
/// <param name="ServerUrl">What the store was told this hub's API is: it asks there who a caller is, and knows the hub by it.</param>
/// <param name="Collaboration">Null: for all collaborations.</param>
public sealed record AlgorithmStoreLinked(
    AlgorithmStoreId Id, string Name, string Url, string ServerUrl, CollaborationId? Collaboration, DateTimeOffset At)
    : AlgorithmStoreEvent(At);

public sealed record AlgorithmStoreRenamed(string Name, DateTimeOffset At) : AlgorithmStoreEvent(At);

/// <param name="Collaboration">Null: for all collaborations from here on.</param>
public sealed record AlgorithmStoreMoved(CollaborationId? Collaboration, DateTimeOffset At) : AlgorithmStoreEvent(At);

public sealed record AlgorithmStoreUnlinked(DateTimeOffset At) : AlgorithmStoreEvent(At);
