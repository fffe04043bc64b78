using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Contracts;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Domain.Users;
using Plugin.EventLog;
using Plugin.Grains;
using Plugin.ReadModels.Collaborations;
using Plugin.ReadModels.Roles;
using Plugin.ReadModels.Users;
using SendRecovery = Plugin.Grains.Users.SendRecovery;

namespace Plugin.Api.Users;

/// <summary>What an administrator sees and does of somebody's way to log in.</summary>
internal static class UserAccounts
{
    private const int MaxWord = 32;

    public static void MapUserAccounts(this IEndpointRouteBuilder routes)
    {
        routes.Get("user/{id:int:min(1)}/account", Show).For(Callers.User)
            .WithSummary("How it stands with a user's way to log in: last log-in, lock, second factor, invitation.")
            .Gives<UserAccount>()
            .Needs(Operation.View, Resource.User);
        routes.Post("user/{id:int:min(1)}/recovery", Recover).For(Callers.User)
            .WithSummary("Sends a user a mail with which they set a new password or second factor.")
            .Takes<UserRecovery>().GivesMessage()
            .Needs(Operation.Edit, Resource.User);
    }

    private static async Task<IResult> Show(
        HttpContext http, int id, UserQueries users, CollaborationQueries collaborations, Lockout lockout, LastSeen lastSeen, IVaultTable vault,
        TimeProvider clock, CancellationToken cancellationToken)
    {
        var (user, _, refused) = await UserChanges.Find(http, id, Operation.View, users, collaborations, cancellationToken);
        if (user is null)
        {
            return refused!;
        }

        var name = new UserId(id).ToString();
        var failures = await lockout.Failures(name, cancellationToken);
        return Answers.Ok(new UserAccount(
            id, !user.IsDeactivated, await lastSeen.LoginOf(id, cancellationToken), await lastSeen.Of(id, cancellationToken), failures,
            lockout.IsLocked(failures), await vault.Read(Keys.SecondFactor, name, cancellationToken) is not null, user.InvitedUntil,
            user.InvitedUntil is not null && user.AddressChangedAt is not null,
            Domain.Users.User.MailWaitsUntil(user.AddressChangedAt, clock.GetUtcNow())));
    }

    private static async Task<IResult> Recover(
        HttpContext http, int id, IGrains grains, AccountMails mails, UserQueries users, RoleQueries roles, CollaborationQueries collaborations,
        ApiOptions options, CancellationToken cancellationToken)
    {
        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        var word = body.Text("credential", MaxWord, required: true);
        RecoveredCredential? credential = word switch
        {
            UserRecovery.Password => RecoveredCredential.Password,
            UserRecovery.SecondFactor => RecoveredCredential.SecondFactor,
            _ => null,
        };
        if (word is not null && credential is null)
        {
            body.Fail("credential", $"Either '{UserRecovery.Password}' or '{UserRecovery.SecondFactor}'.");
        }

        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        var (user, by, refused) = await UserChanges.Find(http, id, Operation.Edit, users, collaborations, cancellationToken);
        if (user is null)
        {
            return refused!;
        }

        if (await UserChanges.Escalation(CurrentCaller.Of(http), user, roles, cancellationToken) is { } escalation)
        {
            return escalation;
        }

        if (!mails.CanSend)
        {
            return RecoveryEndpoints.NoMail();
        }

        var answer = await grains.Ask(new SendRecovery(by!, new UserId(id), credential!.Value), cancellationToken);
        if (answer.Refusal is { } refusal)
        {
            return ErrorShapes.Message(refusal);
        }

        mails.Recovery(new UserId(id), credential.Value, WebAddress.Of(http, options));
        return Answers.Done("A mail is on its way to the user.");
    }
}
