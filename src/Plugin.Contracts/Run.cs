using System.Text.Json.Serialization;

namespace Plugin.Contracts;

/// <param name="Input">As the client sent it.</param>
/// <param name="Node">Null (<c>{}</c> on the wire) when it is no longer registered.</param>
public sealed record Run(
    int Id, string Status, string? Input, string? Log, DateTimeOffset AssignedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt,
    DateTimeOffset? CleanupAt, bool BlobStorageUsed, Link Organization, ToOne<TaskView> Task, Link Results,
    [property: JsonConverter(typeof(EmptyForNull<RunNode>))] RunNode? Node,
    IReadOnlyList<RunPort> Ports) : IIdentified;

/// <summary>How far a run is. Our own route; in vantage6's views it comes with input and result.</summary>
/// <param name="State">More exact than the status: <c>awaiting approval</c>, <c>claimed</c>, <c>unreachable</c>, <c>held</c> …; <c>ended</c> when it has.</param>
/// <param name="Attempt">Which try this is; 0 before the first.</param>
/// <param name="Cause">Why it is in this state, where somebody said so.</param>
/// <param name="Node">Null when it is no longer registered.</param>
public sealed record RunStanding(
    int Id, int TaskId, int CollaborationId, int OrganizationId, string Status, string State, int Attempt, string? Cause, DateTimeOffset AssignedAt,
    DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, StandingNode? Node) : IIdentified;

/// <param name="Status"><c>online</c>, <c>offline</c>, or null when it was never seen.</param>
public sealed record StandingNode(int Id, string Name, string? Status);

public sealed record RunNode(int Id, string Name, string? Status, string? Ip);

public sealed record RunPort(int Id, int Port, string? Label);

public sealed record NewPort(int Port, int RunId)
{
    /// <summary>What the algorithm's image calls it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Label { get; init; }
}

public sealed record VpnUpdate(string VpnConfig);

/// <summary>Where a container of another run of the same job can be reached over a VPN.</summary>
/// <param name="Ip">Of the run's node.</param>
public sealed record AlgorithmAddress(string? Ip, int Port, string? Label, int OrganizationId, int TaskId, int? ParentId);

public sealed record AlgorithmAddresses(IReadOnlyList<AlgorithmAddress> Addresses);

/// <summary>A vantage6 node's report. What is null stays as it is.</summary>
public sealed record RunPatch
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? StartedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? FinishedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Status { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Result { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Log { get; init; }
}

/// <param name="Id">The run's id.</param>
/// <param name="Content">Base64 or encrypted text; null until the node delivered it.</param>
public sealed record Result(
    int Id, [property: JsonPropertyName("result")] string? Content, bool BlobStorageUsed, DateTimeOffset? CleanupAt, Link Run, Link Task)
    : IIdentified;

/// <summary>The eleven status strings of runs and tasks.</summary>
public static class RunStatus
{
    public const string Pending = "pending";
    public const string Initializing = "initializing";
    public const string Active = "active";
    public const string Completed = "completed";
    public const string Failed = "failed";
    public const string StartFailed = "start failed";
    public const string NoImage = "non-existing Docker image";
    public const string Crashed = "crashed";
    public const string Killed = "killed by user";
    public const string NotAllowed = "not allowed";
    public const string Unknown = "unknown error";

    public static IReadOnlyList<string> All { get; } =
        [Pending, Initializing, Active, Completed, Failed, StartFailed, NoImage, Crashed, Killed, NotAllowed, Unknown];

    /// <summary>As vantage6 clients decide it: whatever is not open or completed has failed.</summary>
    public static bool HasFailed(string status) => status is not (Pending or Initializing or Active or Completed);

    public static bool HasFinished(string status) => status is not (Pending or Initializing or Active);
}

/// <summary>A piece of what a run has printed. Our own route; in vantage6's views the log is one text.</summary>
/// <param name="From">How many characters come before it.</param>
/// <param name="Next">Where the next piece begins.</param>
/// <param name="Finished">There is no more.</param>
public sealed record RunLog(long From, string Text, long Next, bool Finished);
