using Plugin.Api.Mail;
using Plugin.Domain;
using Plugin.Domain.Users;
using Plugin.EventLog;
using Plugin.Grains;
using Plugin.ReadModels.Users;
using Plugin.Vault;

namespace Plugin.Api.Authentication;

/// <summary>Who is told what about their account by mail. What users ask for themselves goes at most once in <see cref="MailOptions.Between"/> to each.</summary>
internal sealed class AccountMails(
    Outbox outbox, MailTexts texts, RecoveryTokens tokens, UserQueries users, ILiveTables live, ApiOptions options, TimeProvider clock, FillRandom random)
{
    public bool CanSend => outbox.IsOpen;

    /// <param name="web">Where the link in the mail begins.</param>
    public void Invitation(UserId user, string web) => outbox.Post(async cancellationToken =>
        await users.Find(user.Value, cancellationToken) is { InvitedUntil: { } until } row
            ? Addressed(
                row, texts.Invitation(row.Username, until), $"{web}/invitation#{await tokens.Make(Keys.Password, user, until, cancellationToken)}")
            : null);

    /// <summary>An administrator has it sent.</summary>
    /// <param name="web">Where the link in the mail begins.</param>
    public void Recovery(UserId user, RecoveredCredential credential, string web) => outbox.Post(async cancellationToken =>
    {
        if (await users.Find(user.Value, cancellationToken) is not { } row || MailWaitsUntil(row) is not null)
        {
            return null;
        }

        var (kind, path) = credential == RecoveredCredential.Password ? (Keys.Password, "recover") : (Keys.SecondFactor, "recover-2fa");
        return Addressed(row, texts.Recovery(credential), $"{web}/{path}#{await tokens.Make(kind, user, cancellationToken)}");
    });

    public void PasswordRecovery(UserId user) => Recovery(user, "recovery", texts.PasswordRecovery(), Keys.Password);

    public void SecondFactorRecovery(UserId user) => Recovery(user, "second-factor-recovery", texts.SecondFactorRecovery(), Keys.SecondFactor);

    /// <param name="former">The user as it was, with the address that is told.</param>
    /// <param name="byOwner">Nobody else changed it.</param>
    public void AddressChanged(UserRow former, bool byOwner)
    {
        if (CanSend)
        {
            var now = clock.GetUtcNow();
            var text = texts.AddressChanged(former.Username, byOwner, User.MailWaitsUntil(now, now)!.Value);
            outbox.Post(_ => Task.FromResult<Letter?>(Addressed(former, text)));
        }
    }

    public void LockedOut(UserId user)
    {
        if (CanSend)
        {
            Post(user, "locked-out", (row, _) => Task.FromResult(Addressed(row, texts.LockedOut())));
        }
    }

    private void Recovery(UserId user, string kind, MailText text, string credential) => Post(
        user, kind,
        async (row, cancellationToken) => MailWaitsUntil(row) is { } until
            ? Addressed(row, MailTexts.TooEarly(until))
            : Addressed(row, text, await tokens.Make(credential, user, cancellationToken)));

    private DateTimeOffset? MailWaitsUntil(UserRow row) => User.MailWaitsUntil(row.AddressChangedAt, clock.GetUtcNow());

    private void Post(UserId user, string kind, Func<UserRow, CancellationToken, Task<Letter>> write) =>
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
            return due.Held ? await write(row, cancellationToken) : null;
        });

    /// <param name="key">A link or token, on a line of its own.</param>
    private Letter Addressed(UserRow to, MailText text, string? key = null)
    {
        var name = to.Firstname ?? to.Username;
        var (questions, vragen) = options.Mail!.Support is { } support ? ($"\n\nQuestions: {support}", $"\n\nVragen: {support}") : ("", "");
        var below = key is null ? "" : $"\n{key}\n";
        return new Letter(
            to.Email, $"[{options.ServerName}] {text.EnglishSubject} / {text.DutchSubject}",
            $"""
            Dear {name},

            {text.English}{questions}

            * * *

            Beste {name},

            {text.Dutch}{vragen}
            {below}
            """);
    }
}
