using System.Net;
using Plugin.Client;
using Plugin.Contracts.Station;
using Plugin.Node.Journal;
using Plugin.Node.Status;

namespace Plugin.Node;

public sealed partial class NodeAgent
{
    /// <summary>Left to the runs that the station has: their results are sealed on disk before they are sent.</summary>
    private const long Reserve = 64L << 20;
    private static readonly TimeSpan SpaceAgainWithin = TimeSpan.FromSeconds(2);

    /// <summary>Claims the oldest run for which there is a place, again and again.</summary>
    private async Task ClaimOffers(CancellationToken cancellationToken)
    {
        var backoff = new Backoff(parts.Time, parts.Random, TimeSpan.FromSeconds(10));
        while (true)
        {
            var changed = _changed.Task;
            // What the operator let in has waited long enough.
            foreach (var approved in _held.Values.Where(a => a.WaitsForPlace).OrderBy(a => a.Id.Run))
            {
                if (HasPlace(approved.IsTopLevel))
                {
                    approved.TakePlace();
                }
            }

            if (_offers.Values.FirstOrDefault(HasPlace) is not { } run)
            {
                await changed.WaitAsync(cancellationToken);
                continue;
            }

            if (await WaitedForSpace(cancellationToken))
            {
                continue;
            }

            _offers.Remove(run.RunId);
            _claiming.Add(run.RunId);
            try
            {
                var grant = await Claimed(run, backoff, cancellationToken);
                if (grant is not null && !_endedWhileClaiming.Contains(run.RunId))
                {
                    LogClaimed(parts.Log, grant.RunId, grant.Attempt, grant.TaskId);
                    Hold(Noted(new JournalEntry.Claimed(grant)), recovered: false);
                }
            }
            finally
            {
                _claiming.Remove(run.RunId);
                _endedWhileClaiming.Remove(run.RunId);
            }
        }
    }

    /// <summary>Nothing is started before a later entry is written; until then a crash gives the attempt back as lost.</summary>
    private JournalEntry.Claimed Noted(JournalEntry.Claimed entry)
    {
        try
        {
            parts.Journal.Record(entry);
        }
        catch (JournalUnavailableException e)
        {
            LogNotNoted(parts.Log, e.Message);
        }

        return entry;
    }

    /// <summary>True when there was none for a while.</summary>
    private async Task<bool> WaitedForSpace(CancellationToken cancellationToken)
    {
        if (parts.Files.FreeBytes is var free && free >= Reserve)
        {
            return false;
        }

        LogNoSpace(parts.Log, free >> 20, Reserve >> 20);
        do
        {
            await Task.Delay(SpaceAgainWithin, parts.Time, cancellationToken);
        }
        while (parts.Files.FreeBytes < Reserve);
        LogSpaceAgain(parts.Log);
        return true;
    }

    /// <summary>A claim whose answer got lost is repeated: the hub gives the same session the same answer.</summary>
    private async Task<ClaimGranted?> Claimed(OpenRun run, Backoff backoff, CancellationToken cancellationToken)
    {
        using var activity = StationTelemetry.Claim(run);
        while (!_endedWhileClaiming.Contains(run.RunId))
        {
            try
            {
                var grant = await StationTelemetry.Timed("claim", parts.Hub.Claim(run.RunId, new ClaimRequest(parts.Session), cancellationToken));
                backoff.Reset();
                return grant;
            }
            catch (HubException e) when (EndOf(e) is { } end)
            {
                throw new AgentEndException(end);
            }
            catch (HubException e) when (e.Code == "session.unknown")
            {
                // The feed's loop says hello again.
                _reconnect();
            }
            catch (HubException e) when (!e.IsTransient && e.Status != HttpStatusCode.Unauthorized)
            {
                LogNotClaimed(parts.Log, run.RunId, e.Message);
                return null;
            }
            catch (HubException e)
            {
                LogClaimFailed(parts.Log, run.RunId, e.Message);
            }

            await backoff.Pause(cancellationToken);
        }

        return null;
    }

    /// <summary>A top-level run may wait for child runs, even of this station: each kind has places of its own, so that it does not wait for ever.</summary>
    private bool HasPlace(OpenRun run) => HasPlace(run.ParentTaskId is null);

    private bool HasPlace(bool topLevel) => topLevel
        ? _held.Values.Count(a => a.Occupies && a.IsTopLevel) < parts.Settings.TopLevelRuns
        : _held.Values.Count(a => a.Occupies && !a.IsTopLevel) < parts.Settings.ChildRuns;
}
