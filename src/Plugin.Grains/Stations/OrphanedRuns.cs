using Plugin.Domain;
using Plugin.EventLog;
using Plugin.Grains.Runs;

namespace Plugin.Grains.Stations;

/// <summary>
/// Ends pending runs that were ordered in the very moment in which their node was removed or moved: the append that ended the node's other
/// runs could not see them, and nobody would ever claim them. That can only be so from birth, so each run is looked at once.
/// </summary>
internal sealed class OrphanedRuns(IStore store, IGrains grains)
{
    private HashSet<int> _seen = [];

    public async Task End(CallContext by, CancellationToken cancellationToken)
    {
        var pending = await OpenRun.InState(store.Read, "pending", cancellationToken);
        var collaborations = new Dictionary<(string Table, int Id), long?>();
        foreach (var run in pending.Where(run => !_seen.Contains(run.Run)))
        {
            var node = await CollaborationOf("nodes", run.Node);
            if (node is null || node != await CollaborationOf("tasks", run.Task))
            {
                await grains.Ask(new AbandonRun(by, new RunId(run.Run), new NodeId(run.Node)), cancellationToken);
            }
        }

        _seen = [.. pending.Select(run => run.Run)];

        async Task<long?> CollaborationOf(string table, int id)
        {
            if (!collaborations.TryGetValue((table, id), out var collaboration))
            {
                var rows = await store.Read.Where(table, "id", (long)id, 1, cancellationToken);
                collaborations[(table, id)] = collaboration = rows is [var row] ? (long?)row["collaboration_id"] : null;
            }

            return collaboration;
        }
    }
}
