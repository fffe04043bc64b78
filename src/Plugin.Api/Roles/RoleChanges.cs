using Microsoft.AspNetCore.Http;
using Plugin.Api.Authentication;
using Plugin.Api.Collaborations;
using Plugin.Api.Http;
using Plugin.Api.Organizations;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Grains;
using Plugin.Grains.Roles;
using Plugin.ReadModels.Collaborations;
using Plugin.ReadModels.Organisations;
using Plugin.ReadModels.Roles;
using Plugin.ReadModels.Users;
using RoleRefusals = Plugin.Domain.Roles.RoleRefusals;

namespace Plugin.Api.Roles;

/// <summary>What organizations do to their own roles. Nobody puts a rule into a role, or takes one out, that they do not hold themselves.</summary>
internal static class RoleChanges
{
    private const int MaxName = 128;
    private const int MaxDescription = 1024;

    public static async Task<IResult> Create(
        HttpContext http, IGrains grains, RoleQueries roles, CollaborationQueries collaborations, OrganisationQueries organisations,
        Paths paths, CancellationToken cancellationToken)
    {
        var caller = CurrentCaller.Of(http);
        var body = (await Body.Read(http, Body.SmallLimit, cancellationToken)).NullIsAbsent("description", "organization_id");
        var name = body.Text("name", MaxName, required: true, min: 1);
        var description = body.Text("description", MaxDescription);
        var rules = body.Ids("rules", required: true);
        var owner = body.Id("organization_id") ?? caller.Access.Organisation.Value;
        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        if (await organisations.Find(owner, cancellationToken) is null)
        {
            return OrganizationEndpoints.Missing(owner);
        }

        var target = Target.NewRole(new OrganisationId(owner), await collaborations.IdsOf(owner, cancellationToken));
        var (by, denied) = Rights.Check(caller, Operation.Create, target);
        if (by is null)
        {
            return denied!;
        }

        if (Escalates(caller, [], rules!) is { } escalation)
        {
            return escalation;
        }

        var command = new CreateRole(by, new OrganisationId(owner), name!, description, rules!)
        {
            IdempotencyKey = Answers.IdempotencyKey(http),
        };
        var answer = await grains.Ask(command, cancellationToken);
        return answer.Refusal is { } refusal
            ? ErrorShapes.Message(refusal)
            : Answers.Created(RoleEndpoints.View(paths, (await roles.Find(answer.Value.Value, cancellationToken))!));
    }

    public static async Task<IResult> Change(
        HttpContext http, int id, IGrains grains, RoleQueries roles, CollaborationQueries collaborations, Paths paths,
        CancellationToken cancellationToken)
    {
        // The Python client sends null for whatever it leaves as it is.
        var body = (await Body.Read(http, Body.SmallLimit, cancellationToken)).NullIsAbsent("name", "description", "rules");
        var name = body.Text("name", MaxName, min: 1);
        var description = body.Text("description", MaxDescription);
        var rules = body.Ids("rules");
        if (body.Has("organization_id"))
        {
            body.Fail("organization_id", "A role stays with its organization.");
        }

        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        var (role, by, refused) = await Own(http, id, Operation.Edit, roles, collaborations, cancellationToken);
        if (role is null)
        {
            return refused!;
        }

        if (rules is not null && Escalates(CurrentCaller.Of(http), role.Rules, rules) is { } escalation)
        {
            return escalation;
        }

        var answer = await grains.Ask(new ChangeRole(by!, new RoleId(id), name, description, rules), cancellationToken);
        return answer.Refusal is { } refusal
            ? ErrorShapes.Message(refusal)
            : Answers.Ok(RoleEndpoints.View(paths, (await roles.Find(id, cancellationToken))!));
    }

    public static async Task<IResult> Retire(
        HttpContext http, int id, IGrains grains, RoleQueries roles, UserQueries users, CollaborationQueries collaborations,
        CancellationToken cancellationToken)
    {
        var filters = new Filters(http);
        var dependents = filters.Flag("delete_dependents") is true;
        if (filters.Invalid() is { } invalid)
        {
            return invalid;
        }

        var (role, by, refused) = await Own(http, id, Operation.Delete, roles, collaborations, cancellationToken);
        if (role is null)
        {
            return refused!;
        }

        var holders = await users.Holders(id, cancellationToken);
        if (holders.Count > 0 && !dependents)
        {
            return ErrorShapes.Message(RoleRefusals.IsAssigned);
        }

        var answer = await grains.Ask(
            new RetireRole(by!, new RoleId(id), [.. holders.Select(user => new UserId(user))]), cancellationToken);
        return answer.Refusal is { } refusal ? ErrorShapes.Message(refusal) : Answers.Done($"Role {id} is deleted.");
    }

    public static Task<IResult> AddRule(
        HttpContext http, int id, int rule, IGrains grains, RoleQueries roles, CollaborationQueries collaborations, Paths paths,
        CancellationToken cancellationToken) =>
        ChangeRules(
            http, id, rule, grains, roles, collaborations, paths, StatusCodes.Status201Created,
            by => new AddRule(by, new RoleId(id), rule), cancellationToken);

    public static Task<IResult> RemoveRule(
        HttpContext http, int id, int rule, IGrains grains, RoleQueries roles, CollaborationQueries collaborations, Paths paths,
        CancellationToken cancellationToken) =>
        ChangeRules(
            http, id, rule, grains, roles, collaborations, paths, StatusCodes.Status200OK,
            by => new RemoveRule(by, new RoleId(id), rule), cancellationToken);

    private static async Task<IResult> ChangeRules(
        HttpContext http, int id, int rule, IGrains grains, RoleQueries roles, CollaborationQueries collaborations, Paths paths,
        int status, Func<CallContext, Command<Done>> command, CancellationToken cancellationToken)
    {
        if (!Rule.Exists(rule))
        {
            return ErrorShapes.Message(StatusCodes.Status404NotFound, $"There is no rule {rule}.");
        }

        var (role, by, refused) = await Own(http, id, Operation.Edit, roles, collaborations, cancellationToken);
        if (role is null)
        {
            return refused!;
        }

        if (Escalates(CurrentCaller.Of(http), [], [rule]) is { } escalation)
        {
            return escalation;
        }

        var answer = await grains.Ask(command(by!), cancellationToken);
        if (answer.Refusal is { } refusal)
        {
            return ErrorShapes.Message(refusal);
        }

        var changed = await roles.Find(id, cancellationToken);
        return TypedResults.Json(
            changed!.Rules.Select(one => RuleEndpoints.View(paths, Rule.Of(one))).ToArray(), Contracts.WireJson.Options,
            statusCode: status);
    }

    /// <summary>A custom role on which the caller may do this.</summary>
    private static async Task<(RoleRow? Role, CallContext? By, IResult? Refused)> Own(
        HttpContext http, int id, Operation operation, RoleQueries roles, CollaborationQueries collaborations,
        CancellationToken cancellationToken)
    {
        if (await roles.Find(id, cancellationToken) is not { } role)
        {
            return (null, null, RoleEndpoints.Missing(id));
        }

        if (role.IsBuiltIn)
        {
            return (null, null, ErrorShapes.Message(RoleRefusals.BuiltIn));
        }

        var target = await collaborations.TargetOf(role, cancellationToken);
        var (by, denied) = Rights.Check(CurrentCaller.Of(http), operation, target);
        return by is null ? (null, null, denied) : (role, by, null);
    }

    /// <summary>The answer when the caller does not hold one of the rules that are put in or taken out.</summary>
    private static IResult? Escalates(CurrentCaller caller, IEnumerable<int> before, IEnumerable<int> after)
    {
        int[] rules = [.. after];
        return rules.FirstOrDefault(rule => !Rule.Exists(rule)) is > 0 and var unknown
            ? ErrorShapes.Message(StatusCodes.Status404NotFound, $"There is no rule {unknown}.")
            : Permissions.AllowsGiving(caller.Access, RuleSet.Of(rules) | RuleSet.Of(before)) is Permission.Refused { Refusal: var refusal }
                ? ErrorShapes.Message(refusal)
                : null;
    }
}
