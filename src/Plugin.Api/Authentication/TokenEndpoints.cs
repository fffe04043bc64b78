using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Http;
using Plugin.Contracts;
using Plugin.Domain;
using Plugin.EventLog;
using Plugin.Grains;
using Plugin.Grains.Nodes;
using Plugin.Grains.Runs;
using Plugin.ReadModels.Runs;
using Plugin.ReadModels.Tasks;

namespace Plugin.Api.Authentication;

internal static class TokenEndpoints
{
    private const int MaxText = 128;

    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        routes.Post("token/user", LogInUser)
            .WithSummary("Logs a user in; answers a sentence or a second factor to set up where a code is needed first.")
            .Takes<UserLogin>().Gives<Tokens>().Gives<SecondFactorEnrolment>().GivesMessage()
            .NeedsNoRule(Because.Nobody);
        routes.Post("token/node", LogInNode)
            .WithSummary("Logs a node in with its key.")
            .Takes<NodeLogin>().Gives<Tokens>()
            .NeedsNoRule(Because.Nobody);
        routes.Post("token/container", ForContainer).For(Callers.Node)
            .WithSummary("A token for the algorithm of one of the node's runs.")
            .Takes<ContainerTokenRequest>().Gives<ContainerToken>()
            .NeedsNoRule(Because.OwnRuns);
        routes.Post("token/refresh", Refresh).For(Callers.Refresh)
            .WithSummary("New tokens for a refresh token.")
            .Gives<Tokens>()
            .NeedsNoRule(Because.Token);
        routes.Post("token/user/validate", Validate).For(Callers.User)
            .WithSummary("Whose token this is.")
            .Gives<ValidatedUser>()
            .NeedsNoRule(Because.Oneself);
    }

    private static async Task<IResult> LogInUser(
        HttpContext http, SignIn signIn, TokenMint mint, Paths paths, CancellationToken cancellationToken)
    {
        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        var given = SignIn.Read(body);
        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        return await signIn.Try(given, cancellationToken) switch
        {
            SignInOutcome.Accepted accepted => Give(http, mint, paths, accepted.User),
            SignInOutcome.Enrolled enrolled => Enrolment(enrolled.SecondFactor),
            SignInOutcome.CodeNeeded => Answers.Done(SignInOutcome.CodeNeeded.Text),
            SignInOutcome.Denied denied => ErrorShapes.Message(denied.Status, denied.Text),
            _ => throw new System.Diagnostics.UnreachableException("There is no other outcome."),
        };
    }

    private static async Task<IResult> LogInNode(
        HttpContext http, IStore store, CallerDirectory directory, TokenMint mint, Paths paths, CancellationToken cancellationToken)
    {
        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        var apiKey = body.Text("api_key", MaxText, required: true);
        if (apiKey is not null && !Guid.TryParseExact(apiKey, "D", out _))
        {
            body.Fail("api_key", "Not a UUID.");
        }

        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        var digest = NodeKeys.Digest(apiKey!);
        if (await store.Vault.Read(Keys.NodeKey, digest, cancellationToken) is not { } owner)
        {
            return WrongKey();
        }

        var stream = Encoding.UTF8.GetString(owner.Span);
        var id = int.Parse(stream.AsSpan(stream.IndexOf('-', StringComparison.Ordinal) + 1));
        return await directory.FindNode(id, digest, cancellationToken) is { } node
            ? Give(http, mint, paths, node, digest)
            : WrongKey();
    }

    private static async Task<IResult> Refresh(
        HttpContext http, IVaultTable vault, TokenMint mint, Paths paths, CancellationToken cancellationToken)
    {
        switch (CurrentCaller.Of(http))
        {
            case NodeCaller node:
                var digest = await vault.Read(Keys.NodeKeyDigest, node.Id.ToString(), cancellationToken);
                return Give(http, mint, paths, node, Encoding.UTF8.GetString(digest!.Value.Span));
            case UserCaller user:
                return Give(http, mint, paths, user);
            default:
                throw new System.Diagnostics.UnreachableException("Only users and nodes have refresh tokens.");
        }
    }

    private static async Task<IResult> ForContainer(
        HttpContext http, IGrains grains, TaskQueries tasks, RunQueries runs, TokenMint mint, CancellationToken cancellationToken)
    {
        var node = (NodeCaller)CurrentCaller.Of(http);
        var body = await Body.Read(http, Body.SmallLimit, cancellationToken);
        var id = body.Id("task_id", required: true);
        var image = body.Text("image", 1024, required: true, min: 1);
        if (body.Invalid() is { } invalid)
        {
            return invalid;
        }

        if (await tasks.Find(id!.Value, cancellationToken) is not { } task)
        {
            return ErrorShapes.Message(StatusCodes.Status400BadRequest, $"There is no task {id}.");
        }

        if (image != task.Image)
        {
            return ErrorShapes.Message(StatusCodes.Status401Unauthorized, "The image is not the task's.");
        }

        if (task.CollaborationId != node.Node.CollaborationId)
        {
            return ErrorShapes.Message(StatusCodes.Status401Unauthorized, "The task belongs to another collaboration.");
        }

        var run = (await runs.OfTasks([task.Id], cancellationToken)).FirstOrDefault(run => run.NodeId == node.Node.Id);
        if (run is null)
        {
            return ErrorShapes.Message(StatusCodes.Status401Unauthorized, "The task has no run at this node.");
        }

        if (!run.IsOpen || RunStatus.HasFinished(task.Status))
        {
            return ErrorShapes.Message(StatusCodes.Status400BadRequest, $"Task {id} has finished already.");
        }

        // Whoever wants to start a container takes the run, as with a first report: the token names the attempt.
        var attempt = run.Attempt;
        if (run.State == RunStatus.Pending)
        {
            var claimed = await grains.Ask(new ClaimRun(node.By(), new RunId(run.Id), node.Id, Session: null), cancellationToken);
            if (claimed.Refusal is { } refusal)
            {
                return ErrorShapes.Message(refusal);
            }

            attempt = claimed.Value.Attempt;
        }

        return Answers.Ok(new ContainerToken(mint.ForContainer(new ContainerSubject(
            task.Id, task.CollaborationId, task.StudyId, task.StoreId, task.Image, task.Databases, run.Id, attempt, node.Node.Id,
            node.Node.OrganisationId))));
    }

    private static IResult Validate(HttpContext http)
    {
        var user = ((UserCaller)CurrentCaller.Of(http)).User;
        return Answers.Ok(new ValidatedUser("The token is valid.", user.Id, user.Username, user.Email, user.OrganisationId));
    }

    private static IResult Give(HttpContext http, TokenMint mint, Paths paths, UserCaller user)
    {
        var (access, refresh) = mint.ForUser(user.User.Id, user.RoleNames);
        return Give(http, new Tokens(access, refresh, paths.To("token/refresh")) { UserUrl = paths.To($"user/{user.User.Id}") });
    }

    private static IResult Give(HttpContext http, TokenMint mint, Paths paths, NodeCaller node, string keyDigest)
    {
        var (access, refresh) = mint.ForNode(node.Node.Id, keyDigest);
        return Give(http, new Tokens(access, refresh, paths.To("token/refresh")) { NodeUrl = paths.To($"node/{node.Node.Id}") });
    }

    private static IResult Give(HttpContext http, Tokens tokens)
    {
        http.Response.Headers["jwt-token"] = tokens.AccessToken;
        http.Response.Headers.CacheControl = "no-store";
        return Answers.Ok(tokens);
    }

    internal static IResult Enrolment(EnrolledSecondFactor enrolled) => Answers.Ok(View(enrolled));

    internal static SecondFactorEnrolment View(EnrolledSecondFactor enrolled) => new(
        enrolled.QrUri, enrolled.Secret,
        "Two-factor authentication is set up: scan the QR code with your authenticator app, then log in with a code.");

    private static IResult WrongKey() => ErrorShapes.Message(StatusCodes.Status401Unauthorized, "No node has this API key.");
}
