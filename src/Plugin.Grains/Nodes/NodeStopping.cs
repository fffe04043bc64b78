using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.EventLog;
using Plugin.Grains.Runs;
using Plugin.Grains.Stations;

namespace Plugin.Grains.Nodes;

/// <summary>
/// Ends every run that a node has open, some in each append, so that the log is never held up. What is ordered meanwhile is left to itself: it
/// was not there when somebody asked.
/// </summary>
public sealed class NodeStopping(IStore store, IGrains grains)
{
    private const int AtOnce = 50;

    public async Task<Answer<Done>> Stop(CallContext by, NodeId node, CancellationToken cancellationToken)
    {
        var open = await OpenRun.OfNode(store.Read, node.Value, cancellationToken);
        foreach (var some in open.Chunk(AtOnce))
        {
            var answer = await grains.Ask(new StopRuns(by, node, [.. some.Select(run => new RunId(run.Run))]), cancellationToken);
            if (answer.Refusal is not null)
            {
                return answer;
            }
        }

        return new Done();
    }
}

/// <summary>Several runs of one node in one append, with the siblings that are cancelled for them.</summary>
internal sealed record StopRuns(CallContext By, NodeId Node, IReadOnlyList<RunId> Runs) : Command<Done>(By)
{
    internal override string? Owner => Node.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        foreach (var run in Runs)
        {
            var ended = await RunDecision.Make(turn, run, new StopOnNode(Node, turn.Now), cancellationToken);
            if (ended.Refusal is not null)
            {
                return ended;
            }
        }

        return new Done();
    }
}
