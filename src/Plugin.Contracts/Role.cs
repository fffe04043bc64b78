using System.Text.Json.Serialization;

namespace Plugin.Contracts;

public sealed record Role(
    int Id, string Name, string? Description, bool IsDefaultRole, Link? Organization, string Rules, string Users) : IIdentified;

/// <param name="Operation"><c>VIEW</c>, <c>EDIT</c>, <c>CREATE</c>, <c>DELETE</c>, <c>SEND</c>, <c>RECEIVE</c>.</param>
/// <param name="Scope"><c>OWN</c>, <c>ORGANIZATION</c>, <c>COLLABORATION</c>, <c>GLOBAL</c>.</param>
public sealed record Rule(int Id, string Name, string Operation, string Scope, string Description, string Users) : IIdentified;

/// <param name="Rules">Ids of rules that the caller holds.</param>
public sealed record NewRole(string Name, IReadOnlyList<int> Rules)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Description { get; init; }

    /// <summary>Null: the caller's own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? OrganizationId { get; init; }
}

/// <summary>What is null stays as it is.</summary>
public sealed record RolePatch
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Description { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? Rules { get; init; }
}
