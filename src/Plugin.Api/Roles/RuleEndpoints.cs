using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Domain.Access;
using Plugin.ReadModels;
using Plugin.ReadModels.Roles;
using Plugin.ReadModels.Users;

namespace Plugin.Api.Roles;

/// <summary>The rules that roles are made of: constants of the access table.</summary>
internal static class RuleEndpoints
{
    private static readonly Dictionary<string, string> Sortable =
        new() { ["id"] = "id", ["name"] = "name", ["operation"] = "operation", ["scope"] = "scope" };

    public static void MapRules(this IEndpointRouteBuilder routes)
    {
        routes.Get("rule", List).For(Callers.User)
            .WithSummary("The rules that roles are made of.")
            .Lists<Contracts.Rule>(Sortable).Asks(text: "name operation scope", id: "role_id user_id", flag: "no_pagination")
            .NeedsNoRule(Because.Public);
        routes.Get("rule/{id:int:min(1)}", Show).For(Callers.User)
            .WithSummary("One rule.")
            .Gives<Contracts.Rule>()
            .NeedsNoRule(Because.Public);
    }

    public static Contracts.Rule View(Paths paths, Rule rule) => new(
        rule.Id, RuleWords.Resource(rule), RuleWords.Operation(rule), RuleWords.Scope(rule), RuleWords.Description(rule),
        paths.To($"user?rule_id={rule.Id}"));

    private static async Task<IResult> List(HttpContext http, UserQueries users, RoleQueries roles, Paths paths, CancellationToken cancellationToken)
    {
        var filters = new Filters(http);
        var (name, operation, scope) = (filters.Text("name"), filters.Text("operation"), filters.Text("scope"));
        var (role, user, all) = (filters.Id("role_id"), filters.Id("user_id"), filters.Flag("no_pagination"));
        var page = filters.Page(Sortable);
        if (filters.Invalid() is { } invalid)
        {
            return invalid;
        }

        var within = role is { } id ? await roles.Find(id, cancellationToken) : null;
        if (role is not null && within is null)
        {
            return ErrorShapes.Message(StatusCodes.Status400BadRequest, $"There is no role {role}.");
        }

        var of = user is { } owner ? await users.Find(owner, cancellationToken) : null;
        if (user is not null && of is null)
        {
            return ErrorShapes.Message(StatusCodes.Status400BadRequest, $"There is no user {user}.");
        }

        RuleSet? effective = of is null ? null : RoleRow.Effective(await roles.Of(of.Roles, cancellationToken), of.Rules);

        var rules = Rule.All
            .Where(rule => name is null || RuleWords.Resource(rule) == name)
            .Where(rule => operation is null || RuleWords.IsOperation(rule, operation))
            .Where(rule => scope is null || RuleWords.IsScope(rule, scope))
            .Where(rule => within is null || within.Rules.Contains(rule.Id))
            .Where(rule => effective is null || effective.Value.Contains(rule.Id));
        Rule[] sorted = [.. Sort(rules, page.Sort)];
        var shown = all is true ? new PageRequest(1, Rule.All.Count, page.Sort) : page;
        return Lists.Page(
            http, shown, sorted.Length, totalIsExact: true,
            [.. sorted.Skip((int)shown.Offset).Take(shown.Size).Select(rule => View(paths, rule))]);
    }

    private static IResult Show(int id, Paths paths) =>
        Rule.Exists(id)
            ? Answers.Ok(View(paths, Rule.Of(id)))
            : ErrorShapes.Message(StatusCodes.Status404NotFound, $"There is no rule {id}.");

    private static IEnumerable<Rule> Sort(IEnumerable<Rule> rules, IReadOnlyList<SortKey> keys)
    {
        var sorted = rules.OrderBy(rule => rule.Id);
        foreach (var key in keys.Reverse())
        {
            Func<Rule, string> by = key.Name switch
            {
                "name" => RuleWords.Resource,
                "operation" => RuleWords.Operation,
                "scope" => RuleWords.Scope,
                _ => rule => rule.Id.ToString("D3", System.Globalization.CultureInfo.InvariantCulture),
            };
            sorted = key.Descending ? sorted.OrderByDescending(by, StringComparer.Ordinal) : sorted.OrderBy(by, StringComparer.Ordinal);
        }

        return sorted;
    }
}
