namespace Plugin.Contracts;

/// <summary>A task with everything it belongs together with: the task that people ordered, its subtasks, and all their runs, without contents. Our own route.</summary>
/// <param name="Tasks">The oldest first.</param>
/// <param name="Total">How many tasks there are in all; more than are shown where there are very many.</param>
public sealed record JobView(int Id, long Total, IReadOnlyList<JobTask> Tasks);

/// <param name="ParentRunId">The run whose algorithm ordered it; null when a person did.</param>
public sealed record JobTask(
    int Id, int? ParentId, int? ParentRunId, string Name, string Status, DateTimeOffset CreatedAt, IReadOnlyList<JobRun> Runs);

/// <param name="State">One of <see cref="Station.RunStates"/>, or <c>ended</c>: what the station is at, where the status only says "pending" or "active".</param>
/// <param name="Cause">Why, where it is not plain progress.</param>
/// <param name="HasResult">Whether there is one to fetch.</param>
public sealed record JobRun(
    int Id, string Status, string State, string? Cause, int Attempt, int OrganizationId, int NodeId, string? NodeName, string? NodeStatus,
    DateTimeOffset AssignedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, bool HasResult, bool HasLog);
