using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Collaborations;
using Plugin.Api.Http;
using Plugin.Contracts;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.ReadModels.Collaborations;
using Plugin.ReadModels.Organisations;
using Plugin.ReadModels.Roles;
using Plugin.ReadModels.Users;

namespace Plugin.Api.Users;

internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        routes.Get("user", List).For(Callers.User)
            .WithSummary("The users you may see.")
            .Lists<User>(UserQueries.Sortable).Asks(text: "username firstname lastname email", id: "organization_id collaboration_id role_id rule_id", flag: "is_active is_invited", time: "last_seen_from last_seen_till")
            .Needs(Operation.View, Resource.User);
        routes.Post("user", UserChanges.Create).For(Callers.User)
            .WithSummary("Creates a user.")
            .Takes<NewUser>().Gives<User>(StatusCodes.Status201Created).TakesIdempotencyKey()
            .Needs(Operation.Create, Resource.User);
        routes.Get("user/{id:int:min(1)}", Show).For(Callers.User)
            .WithSummary("One user.")
            .Asks(flag: "include_permissions").Gives<User>()
            .Needs(Operation.View, Resource.User);
        routes.Patch("user/{id:int:min(1)}", UserChanges.Change).For(Callers.User)
            .WithSummary("Changes a user, their roles and extra rules.")
            .Takes<UserPatch>().Gives<User>()
            .Needs(Operation.Edit, Resource.User);
        routes.Remove("user/{id:int:min(1)}", UserChanges.Retire).For(Callers.User)
            .WithSummary("Deletes a user.")
            .Asks(flag: "delete_dependents").GivesMessage()
            .Needs(Operation.Delete, Resource.User);
        routes.Post("user/{id:int:min(1)}/deactivate", UserActivity.Deactivate).For(Callers.User)
            .WithSummary("Shuts a user out until they are reactivated; all of their tokens are void at once.")
            .Takes<UserActivityChange>().Gives<User>()
            .Needs(Operation.Edit, Resource.User);
        routes.Post("user/{id:int:min(1)}/reactivate", UserActivity.Reactivate).For(Callers.User)
            .WithSummary("Lets a deactivated user log in again.")
            .Takes<UserActivityChange>().Gives<User>()
            .Needs(Operation.Edit, Resource.User);
    }

    private static async Task<IResult> List(
        HttpContext http, UserQueries users, RoleQueries roles, CollaborationQueries collaborations, LastSeen lastSeen, Paths paths,
        CancellationToken cancellationToken)
    {
        var caller = CurrentCaller.Of(http);
        var filters = new Filters(http);
        var seenFrom = filters.Time("last_seen_from");
        var seenTill = filters.Time("last_seen_till");
        var filter = new UserFilter
        {
            Username = filters.Text("username"),
            Firstname = filters.Text("firstname"),
            Lastname = filters.Text("lastname"),
            Email = filters.Text("email"),
            Organisation = filters.Id("organization_id"),
            Collaboration = filters.Id("collaboration_id"),
            Role = filters.Id("role_id"),
            Rule = filters.Id("rule_id"),
            IsActive = filters.Flag("is_active"),
            IsInvited = filters.Flag("is_invited"),
        };
        var page = filters.Page(UserQueries.Sortable);
        if (filters.Invalid() is { } invalid)
        {
            return invalid;
        }

        if (filter.Role is { } role && await roles.Find(role, cancellationToken) is null)
        {
            return ErrorShapes.Message(StatusCodes.Status400BadRequest, $"There is no role {role}.");
        }

        if (filter.Rule is { } rule && !Domain.Access.Rule.Exists(rule))
        {
            return ErrorShapes.Message(StatusCodes.Status400BadRequest, $"There is no rule {rule}.");
        }

        if (filter.Organisation is { } organisation)
        {
            var target = Target.NewUser(new OrganisationId(organisation), await collaborations.IdsOf(organisation, cancellationToken));
            if (Rights.Denies(caller, Operation.View, target) is { } denied)
            {
                return denied;
            }
        }

        if (filter.Collaboration is { } collaboration
            && Rights.Denies(caller, Operation.View, CollaborationTargets.Within(Resource.User, collaboration)) is { } refused)
        {
            return refused;
        }

        var seen = await lastSeen.All(cancellationToken);
        if (seenFrom is not null || seenTill is not null)
        {
            filter = filter with { Ids = [.. seen.Where(user => user.Value >= (seenFrom ?? user.Value) && user.Value <= (seenTill ?? user.Value)).Select(user => user.Key)] };
        }

        return Lists.Page(
            http, page, await users.List(caller.Sees(Resource.User), filter, page, cancellationToken),
            row => View(paths, row, seen.TryGetValue(row.Id, out var at) ? at : null));
    }

    private static async Task<IResult> Show(
        HttpContext http, int id, UserQueries users, RoleQueries roles, CollaborationQueries collaborations, OrganisationQueries organisations,
        LastSeen lastSeen, Paths paths, CancellationToken cancellationToken)
    {
        if (await users.Find(id, cancellationToken) is not { } user)
        {
            return Missing(id);
        }

        var counting = await collaborations.IdsOf(user.OrganisationId, cancellationToken);
        var target = Target.User(new UserId(id), new OrganisationId(user.OrganisationId), counting);
        if (Rights.Denies(CurrentCaller.Of(http), Operation.View, target) is { } denied)
        {
            return denied;
        }

        var filters = new Filters(http);
        var wanted = filters.Flag("include_permissions");
        if (filters.Invalid() is { } invalid)
        {
            return invalid;
        }

        var held = await roles.Of(user.Roles, cancellationToken);
        var permissions = wanted is true
            ? new Contracts.Permissions(
                [.. held.Select(role => role.Id)], [.. RoleRow.Effective(held, user.Rules).Ids],
                await organisations.Partners([.. counting.Select(c => c.Value)], cancellationToken))
            : null;
        return Answers.Ok(View(paths, user, await lastSeen.Of(id, cancellationToken)) with { Permissions = permissions });
    }

    public static IResult Missing(int id) => ErrorShapes.Message(StatusCodes.Status404NotFound, $"There is no user {id}.");

    public static User View(Paths paths, UserRow row, DateTimeOffset? lastSeen) => new(
        row.Id, "user", row.Username, row.Firstname, row.Lastname, row.Email, Status: null, Ip: null, lastSeen,
        paths.Organization(row.OrganisationId), paths.To($"role?user_id={row.Id}"), paths.To($"rule?user_id={row.Id}"),
        OtpSecret: null, LastEmailFailedLoginSent: null, LastEmailRecoverPasswordSent: null)
    {
        IsActive = !row.IsDeactivated,
        InvitedUntil = row.InvitedUntil,
    };
}
