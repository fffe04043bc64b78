using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Contracts;

namespace Plugin.Api.Sessions;

/// <summary>Signing in and out of a browser. Its cookie stands for the user wherever a token does.</summary>
internal static class SessionEndpoints
{
    public static void MapSession(this IEndpointRouteBuilder routes)
    {
        routes.Post("session", Begin)
            .WithSummary("Signs in a browser, which gets a cookie; answers 202 with a second factor to set up where there is none yet, and 401 with the code login.code-needed where one is asked for.")
            .Takes<SessionStart>().Gives<SessionState>().Gives<SecondFactorEnrolment>(StatusCodes.Status202Accepted)
            .NeedsNoRule(Because.Nobody);
        routes.Get("session", Show).ForAnyone(Callers.User)
            .WithSummary("Who is signed in, and what this hub can do.")
            .Gives<SessionState>()
            .NeedsNoRule(Because.Oneself);
        routes.Remove("session", End).For(Callers.User)
            .WithSummary("Signs out.")
            .GivesNothing()
            .NeedsNoRule(Because.Oneself);
    }

    private static async Task<IResult> Begin(
        HttpContext http, SignIn signIn, BrowserSessions sessions, SessionViews views, ApiOptions options, CancellationToken cancellationToken)
    {
        // Nor does another site sign anybody in here.
        if (SessionCookie.IsFromElsewhere(http.Request))
        {
            return ErrorShapes.Problem(
                StatusCodes.Status403Forbidden, "session.cross-site", "A session is begun by the hub's own page only; this request came from elsewhere.");
        }

        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        var given = SignIn.Read(body);
        if (body.Problems() is { } invalid)
        {
            return invalid;
        }

        http.Response.Headers.CacheControl = "no-store";
        switch (await signIn.Try(given, cancellationToken))
        {
            case SignInOutcome.Accepted accepted:
                if (SessionCookie.Of(http) is { } former && await sessions.Find(former, isUse: false, cancellationToken) is not null)
                {
                    await sessions.End(former.Id, cancellationToken);
                }

                var (secret, session) = await sessions.Begin(
                    accepted.User.As.Id, accepted.PasswordMark, Browser.InShort(http.Request.Headers.UserAgent), cancellationToken);
                SessionCookie.Give(http, secret, options.Path);
                return Answers.Ok(await views.State(accepted.User, new CurrentSession(secret, session), cancellationToken));
            case SignInOutcome.Enrolled enrolled:
                return TypedResults.Json(
                    TokenEndpoints.View(enrolled.SecondFactor), WireJson.Options, statusCode: StatusCodes.Status202Accepted);
            case SignInOutcome.CodeNeeded:
                return ErrorShapes.Problem(StatusCodes.Status401Unauthorized, SignInOutcome.CodeNeeded.Code, SignInOutcome.CodeNeeded.Text);
            case SignInOutcome.Denied denied:
                return ErrorShapes.Problem(denied.Status, denied.Code, denied.Text);
            default:
                throw new UnreachableException("There is no other outcome.");
        }
    }

    private static async Task<IResult> Show(HttpContext http, SessionViews views, CancellationToken cancellationToken) =>
        Answers.Ok(await views.State(
            http.Features.Get<CurrentCaller>() as UserCaller, http.Features.Get<CurrentSession>(), cancellationToken));

    private static async Task<IResult> End(HttpContext http, BrowserSessions sessions, ApiOptions options, CancellationToken cancellationToken)
    {
        if (http.Features.Get<CurrentSession>() is not { } current)
        {
            return ErrorShapes.Problem(StatusCodes.Status400BadRequest, "session.none", "A token is no session; throw it away to sign out.");
        }

        await sessions.End(current.Secret.Id, cancellationToken);
        SessionCookie.Take(http, options.Path);
        return TypedResults.NoContent();
    }
}
