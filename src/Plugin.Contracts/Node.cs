using System.Text.Json.Serialization;
using Plugin.Contracts.Station;

namespace Plugin.Contracts;

/// <param name="Status"><c>online</c>, <c>offline</c>, or null when it was never seen.</param>
/// <param name="Ip">The VPN address; null where there is none.</param>
/// <param name="Collaboration">Null while the node is in none.</param>
/// <param name="Config">What the station chose to tell about itself.</param>
public sealed record Node(
    int Id, string Type, string Name, string? Status, string? Ip, DateTimeOffset? LastSeen, Link Organization, Link? Collaboration,
    IReadOnlyList<ConfigEntry> Config) : IIdentified
{
    /// <summary>Only in the answer that registers the node: it is never shown again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ApiKey { get; init; }
}

/// <summary>A node in the answer that put it into a collaboration.</summary>
public sealed record SimpleNode(int Id, string Name, string? Status, string? Ip, DateTimeOffset? LastSeen, Link Organization) : IIdentified;

public sealed record NewNode(int CollaborationId)
{
    /// <summary>Null: the caller's own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? OrganizationId { get; init; }

    /// <summary>Null: made from the names of organization and collaboration.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }
}

/// <summary>What is null stays as it is.</summary>
public sealed record NodePatch
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Ip { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? ClearIp { get; init; }
}

/// <summary>A node's new key, shown this once.</summary>
public sealed record NodeKey(string ApiKey)
{
    public override string ToString() => nameof(NodeKey);
}
