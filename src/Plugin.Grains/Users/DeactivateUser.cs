using Plugin.Domain;
using Decisions = Plugin.Domain.Users;

namespace Plugin.Grains.Users;

/// <summary>Shuts the user out at once, on every silo, until <see cref="ReactivateUser"/>. What the user has ordered goes on.</summary>
/// <param name="Reason">In clear; sealed here. Null: none was given.</param>
public sealed record DeactivateUser(CallContext By, UserId User, string? Reason) : Command<Done>(By)
{
    internal override string? Owner => User.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken) =>
        await UserReasons.Decide(turn, User, Reason, reason => new Decisions.DeactivateUser(reason, turn.Now), cancellationToken);
}

/// <summary>Lets the user log in again. Sessions from before stay ended.</summary>
/// <param name="Reason">In clear; sealed here. Null: none was given.</param>
public sealed record ReactivateUser(CallContext By, UserId User, string? Reason) : Command<Done>(By)
{
    internal override string? Owner => User.ToString();

    internal override async Task<Answer<Done>> Handle(Turn turn, CancellationToken cancellationToken) =>
        await UserReasons.Decide(turn, User, Reason, reason => new Decisions.ReactivateUser(reason, turn.Now), cancellationToken);
}

internal static class UserReasons
{
    public static async Task<Answer<Done>> Decide(
        Turn turn, UserId id, string? reason, Func<Sealed?, Decisions.UserCommand> command, CancellationToken cancellationToken)
    {
        // Whoever is gone has no key to seal with.
        if (await turn.Load(Streams.Of(id), cancellationToken) is not Decisions.User.Active)
        {
            return Decisions.UserRefusals.Missing;
        }

        Sealed? kept = reason is null
            ? null
            : new Sealed(await turn.Hub.Seals.Seal(turn.Hub.Store.Vault, id.ToString(), reason, cancellationToken));
        return await turn.Decide(Streams.Of(id), command(kept), cancellationToken) is { } refusal ? refusal : new Done();
    }
}
