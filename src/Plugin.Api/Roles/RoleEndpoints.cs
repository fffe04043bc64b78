using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Collaborations;
using Plugin.Api.Http;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.ReadModels.Collaborations;
using Plugin.ReadModels.Roles;
using Plugin.ReadModels.Users;

namespace Plugin.Api.Roles;

/// <summary>The built-in roles and those that organizations put together for themselves.</summary>
internal static class RoleEndpoints
{
    public static void MapRoles(this IEndpointRouteBuilder routes)
    {
        routes.Get("role", List).For(Callers.User)
            .WithSummary("The roles you may see; always those you have.")
            .Lists<Contracts.Role>(RoleQueries.Sortable).Asks(texts: "name description", ids: "organization_id", id: "collaboration_id rule_id user_id", flag: "include_root")
            .Needs(Operation.View, Resource.Role);
        routes.Post("role", RoleChanges.Create).For(Callers.User)
            .WithSummary("Puts rules together to a role of an organization.")
            .Takes<Contracts.NewRole>().Gives<Contracts.Role>(StatusCodes.Status201Created).TakesIdempotencyKey()
            .Needs(Operation.Create, Resource.Role);
        routes.Get("role/{id:int:min(1)}", Show).For(Callers.User)
            .WithSummary("One role.")
            .Gives<Contracts.Role>()
            .Needs(Operation.View, Resource.Role);
        routes.Patch("role/{id:int:min(1)}", RoleChanges.Change).For(Callers.User)
            .WithSummary("Changes a role.")
            .Takes<Contracts.RolePatch>().Gives<Contracts.Role>()
            .Needs(Operation.Edit, Resource.Role);
        routes.Remove("role/{id:int:min(1)}", RoleChanges.Retire).For(Callers.User)
            .WithSummary("Deletes a role.")
            .Asks(flag: "delete_dependents").GivesMessage()
            .Needs(Operation.Delete, Resource.Role);
        routes.Post("role/{id:int:min(1)}/rule/{rule:int:min(1)}", RoleChanges.AddRule).For(Callers.User)
            .WithSummary("Adds a rule to a role.")
            .Gives<Contracts.Rule[]>(StatusCodes.Status201Created)
            .Needs(Operation.Edit, Resource.Role);
        routes.Remove("role/{id:int:min(1)}/rule/{rule:int:min(1)}", RoleChanges.RemoveRule).For(Callers.User)
            .WithSummary("Removes a rule from a role.")
            .Gives<Contracts.Rule[]>()
            .Needs(Operation.Edit, Resource.Role);
    }

    public static IResult Missing(int id) => ErrorShapes.Message(StatusCodes.Status404NotFound, $"There is no role {id}.");

    public static Contracts.Role View(Paths paths, RoleRow role) => new(
        role.Id, role.Name, role.Description, role.IsBuiltIn,
        role.OrganisationId is { } organisation ? paths.Organization(organisation) : null, paths.To($"rule?role_id={role.Id}"),
        paths.To($"user?role_id={role.Id}"));

    public static async Task<Target> TargetOf(
        this CollaborationQueries collaborations, RoleRow role, CancellationToken cancellationToken) =>
        role.OrganisationId is { } organisation
            ? Target.Role(
                new RoleId(role.Id), new OrganisationId(organisation), await collaborations.IdsOf(organisation, cancellationToken))
            : Target.Role(new RoleId(role.Id));

    private static async Task<IResult> List(
        HttpContext http, RoleQueries roles, UserQueries users, CollaborationQueries collaborations, Paths paths,
        CancellationToken cancellationToken)
    {
        var caller = (UserCaller)CurrentCaller.Of(http);
        var filters = new Filters(http);
        var user = filters.Id("user_id");
        var filter = new RoleFilter
        {
            Names = filters.Texts("name"),
            Descriptions = filters.Texts("description"),
            Organisations = filters.Ids("organization_id"),
            Collaboration = filters.Id("collaboration_id"),
            BuiltIn = filters.Flag("include_root") is true,
            Rule = filters.Id("rule_id"),
        };
        var page = filters.Page(RoleQueries.Sortable);
        if (filters.Invalid() is { } invalid)
        {
            return invalid;
        }

        if (await Unlistable(caller, filter, collaborations, cancellationToken) is { } denied)
        {
            return denied;
        }

        if (user is { } id)
        {
            if (await users.Find(id, cancellationToken) is not { } holder)
            {
                return ErrorShapes.Message(StatusCodes.Status400BadRequest, $"There is no user {id}.");
            }

            if (id != caller.User.Id && await Denies(caller, holder.OrganisationId, collaborations, cancellationToken) is { } refused)
            {
                return refused;
            }

            filter = filter with { Ids = holder.Roles };
        }

        // Never 401: who has no rule for roles sees those they have themselves.
        return Lists.Page(
            http, page, await roles.List(caller.Sees(Resource.Role), filter, page, cancellationToken), role => View(paths, role));
    }

    private static async Task<IResult?> Unlistable(
        UserCaller caller, RoleFilter filter, CollaborationQueries collaborations, CancellationToken cancellationToken)
    {
        foreach (var organisation in filter.Organisations ?? [])
        {
            if (await Denies(caller, organisation, collaborations, cancellationToken) is { } denied)
            {
                return denied;
            }
        }

        return filter.Collaboration is { } collaboration
            && Rights.Denies(caller, Operation.View, CollaborationTargets.Within(Resource.Role, collaboration)) is { } refused ? refused
            : filter.Rule is { } rule && !Rule.Exists(rule)
                ? ErrorShapes.Message(StatusCodes.Status404NotFound, $"There is no rule {rule}.")
            : null;
    }

    private static async Task<IResult?> Denies(
        UserCaller caller, int organisation, CollaborationQueries collaborations, CancellationToken cancellationToken) =>
        Rights.Denies(
            caller, Operation.View,
            Target.NewRole(new OrganisationId(organisation), await collaborations.IdsOf(organisation, cancellationToken)));

    private static async Task<IResult> Show(
        HttpContext http, int id, RoleQueries roles, CollaborationQueries collaborations, Paths paths, CancellationToken cancellationToken)
    {
        if (await roles.Find(id, cancellationToken) is not { } role)
        {
            return Missing(id);
        }

        var target = await collaborations.TargetOf(role, cancellationToken);
        return Rights.Denies(CurrentCaller.Of(http), Operation.View, target) ?? Answers.Ok(View(paths, role));
    }
}
