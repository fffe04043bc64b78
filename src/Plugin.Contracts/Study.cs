using System.Text.Json.Serialization;

namespace Plugin.Contracts;

/// <param name="Organizations">Where the answer has them whole: of <c>POST</c> and <c>PATCH</c> always, else with <c>include</c>.</param>
public sealed record Study(int Id, string Name, Link Collaboration, ToMany<Organization> Organizations, string Tasks) : IIdentified;

public sealed record NewStudy(string Name, int CollaborationId, IReadOnlyList<int> OrganizationIds);

/// <summary>What is null stays as it is.</summary>
public sealed record StudyPatch
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? OrganizationIds { get; init; }
}
