namespace Plugin.Grains;

/// <summary>The id counters of <c>live</c>, with the kinds of streams whose ids each of them gives.</summary>
internal static class Counters
{
    public const string Organisation = "organisation";
    public const string Collaboration = "collaboration";

    /// <summary>Shared, so that a token's subject names either.</summary>
    public const string UserOrNode = "user-or-node";

    public const string Study = "study";

    public const string AlgorithmStore = "algorithm_store";

    /// <summary>Of custom roles. Their ids follow those of the built-in ones, so a role's id is more than what the counter gave.</summary>
    public const string Role = "role";

    public const string Task = "task";
    public const string Run = "run";

    /// <summary>Of no kind of stream: a port counts within its run only.</summary>
    public const string Port = "port";

    public static IReadOnlyList<(string Counter, IReadOnlyList<string> Kinds)> All { get; } =
    [
        (Organisation, ["organisation"]), (Collaboration, ["collaboration"]), (UserOrNode, ["user", "node"]), (Study, ["study"]),
        (AlgorithmStore, ["algorithm_store"]),
        (Role, ["role"]), (Task, ["task"]), (Run, ["run"]),
    ];
}
