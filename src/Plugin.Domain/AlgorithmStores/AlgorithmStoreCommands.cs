namespace Plugin.Domain.AlgorithmStores;

public abstract record AlgorithmStoreCommand(DateTimeOffset Now);

public sealed record LinkAlgorithmStore(
    AlgorithmStoreId Id, string Name, string Url, string ServerUrl, CollaborationId? Collaboration, DateTimeOffset Now)
    : AlgorithmStoreCommand(Now);

public sealed record RenameAlgorithmStore(string Name, DateTimeOffset Now) : AlgorithmStoreCommand(Now);

/// <param name="Collaboration">Null: all collaborations.</param>
public sealed record MoveAlgorithmStore(CollaborationId? Collaboration, DateTimeOffset Now) : AlgorithmStoreCommand(Now);

public sealed record UnlinkAlgorithmStore(DateTimeOffset Now) : AlgorithmStoreCommand(Now);
