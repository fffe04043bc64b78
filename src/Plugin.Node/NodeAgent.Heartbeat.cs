using Plugin.Client;
using Plugin.Contracts.Station;
using Plugin.Node.Attempts;
using Plugin.Node.Journal;
using Plugin.Node.Status;

namespace Plugin.Node;

public sealed partial class NodeAgent
{
    private async Task Beat(CancellationToken cancellationToken)
    {
        var missed = 0;
        while (true)
        {
            try
            {
                var held = _held.Values.Where(a => a.Entry is not JournalEntry.Stopping).Select(a => new HeldAttempt(a.Id.Run, a.Id.Attempt));
                var answer = await StationTelemetry.Timed("heartbeat", parts.Hub.Heartbeat(new StationHeartbeat(parts.Session, [.. held]), cancellationToken));
                HubAnswered();
                foreach (var stop in answer.Stop)
                {
                    StopForgotten(new AttemptId(stop.RunId, stop.Attempt));
                }

                if (missed > 0)
                {
                    LogHubBack(parts.Log);
                    // What the feed missed meanwhile comes with the snapshot of a new connection.
                    _reconnect();
                    missed = 0;
                }
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
            catch (HubException e)
            {
                HubIsAway(e.Message);
                if (missed++ == 0)
                {
                    LogHubAway(parts.Log, e.Message);
                }
            }

            await Task.Delay(TimeSpan.FromSeconds(_welcome!.HeartbeatSeconds), parts.Time, cancellationToken);
        }
    }
}
