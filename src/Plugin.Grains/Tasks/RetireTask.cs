using Plugin.Domain;

namespace Plugin.Grains.Tasks;

/// <summary>Takes a task and all its descendants out of the lists; what is still open of them is killed in the same append.</summary>
public sealed record RetireTask(CallContext By, TaskId Task) : Command<Done>(By)
{
    internal override string? Owner => Task.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken) =>
        await TaskTree.RetireAll(turn, [Task], cancellationToken) is { } refusal ? refusal : new Done();
}
