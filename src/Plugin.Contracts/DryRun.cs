using System.Text.Json.Serialization;

namespace Plugin.Contracts;

/// <summary>A task that is only tried: what would become of it at each organization. Our own route.</summary>
public sealed record DryRunQuestion(string Image, IReadOnlyList<DryRunOrganization> Organizations)
{
    /// <summary>Null: the study's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? CollaborationId { get; init; }

    /// <summary>Null: for the whole collaboration.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? StudyId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? StoreId { get; init; }

    /// <summary>What of the algorithm would be called; null when that is not to be told.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Method { get; init; }

    public IReadOnlyList<NewTaskDatabase> Databases { get; init; } = [];
}

public sealed record DryRunOrganization(int Id);

/// <param name="Image">What the task would run: with the digest that the store vouches for, where one was named.</param>
public sealed record DryRun(string Image, IReadOnlyList<DryRunAnswer> Organizations);

/// <param name="NodeId">Null when the organization has no node in the collaboration.</param>
/// <param name="Status">Of the node: <c>online</c>, <c>offline</c>, or null when it was never seen.</param>
/// <param name="Verdict">One of <see cref="DryRunVerdicts"/>. Only the station's own word counts, and it looks again.</param>
/// <param name="Rule">What decides: a key of the station's configuration, or a word of the hub's such as <c>node.missing</c>.</param>
/// <param name="Reason">In a sentence.</param>
/// <param name="Conditions">What cannot be seen from here and may still speak against it.</param>
public sealed record DryRunAnswer(
    int OrganizationId, int? NodeId, string? Status, string Verdict, string? Rule, string? Reason, IReadOnlyList<DryRunCondition> Conditions);

/// <param name="Code"><c>offline</c>, <c>records</c>, <c>digest</c>, <c>held</c> or <c>method</c>.</param>
public sealed record DryRunCondition(string Code, string Text);

public static class DryRunVerdicts
{
    public const string Accepts = "accepts";

    /// <summary>The station's operator is asked before the run starts.</summary>
    public const string Asks = "asks";

    public const string Refuses = "refuses";

    /// <summary>The station does not tell its rules.</summary>
    public const string Unknown = "unknown";
}
