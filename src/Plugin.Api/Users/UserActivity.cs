using Microsoft.AspNetCore.Http;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Grains;
using Plugin.Grains.Users;
using Plugin.ReadModels.Collaborations;
using Plugin.ReadModels.Users;

namespace Plugin.Api.Users;

/// <summary>Shutting a user out, and letting them in again. Repeating either is harmless.</summary>
internal static class UserActivity
{
    private const int MaxReason = 1000;

    public static Task<IResult> Deactivate(
        HttpContext http, int id, IGrains grains, UserQueries users, CollaborationQueries collaborations, LastSeen lastSeen, Paths paths,
        CancellationToken cancellationToken) =>
        Change(
            http, id, (by, user, reason) => new DeactivateUser(by, user, reason), grains, users, collaborations, lastSeen, paths,
            cancellationToken);

    public static Task<IResult> Reactivate(
        HttpContext http, int id, IGrains grains, UserQueries users, CollaborationQueries collaborations, LastSeen lastSeen, Paths paths,
        CancellationToken cancellationToken) =>
        Change(
            http, id, (by, user, reason) => new ReactivateUser(by, user, reason), grains, users, collaborations, lastSeen, paths,
            cancellationToken);

    private static async Task<IResult> Change(
        HttpContext http, int id, Func<CallContext, UserId, string?, Command<Done>> command, IGrains grains, UserQueries users,
        CollaborationQueries collaborations, LastSeen lastSeen, Paths paths, CancellationToken cancellationToken)
    {
        var body = (await Body.Read(http, Body.SmallLimit, cancellationToken)).NullIsAbsent("reason");
        var reason = body.Text("reason", MaxReason, min: 1);
        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        var (user, by, refused) = await UserChanges.Find(http, id, Operation.Edit, users, collaborations, cancellationToken);
        if (user is null)
        {
            return refused!;
        }

        if (CurrentCaller.Of(http) is UserCaller caller && caller.User.Id == id)
        {
            return ErrorShapes.Message(StatusCodes.Status400BadRequest, "Nobody deactivates themselves; ask another administrator.");
        }

        var answer = await grains.Ask(command(by!, new UserId(id), reason), cancellationToken);
        return answer.Refusal is { } refusal
            ? ErrorShapes.Message(refusal)
            : Answers.Ok(UserEndpoints.View(paths, (await users.Find(id, cancellationToken))!, await lastSeen.Of(id, cancellationToken)));
    }
}
