using System.Text;
using Plugin.Api.Users;
using Plugin.Domain;
using Plugin.EventLog;
using Plugin.Grains;
using Plugin.Grains.Users;

namespace Plugin.Api.Authentication;

/// <summary>
/// Checks who says to be a user. Unknown, wrong and locked out take the same road and the same time, and get the same answer.
/// </summary>
internal sealed class PasswordLogin(IStore store, Passwords passwords, Lockout lockout, AccountMails mails, LastSeen lastSeen)
{
    /// <summary>By user name or e-mail address; no letter's case matters.</summary>
    public async Task<LoginOutcome> Try(string nameOrEmail, string password, CancellationToken cancellationToken)
    {
        var name = nameOrEmail.ToLowerInvariant();
        var owner = await store.Log.OwnerOf(Keys.UserName, name, cancellationToken)
            ?? await store.Log.OwnerOf(Keys.UserEmail, name, cancellationToken);
        return await Check(owner, password, cancellationToken);
    }

    public Task<LoginOutcome> Try(UserId user, string password, CancellationToken cancellationToken) =>
        Check(user.ToString(), password, cancellationToken);

    private async Task<LoginOutcome> Check(string? owner, string password, CancellationToken cancellationToken)
    {
        var stream = owner ?? "user-0";
        var hash = await store.Vault.Read(Keys.Password, stream, cancellationToken);
        var failures = await lockout.Failures(stream, cancellationToken);
        if (await passwords.Check(password, hash is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null, cancellationToken)
            is not { } matches)
        {
            return new LoginOutcome.Busy();
        }

        if (matches && !lockout.IsLocked(failures))
        {
            return new LoginOutcome.Accepted(UserOf(stream), failures, Credential.MarkOf(hash));
        }

        if (owner is not null)
        {
            await Failed(UserOf(stream), failures, cancellationToken);
        }

        return new LoginOutcome.Wrong();
    }

    /// <summary>Counts one more failure, or tells the owner of a locked account that somebody goes on trying.</summary>
    public async Task Failed(UserId user, int failures, CancellationToken cancellationToken)
    {
        if (lockout.IsLocked(failures))
        {
            mails.LockedOut(user);
        }
        else
        {
            await lockout.Failed(user.ToString(), failures, cancellationToken);
        }
    }

    /// <summary>The login is complete: failures before it no longer count.</summary>
    public async Task Succeeded(LoginOutcome.Accepted login, CancellationToken cancellationToken)
    {
        await lastSeen.LoggedIn(login.User.Value, cancellationToken);
        if (login.Failures > 0)
        {
            await lockout.Succeeded(login.User.ToString(), cancellationToken);
        }
    }

    private static UserId UserOf(string stream) => new(int.Parse(stream.AsSpan(stream.IndexOf('-', StringComparison.Ordinal) + 1)));
}

internal abstract record LoginOutcome
{
    private LoginOutcome()
    {
    }

    /// <param name="Failures">In a row, before this login.</param>
    /// <param name="PasswordMark">The <see cref="Credential.Mark"/> of the password.</param>
    public sealed record Accepted(UserId User, int Failures, string PasswordMark) : LoginOutcome;

    public sealed record Wrong : LoginOutcome;

    /// <summary>Too many others are being checked; nobody looked at this one.</summary>
    public sealed record Busy : LoginOutcome;
}
