using System.Text.Json.Serialization;

namespace Plugin.Node.Runtimes.Docker;

/// <param name="Status"><c>created</c>, <c>running</c>, <c>paused</c>, <c>restarting</c>, <c>removing</c>, <c>exited</c>, <c>dead</c>.</param>
/// <param name="Process">The process number on the machine, 0 when it does not run.</param>
internal sealed record ContainerState(
    string Status, [property: JsonPropertyName("Pid")] int Process, int ExitCode, [property: JsonPropertyName("OOMKilled")] bool OutOfMemory,
    DateTimeOffset StartedAt, DateTimeOffset FinishedAt)
{
    [JsonIgnore]
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public bool HasExited => Status is "exited" or "dead" or "stopped";
}
