using System.Text.Json.Serialization;

namespace Plugin.Contracts;

/// <summary>Where people and tasks are erased, and how long contents are kept is set. Routes of our own.</summary>
public static class ErasureRoutes
{
    public const string Retention = "erasure/retention";
    public const string Recent = "erasure/recent";

    public static string User(int id) => $"erasure/users/{id}";

    public static string Task(int id) => $"erasure/tasks/{id}";

    public static string RetentionOf(int collaboration) => $"erasure/retention/collaborations/{collaboration}";

    public static string ForecastOf(int collaboration, int days) => $"erasure/retention/collaborations/{collaboration}/forecast?days={days}";
}

/// <param name="Days">How long inputs, results and logs are kept after a task and its subtasks have ended; null: for ever.</param>
/// <param name="Texts">Names, descriptions, queries and reasons go with them.</param>
public sealed record RetentionView([property: JsonPropertyName("days")] int? Days, [property: JsonPropertyName("texts")] bool Texts);

/// <param name="Own">The collaboration's own policy; null where the default holds.</param>
public sealed record CollaborationRetentionView(
    [property: JsonPropertyName("own")] RetentionView? Own, [property: JsonPropertyName("default")] RetentionView Default);

/// <summary>What a number of days would mean for a collaboration now. Runs are counted up to a thousand of each kind.</summary>
/// <param name="Due">Runs whose contents would go at once, when the runs of the same task and its subtasks have ended long enough ago, too.</param>
/// <param name="Later">Runs that have ended, whose contents would go later.</param>
/// <param name="Next">When the first of those would go; null: there are none.</param>
public sealed record RetentionForecast(
    [property: JsonPropertyName("due")] int Due, [property: JsonPropertyName("later")] int Later, [property: JsonPropertyName("next")] DateTimeOffset? Next)
{
    /// <summary>No count is higher: it is this many or more.</summary>
    public const int Most = 1000;
}

/// <param name="Kind"><c>contents</c> or <c>texts</c> of a task, or a <c>user</c>.</param>
/// <param name="Id">Of the task or the user.</param>
public sealed record RecentErasure(
    [property: JsonPropertyName("kind")] string Kind, [property: JsonPropertyName("id")] int Id, [property: JsonPropertyName("at")] DateTimeOffset At);
