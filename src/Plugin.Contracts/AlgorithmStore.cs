using System.Text.Json;
using System.Text.Json.Serialization;

namespace Plugin.Contracts;

/// <summary>A link to an algorithm store.</summary>
/// <param name="Url">Where the store's API is.</param>
/// <param name="Collaborations">Null when the store is for all collaborations.</param>
public sealed record AlgorithmStore(int Id, string Name, string Url, string? Collaborations) : IIdentified;

/// <param name="AlgorithmStoreUrl">Where the store's API is, with its path.</param>
public sealed record NewAlgorithmStore(string Name, string AlgorithmStoreUrl)
{
    /// <summary>The address of this hub's API as the store reaches it; where it is left out the hub's own setting holds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ServerUrl { get; init; }

    /// <summary>Left out: for all collaborations.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? CollaborationId { get; init; }

    /// <summary>Also a store on the hub's own machine.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Force { get; init; }
}

/// <summary>What is left out stays as it is.</summary>
public sealed record AlgorithmStorePatch
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>The id of a collaboration, or null for all of them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement CollaborationId { get; init; }
}
