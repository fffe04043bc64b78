using Plugin.Contracts.Station;
using Plugin.Node.Attempts;
using Plugin.Node.Policies;

namespace Plugin.Node.Operator;

/// <summary>An attempt that does not go on without the operator.</summary>
public sealed record WaitingRun(ClaimGranted Grant, Matter Matter)
{
    private const int LongestBeginning = 4000;

    public AttemptId Id => new(Grant.RunId, Grant.Attempt);

    /// <summary>What is asked about it, its facts in the order in which they matter. From outside, so for eyes only as <see cref="ShownText"/>.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts =>
    [
        ("Task", Named(Grant.TaskId, Grant.TaskName) + (Grant.ParentTaskId is { } parent ? $", a subtask of task {parent}" : "")),
        ("User", Named(Grant.InitUserId, Grant.InitUser)),
        ("Organization", Named(Grant.InitOrganizationId, Grant.InitOrganization)),
        ("Image", Grant.Image),
        ("Method", Matter.Basis.Method ?? "cannot be seen"),
        ("Data", Grant.Databases.Count == 0 ? "none" : string.Join("; ", Grant.Databases.Select(d => d.Parameters is "" or "{}" ? d.Label : $"{d.Label} {d.Parameters}"))),
        ("Rule", Matter.Rule),
    ];

    /// <summary>The beginning of what an algorithm handed back and of how many bytes; null when there is nothing to look at.</summary>
    public (string Text, long Bytes)? Output(string dataFolder)
    {
        var file = OutputFile(dataFolder);
        if (Matter.Kind != MatterKind.Release || !File.Exists(file))
        {
            return null;
        }

        using var output = File.OpenRead(file);
        using var reader = new StreamReader(output);
        var beginning = new char[LongestBeginning];
        return (new string(beginning, 0, reader.ReadBlock(beginning)), output.Length);
    }

    public string OutputFile(string dataFolder) => new Contract.RunFolders(Path.GetFullPath(dataFolder)).OutputFile(Id);

    private static string Named(int id, string? name) => name is null ? $"{id}" : $"{id} ({name})";
}
