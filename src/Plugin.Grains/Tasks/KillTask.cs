using Plugin.Domain;
using Plugin.Domain.Tasks;

namespace Plugin.Grains.Tasks;

/// <summary>Ends every open run of the task and of all its descendants, in one append: from then on nothing of it is accepted any more.</summary>
public sealed record KillTask(CallContext By, TaskId Task) : Command<Done>(By)
{
    internal override string? Owner => Task.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        var tree = await TaskTree.Open(turn, Task, cancellationToken);
        return turn.Keep(TaskKilling.Decide(tree, turn.Now)) is { } refusal ? refusal : new Done();
    }
}
