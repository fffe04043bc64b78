using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Plugin.Node.Runtimes.Processes;

namespace Plugin.Node.Status;

/// <summary>How a running agent is doing, as it leaves it in the data folder every few seconds.</summary>
/// <param name="Agent">Tells the agent that wrote this from any other process.</param>
/// <param name="Ended">Why it is no longer running, when it could say so.</param>
public sealed record StationStatus(
    DateTimeOffset At, DateTimeOffset Started, string Version, ProcessMark Agent, string? Ended, AgentStatus Status, ResourceUse Resources)
{
    internal const string FileName = "status.json";

    internal static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>Its process is there and is no other one.</summary>
    [JsonIgnore]
    public bool IsAlive => Ended is null && new ProcessIdentity(Agent.Process, Agent.StartTime, Agent.Boot).IsAlive;

    /// <summary>What the agent of this data folder left last; null when none ever did.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static StationStatus? In(string dataFolder)
    {
        var file = Path.Combine(dataFolder, FileName);
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<StationStatus>(File.ReadAllText(file), Json) : null;
        }
        catch (JsonException e)
        {
            throw new IOException($"{file} is damaged: {e.Message}", e);
        }
    }
}

public sealed record ProcessMark(int Process, long StartTime, string Boot);

/// <param name="Node">Null before the hub answered for the first time.</param>
/// <param name="Runs">Those that the station has, the oldest first.</param>
/// <param name="Queue">Those that wait for a place, in the order in which they get one.</param>
public sealed record AgentStatus(
    NodeMark? Node, HubContact Hub, IReadOnlyList<RunStatusLine> Runs, IReadOnlyList<QueuedRun> Queue, Places TopLevel, Places Child, WitnessReport Witness);

public sealed record NodeMark(int Id, string Name, int Organization, int Collaboration, bool Encrypted);

/// <param name="Last">When it last answered.</param>
/// <param name="Trouble">What it, or the way to it, said since; null while it answers.</param>
public sealed record HubContact(DateTimeOffset? Last, string? Trouble);

/// <param name="Stage"><c>claimed</c>, <c>awaiting approval</c>, <c>approved</c>, <c>starting</c>, <c>running</c>, <c>held</c>, <c>delivering</c>, <c>stopping</c>.</param>
/// <param name="Since">When it came to this stage, or when this agent took it up.</param>
public sealed record RunStatusLine(
    int Run, int Attempt, int Task, int? ParentTask, int User, int Organization, string Image, IReadOnlyList<string> Sources, string Stage, DateTimeOffset Since, string? Cause);

/// <param name="Since">When this agent heard of it.</param>
public sealed record QueuedRun(int Run, int Task, int? ParentTask, string Image, DateTimeOffset Since);

public sealed record Places(int Taken, int All);

/// <param name="Generation">Of the hub's log that is accepted; 0 before the first checkpoint.</param>
/// <param name="Kept">Events of the largest checkpoint that was found good.</param>
/// <param name="Alarms">What is wrong with the hub's log, in words.</param>
public sealed record WitnessReport(int Generation, long Kept, IReadOnlyList<string> Alarms);

/// <param name="AgentMemory">Of the agent's process, in bytes.</param>
/// <param name="AgentCpu">Processors that it used on average since the last look.</param>
/// <param name="Load">Of the machine: processes that want a processor, over the last minute.</param>
/// <param name="DiskFree">Where the data folder is.</param>
public sealed record ResourceUse(
    long AgentMemory, double AgentCpu, int Processors, double Load, long MemoryFree, long MemoryAll, long DiskFree, long DiskAll);
