using System.Text.Json;
using Plugin.Cli.Logs;
using Plugin.EventLog.Verifying;

namespace Plugin.Cli.Demo;

/// <summary>A finished question: what came out, and how many runs it took at how many hospitals.</summary>
internal sealed record Answered(Question Question, int Task, JsonElement Result, int Runs, int CompletedRuns);

/// <param name="Trail">What happened to one of the tasks.</param>
/// <param name="KeptIn">The data folder when the demo was left running.</param>
internal sealed record Outcome(
    Answered Summary, Answered Crosstab, Answered Survival, IReadOnlyList<TrailEvent> Trail, int TrailTask, VerificationReport Log, TimeSpan Took,
    string? KeptIn, DemoFile File)
{
    public IReadOnlyList<Answered> All => [Summary, Crosstab, Survival];
}
