using Plugin.Api.Authentication;
using Plugin.Domain;
using Plugin.EventLog;
using Plugin.Grains;
using Plugin.Grains.Users;
using Plugin.Vault;

namespace Plugin.Api.Sessions;

/// <summary>
/// The sessions of browsers, in the live tables: every silo looks at each request, so what is ended is ended on all of them at once. Live tables
/// that are lost mean signing in again.
/// </summary>
internal sealed class BrowserSessions(
    ILiveTables live, IVaultTable vault, IEventLog log, CallerDirectory directory, ApiOptions options, TimeProvider clock, FillRandom random)
{
    /// <summary>Of one user; one more ends the one that was not used for longest.</summary>
    public const int MostOfUser = 20;

    private static readonly TimeSpan Precision = TimeSpan.FromMinutes(1);

    /// <summary>Always with a new secret: what a browser brought along is not taken over.</summary>
    public async Task<(SessionSecret Secret, KeptSession Session)> Begin(
        UserId user, string passwordMark, string agent, CancellationToken cancellationToken)
    {
        var others = await Rows(KeptSession.KeysOf(user.Value), cancellationToken);
        foreach (var old in others.Where(IsOver).Concat(others.Where(other => !IsOver(other)).OrderByDescending(other => other.UsedAt).Skip(MostOfUser - 1)))
        {
            await End(old.Id, cancellationToken);
        }

        var (secret, now) = (SessionSecret.New(user, random), clock.GetUtcNow());
        var session = new KeptSession(secret.Id, now, now, agent, passwordMark, log.Origin.Generation);
        await live.Seen([session.ToRow()], cancellationToken);
        return (secret, session);
    }

    /// <summary>Who is signed in with it at this moment; null when it has ended or its user may no longer.</summary>
    /// <param name="isUse">It counts against the time after which an unused session ends.</param>
    public async Task<(UserCaller User, KeptSession Session)?> Find(SessionSecret secret, bool isUse, CancellationToken cancellationToken)
    {
        var asking = (Rows: Rows(KeptSession.KeyOf(secret.Id), cancellationToken),
            Password: vault.Read(Keys.Password, secret.User.ToString(), cancellationToken),
            User: directory.FindUser(secret.User.Value, cancellationToken));
        await Task.WhenAll(asking.Rows, asking.Password, asking.User);
        if ((await asking.Rows).SingleOrDefault() is not { } session
            || IsOver(session)
            || Credential.MarkOf(await asking.Password) != session.PasswordMark
            || await asking.User is not { User.IsDeactivated: false } user
            || user.User.SessionsFrom > session.MadeAt)
        {
            return null;
        }

        if (isUse && clock.GetUtcNow() - session.UsedAt >= Precision)
        {
            await live.Seen([KeptSession.UseOf(session.Id, clock.GetUtcNow())], cancellationToken);
        }

        return (user, session);
    }

    public async Task<IReadOnlyList<KeptSession>> Of(UserId user, CancellationToken cancellationToken) =>
        [.. (await Rows(KeptSession.KeysOf(user.Value), cancellationToken)).Where(session => !IsOver(session)).OrderByDescending(session => session.UsedAt)];

    public DateTimeOffset EndOf(KeptSession session) => session.MadeAt + options.SessionLifetime;

    public async Task End(string id, CancellationToken cancellationToken)
    {
        foreach (var row in KeptSession.RowsOf(id))
        {
            await live.Forget(row, cancellationToken);
        }
    }

    public async Task EndAll(UserId user, CancellationToken cancellationToken)
    {
        foreach (var row in await live.Presences(KeptSession.KeysOf(user.Value), cancellationToken))
        {
            await live.Forget(row.Key, cancellationToken);
        }
    }

    private bool IsOver(KeptSession session) =>
        clock.GetUtcNow() is var now
        && (now >= EndOf(session) || now - session.UsedAt >= options.SessionIdle || session.Generation != log.Origin.Generation);

    private async Task<IReadOnlyList<KeptSession>> Rows(string prefix, CancellationToken cancellationToken) =>
        [.. KeptSession.Among(await live.Presences(prefix, cancellationToken))];
}
