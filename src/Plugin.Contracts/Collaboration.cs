using System.Text.Json.Serialization;

namespace Plugin.Contracts;

public sealed record Collaboration(
    int Id, string Name, bool Encrypted, ToMany<Organization> Organizations, string Nodes, string Tasks, string Studies,
    string AlgorithmStores) : IIdentified;

public sealed record NewCollaboration(string Name, IReadOnlyList<int> OrganizationIds, bool Encrypted);

/// <summary>What is null stays as it is.</summary>
public sealed record CollaborationPatch
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Encrypted { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? OrganizationIds { get; init; }
}
