using Plugin.EventLog;

namespace Plugin.Grains.Stations;

/// <summary>A row of the read table <c>open_runs</c> (defined in Plugin.ReadModels), which every engine can look up by node, job or state.</summary>
internal sealed record OpenRun(int Run, int Node, int Task, int? ParentTask, string Image, string State, int Attempt, DateTimeOffset Since)
{
    private const string Table = "open_runs";
    private const int Most = 1_000_000;

    /// <summary>Every open state, as the table spells it.</summary>
    public static IReadOnlyList<string> States { get; } =
        ["pending", "awaiting approval", "claimed", "initializing", "active", "unreachable", "held"];

    public static async Task<IReadOnlyList<OpenRun>> OfNode(IReadTables read, int node, CancellationToken cancellationToken) =>
        [.. (await read.Where(Table, "node", (long)node, Most, cancellationToken)).Select(From).OrderBy(run => run.Run)];

    public static async Task<IReadOnlyList<OpenRun>> OfJob(IReadTables read, int job, CancellationToken cancellationToken) =>
        [.. (await read.Where(Table, "job", (long)job, Most, cancellationToken)).Select(From).OrderBy(run => run.Run)];

    public static async Task<IReadOnlyList<OpenRun>> InState(IReadTables read, string state, CancellationToken cancellationToken) =>
        [.. (await read.Where(Table, "state", state, Most, cancellationToken)).Select(From).OrderBy(run => run.Run)];

    /// <param name="generation">
    /// Of the log. Attempts of the one before that its lost events gave count as given: a station that still holds one learns that it is over.
    /// </param>
    public OfferedRun ToOffered(int generation) => new(
        Run, Task, ParentTask, Image, State,
        State == "pending" ? Math.Max(Attempt, Domain.Runs.Run.LastAttemptBefore(generation)) : Attempt);

    /// <summary>Every open run of the hub, in one look: state by state, one that went from a later state back to an earlier would not be seen.</summary>
    public static async Task<IReadOnlyList<OpenRun>> All(IReadTables read, CancellationToken cancellationToken) =>
        [.. (await read.WhereAny(Table, "state", States, Most, cancellationToken)).Select(From).OrderBy(run => run.Run)];

    private static OpenRun From(IReadOnlyDictionary<string, object?> row) => new(
        (int)(long)row["run"]!,
        (int)(long)row["node"]!,
        (int)(long)row["task"]!,
        (int?)(long?)row["parent_task"],
        (string)row["image"]!,
        (string)row["state"]!,
        (int)(long)row["attempt"]!,
        (DateTimeOffset)row["since"]!);
}
