using Microsoft.AspNetCore.Http;
using Plugin.Api.Authentication;
using Plugin.Api.Collaborations;
using Plugin.Api.Http;
using Plugin.Api.Sessions;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Grains;
using Plugin.Grains.Tasks;
using Plugin.Grains.Users;
using Plugin.ReadModels.Collaborations;
using Plugin.ReadModels.Roles;
using Plugin.ReadModels.Users;

namespace Plugin.Api.Users;

/// <summary>Who comes, goes and may what. Nobody gives or takes a rule that they do not hold, and nobody changes their own.</summary>
internal static class UserChanges
{
    public static async Task<IResult> Create(
        HttpContext http, NewUsers newUsers, Passwords passwords, UserQueries users, Paths paths, CancellationToken cancellationToken)
    {
        var body = (await Body.Read(http, Body.SmallLimit, cancellationToken)).NullIsAbsent("organization_id", "firstname", "lastname");
        var person = NewUserBody.Of(body);
        var password = body.Text("password", UserBody.MaxText, required: true);
        if (password is not null && Passwords.Weakness(password) is { } weakness)
        {
            body.Fail("password", weakness);
        }

        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        var (created, refused) = await newUsers.Add(http, person, obstacle: null, () => passwords.Hash(password!), invitedUntil: null, cancellationToken);
        return created is { } id
            ? Answers.Created(UserEndpoints.View(paths, (await users.Find(id.Value, cancellationToken))!, lastSeen: null))
            : refused!;
    }

    public static async Task<IResult> Change(
        HttpContext http, int id, IGrains grains, UserQueries users, RoleQueries roleBook, CollaborationQueries collaborations,
        LastSeen lastSeen, AccountMails mails, Paths paths, CancellationToken cancellationToken)
    {
        var caller = CurrentCaller.Of(http);
        // vantage6 takes an organization here and does nothing with it.
        var body = (await Body.Read(http, Body.SmallLimit, cancellationToken)).NullIsAbsent("firstname", "lastname").Ignore("organization_id");
        var person = UserBody.Of(body, required: false);
        var roles = body.Ids("roles");
        var rules = body.Ids("rules");
        if (body.Has("password"))
        {
            body.Fail("password", "A password is changed by its owner (PATCH password/change).");
        }

        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        var (user, by, refused) = await Find(http, id, Operation.Edit, users, collaborations, cancellationToken);
        if (user is null)
        {
            return refused!;
        }

        if (person.UserName is { } name && name != user.Username && ((UserCaller)caller).User.Id != id)
        {
            return ErrorShapes.Message(StatusCodes.Status400BadRequest, "Only the users themselves change their username.");
        }

        // Forms send all of their fields; an address that stays is no news.
        var email = person.Email == user.Email ? null : person.Email;
        if (email is not null && ((UserCaller)caller).User.Id != id && await Escalation(caller, user, roleBook, cancellationToken) is { } escalation)
        {
            return escalation;
        }

        if ((roles is not null || rules is not null)
            && await Unassignable(caller, user, roles, rules, roleBook, cancellationToken) is { } unassignable)
        {
            return unassignable;
        }

        var command = new ChangeUser(
            by!, new UserId(id), new UserNames(user.Username, user.Email), person.UserName, email, person.FirstName, person.LastName,
            roles is null ? null : [.. roles.Distinct()], rules is null ? null : [.. rules.Distinct()]);
        if ((await grains.Ask(command, cancellationToken)).Refusal is { } refusal)
        {
            return ErrorShapes.Message(refusal);
        }

        if (email is not null && user.InvitedUntil is null)
        {
            mails.AddressChanged(user, byOwner: ((UserCaller)caller).User.Id == id);
        }

        return Answers.Ok(UserEndpoints.View(paths, (await users.Find(id, cancellationToken))!, await lastSeen.Of(id, cancellationToken)));
    }

    public static async Task<IResult> Retire(
        HttpContext http, int id, UserQueries users, CollaborationQueries collaborations, TaskClearing clearing, BrowserSessions sessions,
        CancellationToken cancellationToken)
    {
        var filters = new Filters(http);
        var dependents = filters.Flag("delete_dependents") is true;
        if (filters.Invalid() is { } invalid)
        {
            return invalid;
        }

        var (user, by, refused) = await Find(http, id, Operation.Delete, users, collaborations, cancellationToken);
        if (user is null)
        {
            return refused!;
        }

        var answer = await clearing.Around(
            by!, dependents ? TasksOf.User(id) : null, new RetireUser(by!, new UserId(id), dependents), cancellationToken);
        if (answer.Refusal is { } refusal)
        {
            return ErrorShapes.Message(refusal);
        }

        await sessions.EndAll(new UserId(id), cancellationToken);
        return Answers.Done($"User {id} is deleted.");
    }

    public static async Task<(UserRow? User, CallContext? By, IResult? Refused)> Find(
        HttpContext http, int id, Operation operation, UserQueries users, CollaborationQueries collaborations,
        CancellationToken cancellationToken)
    {
        if (await users.Find(id, cancellationToken) is not { } user)
        {
            return (null, null, UserEndpoints.Missing(id));
        }

        var counting = await collaborations.IdsOf(user.OrganisationId, cancellationToken);
        var (by, denied) = Rights.Check(
            CurrentCaller.Of(http), operation, Target.User(new UserId(id), new OrganisationId(user.OrganisationId), counting));
        return by is null ? (null, null, denied) : (user, by, null);
    }

    private static async Task<IResult?> Unassignable(
        CurrentCaller caller, UserRow user, IReadOnlyList<int>? roles, IReadOnlyList<int>? rules, RoleQueries roleBook,
        CancellationToken cancellationToken)
    {
        if (rules?.FirstOrDefault(rule => !Rule.Exists(rule)) is > 0 and var unknownRule)
        {
            return ErrorShapes.Message(StatusCodes.Status404NotFound, $"There is no rule {unknownRule}.");
        }

        var before = await roleBook.Of(user.Roles, cancellationToken);
        var after = roles is null ? before : await roleBook.Of([.. roles.Distinct()], cancellationToken);
        if (roles?.FirstOrDefault(role => after.All(known => known.Id != role)) is > 0 and var unknownRole)
        {
            return ErrorShapes.Message(StatusCodes.Status404NotFound, $"There is no role {unknownRole}.");
        }

        var changed = RoleRow.Effective(before, user.Rules).Xor(RoleRow.Effective(after, rules ?? user.Rules));
        return Foreign(after.Where(role => !user.Roles.Contains(role.Id)), user.OrganisationId)
            ?? (Permissions.AllowsAssigning(caller.Access, new UserId(user.Id), changed) is Permission.Refused { Refusal: var refusal }
                ? ErrorShapes.Message(refusal)
                : null);
    }

    /// <summary>Refuses whom the account of somebody would give rules that they do not hold: who reads the mails of an account comes into it.</summary>
    internal static async Task<IResult?> Escalation(CurrentCaller caller, UserRow user, RoleQueries roleBook, CancellationToken cancellationToken) =>
        Permissions.AllowsGiving(caller.Access, RoleRow.Effective(await roleBook.Of(user.Roles, cancellationToken), user.Rules))
            is Permission.Refused { Refusal: var refusal }
            ? ErrorShapes.Message(refusal)
            : null;

    internal static IResult? Foreign(IEnumerable<RoleRow> roles, int organisation) =>
        roles.FirstOrDefault(role => !role.IsBuiltIn && role.OrganisationId != organisation) is { } foreign
            ? ErrorShapes.Message(
                StatusCodes.Status401Unauthorized, $"Role {foreign.Id} belongs to another organization than the user.")
            : null;
}
