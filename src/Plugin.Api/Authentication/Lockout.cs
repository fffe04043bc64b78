using System.Globalization;
using Plugin.EventLog;

namespace Plugin.Api.Authentication;

/// <summary>
/// Counts wrong passwords per user in the live tables, so that every silo knows of them. Two wrong ones at the same moment may count once.
/// </summary>
internal sealed class Lockout(ILiveTables live, ApiOptions options)
{
    private const string Prefix = "login-";

    public async Task<int> Failures(string user, CancellationToken cancellationToken)
    {
        // A presence of another user whose key begins alike may be among them.
        var presences = await live.Presences(Prefix + user, cancellationToken);
        if (presences.FirstOrDefault(presence => presence.Key == Prefix + user) is not { } failed)
        {
            return 0;
        }

        var count = int.Parse(failed.Content, CultureInfo.InvariantCulture);
        return count >= options.MaxFailedLogins && await live.Now(cancellationToken) - failed.SeenAt > options.LockoutTime ? 0 : count;
    }

    public bool IsLocked(int failures) => failures >= options.MaxFailedLogins;

    public Task Failed(string user, int failures, CancellationToken cancellationToken) =>
        live.Seen(
            [new Heartbeat(Prefix + user, "", (failures + 1).ToString(CultureInfo.InvariantCulture))], cancellationToken);

    public Task Succeeded(string user, CancellationToken cancellationToken) => live.Forget(Prefix + user, cancellationToken);
}
