using System.Collections.Concurrent;
using Plugin.Contracts.Station;
using Plugin.Node.Attempts;
using Plugin.Node.Journal;

namespace Plugin.Node;

/// <summary>
/// What a station does: follows the hub's feed, claims runs while it has places, brings each to its report, says every few seconds that it is
/// there. Its logic expects a scheduler that runs one step at a time (a station gives it one, a simulation its own) and never leaves it.
/// </summary>
public sealed partial class NodeAgent(StationParts parts)
{
    private static readonly TimeSpan CleanUpWithin = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<AttemptId, RunAttempt> _held = new();
    private readonly SortedDictionary<int, OpenRun> _offers = [];
    private readonly HashSet<int> _claiming = [];
    private readonly HashSet<int> _endedWhileClaiming = [];
    private readonly List<Task> _running = [];
    private readonly TaskCompletionSource _broken = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _changed = new();
    private Action _reconnect = static () => { };
    private StationWelcome? _welcome;
    private CancellationToken _life;

    /// <summary>Runs until told to stop or until it may not go on. What runs at the station goes on running.</summary>
    public async Task<AgentEnd> Run(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _life = end.Token;
        try
        {
            var entries = await Recovered(end.Token);
            _welcome = await Greeted(end.Token);
            if (_welcome.Encrypted != parts.Settings.Encrypted)
            {
                throw new AgentEndException(new AgentEnd.Refused(_welcome.Encrypted
                    ? "The collaboration is encrypted, but this station has no private_key. Make one with plugin station new-key, or use the one that the organization has."
                    : "This station has a private_key, but the collaboration is not encrypted. Take it out of the configuration, or have the collaboration changed at the hub."));
            }

            if (parts.PublicKey is { } key)
            {
                await Publish(key, _welcome.OrganizationId, end.Token);
            }

            if (_welcome.SigningKeyRefused is { } refused)
            {
                LogKeyRefused(parts.Log, refused);
            }

            await ClearStrays(end.Token);
            LogConnected(parts.Log, _welcome.Name, _welcome.NodeId, _welcome.CollaborationId);
            foreach (var entry in entries)
            {
                LogRecovered(parts.Log, entry.Id.Run, entry.Id.Attempt, entry.GetType().Name);
                Hold(entry, recovered: true);
            }

            _ready.SetResult();
            await Work(end.Token);
            return new AgentEnd.Stopped();
        }
        catch (AgentEndException e)
        {
            if (e.End is AgentEnd.Fenced && !_broken.Task.IsCompleted && !cancellationToken.IsCancellationRequested)
            {
                await LeaveToOther(end.Token);
            }

            return e.End;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new AgentEnd.Stopped();
        }
        finally
        {
            // Not CancelAsync: it leaves the scheduler.
            end.Cancel();
            await ((Task)Task.WhenAll(_running)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private async Task Work(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await await Task.WhenAny(FollowFeed(end.Token), Beat(end.Token), ClaimOffers(end.Token), WitnessLog(end.Token), _broken.Task);
        }
        finally
        {
            end.Cancel();
        }
    }

    /// <summary>
    /// Another agent has this node's runs now, and has told the hub which of them it does not have. What runs here is nobody's: no other agent can
    /// have this data folder. What has ended keeps its result; an agent that is started here again asks the hub about it.
    /// </summary>
    private async Task LeaveToOther(CancellationToken cancellationToken)
    {
        foreach (var attempt in _held.Values.Where(a => a.Entry.IsBeforeStart || a is { Entry: JournalEntry.Running, HasExited: false }))
        {
            attempt.Stop("Another agent has started with this node's key.");
        }

        using var limit = new CancellationTokenSource(CleanUpWithin, parts.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            while (_changed.Task is var changed && _held.Values.Any(a => a.Entry is JournalEntry.Stopping))
            {
                await await Task.WhenAny(changed, _broken.Task).WaitAsync(either.Token);
            }
        }
        catch (OperationCanceledException)
        {
            LogNotLeft(parts.Log, string.Join(", ", _held.Values.Where(a => a.Entry is JournalEntry.Stopping).Select(a => a.Id)));
        }
    }

    /// <summary>Completes when everything that an earlier agent left is held again. Before that nobody can tell whose run is over.</summary>
    internal Task Ready => _ready.Task;

    /// <summary>For the proxy, from any thread: an attempt whose algorithm may speak.</summary>
    internal RunAttempt? Held(AttemptId id) =>
        _held.TryGetValue(id, out var attempt) && attempt.Entry is JournalEntry.Starting or JournalEntry.Running ? attempt : null;

    /// <summary>Everything the journal knows; what else is left of this station at the runtime belongs to nobody and is removed.</summary>
    private async Task<IReadOnlyList<JournalEntry>> Recovered(CancellationToken cancellationToken)
    {
        var entries = parts.Journal.Entries();
        var known = entries.Select(e => e.Id).ToHashSet();
        var backoff = new Backoff(parts.Time, parts.Random, TimeSpan.FromSeconds(10));
        while (true)
        {
            try
            {
                foreach (var id in (await parts.Runtime.Known(cancellationToken)).Concat(parts.Files.Known()).Distinct().Where(id => !known.Contains(id)))
                {
                    LogLeftover(parts.Log, id.Run, id.Attempt);
                    await parts.Runtime.Remove(id, cancellationToken);
                    parts.Files.Remove(id);
                }

                SweepJobs(entries.Select(e => e.Grant.JobId));
                return entries;
            }
            catch (Exception e) when (e is IOException or Runtimes.RuntimeUnavailableException)
            {
                LogRuntimeAway(parts.Log, e.Message);
                await backoff.Pause(cancellationToken);
            }
        }
    }

    /// <summary>After the hello, so that the agent they were of is fenced. The hub hears of what is not here with the first snapshot.</summary>
    private async Task ClearStrays(CancellationToken cancellationToken)
    {
        try
        {
            if (await parts.Runtime.ClearStrays(cancellationToken) is var strays and > 0)
            {
                LogStrays(parts.Log, strays);
            }
        }
        catch (Exception e) when (e is IOException or Runtimes.RuntimeUnavailableException)
        {
            LogRuntimeAway(parts.Log, e.Message);
        }
    }

    /// <summary>Attempts live longer than the loops that bring them: they are brought to an end when the agent is fenced.</summary>
    private void Hold(JournalEntry entry, bool recovered)
    {
        var attempt = new RunAttempt(entry, _welcome!.NodeId, recovered, parts, Changed);
        _held[entry.Id] = attempt;
        _running.RemoveAll(t => t.IsCompletedSuccessfully);
        _running.Add(Carry(attempt, _life));
    }

    private async Task Carry(RunAttempt attempt, CancellationToken cancellationToken)
    {
        using var carried = attempt;
        try
        {
            await attempt.Run(cancellationToken);
            _held.TryRemove(attempt.Id, out _);
            SweepJobs(_held.Values.Select(a => a.Entry.Grant.JobId));
            Changed();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A fault of our own: the agent ends loudly instead of holding an attempt that nobody carries.
            _broken.TrySetException(e);
        }
    }

    /// <summary>
    /// The hub does not name an attempt among its open ones. One whose result waits to be delivered finds out for itself by what its report is
    /// answered: a result is not thrown away because something is missing from a list.
    /// </summary>
    private void StopForgotten(AttemptId id)
    {
        if (_held.TryGetValue(id, out var attempt) && attempt.Entry is not JournalEntry.Ended)
        {
            StopAttempt(id, "The hub no longer has this attempt.");
        }
    }

    private void SweepJobs(IEnumerable<int> inUse)
    {
        try
        {
            parts.Files.Sweep(inUse.ToHashSet(), parts.Time.GetUtcNow() - parts.Settings.JobFolders);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotSwept(parts.Log, e.Message);
        }
    }

    private void StopAttempt(AttemptId id, string cause)
    {
        if (_held.TryGetValue(id, out var attempt))
        {
            attempt.Stop(cause);
            Changed();
        }
    }

    /// <summary>Wakes whoever waits for a place or an offer.</summary>
    private void Changed()
    {
        NoteOffers();
        Interlocked.Exchange(ref _changed, new TaskCompletionSource()).TrySetResult();
    }
}
