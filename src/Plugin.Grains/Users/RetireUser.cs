using Plugin.Domain;
using Plugin.Domain.Users;
using Plugin.Grains.Tasks;
using Decisions = Plugin.Domain.Users;

namespace Plugin.Grains.Users;

/// <summary>Logs the user out for good and frees the names. The history still says who it was, until the person is erased.</summary>
/// <param name="WithDependents">The tasks that the user has ordered are retired too.</param>
public sealed record RetireUser(CallContext By, UserId User, bool WithDependents) : Command<Done>(By)
{
    internal override string? Owner => User.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken)
    {
        if (await turn.Load(Streams.Of(User), cancellationToken) is not Decisions.User.Active)
        {
            return UserRefusals.Missing;
        }

        var tasks = await TaskTree.Of(turn, "init_user_id", User.Value, cancellationToken);
        if (!WithDependents && tasks.Count > 0)
        {
            return UserRefusals.HasTasks;
        }

        if (await TaskTree.RetireAll(turn, tasks, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        return await UserLeaving.Retire(turn, User, cancellationToken) is { } last ? last : new Done();
    }
}
