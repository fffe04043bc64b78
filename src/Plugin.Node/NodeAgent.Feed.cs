using Plugin.Client;
using Plugin.Contracts.Station;
using Plugin.Node.Attempts;
using Plugin.Node.Journal;
using Plugin.Node.Status;

namespace Plugin.Node;

public sealed partial class NodeAgent
{
    /// <summary>A connection that a proxy forgot may look healthy; each new one brings a snapshot that mends whatever was missed.</summary>
    private static readonly TimeSpan FeedAtMost = TimeSpan.FromMinutes(5);

    private async Task FollowFeed(CancellationToken cancellationToken)
    {
        var backoff = new Backoff(parts.Time, parts.Random, TimeSpan.FromSeconds(5));
        var isFirst = true;
        while (true)
        {
            using var age = new CancellationTokenSource(FeedAtMost, parts.Time);
            using var connection = CancellationTokenSource.CreateLinkedTokenSource(age.Token, cancellationToken);
            _reconnect = connection.Cancel;
            try
            {
                if (!isFirst)
                {
                    _welcome = await Hello(connection.Token);
                }

                isFirst = false;
                await foreach (var item in parts.Hub.Feed(parts.Session, parts.Journal.Cursor, connection.Token))
                {
                    backoff.Reset();
                    Take(item, cancellationToken);
                    Note(item.Cursor);
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                continue;
            }
            catch (HubException e) when (EndOf(e) is { } end)
            {
                throw new AgentEndException(end);
            }
            catch (HubException e) when (e.Code == "feed.cursor")
            {
                LogLogWentBack(parts.Log, parts.Journal.Cursor, e.Message);
                Note(null);
            }
            catch (HubException e) when (e.Code == "session.unknown")
            {
                _welcome = await Greeted(cancellationToken);
            }
            catch (HubException e)
            {
                LogFeedBroke(parts.Log, e.Message);
            }
            finally
            {
                _reconnect = static () => { };
            }

            await backoff.Pause(cancellationToken);
        }
    }

    /// <summary>Only what was seen is lost when it cannot be written, and every connection begins with a snapshot.</summary>
    private void Note(string? cursor)
    {
        try
        {
            parts.Journal.Cursor = cursor;
        }
        catch (JournalUnavailableException e)
        {
            LogNotNoted(parts.Log, e.Message);
        }
    }

    private void Take(FeedItem item, CancellationToken cancellationToken)
    {
        switch (item)
        {
            case FeedSnapshot snapshot:
                Reconcile(snapshot, cancellationToken);
                Hear(snapshot.Checkpoint);
                break;
            case FeedCheckpoint signed:
                Hear(signed.Checkpoint);
                break;
            case RunOffered offered:
                Offer(offered.Run);
                break;
            case RunKilled killed:
                using (StationTelemetry.Kill(killed))
                {
                    Stop(killed);
                }

                break;
            case FeedEnded { Code: "session.fenced" } ended:
                throw new AgentEndException(new AgentEnd.Fenced(ended.Reason));
            case FeedEnded { Code: "node.retired" } ended:
                throw new AgentEndException(new AgentEnd.Refused(ended.Reason));
            case FeedEnded ended:
                LogFeedEnded(parts.Log, ended.Code, ended.Reason);
                break;
        }
    }

    private void Stop(RunKilled killed)
    {
        _offers.Remove(killed.RunId);
        if (_claiming.Contains(killed.RunId))
        {
            _endedWhileClaiming.Add(killed.RunId);
        }

        foreach (var id in _held.Keys.Where(id => id.Run == killed.RunId))
        {
            StopAttempt(id, killed.Cause);
        }
    }

    private void Reconcile(FeedSnapshot snapshot, CancellationToken cancellationToken)
    {
        var open = snapshot.Runs.ToDictionary(r => r.RunId);
        foreach (var id in _held.Keys)
        {
            // A snapshot may be older than a claim that was granted since: a lower attempt number there says nothing about this one.
            if (!open.TryGetValue(id.Run, out var run) || run.Attempt > id.Attempt || run.Attempt == id.Attempt && run.State == RunStates.Pending)
            {
                StopForgotten(id);
            }
            else if (run.Attempt == id.Attempt)
            {
                _held[id].Hear(run.State);
            }
            else if (_held[id].AwaitsWord)
            {
                // No snapshot is older than the claim of an agent before this one: the hub itself has gone back.
                StopForgotten(id);
            }
        }

        _offers.Clear();
        foreach (var run in snapshot.Runs)
        {
            if (run.State == RunStates.Pending)
            {
                Offer(run);
            }
            else if (!_held.Keys.Any(id => id.Run == run.RunId) && !_claiming.Contains(run.RunId))
            {
                _running.Add(Disown(new AttemptId(run.RunId, run.Attempt), cancellationToken));
            }
        }
    }

    private void Offer(OpenRun run)
    {
        foreach (var id in _held.Keys.Where(id => id.Run == run.RunId).ToList())
        {
            if (id.Attempt > run.Attempt)
            {
                return;
            }

            StopAttempt(id, "The hub has offered the run anew.");
        }

        if (!_claiming.Contains(run.RunId))
        {
            _offers[run.RunId] = run;
            Changed();
        }
    }

    /// <summary>
    /// The hub believes that this station works on an attempt that is not in its journal: it went down between the hub's yes and its own note, or
    /// lost its data folder. It never starts it on a guess.
    /// </summary>
    private async Task Disown(AttemptId id, CancellationToken cancellationToken)
    {
        LogDisowned(parts.Log, id.Run, id.Attempt);
        try
        {
            await parts.Hub.Report(
                id.Run, new RunReport(id.Attempt, RunReport.Lost, "The station has no trace of this attempt."), cancellationToken);
        }
        catch (HubException e)
        {
            // The next snapshot brings it up again.
            LogDisownFailed(parts.Log, id.Run, id.Attempt, e.Message);
        }
    }
}
