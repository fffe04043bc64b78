using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Domain.Access;
using Plugin.ReadModels;
using Plugin.ReadModels.Users;
using Role = Plugin.Domain.Access.Role;
using Rule = Plugin.Domain.Access.Rule;

namespace Plugin.Api.Roles;

/// <summary>The built-in roles and the rules they are made of.</summary>
internal static class RoleEndpoints
{
    private static readonly Dictionary<string, string> Sortable = new() { ["id"] = "id", ["name"] = "name" };

    public static void MapRoles(this IEndpointRouteBuilder routes)
    {
        routes.Get("role", Roles).For(Callers.User);
        routes.Get("role/{id:int:min(1)}", ShowRole).For(Callers.User);
        routes.Get("rule", Rules).For(Callers.User);
        routes.Get("rule/{id:int:min(1)}", ShowRule).For(Callers.User);
    }

    private static async Task<IResult> Roles(HttpContext http, UserQueries users, Paths paths, CancellationToken cancellationToken)
    {
        var caller = (UserCaller)CurrentCaller.Of(http);
        var filters = new Filters(http);
        var (name, rule, user) = (filters.Text("name"), filters.Id("rule_id"), filters.Id("user_id"));
        var page = filters.Page(Sortable);
        if (filters.Invalid() is { } invalid)
        {
            return invalid;
        }

        var (of, unknown) = await Find(users, user, cancellationToken);
        if (unknown is not null)
        {
            return unknown;
        }

        // Default roles belong to no organisation: whoever sees roles at all sees them, everyone else sees their own.
        var seesAll = caller.Access.AtLeast(Scope.Organisation, Resource.Role, Operation.View) is not null;
        var roles = Role.All
            .Where(role => seesAll || caller.User.Roles.Contains(role.Id))
            .Where(role => name is null || role.Name == name)
            .Where(role => rule is null || role.Rules.Contains(rule.Value))
            .Where(role => of is null || of.Roles.Contains(role.Id));
        return Page(http, page, roles, role => role.Id, role => role.Name, role => View(paths, role));
    }

    private static IResult ShowRole(HttpContext http, int id, Paths paths)
    {
        var caller = (UserCaller)CurrentCaller.Of(http);
        if (!Role.Exists(id))
        {
            return ErrorShapes.Message(StatusCodes.Status404NotFound, $"There is no role {id}.");
        }

        return caller.User.Roles.Contains(id) || caller.Access.AtLeast(Scope.Organisation, Resource.Role, Operation.View) is not null
            ? Answers.Ok(View(paths, Role.Of(id)))
            : Rights.NothingToList(Resource.Role);
    }

    private static async Task<IResult> Rules(HttpContext http, UserQueries users, Paths paths, CancellationToken cancellationToken)
    {
        var filters = new Filters(http);
        var (name, operation, scope) = (filters.Text("name"), filters.Text("operation"), filters.Text("scope"));
        var (role, user, all) = (filters.Id("role_id"), filters.Id("user_id"), filters.Flag("no_pagination"));
        var page = filters.Page(Sortable);
        if (filters.Invalid() is { } invalid)
        {
            return invalid;
        }

        if (role is { } id && !Role.Exists(id))
        {
            return ErrorShapes.Message(StatusCodes.Status400BadRequest, $"There is no role {id}.");
        }

        var (of, unknown) = await Find(users, user, cancellationToken);
        if (unknown is not null)
        {
            return unknown;
        }

        var rules = Rule.All
            .Where(rule => name is null || RuleWords.Resource(rule) == name)
            .Where(rule => operation is null || RuleWords.IsOperation(rule, operation))
            .Where(rule => scope is null || RuleWords.IsScope(rule, scope))
            .Where(rule => role is null || Role.Of(role.Value).Rules.Contains(rule.Id))
            .Where(rule => of is null || Role.Effective(of.Roles, of.Rules).Contains(rule.Id));
        return Page(
            http, all is true ? new PageRequest(1, Rule.All.Count, page.Sort) : page, rules, rule => rule.Id, RuleWords.Resource,
            rule => View(paths, rule));
    }

    private static IResult ShowRule(int id, Paths paths) =>
        Rule.Exists(id)
            ? Answers.Ok(View(paths, Rule.Of(id)))
            : ErrorShapes.Message(StatusCodes.Status404NotFound, $"There is no rule {id}.");

    private static async Task<(UserRow? User, IResult? Unknown)> Find(UserQueries users, int? id, CancellationToken cancellationToken)
    {
        if (id is not { } wanted)
        {
            return (null, null);
        }

        return await users.Find(wanted, cancellationToken) is { } user
            ? (user, null)
            : (null, ErrorShapes.Message(StatusCodes.Status400BadRequest, $"There is no user {wanted}."));
    }

    private static IResult Page<T, TView>(
        HttpContext http, PageRequest page, IEnumerable<T> items, Func<T, int> id, Func<T, string> name, Func<T, TView> view)
    {
        var sorted = items.OrderBy(id);
        foreach (var key in page.Sort.Reverse())
        {
            sorted = (key.Name, key.Descending) switch
            {
                ("name", false) => sorted.OrderBy(name, StringComparer.Ordinal),
                ("name", true) => sorted.OrderByDescending(name, StringComparer.Ordinal),
                (_, false) => sorted.OrderBy(id),
                (_, true) => sorted.OrderByDescending(id),
            };
        }

        T[] all = [.. sorted];
        return Lists.Page(
            http, page, all.Length, totalIsExact: true, [.. all.Skip((int)page.Offset).Take(page.Size).Select(view)]);
    }

    private static Contracts.Role View(Paths paths, Role role) => new(
        role.Id, role.Name, $"Default role {role.Name}", IsDefaultRole: true, Organization: null, paths.To($"rule?role_id={role.Id}"),
        paths.To($"user?role_id={role.Id}"));

    private static Contracts.Rule View(Paths paths, Rule rule) => new(
        rule.Id, RuleWords.Resource(rule), RuleWords.Operation(rule), RuleWords.Scope(rule), RuleWords.Description(rule),
        paths.To($"user?rule_id={rule.Id}"));
}
