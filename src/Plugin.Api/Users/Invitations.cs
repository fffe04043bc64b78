using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Contracts;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Grains;
using Plugin.Grains.Users;
using Plugin.ReadModels.Collaborations;
using Plugin.ReadModels.Users;

namespace Plugin.Api.Users;

/// <summary>Bringing a person to the hub by mail: the link in it lets them set their first password.</summary>
internal static class Invitations
{
    private const string OfUser = "user/{id:int:min(1)}/invitation";

    public static void MapInvitations(this IEndpointRouteBuilder routes)
    {
        routes.Post("user/invitation", Invite).For(Callers.User)
            .WithSummary("Creates a user without a password and sends them a mail with a link to set one.")
            .Takes<NewInvitation>().Gives<User>(StatusCodes.Status201Created).TakesIdempotencyKey()
            .Needs(Operation.Create, Resource.User);
        routes.Post(OfUser, Repeat).For(Callers.User)
            .WithSummary("Sends an invitation that was not accepted yet once more, with a new link.")
            .Gives<User>()
            .Needs(Operation.Edit, Resource.User);
        routes.Remove(OfUser, Withdraw).For(Callers.User)
            .WithSummary("Takes an invitation back that was not accepted yet; the user is gone and their names are free.")
            .GivesMessage()
            .Needs(Operation.Delete, Resource.User);
    }

    private static async Task<IResult> Invite(
        HttpContext http, NewUsers newUsers, AccountMails mails, UserQueries users, ApiOptions options, TimeProvider clock, Paths paths,
        CancellationToken cancellationToken)
    {
        var body = (await Body.Read(http, Body.SmallLimit, cancellationToken)).NullIsAbsent("organization_id", "firstname", "lastname");
        var person = NewUserBody.Of(body);
        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        var (created, refused) = await newUsers.Add(
            http, person, mails.CanSend ? null : RecoveryEndpoints.NoMail(), () => null, clock.GetUtcNow() + options.InvitationLifetime, cancellationToken);
        if (created is not { } id)
        {
            return refused!;
        }

        mails.Invitation(id, WebAddress.Of(http, options));
        return Answers.Created(UserEndpoints.View(paths, (await users.Find(id.Value, cancellationToken))!, lastSeen: null));
    }

    private static async Task<IResult> Repeat(
        HttpContext http, int id, IGrains grains, AccountMails mails, UserQueries users, CollaborationQueries collaborations, ApiOptions options,
        TimeProvider clock, Paths paths, CancellationToken cancellationToken)
    {
        var (user, by, refused) = await UserChanges.Find(http, id, Operation.Edit, users, collaborations, cancellationToken);
        if (user is null)
        {
            return refused!;
        }

        if (!mails.CanSend)
        {
            return RecoveryEndpoints.NoMail();
        }

        var answer = await grains.Ask(
            new InviteUser(by!, new UserId(id), clock.GetUtcNow() + options.InvitationLifetime), cancellationToken);
        if (answer.Refusal is { } refusal)
        {
            return ErrorShapes.Message(refusal);
        }

        mails.Invitation(new UserId(id), WebAddress.Of(http, options));
        return Answers.Ok(UserEndpoints.View(paths, (await users.Find(id, cancellationToken))!, lastSeen: null));
    }

    private static async Task<IResult> Withdraw(
        HttpContext http, int id, IGrains grains, UserQueries users, CollaborationQueries collaborations, CancellationToken cancellationToken)
    {
        var (user, by, refused) = await UserChanges.Find(http, id, Operation.Delete, users, collaborations, cancellationToken);
        if (user is null)
        {
            return refused!;
        }

        var answer = await grains.Ask(new WithdrawInvitation(by!, new UserId(id)), cancellationToken);
        return answer.Refusal is { } refusal ? ErrorShapes.Message(refusal) : Answers.Done($"The invitation of user {id} is withdrawn.");
    }
}
