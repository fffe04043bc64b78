using Plugin.Domain;
using Plugin.Domain.Users;
using Plugin.EventLog;

namespace Plugin.Grains.Users;

/// <summary>What follows when a user is retired, for whatever reason: the names are free again and the credentials are gone.</summary>
internal static class UserLeaving
{
    public static async Task<Refusal?> Retire(Turn turn, UserId id, CancellationToken cancellationToken)
    {
        if (await turn.Decide(Streams.Of(id), new RetireUser(turn.Now), cancellationToken) is { } refusal)
        {
            return refusal;
        }

        // The events have the names sealed; the list has them in clear, and they are free to be taken when they were erased from it.
        var rows = await turn.Hub.Store.Read.Where("users", "id", (long)id.Value, 1, cancellationToken);
        foreach (var (kind, column) in (ReadOnlySpan<(string, string)>)[(Keys.UserName, "username"), (Keys.UserEmail, "email")])
        {
            if (rows is [var row] && row[column] is string { Length: > 0 } name)
            {
                turn.ReleaseName(kind, name, id.ToString());
            }
        }

        turn.Write(new VaultWrite(Keys.Password, id.ToString(), null));
        turn.Write(new VaultWrite(Keys.SecondFactor, id.ToString(), null));
        return null;
    }
}
