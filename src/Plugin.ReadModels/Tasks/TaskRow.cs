using System.Text.Json;

namespace Plugin.ReadModels.Tasks;

public sealed class TaskRow : INumbered
{
    public required int Id { get; init; }
    public required int CollaborationId { get; init; }
    public required int InitOrgId { get; init; }
    public required int InitUserId { get; init; }
    public required int JobId { get; init; }
    public required int? StudyId { get; init; }

    /// <summary>Null also once the store is no longer linked.</summary>
    public required int? StoreId { get; init; }
    public required int? ParentId { get; init; }
    public required int? ParentRunId { get; init; }
    public required string Image { get; init; }
    public required string Name { get; init; }
    public required string Description { get; init; }
    public required string DatabasesText { get; init; }
    public required long CreatedAtMicros { get; init; }

    /// <summary>Derived from the runs, one of the eleven wire strings.</summary>
    public required string Status { get; init; }

    public required long? LastFinishedAtMicros { get; init; }

    public required long OpenRuns { get; init; }

    public required long Runs { get; init; }

    public required long FailedRuns { get; init; }

    public DateTimeOffset CreatedAt => Micros.ToTime(CreatedAtMicros);

    /// <summary>Only a completed task has one, as in vantage6.</summary>
    public DateTimeOffset? FinishedAt => Status == "completed" ? Micros.ToTime(LastFinishedAtMicros) : null;

    public IReadOnlyList<TaskDatabaseRow> Databases => JsonSerializer.Deserialize<TaskDatabaseRow[]>(DatabasesText)!;
}

/// <param name="Parameters">A JSON object as text.</param>
public sealed record TaskDatabaseRow(string Label, string Parameters);

public sealed record TaskFilter
{
    public int? InitOrganisation { get; init; }
    public int? InitUser { get; init; }
    public int? Collaboration { get; init; }
    public int? Study { get; init; }
    public int? Store { get; init; }
    public int? Parent { get; init; }
    public int? Job { get; init; }
    public string? Name { get; init; }
    public string? Image { get; init; }
    public string? Description { get; init; }
    public string? Database { get; init; }
    public bool? UserCreated { get; init; }
    public int? Run { get; init; }
    public DateTimeOffset? CreatedFrom { get; init; }
    public DateTimeOffset? CreatedTill { get; init; }
    public string? Status { get; init; }
    public IReadOnlyCollection<int>? Ids { get; init; }
}
