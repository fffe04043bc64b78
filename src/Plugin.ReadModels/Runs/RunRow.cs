namespace Plugin.ReadModels.Runs;

public sealed class RunRow : INumbered
{
    public required int Id { get; init; }
    public required int TaskId { get; init; }
    public required int CollaborationId { get; init; }
    public required int OrganisationId { get; init; }
    public required int NodeId { get; init; }

    /// <summary>The station protocol's name of the state, or <c>ended</c>.</summary>
    public required string State { get; init; }

    /// <summary>One of the eleven wire strings.</summary>
    public required string Status { get; init; }

    public required int Attempt { get; init; }
    public required string? Cause { get; init; }
    public required long AssignedAtMicros { get; init; }
    public required long? StartedAtMicros { get; init; }
    public required long? FinishedAtMicros { get; init; }
    public required string InputId { get; init; }
    public required string? ResultId { get; init; }
    public required string? LogId { get; init; }
    public required long? ErasedAtMicros { get; init; }

    /// <summary>So that nobody looks for ports where there are none.</summary>
    public required long PortCount { get; init; }
    public required int TaskInitOrgId { get; init; }
    public required int TaskInitUserId { get; init; }
    public required int TaskJobId { get; init; }

    /// <summary>Null when the node is no longer registered.</summary>
    public required string? NodeName { get; init; }

    public required string? NodeStatus { get; init; }

    public required string? NodeIp { get; init; }

    public DateTimeOffset AssignedAt => Micros.ToTime(AssignedAtMicros);

    public DateTimeOffset? StartedAt => Micros.ToTime(StartedAtMicros);

    public DateTimeOffset? FinishedAt => Micros.ToTime(FinishedAtMicros);

    public DateTimeOffset? ErasedAt => Micros.ToTime(ErasedAtMicros);

    public bool IsOpen => FinishedAtMicros is null;
}

/// <summary>A port that the container of a run has opened.</summary>
public sealed class PortRow
{
    public required int RunId { get; init; }
    public required int Id { get; init; }
    public required int Port { get; init; }
    public required string? Label { get; init; }
}

public sealed record RunFilter
{
    public int? Task { get; init; }
    public IReadOnlyCollection<int>? Tasks { get; init; }
    public int? Organisation { get; init; }
    public int? Collaboration { get; init; }
    public int? Node { get; init; }
    public int? Port { get; init; }
    public bool OpenOnly { get; init; }
    public DateTimeOffset? AssignedFrom { get; init; }
    public DateTimeOffset? AssignedTill { get; init; }
    public DateTimeOffset? StartedFrom { get; init; }
    public DateTimeOffset? StartedTill { get; init; }
    public DateTimeOffset? FinishedFrom { get; init; }
    public DateTimeOffset? FinishedTill { get; init; }
}
