using Plugin.Node.Attempts;
using Plugin.Node.Configuration;
using Plugin.Node.Runtimes.Processes;

namespace Plugin.Node.Runtimes.Docker;

public sealed partial class DockerRuntime
{
    /// <summary>How often it is looked at what a container has written; what it writes meanwhile it has had.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    /// <summary>Returns when the container may have ended. The engine limits memory, processors and processes; time and disk are limited here.</summary>
    private async Task Guard(AttemptId id, ContainerState state, CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ended = _engine.Wait(Name(id), both.Token);
        var exceeded = Exceeded(id, state, both.Token);
        if (await Task.WhenAny(ended, exceeded) == exceeded && exceeded.IsCompletedSuccessfully)
        {
            if (await exceeded)
            {
                NoteOverTime(id);
            }

            await _engine.Kill(Name(id), cancellationToken);
            await ended;
        }

        both.Cancel();
        await ((Task)Task.WhenAll(ended, exceeded)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        cancellationToken.ThrowIfCancellationRequested();
        if (ended.IsFaulted)
        {
            await ended;
        }
    }

    /// <summary>Returns when the container takes more than it may; true when that is time.</summary>
    private async Task<bool> Exceeded(AttemptId id, ContainerState state, CancellationToken cancellationToken)
    {
        // The age of its process, since the clock on the wall may have jumped after it began.
        var (left, since) = (LimitsOf(state).Time - (ProcessIdentity.AgeOf(state.Process) ?? TimeSpan.Zero), time.GetTimestamp());
        while (time.GetElapsedTime(since) < left)
        {
            if (HasFilledDisk(id, state))
            {
                return false;
            }

            await Task.Delay(Look, time, cancellationToken);
        }

        return true;
    }

    /// <summary>Before it is killed: times on the wall tell nobody afterwards how long it ran.</summary>
    private void NoteOverTime(AttemptId id)
    {
        try
        {
            File.WriteAllText(OverTimeFile(id), "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing runs longer because a disk is full; its exit code has to do.
        }
    }

    private string OverTimeFile(AttemptId id) => Path.Combine(folders.Control(id), "over-time");

    /// <summary>Told from what is left of it, so that the next agent finds the same as the one that ended it.</summary>
    private AttemptExit Exit(AttemptId id, ContainerState state)
    {
        var limit = LimitsOf(state);
        return HasFilledOutput(id, state) ? Over($"its output reached the {Size(limit.OutputBytes)} that this station takes")
            : HasFilledJobFolder(state) ? Over($"the folder that the runs of its job share has more than the {Size(limit.JobFolderBytes)} or {StorageUse.MostFiles} files that this station gives")
            : state.ExitCode != 0 && File.Exists(OverTimeFile(id)) ? Over($"it ran longer than the {Span(limit.Time)} that this station gives")
            : state.OutOfMemory ? new AttemptExit(state.ExitCode, $"it needed more than the {Size(limit.MemoryBytes)} of memory that this station gives")
            : new AttemptExit(state.ExitCode);

        AttemptExit Over(string remark) => new(state.ExitCode, remark, OverLimit: true);
    }

    private bool HasFilledDisk(AttemptId id, ContainerState state) => HasFilledOutput(id, state) || HasFilledJobFolder(state);

    private bool HasFilledOutput(AttemptId id, ContainerState state) =>
        new FileInfo(folders.OutputFile(id)) is { Exists: true } output && output.Length >= LimitsOf(state).OutputBytes;

    private bool HasFilledJobFolder(ContainerState state) =>
        JobFolder(state) is { } folder && StorageUse.Exceeds(folder, LimitsOf(state).JobFolderBytes);

    private LimitConfig LimitsOf(ContainerState state) => limits.For(state.Labels.GetValueOrDefault(ImageLabel, ""));

    private string? JobFolder(ContainerState state) =>
        state.Labels.TryGetValue(JobLabel, out var job) && folders.Temporary(int.Parse(job)) is var folder && Directory.Exists(folder) ? folder : null;

    private static string Size(long bytes) => $"{bytes >> 20} MB";

    private static string Span(TimeSpan span) => span < TimeSpan.FromMinutes(2) ? $"{span.TotalSeconds:0} seconds"
        : span < TimeSpan.FromHours(2) ? $"{span.TotalMinutes:0} minutes"
        : $"{span.TotalHours:0} hours";
}
