using Plugin.Api.Authentication;
using Plugin.Api.Roles;
using Plugin.Api.Server;
using Plugin.Contracts;
using Plugin.ReadModels.Organisations;
using Plugin.ReadModels.Roles;

namespace Plugin.Api.Sessions;

/// <summary>What a page wants to know of who is signed in.</summary>
internal sealed class SessionViews(OrganisationQueries organisations, RoleQueries roles, BrowserSessions sessions, ApiOptions options)
{
    /// <param name="user">Null: nobody.</param>
    /// <param name="current">Null when there is no cookie.</param>
    public async Task<SessionState> State(UserCaller? user, CurrentSession? current, CancellationToken cancellationToken) => new(
        user is null ? null : await View(user, cancellationToken), current?.Secret.Csrf, current is null ? null : sessions.EndOf(current.Session),
        new HubFacts(options.ServerName, ServerEndpoints.Own, options.Mail is not null, options.SecondFactor, options.Blobstream));

    private async Task<SignedInUser> View(UserCaller caller, CancellationToken cancellationToken)
    {
        var user = caller.User;
        var organisation = await organisations.Find(user.OrganisationId, cancellationToken);
        var held = await roles.Of(user.Roles, cancellationToken);
        return new SignedInUser(
            user.Id, user.Username, user.Email, user.Firstname, user.Lastname, user.OrganisationId, organisation?.Name,
            [.. caller.As.Collaborations.Select(collaboration => collaboration.Value)],
            [.. held.Select(role => new HeldRole(role.Id, role.Name))],
            [.. caller.As.Rules.Ids.Select(Domain.Access.Rule.Of).Select(rule =>
                new HeldRule(rule.Id, RuleWords.Resource(rule), RuleWords.Operation(rule), RuleWords.Scope(rule)))]);
    }
}
