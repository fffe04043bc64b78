using System.Net;
using Plugin.Client;
using Plugin.Contracts.Station;
using Plugin.Node.Journal;

namespace Plugin.Node;

public sealed partial class NodeAgent
{
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

            _offers.Remove(run.RunId);
            _claiming.Add(run.RunId);
            try
            {
                var grant = await Claimed(run, backoff, cancellationToken);
                if (grant is not null && !_endedWhileClaiming.Contains(run.RunId))
                {
                    var entry = new JournalEntry.Claimed(grant);
                    parts.Journal.Record(entry);
                    LogClaimed(parts.Log, grant.RunId, grant.Attempt, grant.TaskId);
                    Hold(entry, cancellationToken);
                }
            }
            finally
            {
                _claiming.Remove(run.RunId);
                _endedWhileClaiming.Remove(run.RunId);
            }
        }
    }

    /// <summary>A claim whose answer got lost is repeated: the hub gives the same session the same answer.</summary>
    private async Task<ClaimGranted?> Claimed(OpenRun run, Backoff backoff, CancellationToken cancellationToken)
    {
        while (!_endedWhileClaiming.Contains(run.RunId))
        {
            try
            {
                var grant = await parts.Hub.Claim(run.RunId, new ClaimRequest(parts.Session), cancellationToken);
                backoff.Reset();
                return grant;
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
