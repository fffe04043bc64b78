using System.Collections.Frozen;
using System.Text;
using Plugin.Domain;
using Plugin.Domain.Nodes;
using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;
using Plugin.EventLog;

namespace Plugin.Grains.Stations;

/// <summary>Which event is whose notice.</summary>
public sealed partial class StationFeeds
{
    /// <summary>Notices kept for long-polls that were last answered by another silo.</summary>
    private const int MostRecent = 4096;

    /// <summary>Most of what happens, and nothing of it for another station's ears: not worth decoding.</summary>
    private static readonly FrozenSet<string> Unheard = EventCodec.Known
        .Where(known => known.Type == typeof(RunCreated) || known.Type == typeof(RunInitializing) || known.Type == typeof(RunStarted))
        .Select(known => known.Name).ToFrozenSet();

    private void Route(StoredEvent stored)
    {
        // Every event passes here, so this is where a silo learns that a newer one is at work.
        if (!EventCodec.Knows(stored.Name))
        {
            throw new UnknownEventException(stored.Name);
        }

        if (Unheard.Contains(stored.Name))
        {
            return;
        }

        var dash = stored.Stream.IndexOf('-', StringComparison.Ordinal);
        var kind = stored.Stream.AsSpan(0, Math.Max(dash, 0));
        if (kind is not ("task" or "run" or "node"))
        {
            return;
        }

        var id = int.Parse(stored.Stream.AsSpan(dash + 1));
        switch (EventBytes.Decode(stored))
        {
            case TaskCreated e:
                foreach (var run in e.Runs)
                {
                    var open = new OpenRun(run.Run.Value, run.Node.Value, e.Id.Value, e.Parent?.Value, e.Image, "pending", 0, e.At);
                    _runs[open.Run] = open;
                    Tell(open.Node, Available(open, stored));
                }

                break;
            case RunClaimed e when _runs.TryGetValue(id, out var run):
                _runs[id] = run with { Attempt = e.Attempt };
                break;
            case RunReleased e when _runs.TryGetValue(id, out var run):
                // The table that this silo began with may be ahead: then a later attempt is under way, which is not the one that was released.
                var released = run with { State = "pending", Attempt = e.Attempt };
                Tell(run.Node, Available(released, stored));
                break;
            case RunEnded e when _runs.Remove(id, out var run):
                if (_feeds.ContainsKey(run.Node))
                {
                    GrainTelemetry.RunOver(e.At - run.Since, e.Outcome);
                }

                if (!IsBy($"node:{run.Node}", stored.Metadata))
                {
                    Tell(run.Node, new RunEndedAtHub(stored.Position, id, e.Attempt, e.Cause.Sentence(null))
                    {
                        Traceparent = GrainTelemetry.TraceIn(stored.Metadata.Span),
                    });
                }

                break;
            case NodeCameOnline e when _feeds.TryGetValue(id, out var feed) && feed.Session != e.Session:
                feed.Close(stored.Position, "session.fenced", "Another agent has started with this node's key; this one is fenced off.");
                break;
            case NodeKeyReset when _feeds.TryGetValue(id, out var feed):
                feed.Close(stored.Position, "node.key-reset", "The node's key was replaced; start the agent with the new one.");
                break;
            case NodeRetired when _feeds.TryGetValue(id, out var feed):
                feed.Close(stored.Position, "node.retired", "The node was removed from its collaboration.");
                break;
        }
    }

    private RunBecameAvailable Available(OpenRun run, StoredEvent stored) => new(
        stored.Position, run.ToOffered(store.Log.Origin.Generation) with { Traceparent = GrainTelemetry.TraceIn(stored.Metadata.Span) }, stored.At);

    // The actor is the first member of the metadata, whose order is fixed.
    private static bool IsBy(string actor, ReadOnlyMemory<byte> metadata) =>
        metadata.Span.StartsWith(Encoding.UTF8.GetBytes("{\"actor\":\"" + actor + "\""));

    private void Tell(int node, StationNotice notice)
    {
        _recent.Enqueue((node, notice));
        if (_recent.Count > MostRecent)
        {
            _recentAfter = _recent.Dequeue().Notice.Position;
        }

        if (_feeds.TryGetValue(node, out var feed))
        {
            feed.Tell(notice);
        }
    }
}
