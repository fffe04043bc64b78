using Plugin.Node.Attempts;
using Plugin.Node.Configuration;

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

    /// <summary>Returns when the container takes more than it may.</summary>
    private async Task Exceeded(AttemptId id, ContainerState state, CancellationToken cancellationToken)
    {
        // Only the first look depends on the clock on the wall, which may jump.
        var (limit, since) = (LimitsOf(state).Time - (time.GetUtcNow() - state.StartedAt), time.GetTimestamp());
        while (time.GetElapsedTime(since) < limit && !HasFilledDisk(id, state))
        {
            await Task.Delay(Look, time, cancellationToken);
        }
    }

    /// <summary>Told from what is left of it, so that the next agent finds the same as the one that ended it.</summary>
    private AttemptExit Exit(AttemptId id, ContainerState state)
    {
        var limit = LimitsOf(state);
        return HasFilledOutput(id, state) ? Over($"its output reached the {Size(limit.OutputBytes)} that this station takes")
            : HasFilledJobFolder(state) ? Over($"the folder that the runs of its job share has more than the {Size(limit.JobFolderBytes)} or {StorageUse.MostFiles} files that this station gives")
            : state.ExitCode != 0 && state.FinishedAt - state.StartedAt >= limit.Time ? Over($"it ran longer than the {Span(limit.Time)} that this station gives")
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
