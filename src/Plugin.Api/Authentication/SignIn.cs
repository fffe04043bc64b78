using Microsoft.AspNetCore.Http;
using Plugin.Api.Http;
using Plugin.Grains.Users;

namespace Plugin.Api.Authentication;

/// <summary>Password and second factor, whatever is given out for them: a token or a session.</summary>
internal sealed class SignIn(PasswordLogin logins, SecondFactor secondFactor, CallerDirectory directory)
{
    private const int MaxText = 128;
    private const int MaxCode = 10;
    private const int CodeDigits = 6;

    /// <summary>Reads what all who sign in send; look at <see cref="Body.Invalid"/> before it is used.</summary>
    public static Credentials Read(Body body) => new(
        body.Text("username", MaxText, required: true, min: 1)!, body.Text("password", MaxText, required: true, min: 1)!, Code(body));

    public async Task<SignInOutcome> Try(Credentials given, CancellationToken cancellationToken)
    {
        var outcome = await logins.Try(given.Username, given.Password, cancellationToken);
        if (outcome is not LoginOutcome.Accepted login
            || await directory.FindUser(login.User.Value, cancellationToken) is not { } user)
        {
            return outcome is LoginOutcome.Busy ? SignInOutcome.Busy : SignInOutcome.Wrong;
        }

        if (user.User.IsDeactivated)
        {
            return SignInOutcome.Deactivated;
        }

        if (secondFactor.IsRequired)
        {
            if (!await secondFactor.IsSet(login.User, cancellationToken))
            {
                return await secondFactor.Enrol(user.By(), login.User, user.User.Username, Credential.None, cancellationToken) is { } enrolled
                    ? new SignInOutcome.Enrolled(enrolled)
                    : SignInOutcome.Wrong;
            }

            if (given.Code is null)
            {
                return new SignInOutcome.CodeNeeded();
            }

            if (!await secondFactor.Accepts(login.User, given.Code, cancellationToken))
            {
                await logins.Failed(login.User, login.Failures, cancellationToken);
                return SignInOutcome.WrongCode;
            }
        }

        await logins.Succeeded(login, cancellationToken);
        return new SignInOutcome.Accepted(user, login.PasswordMark);
    }

    /// <summary>A code that a client sends as a number has lost its leading zeros.</summary>
    private static string? Code(Body body)
    {
        if (body.IsNull("mfa_code"))
        {
            body.Ignore("mfa_code");
            return null;
        }

        return body.TextOrNumber("mfa_code", MaxCode)?.PadLeft(CodeDigits, '0');
    }
}

internal sealed record Credentials(string Username, string Password, string? Code);

internal abstract record SignInOutcome
{
    private SignInOutcome()
    {
    }

    /// <param name="PasswordMark">The <see cref="Credential.Mark"/> of the password that was given.</param>
    public sealed record Accepted(UserCaller User, string PasswordMark) : SignInOutcome;

    /// <summary>There was no second factor: this one was made, and nobody is signed in yet.</summary>
    public sealed record Enrolled(EnrolledSecondFactor SecondFactor) : SignInOutcome;

    public sealed record CodeNeeded : SignInOutcome
    {
        public const string Code = "login.code-needed";
        public const string Text = "Log in again with a code of your authenticator app (mfa_code).";
    }

    public sealed record Denied(int Status, string Code, string Text) : SignInOutcome;

    public static Denied Busy { get; } = new(
        StatusCodes.Status429TooManyRequests, "login.busy", "Too many people are logging in; try again in a few seconds.");

    /// <summary>Unknown, wrong and locked out get the same answer.</summary>
    public static Denied Wrong { get; } = new(
        StatusCodes.Status401Unauthorized, "login.wrong", "The username or password is wrong, or the account is locked for a while.");

    public static Denied Deactivated { get; } = new(
        StatusCodes.Status401Unauthorized, "login.deactivated", "This account is deactivated; ask your administrator.");

    public static Denied WrongCode { get; } = new(
        StatusCodes.Status401Unauthorized, "login.code-wrong",
        "The code is wrong or was used before; wait for your app to show the next one.");
}
