using Microsoft.AspNetCore.Http;
using Plugin.Api.Authentication;
using Plugin.Api.Collaborations;
using Plugin.Api.Http;
using Plugin.Api.Organizations;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Grains;
using Plugin.Grains.Users;
using Plugin.ReadModels.Collaborations;
using Plugin.ReadModels.Organisations;
using Plugin.ReadModels.Roles;

namespace Plugin.Api.Users;

/// <summary>How a person comes to the hub, with a password or with an invitation: whoever brings them gives only what they hold themselves.</summary>
internal sealed class NewUsers(IGrains grains, RoleQueries roleBook, CollaborationQueries collaborations, OrganisationQueries organisations)
{
    /// <param name="obstacle">What stands in the way of those who may; null when nothing does.</param>
    /// <param name="hash">Asked for once all else is well, since hashing costs.</param>
    /// <param name="invitedUntil">Null for who gets a password.</param>
    public async Task<(UserId? User, IResult? Refused)> Add(
        HttpContext http, NewUserBody body, IResult? obstacle, Func<string?> hash, DateTimeOffset? invitedUntil, CancellationToken cancellationToken)
    {
        var caller = CurrentCaller.Of(http);
        var owner = body.Organisation ?? caller.Access.Organisation.Value;
        var target = Target.NewUser(new OrganisationId(owner), await collaborations.IdsOf(owner, cancellationToken));
        var (by, denied) = Rights.Check(caller, Operation.Create, target);
        if (by is null)
        {
            return (null, denied);
        }

        if (await organisations.Find(owner, cancellationToken) is null)
        {
            return (null, OrganizationEndpoints.Missing(owner));
        }

        // Unknown ids are ignored, as vantage6 does; what remains must be the caller's to give.
        var given = await roleBook.Of([.. body.Roles.Distinct()], cancellationToken);
        int[] extra = [.. body.Rules.Where(Rule.Exists)];
        if (UserChanges.Foreign(given, owner) is { } foreign)
        {
            return (null, foreign);
        }

        if (Permissions.AllowsGiving(caller.Access, RoleRow.Effective(given, extra)) is Permission.Refused { Refusal: var escalation })
        {
            return (null, ErrorShapes.Message(escalation));
        }

        if (obstacle is not null)
        {
            return (null, obstacle);
        }

        var person = body.Person;
        var command = new CreateUser(
            by, new OrganisationId(owner), person.UserName!, person.Email!, person.FirstName, person.LastName, hash(),
            [.. given.Select(role => role.Id)], extra, invitedUntil)
        {
            IdempotencyKey = Answers.IdempotencyKey(http),
        };
        var answer = await grains.Ask(command, cancellationToken);
        return answer.Refusal is { } refusal ? (null, ErrorShapes.Message(refusal)) : (answer.Value, null);
    }
}

/// <summary>What a body says about somebody who is to come.</summary>
internal sealed record NewUserBody(UserBody Person, int? Organisation, IReadOnlyList<int> Roles, IReadOnlyList<int> Rules)
{
    public static NewUserBody Of(Body body) =>
        new(UserBody.Of(body, required: true), body.Id("organization_id"), body.Ids("roles") ?? [], body.Ids("rules") ?? []);
}
