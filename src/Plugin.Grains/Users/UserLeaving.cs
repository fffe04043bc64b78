using Plugin.Domain;
using Plugin.EventLog;
using Decisions = Plugin.Domain.Users;

namespace Plugin.Grains.Users;

/// <summary>What follows when a user is retired, for whatever reason: the names are free again and the credentials are gone.</summary>
internal static class UserLeaving
{
    public static async Task<Refusal?> Retire(Turn turn, UserId id, CancellationToken cancellationToken)
    {
        if (await turn.Decide(Streams.Of(id), new Decisions.RetireUser(turn.Now), cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var owner = id.ToString();
        turn.ReleaseAll(owner);
        turn.Write(new VaultWrite(Keys.Password, owner, null));
        turn.Write(new VaultWrite(Keys.SecondFactor, owner, null));
        return null;
    }
}
