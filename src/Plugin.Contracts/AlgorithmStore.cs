namespace Plugin.Contracts;

/// <param name="Collaborations">Null when the store is for all collaborations.</param>
public sealed record AlgorithmStore(int Id, string Name, string Url, string? Collaborations) : IIdentified;
