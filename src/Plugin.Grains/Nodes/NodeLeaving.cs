using Plugin.Domain;
using Plugin.Domain.Collaborations;
using Plugin.Domain.Nodes;
using Plugin.Domain.Runs;
using Plugin.EventLog;
using Plugin.Grains.Runs;
using Plugin.Grains.Stations;
using Decisions = Plugin.Domain.Nodes;

namespace Plugin.Grains.Nodes;

/// <summary>What follows when a node leaves its collaboration, for whatever reason.</summary>
/// <remarks>
/// A task that is ordered at the very same moment may still give it a run: the open runs are looked up beside the streams. The watch over
/// stations finds such a run and ends it too.
/// </remarks>
internal static class NodeLeaving
{
    public static async Task<Refusal?> Retire(Turn turn, NodeId id, CancellationToken cancellationToken)
    {
        var before = await turn.Load(Streams.Of(id), cancellationToken);
        if (await turn.Decide(Streams.Of(id), new Decisions.RetireNode(turn.Now), cancellationToken) is { } missing)
        {
            return missing;
        }

        if (before is not Node.Existing { Profile: var node })
        {
            return null;
        }

        turn.ReleaseName(Keys.NodeName, node.Name, id.ToString());
        await NodeKeys.Forget(turn, id, cancellationToken);
        turn.Write(new VaultWrite(Keys.NodeKeyDigest, id.ToString(), null));
        return await Leave(turn, node, cancellationToken);
    }

    public static async Task<Refusal?> Leave(Turn turn, NodeProfile node, CancellationToken cancellationToken)
    {
        if (node.Collaboration is not { } collaboration)
        {
            return null;
        }

        if (await turn.Decide(Streams.Of(collaboration), new RemoveNode(node.Id, turn.Now), cancellationToken) is { } refusal)
        {
            return refusal;
        }

        foreach (var run in await OpenRun.OfNode(turn.Hub.Store.Read, node.Id.Value, cancellationToken))
        {
            var ended = await RunDecision.Make(turn, new RunId(run.Run), new WithdrawNode(node.Id, turn.Now), cancellationToken);
            if (ended.Refusal is { } stuck)
            {
                return stuck;
            }
        }

        return null;
    }
}
