using Plugin.Contracts.Station;
using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.Simulation.Hub;
using Plugin.Simulation.Seen;

namespace Plugin.Simulation.Checking;

/// <summary>
/// Each connection of a station began with what was open then, and brought every change about that node up to the last cursor that it handed
/// over, each once. One that still stands when all is quiet has brought everything.
/// </summary>
internal sealed class FeedCheck(Ledger ledger, long head, IReadOnlySet<string> agents)
{
    private readonly Dictionary<NodeId, List<(long Position, string What)>> _changes = Changes(ledger);

    public void Check(IReadOnlyList<SeenFeed> feeds)
    {
        var last = feeds.Where(feed => feed.Items.Count > 0).GroupBy(feed => feed.Agent).ToDictionary(agent => agent.Key, agent => agent.Last());
        foreach (var feed in feeds)
        {
            Check(feed, stands: feed.IsOpen && !feed.IsDeaf && agents.Contains(feed.Agent) && last.GetValueOrDefault(feed.Agent) == feed);
        }
    }

    private void Check(SeenFeed feed, bool stands)
    {
        var (from, until) = (-1L, 0L);
        var brought = new List<(long Position, string What)>();
        foreach (var (item, seenAt) in feed.Items)
        {
            var position = StationFeed.PositionOf(item.Cursor);
            switch (item)
            {
                case FeedSnapshot snapshot:
                    Compare(feed, brought, from, until);
                    brought.Clear();
                    Check(feed, snapshot, position, seenAt);
                    from = position;
                    break;
                case RunOffered offered:
                    brought.Add((position, $"offer of run {offered.Run.RunId}"));
                    break;
                case RunKilled killed:
                    brought.Add((position, $"end of run {killed.RunId}"));
                    break;
            }

            until = position;
        }

        Compare(feed, brought, from, stands ? head : until);
    }

    private void Compare(SeenFeed feed, List<(long Position, string What)> brought, long from, long until)
    {
        if (from < 0)
        {
            return;
        }

        var due = _changes.GetValueOrDefault(feed.Node, []).Where(change => change.Position > from && change.Position <= until).ToList();
        if (!due.SequenceEqual(brought))
        {
            throw new BrokenPromiseException(
                Rules.FeedMissesNothing,
                $"A feed of {feed.Agent} from position {from} to {until} brought [{string.Join(", ", brought)}], and there was [{string.Join(", ", due)}].");
        }
    }

    /// <summary>The list in it may be newer than its position, and never older.</summary>
    private void Check(SeenFeed feed, FeedSnapshot snapshot, long position, long seenAt)
    {
        var listed = snapshot.Runs.ToDictionary(run => run.RunId);
        foreach (var run in ledger.Runs.Values.Where(run => run.Node == feed.Node))
        {
            if (!listed.TryGetValue(run.Id.Value, out var row))
            {
                if (run.IsOpenAt(position) && run.IsOpenAt(seenAt))
                {
                    throw new BrokenPromiseException(
                        Rules.FeedMissesNothing, $"{run.Id} is open, and not in the snapshot that {feed.Agent} got at position {position}.");
                }
            }
            else if (!run.Was(row.State, row.Attempt, position, seenAt))
            {
                throw new BrokenPromiseException(
                    Rules.FeedMissesNothing,
                    $"The snapshot that {feed.Agent} got at position {position} has {row}, and it was not so between that and {seenAt}.");
            }
        }
    }

    private static Dictionary<NodeId, List<(long Position, string What)>> Changes(Ledger ledger)
    {
        var changes = new List<(NodeId Node, long Position, string What)>();
        foreach (var (position, task) in ledger.Tasks.Values)
        {
            changes.AddRange(task.Runs.Select(run => (run.Node, position, $"offer of run {run.Run.Value}")));
        }

        foreach (var run in ledger.Runs.Values)
        {
            changes.AddRange(run.Events.Where(e => e.Event is RunReleased).Select(e => (run.Node, e.Position, $"offer of run {run.Id.Value}")));
            if (run.End is { } end && end.Actor != $"node:{run.Node.Value}")
            {
                changes.Add((run.Node, end.Position, $"end of run {run.Id.Value}"));
            }
        }

        return changes.GroupBy(change => change.Node).ToDictionary(
            node => node.Key, node => node.OrderBy(c => c.Position).Select(c => (c.Position, c.What)).ToList());
    }
}
