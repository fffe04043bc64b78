using Plugin.Domain;
using Plugin.Domain.Collaborations;
using Plugin.Grains.AlgorithmStores;
using Plugin.Grains.Nodes;
using Plugin.Grains.Studies;
using Plugin.Grains.Tasks;
using Decisions = Plugin.Domain.Collaborations;

namespace Plugin.Grains.Collaborations;

/// <summary>Its name is free again. What hangs on it goes with it in the same append, or stands in its way.</summary>
/// <param name="WithDependents">Its nodes, studies and tasks are retired too.</param>
public sealed record RetireCollaboration(CallContext By, CollaborationId Collaboration, bool WithDependents) : Command<Done>(By)
{
    internal override string? Owner => Collaboration.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        var stream = Streams.Of(Collaboration);
        if (await turn.Load(stream, cancellationToken) is not Domain.Collaborations.Collaboration.Active before)
        {
            return CollaborationRefusals.Missing;
        }

        var tasks = await TaskTree.Of(turn, "collaboration_id", Collaboration.Value, cancellationToken);
        if (!WithDependents && tasks.Count > 0)
        {
            return CollaborationRefusals.HasDependents;
        }

        if (await TaskTree.RetireAll(turn, tasks, cancellationToken) is { } refused)
        {
            return refused;
        }

        foreach (var study in WithDependents ? before.Studies : [])
        {
            if (await StudyLeaving.Retire(turn, study, cancellationToken) is { } refusal)
            {
                return refusal;
            }
        }

        foreach (var node in WithDependents ? before.Nodes : [])
        {
            if (await NodeLeaving.Retire(turn, node.Node, cancellationToken) is { } refusal)
            {
                return refusal;
            }
        }

        foreach (var link in await StoreLinks.Of(turn, "collaboration_id", (long)Collaboration.Value, cancellationToken))
        {
            if (await StoreLinks.Unlink(turn, link, cancellationToken) is { } refusal)
            {
                return refusal;
            }
        }

        turn.ReleaseName(Keys.CollaborationName, before.Name, Collaboration.ToString());
        return await turn.Decide(stream, new Decisions.RetireCollaboration(turn.Now), cancellationToken) is { } last ? last : new Done();
    }
}
