using System.Text.Json;
using System.Text.Json.Serialization;

namespace Plugin.Contracts;

/// <param name="Status">One of <see cref="RunStatus"/>, derived from the runs.</param>
/// <param name="FinishedAt">Only of a completed task: when its last run finished.</param>
/// <param name="Complete">Whether all runs have ended; the R client waits for it.</param>
/// <param name="Runs">Absent where the task stands inside a run.</param>
public sealed record TaskView(
    int Id, string Name, string Description, string Image, string Status, int JobId, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt,
    Link Collaboration, Link? Study, Link? Parent, Link InitOrg, Link InitUser, Link? AlgorithmStore,
    IReadOnlyList<TaskDatabase> Databases,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ToMany<Run>? Runs,
    ToMany<Result> Results, string Children, bool Complete) : IIdentified
{
    /// <summary>How many runs the task has, and how many of them have ended and failed; a vantage6 server tells nothing of the kind.</summary>
    public RunProgress? Progress { get; init; }
}

/// <param name="Ended">Those that failed among them.</param>
public sealed record RunProgress(long Runs, long Ended, long Failed);

/// <param name="Parameters">A JSON object as text, <c>{}</c> when empty.</param>
public sealed record TaskDatabase(string Label, string Parameters);

/// <summary>A run with its result, as the R client takes them: all of a task in one plain array.</summary>
public sealed record TaskResult(
    int Id, string Status, string? Result, string? Log, DateTimeOffset AssignedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt,
    bool BlobStorageUsed, Link Organization, Link Task, [property: JsonConverter(typeof(EmptyForNull<RunNode>))] RunNode? Node);

/// <param name="DbLabel">Of the database.</param>
/// <param name="Organizations">Whom a task asks where no node has told the names.</param>
public sealed record ColumnQuestion(int CollaborationId, string DbLabel, IReadOnlyList<NewTaskOrganization> Organizations)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SheetName { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Query { get; init; }
}

public sealed record ColumnNames(IReadOnlyList<string> Columns);

public sealed record TaskStatusView(string Status);

public sealed record NewTask(string Image, IReadOnlyList<NewTaskOrganization> Organizations)
{
    /// <summary>Null: the study's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? CollaborationId { get; init; }

    /// <summary>Null: for the whole collaboration.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? StudyId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Description { get; init; }

    /// <summary>The algorithm store that is to say what exactly the image is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? StoreId { get; init; }

    public IReadOnlyList<NewTaskDatabase> Databases { get; init; } = [];
}

/// <param name="Input">Base64, or <c>key$iv$data</c> in an encrypted collaboration.</param>
public sealed record NewTaskOrganization(int Id, string Input);

public sealed record NewTaskDatabase(string Label)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Query { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SheetName { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<JsonElement>? Preprocessing { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Arguments { get; init; }
}
