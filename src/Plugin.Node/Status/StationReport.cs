using Microsoft.Data.Sqlite;
using Plugin.Node.Configuration;
using Plugin.Node.Journal;

namespace Plugin.Node.Status;

/// <summary>A station as it is seen from outside its agent, whether that runs or not.</summary>
/// <param name="State"><c>running</c>; <c>silent</c>: its process is there and has said nothing for a while; <c>stopped</c>; <c>died</c>; <c>never started</c>.</param>
/// <param name="Last">What the agent left last; null when none ever ran.</param>
/// <param name="Journal">What the journal has, when no agent runs: the truth, while the last status may be seconds older than the agent's end.</param>
public sealed record StationReport(string State, DateTimeOffset Now, StationStatus? Last, IReadOnlyList<JournalledRun> Journal, IReadOnlyList<SourceState> Sources)
{
    public const string Running = "running";
    public const string Silent = "silent";
    public const string Stopped = "stopped";
    public const string Died = "died";
    public const string NeverStarted = "never started";

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    /// <exception cref="IOException">Something in the data folder cannot be read.</exception>
    public static StationReport Of(StationConfig config, TimeProvider time)
    {
        var (last, now) = (StationStatus.In(config.DataFolder), time.GetUtcNow());
        var state = last switch
        {
            null => NeverStarted,
            { IsAlive: true } => now - last.At > Silence ? Silent : Running,
            { Ended: not null } => Stopped,
            _ => Died,
        };
        return new StationReport(
            state, now, last, state is Running or Silent ? [] : Left(StationFolder.JournalIn(config.DataFolder)),
            [.. config.Databases.Select(d => new SourceState(d.Label, d.Type, d.IsThere))]);
    }

    private static List<JournalledRun> Left(string journal)
    {
        if (!File.Exists(journal))
        {
            return [];
        }

        try
        {
            return [.. SqliteJournal.Look(journal).Select(e => new JournalledRun(e.Id.Run, e.Id.Attempt, e.Grant.TaskId, e.Grant.Image, e.GetType().Name.ToLowerInvariant()))];
        }
        catch (SqliteException e)
        {
            throw new IOException($"The journal {journal} cannot be read: {e.Message}", e);
        }
    }
}

public sealed record JournalledRun(int Run, int Attempt, int Task, string Image, string Stage);

/// <param name="IsThere">False only for a file or folder that is missing; <c>plugin station check</c> looks closer.</param>
public sealed record SourceState(string Label, string Type, bool IsThere);
