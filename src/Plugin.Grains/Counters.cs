namespace Plugin.Grains;

/// <summary>The id counters of <c>live</c>, with the kinds of streams whose ids each of them gives.</summary>
internal static class Counters
{
    public const string Organisation = "organisation";
    public const string Collaboration = "collaboration";

    /// <summary>Shared, so that a token's subject names either.</summary>
    public const string UserOrNode = "user-or-node";

    public const string Task = "task";
    public const string Run = "run";

    public static IReadOnlyList<(string Counter, IReadOnlyList<string> Kinds)> All { get; } =
    [
        (Organisation, ["organisation"]), (Collaboration, ["collaboration"]), (UserOrNode, ["user", "node"]), (Task, ["task"]),
        (Run, ["run"]),
    ];
}
