using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;
using Plugin.EventLog;

namespace Plugin.Grains.Erasing;

/// <summary>
/// Erases what the retention policies no longer keep. Every silo runs it; a duty in the store lets one act at a time, and two at once do no harm,
/// since nothing is erased twice. What came due while no silo was up is erased in the next round.
/// </summary>
public sealed partial class RetentionDuty(
    IStore store, Eraser eraser, TimeProvider clock, string silo, ILogger<RetentionDuty> logger) : BackgroundService
{
    private const string Duty = "retention";

    private static readonly CallContext By = new("duty:retention");
    private static readonly TimeSpan RoundPeriod = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan HoldPeriod = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan ScrubPeriod = TimeSpan.FromHours(1);

    /// <summary>More than the database's clock may be ahead of the time that has passed here.</summary>
    private static readonly TimeSpan Believed = TimeSpan.FromMinutes(5);

    private (DateTimeOffset Now, long Timestamp)? _start;
    private long? _scrubbed;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(RoundPeriod, clock);
        do
        {
            try
            {
                await Round(stoppingToken);
            }
            catch (Exception e) when (e is LogUnavailableException or DbException or IOException or InvalidDataException)
            {
                RoundFailed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One round; the loop and tests call it.</summary>
    /// <returns>How many jobs were erased.</returns>
    public async Task<int> Round(CancellationToken cancellationToken)
    {
        var duty = await store.Live.Hold(Duty, silo, HoldPeriod, cancellationToken);
        if (!duty.Held || HasJumped(duty.Now))
        {
            return 0;
        }

        var erased = 0;
        foreach (var policy in await RetentionQueries.Policies(store.Read, cancellationToken))
        {
            // Keeping on with the others is what a job that cannot be erased must not prevent; they are looked through in order of their ends.
            KeptRun? after = null;
            while (await RetentionQueries.Due(store.Read, policy, duty.Now, after, cancellationToken) is { Count: > 0 } due)
            {
                foreach (var job in await Jobs(due, cancellationToken))
                {
                    // Deleting is final: a long round, or one in which this process stood still, ends with the duty or the policy it began with.
                    if (!(await store.Live.Hold(Duty, silo, HoldPeriod, cancellationToken)).Held
                        || !(await RetentionQueries.Policies(store.Read, cancellationToken)).Contains(policy))
                    {
                        return erased;
                    }

                    erased += await Erase(job, policy, duty.Now, cancellationToken) ? 1 : 0;
                }

                after = due[^1];
            }
        }

        await Scrub(cancellationToken);
        return erased;
    }

    private async Task<IReadOnlyCollection<TaskId>> Jobs(IReadOnlyList<KeptRun> runs, CancellationToken cancellationToken)
    {
        var tasks = new HashSet<TaskId>();
        foreach (var run in runs)
        {
            tasks.Add(run.Task > 0 ? new TaskId(run.Task) : (await Born<RunCreated>($"run-{run.Run}", cancellationToken)).Task);
        }

        var jobs = new HashSet<TaskId>();
        foreach (var task in tasks)
        {
            jobs.Add((await Born<TaskCreated>(task.ToString(), cancellationToken)).Job);
        }

        return jobs;
    }

    private async Task<TEvent> Born<TEvent>(string stream, CancellationToken cancellationToken)
        where TEvent : DomainEvent =>
        (TEvent)EventBytes.Decode((await store.Log.ReadStream(stream, 0, cancellationToken))[0]);

    private async Task<bool> Erase(TaskId job, AppliedPolicy policy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // By the log's time of the last end: the row's time is that of the silo's clock that wrote it.
        if (await ErasedTree.Of(store.Log, job, cancellationToken) is not { EndedAt: { } ended } tree
            || ended + TimeSpan.FromDays(policy.Days) > now)
        {
            return false;
        }

        var answer = await eraser.Tree(By, tree, policy.Texts, policy.Days, cancellationToken);
        if (answer.Refusal is { } refusal)
        {
            Refused(job.Value, refusal.Reason);
            return false;
        }

        Erased(job.Value, policy.Days);
        return true;
    }

    // Rewriting tables costs more than erasing, so it is not done for every task; a start finishes what is left.
    private async Task Scrub(CancellationToken cancellationToken)
    {
        if ((_scrubbed is { } last && clock.GetElapsedTime(last) < ScrubPeriod)
            || await store.Vault.Read(Eraser.Unscrubbed.Kind, Eraser.Unscrubbed.Id, cancellationToken) is null)
        {
            return;
        }

        await eraser.Scrub(cancellationToken);
        _scrubbed = clock.GetTimestamp();
    }

    // A clock that is suddenly a year ahead would erase everything. A restart takes the new time for good.
    private bool HasJumped(DateTimeOffset now)
    {
        _start ??= (now, clock.GetTimestamp());
        var ahead = now - _start.Value.Now - clock.GetElapsedTime(_start.Value.Timestamp);
        if (ahead <= Believed)
        {
            return false;
        }

        Jumped(ahead);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Erased the contents of task {Task} and its subtasks, {Days} days after their end")]
    private partial void Erased(int task, int days);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Task {Task} is due to be erased and cannot be: {Reason}")]
    private partial void Refused(int task, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nothing is erased: the database's clock has jumped ahead by {Ahead}. Set it right, or restart the hub if it is right")]
    private partial void Jumped(TimeSpan ahead);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A retention round failed; the next one tries again")]
    private partial void RoundFailed(Exception exception);
}
