using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Collaborations;
using Plugin.Api.Http;
using Plugin.Api.Sessions;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Domain.Users;
using Plugin.EventLog;
using Plugin.Grains.Erasing;
using Plugin.ReadModels.Collaborations;
using Plugin.ReadModels.Replay;

namespace Plugin.Api.Erasing;

/// <summary>Erasing people and tasks for good. Whoever may delete them may erase them; the log keeps that it was done, by whom and when.</summary>
internal static class ErasureEndpoints
{
    public static void MapErasure(this IEndpointRouteBuilder routes)
    {
        routes.Post("erasure/users/{id:int:min(1)}", EraseUser).For(Callers.User)
            .WithSummary("Erases a person for good.")
            .GivesMessage()
            .Needs(Operation.Delete, Resource.User);
        routes.Post("erasure/tasks/{id:int:min(1)}", EraseTask).For(Callers.User)
            .WithSummary("Erases contents, names and texts of a task and its subtasks for good.")
            .GivesMessage()
            .Needs(Operation.Delete, Resource.Task);
        routes.MapRetention();
    }

    private static async Task<IResult> EraseUser(
        HttpContext http, int id, Eraser eraser, IEventLog log, CollaborationQueries collaborations, BrowserSessions sessions,
        CancellationToken cancellationToken)
    {
        // From the log: one who was retired before is in no list, and can be erased all the same.
        var user = new UserId(id);
        if (await log.ReadStream(user.ToString(), 0, cancellationToken) is not [var first, ..]
            || EventCodec.Decode(first.Name, first.Data.Span) is not UserCreated { Organisation: var organisation })
        {
            return ErrorShapes.Problem(UserRefusals.Missing);
        }

        var caller = CurrentCaller.Of(http);
        var target = Target.User(user, organisation, await collaborations.IdsOf(organisation.Value, cancellationToken));
        if (caller.May(Operation.Delete, target) is not Permission.Granted granted)
        {
            return Forbidden("You may not delete this user, so you may not erase them either.");
        }

        if (caller is UserCaller { User.Id: var own } && own == id)
        {
            // The last administrator would lock everybody out.
            return ErrorShapes.Problem(
                StatusCodes.Status409Conflict, "user.self", "You cannot erase yourself; ask another administrator.");
        }

        var answer = await eraser.User(caller.By(granted.Rule), user, cancellationToken);
        if (answer.Refusal is { } refusal)
        {
            return ErrorShapes.Problem(refusal);
        }

        // Void already; which browsers they were is forgotten, too.
        await sessions.EndAll(user, cancellationToken);
        return Answers.Done($"User {id} is erased.");
    }

    private static async Task<IResult> EraseTask(
        HttpContext http, int id, Eraser eraser, IEventLog log, CancellationToken cancellationToken)
    {
        var task = new TaskId(id);
        if (await new TaskHistory(log).Order(task, cancellationToken) is not { } order)
        {
            return ErrorShapes.Problem(Domain.Tasks.TaskRefusals.Missing);
        }

        var target = Target.Task(order.Collaboration, order.InitOrganisation, order.InitUser, order.Job);
        if (CurrentCaller.Of(http).May(Operation.Delete, target) is not Permission.Granted granted)
        {
            return Forbidden("You may not delete this task, so you may not erase it either.");
        }

        var answer = await eraser.Task(CurrentCaller.Of(http).By(granted.Rule), task, cancellationToken);
        return answer.Refusal is { } refusal
            ? ErrorShapes.Problem(refusal)
            : Answers.Done($"Task {id} and its subtasks are erased: contents, names and texts.");
    }

    internal static IResult Forbidden(string reason) => ErrorShapes.Problem(StatusCodes.Status403Forbidden, "erasure.forbidden", reason);
}
