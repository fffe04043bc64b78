using Plugin.Api.Mail;
using Plugin.Domain;
using Plugin.Domain.Users;
using Plugin.EventLog;
using Plugin.Grains;
using Plugin.ReadModels.Users;
using Plugin.Vault;

namespace Plugin.Api.Authentication;

/// <summary>What users are told by mail about their account. At most one mail of a kind to a person in <see cref="MailOptions.Between"/>.</summary>
internal sealed class AccountMails(
    Outbox outbox, RecoveryTokens tokens, UserQueries users, ILiveTables live, ApiOptions options, FillRandom random)
{
    public bool CanSend => outbox.IsOpen;

    /// <param name="web">Where the link in the mail begins.</param>
    public void Invitation(UserId user, string web) => outbox.Post(async cancellationToken =>
        await users.Find(user.Value, cancellationToken) is { InvitedUntil: { } until } row
            ? Addressed(
                row, $"You are invited to {options.ServerName}",
                $"""
                You have an account at {options.ServerName}. Your user name is {row.Username}.

                Follow this link to choose your password:

                {web}/invitation#{await tokens.Make(Keys.Password, user, until, cancellationToken)}

                The link works once, until {until.UtcDateTime:d MMMM yyyy HH:mm} UTC. If you expect no such mail, there is nothing to do.
                """)
            : null);

    /// <summary>An administrator has it sent.</summary>
    /// <param name="web">Where the link in the mail begins.</param>
    public void Recovery(UserId user, RecoveredCredential credential, string web) => outbox.Post(async cancellationToken =>
    {
        if (await users.Find(user.Value, cancellationToken) is not { } row)
        {
            return null;
        }

        var (subject, kind, path) = credential == RecoveredCredential.Password
            ? ("Set a new password", Keys.Password, "recover")
            : ("Set up two-factor authentication anew", Keys.SecondFactor, "recover-2fa");
        return Addressed(
            row, subject,
            $"""
            An administrator of {options.ServerName} has this mail sent to you.

            Follow this link, which works once and for {options.RecoveryTokenLifetime.TotalMinutes:0} minutes:

            {web}/{path}#{await tokens.Make(kind, user, cancellationToken)}

            If you did not ask for it, tell your administrator: nothing changes unless the link is followed.
            """);
    });

    public void PasswordRecovery(UserId user) => Post(user, "recovery", async cancellationToken => (
        "Set a new password",
        $"""
        Somebody, hopefully you, asked for a new password for your account.

        Your recovery token, good for {options.RecoveryTokenLifetime.TotalMinutes:0} minutes and for one use:

        {await tokens.Make(Keys.Password, user, cancellationToken)}

        If it was not you, there is nothing to do: your password stays as it is.
        """));

    public void SecondFactorRecovery(UserId user) => Post(user, "second-factor-recovery", async cancellationToken => (
        "Set up two-factor authentication anew",
        $"""
        Somebody who knows your password, hopefully you, asked to set up two-factor authentication anew.

        Your recovery token, good for {options.RecoveryTokenLifetime.TotalMinutes:0} minutes and for one use:

        {await tokens.Make(Keys.SecondFactor, user, cancellationToken)}

        If it was not you, change your password now.
        """));

    public void LockedOut(UserId user)
    {
        if (CanSend)
        {
            Post(user, "locked-out", _ => Task.FromResult((
                "Your account is locked for a while",
                $"""
                There were {options.MaxFailedLogins} or more failed attempts in a row to log in to your account, and there are still more.
                It is locked until nobody has tried for {options.LockoutTime.TotalMinutes:0} minutes.

                If it was not you, somebody may be guessing your password: tell your administrator.
                """)));
        }
    }

    private void Post(UserId user, string kind, Func<CancellationToken, Task<(string Subject, string Text)>> write) =>
        outbox.Post(async cancellationToken =>
        {
            // Whoever is invited has a link already, which ends when the inviter says.
            if (await users.Find(user.Value, cancellationToken) is not { InvitedUntil: null } row)
            {
                return null;
            }

            // A name of its own for each try, so that the duty is held once in the period.
            var name = new byte[8];
            random(name);
            var due = await live.Hold($"mail-{kind}-{user}", Convert.ToHexStringLower(name), options.Mail!.Between, cancellationToken);
            if (!due.Held)
            {
                return null;
            }

            var (subject, text) = await write(cancellationToken);
            return Addressed(row, subject, text);
        });

    private Letter Addressed(UserRow row, string subject, string text)
    {
        var support = options.Mail!.Support is { } address ? $"\n\nQuestions: {address}" : "";
        return new Letter(row.Email, $"[{options.ServerName}] {subject}", $"Dear {row.Firstname ?? row.Username},\n\n{text}{support}\n");
    }
}
