using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Api.Users;
using Plugin.Contracts;
using Plugin.Domain;
using Plugin.Domain.Access;
using Plugin.Grains;
using Plugin.Grains.Users;
using Plugin.ReadModels.Collaborations;
using Plugin.ReadModels.Users;

namespace Plugin.Api.Sessions;

/// <summary>The browsers that somebody is signed in with: one's own, or those of a user whom one may edit.</summary>
internal static class SessionList
{
    public static void MapSessionList(this IEndpointRouteBuilder routes)
    {
        routes.Get("session/all", List).For(Callers.User)
            .WithSummary("The browsers that you, or the user who is named, are signed in with, the last used first.")
            .Asks(id: "user_id")
            .Gives<IReadOnlyList<BrowserSession>>()
            .NeedsNoRule(Because.OneselfOrEdit);
        routes.Remove("session/all/{session}", EndOne).For(Callers.User)
            .WithSummary("Ends one session.")
            .GivesNothing()
            .NeedsNoRule(Because.OneselfOrEdit);
        routes.Remove("session/all", EndAll).For(Callers.User)
            .WithSummary("Signs you, or the user who is named, out of all browsers; tokens that were given out before are void, too.")
            .Asks(id: "user_id")
            .GivesNothing()
            .NeedsNoRule(Because.OneselfOrEdit);
    }

    private static async Task<IResult> List(
        HttpContext http, BrowserSessions sessions, UserQueries users, CollaborationQueries collaborations, CancellationToken cancellationToken)
    {
        var (user, _, refused) = await Asked(http, users, collaborations, cancellationToken);
        if (user is not { } whose)
        {
            return refused!;
        }

        var current = http.Features.Get<CurrentSession>()?.Secret.Id;
        return Answers.Ok<IReadOnlyList<BrowserSession>>([.. (await sessions.Of(whose, cancellationToken)).Select(session => new BrowserSession(
            session.Id, session.User, session.Agent, session.MadeAt, session.UsedAt, sessions.EndOf(session), session.Id == current))]);
    }

    private static async Task<IResult> EndOne(
        HttpContext http, string session, BrowserSessions sessions, IGrains grains, UserQueries users, CollaborationQueries collaborations,
        ApiOptions options, CancellationToken cancellationToken)
    {
        var dash = session.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0 || !int.TryParse(session.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var owner))
        {
            return Missing();
        }

        var (user, by, refused) = await Of(http, owner, users, collaborations, cancellationToken);
        if (user is not { } whose)
        {
            return refused!;
        }

        if ((await sessions.Of(whose, cancellationToken)).All(known => known.Id != session))
        {
            return Missing();
        }

        if ((await grains.Ask(new EndSession(by!, whose, session), cancellationToken)).Refusal is { } refusal)
        {
            return ErrorShapes.Problem(refusal);
        }

        await sessions.End(session, cancellationToken);
        TakeCookie(http, ended => ended.Secret.Id == session, options);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> EndAll(
        HttpContext http, BrowserSessions sessions, IGrains grains, UserQueries users, CollaborationQueries collaborations, ApiOptions options,
        CancellationToken cancellationToken)
    {
        var (user, by, refused) = await Asked(http, users, collaborations, cancellationToken);
        if (user is not { } whose)
        {
            return refused!;
        }

        if ((await grains.Ask(new EndSessions(by!, whose), cancellationToken)).Refusal is { } refusal)
        {
            return ErrorShapes.Problem(refusal);
        }

        await sessions.EndAll(whose, cancellationToken);
        TakeCookie(http, ended => ended.Secret.User == whose, options);
        return TypedResults.NoContent();
    }

    private static async Task<(UserId? User, CallContext? By, IResult? Refused)> Asked(
        HttpContext http, UserQueries users, CollaborationQueries collaborations, CancellationToken cancellationToken)
    {
        var filters = new Filters(http);
        var named = filters.Id("user_id");
        return filters.InvalidProblem() is { } invalid
            ? (null, null, invalid)
            : await Of(http, named ?? ((UserCaller)CurrentCaller.Of(http)).User.Id, users, collaborations, cancellationToken);
    }

    private static async Task<(UserId? User, CallContext? By, IResult? Refused)> Of(
        HttpContext http, int id, UserQueries users, CollaborationQueries collaborations, CancellationToken cancellationToken)
    {
        var caller = (UserCaller)CurrentCaller.Of(http);
        if (id == caller.User.Id)
        {
            return (caller.As.Id, caller.By(), null);
        }

        var (user, by, _) = await UserChanges.Find(http, id, Operation.Edit, users, collaborations, cancellationToken);
        return user is null
            ? (null, null, ErrorShapes.Problem(StatusCodes.Status403Forbidden, "session.forbidden", "There is no such user whom you may edit."))
            : (new UserId(id), by, null);
    }

    private static void TakeCookie(HttpContext http, Func<CurrentSession, bool> isEnded, ApiOptions options)
    {
        if (http.Features.Get<CurrentSession>() is { } current && isEnded(current))
        {
            SessionCookie.Take(http, options.Path);
        }
    }

    private static IResult Missing() => ErrorShapes.Problem(StatusCodes.Status404NotFound, "session.missing", "There is no such session.");
}
