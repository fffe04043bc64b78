using Plugin.Domain;
using Plugin.Domain.Collaborations;
using Plugin.Domain.Studies;
using Plugin.Grains.Tasks;
using Decisions = Plugin.Domain.Studies;

namespace Plugin.Grains.Studies;

/// <summary>Its name is free again. Its tasks go with it in the same append, or stand in its way.</summary>
public sealed record RetireStudy(CallContext By, StudyId Study, bool WithTasks) : Command<Done>(By)
{
    internal override string? Owner => Study.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        var tasks = await TaskTree.Of(turn, "study_id", Study.Value, cancellationToken);
        if (!WithTasks && tasks.Count > 0)
        {
            return StudyRefusals.HasTasks;
        }

        if (await TaskTree.RetireAll(turn, tasks, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        return await StudyLeaving.Retire(turn, Study, cancellationToken) is { } last ? last : new Done();
    }
}

internal static class StudyLeaving
{
    public static async Task<Refusal?> Retire(Turn turn, StudyId id, CancellationToken cancellationToken)
    {
        if (await turn.Load(Streams.Of(id), cancellationToken) is not Study.Active study)
        {
            return StudyRefusals.Missing;
        }

        turn.ReleaseName(Keys.StudyName, study.Name, id.ToString());
        return await turn.Decide(Streams.Of(id), new Decisions.RetireStudy(turn.Now), cancellationToken)
            ?? await turn.Decide(Streams.Of(study.Collaboration), new RemoveStudy(id, turn.Now), cancellationToken);
    }
}
