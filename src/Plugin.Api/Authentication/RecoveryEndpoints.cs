using System.Net.Mail;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Http;
using Plugin.Api.Sessions;
using Plugin.Contracts;
using Plugin.Domain;
using Plugin.EventLog;
using Plugin.Grains;
using Plugin.Grains.Users;

namespace Plugin.Api.Authentication;

/// <summary>For users who lost a password or a second factor, and for those who want another password.</summary>
internal static class RecoveryEndpoints
{
    private const int MaxText = 128;
    private const int MaxToken = 1024;

    public static void MapRecovery(this IEndpointRouteBuilder routes)
    {
        routes.Post("recover/lost", LostPassword)
            .WithSummary("Asks for a mail with a token for a new password.")
            .Takes<LostPassword>().GivesMessage()
            .NeedsNoRule(Because.Nobody);
        routes.Post("recover/reset", ResetPassword)
            .WithSummary("Sets a new password with such a token.")
            .Takes<PasswordReset>().GivesMessage()
            .NeedsNoRule(Because.Token);
        routes.Post("recover/2fa/lost", LostSecondFactor)
            .WithSummary("Asks for a mail with a token for a new second factor.")
            .Takes<LostSecondFactor>().GivesMessage()
            .NeedsNoRule(Because.Nobody);
        routes.Post("recover/2fa/reset", ResetSecondFactor)
            .WithSummary("Sets up a new second factor with such a token.")
            .Takes<SecondFactorReset>().Gives<SecondFactorEnrolment>()
            .NeedsNoRule(Because.Token);
        routes.Patch("password/change", ChangePassword).For(Callers.User)
            .WithSummary("Changes one's own password, which ends all sessions of browsers, the present one too; tokens stay good.")
            .Takes<PasswordChange>().GivesMessage()
            .NeedsNoRule(Because.Oneself);
    }

    private static async Task<IResult> LostPassword(HttpContext http, IEventLog log, AccountMails mails, CancellationToken cancellationToken)
    {
        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        var (username, email) = Account(body);
        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        if (!mails.CanSend)
        {
            return NoMail();
        }

        if (await Owner(log, username, email, cancellationToken) is { } user)
        {
            mails.PasswordRecovery(user);
        }

        return Answers.Done("If there is such an account, a mail with a recovery token is on its way to its owner.");
    }

    private static async Task<IResult> ResetPassword(
        HttpContext http, IGrains grains, RecoveryTokens tokens, Passwords passwords, Lockout lockout, BrowserSessions sessions,
        TimeProvider clock, CancellationToken cancellationToken)
    {
        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        var text = body.Text("reset_token", MaxToken, required: true, min: 1);
        var password = NewPassword(body, "password");
        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        if (Check(tokens.Read(Keys.Password, text!), clock, out var token) is { } refused)
        {
            return refused;
        }

        var command = new SetPassword(By(token.User), token.User, passwords.Hash(password!), Replaces: token.Mark, EndsSessions: true)
        {
            Invitation = token.Until,
        };
        if ((await grains.Ask(command, cancellationToken)).Refusal is { } refusal)
        {
            return refusal == Domain.Users.UserRefusals.InvitationReplaced ? ErrorShapes.Message(refusal) : BadToken();
        }

        await lockout.Succeeded(token.User.ToString(), cancellationToken);
        await sessions.EndAll(token.User, cancellationToken);
        return Answers.Done("The new password is set. Whoever was logged in to this account has to log in again.");
    }

    private static async Task<IResult> LostSecondFactor(
        HttpContext http, PasswordLogin logins, AccountMails mails, CancellationToken cancellationToken)
    {
        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        var (username, email) = Account(body);
        var password = body.Text("password", MaxText, required: true, min: 1);
        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        switch (await logins.Try((username ?? email)!, password!, cancellationToken))
        {
            case LoginOutcome.Busy:
                return Denied(SignInOutcome.Busy);
            case LoginOutcome.Accepted when !mails.CanSend:
                return NoMail();
            case LoginOutcome.Accepted login:
                await logins.Succeeded(login, cancellationToken);
                mails.SecondFactorRecovery(login.User);
                return Answers.Done("A mail with a recovery token is on its way to you.");
            default:
                return Denied(SignInOutcome.Wrong);
        }
    }

    private static async Task<IResult> ResetSecondFactor(
        HttpContext http, CallerDirectory directory, SecondFactor secondFactor, RecoveryTokens tokens, BrowserSessions sessions,
        TimeProvider clock, CancellationToken cancellationToken)
    {
        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        var text = body.Text("reset_token", MaxToken, required: true, min: 1);
        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        if (Check(tokens.Read(Keys.SecondFactor, text!), clock, out var token) is { } refused)
        {
            return refused;
        }

        if (await directory.FindUser(token.User.Value, cancellationToken) is not { User.IsDeactivated: false } user
            || await secondFactor.Enrol(By(token.User), token.User, user.User.Username, token.Mark, cancellationToken) is not { } enrolled)
        {
            return BadToken();
        }

        // Whoever has the lost one may be signed in with it.
        await sessions.EndAll(token.User, cancellationToken);
        return TokenEndpoints.Enrolment(enrolled);
    }

    private static async Task<IResult> ChangePassword(
        HttpContext http, IGrains grains, PasswordLogin logins, Passwords passwords, BrowserSessions sessions, CancellationToken cancellationToken)
    {
        var user = new UserId(((UserCaller)CurrentCaller.Of(http)).User.Id);
        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        var current = body.Text("current_password", MaxText, required: true, min: 1);
        var password = NewPassword(body, "new_password");
        if (password is not null && password == current)
        {
            body.Fail("new_password", "It is the present one.");
        }

        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        switch (await logins.Try(user, current!, cancellationToken))
        {
            case LoginOutcome.Busy:
                return Denied(SignInOutcome.Busy);
            case LoginOutcome.Accepted login:
                await logins.Succeeded(login, cancellationToken);
                var answer = await grains.Ask(new SetPassword(By(user), user, passwords.Hash(password!)), cancellationToken);
                if (answer.Refusal is { } refusal)
                {
                    return ErrorShapes.Message(refusal);
                }

                // They are void with the old password; this takes them off the list.
                await sessions.EndAll(user, cancellationToken);
                return Answers.Done("The new password is set.");
            default:
                return ErrorShapes.Message(
                    StatusCodes.Status401Unauthorized, "The current password is wrong, or the account is locked for a while.");
        }
    }

    /// <summary>At least one of the two; clients send null for the other.</summary>
    private static (string? Username, string? Email) Account(Body body)
    {
        var username = Optional("username");
        var email = Optional("email");
        if (email is not null && !MailAddress.TryCreate(email, out _))
        {
            body.Fail("email", "Not an e-mail address.");
        }

        if (username is null && email is null && !body.HasFailed)
        {
            body.Fail("_schema", "Say who you are: username or email.");
        }

        return (username, email);

        string? Optional(string name)
        {
            if (body.IsNull(name))
            {
                body.Ignore(name);
                return null;
            }

            return body.Text(name, MaxText, min: 1);
        }
    }

    private static async Task<UserId?> Owner(IEventLog log, string? username, string? email, CancellationToken cancellationToken)
    {
        var owner = username is not null
            ? await log.OwnerOf(Keys.UserName, username.ToLowerInvariant(), cancellationToken)
            : await log.OwnerOf(Keys.UserEmail, email!.ToLowerInvariant(), cancellationToken);
        return owner is null ? null : new UserId(int.Parse(owner.AsSpan(owner.IndexOf('-', StringComparison.Ordinal) + 1)));
    }

    private static string? NewPassword(Body body, string name)
    {
        var password = body.Text(name, MaxText, required: true);
        if (password is not null && Passwords.Weakness(password) is { } weakness)
        {
            body.Fail(name, weakness);
        }

        return password;
    }

    private static IResult? Check(RecoveryToken? given, TimeProvider clock, out RecoveryToken token)
    {
        token = given!;
        return given switch
        {
            null => BadToken(),
            { Until: var until } when clock.GetUtcNow() >= until => ErrorShapes.Message(StatusCodes.Status401Unauthorized, "The recovery token has expired; ask for another."),
            _ => null,
        };
    }

    private static IResult Denied(SignInOutcome.Denied denied) => ErrorShapes.Message(denied.Status, denied.Text);

    private static CallContext By(UserId user) => new($"user:{user.Value}");

    private static IResult BadToken() => ErrorShapes.Message(
        StatusCodes.Status400BadRequest, "This is not a recovery token for this, or it has been used; ask for another.");

    internal static IResult NoMail() => ErrorShapes.Message(
        StatusCodes.Status400BadRequest, "This hub sends no mail; ask your administrator.");
}
