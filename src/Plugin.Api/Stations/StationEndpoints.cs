using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Plugin.Api.Authentication;
using Plugin.Api.Http;
using Plugin.Api.Runs;
using Plugin.Api.Silos;
using Plugin.Contracts.Station;
using Plugin.Domain;
using Plugin.Domain.Nodes;
using Plugin.Domain.Runs;
using Plugin.EventLog;
using Plugin.Grains;
using Plugin.Grains.Nodes;
using Plugin.Grains.Runs;
using Plugin.Grains.Stations;
using Plugin.ReadModels.Collaborations;
using Plugin.ReadModels.Runs;
using Plugin.Vault.Blobs;
using ClaimRun = Plugin.Grains.Runs.ClaimRun;
using RegisterSigningKey = Plugin.Grains.Nodes.RegisterSigningKey;
using RunReport = Plugin.Contracts.Station.RunReport;
using RunStatus = Plugin.Contracts.RunStatus;

namespace Plugin.Api.Stations;

/// <summary>The station protocol, see <see cref="StationRoutes"/>.</summary>
internal static class StationEndpoints
{
    private const int MaxSession = 64;
    private const int MaxFacts = 500;
    private const int MaxKey = 256;
    private const int MaxBeat = 1024 * 1024;

    // Result and log of a report at their inline limit, escaped to the worst.
    private const int MaxReport = 4 * 1024 * 1024;

    public static void MapStation(this IEndpointRouteBuilder routes, ApiOptions options)
    {
        routes.Post(StationRoutes.Session, OpenSession).For(Callers.Node)
            .WithSummary("A new agent session; the node's older one is fenced.")
            .Takes<StationHello>().Gives<StationWelcome>()
            .NeedsNoRule(Because.OwnRuns);
        // Without HEAD: that of an endless answer would never end.
        routes.MapGet(StationRoutes.Feed, StationFeed.Serve).For(Callers.Node)
            .WithSummary("What a station must know, as server-sent events; with wait as one JSON array (long-poll).")
            .Asks(text: "session after", number: "wait", required: "session").GivesContent("text/event-stream").Gives<FeedItem[]>().MayLast()
            .NeedsNoRule(Because.OwnRuns);
        routes.Post(StationRoutes.Heartbeat, Beat).For(Callers.Node)
            .WithSummary("The station is there and holds these attempts.")
            .Takes<StationHeartbeat>(MaxBeat).Gives<HeartbeatAnswer>()
            .NeedsNoRule(Because.OwnRuns);
        routes.Post("station/runs/{id:int:min(1)}/claim", Claim).For(Callers.Node)
            .WithSummary("Takes a run: everything that is needed to execute one attempt.")
            .Takes<ClaimRequest>().Gives<ClaimGranted>()
            .NeedsNoRule(Because.OwnRuns);
        routes.Post("station/runs/{id:int:min(1)}/report", Report).For(Callers.Node)
            .WithSummary("How an attempt goes.")
            .Takes<RunReport>(MaxReport).GivesNothing()
            .NeedsNoRule(Because.OwnRuns);
        routes.Post("station/runs/{id:int:min(1)}/image", FixImage).For(Callers.Node)
            .WithSummary("The digest that the station has of the task's image, if it may run there; answers the one that all runs of the job go by.")
            .Takes<FoundImage>().Gives<TaskImageDigest>()
            .NeedsNoRule(Because.OwnRuns);
        routes.MapStationContents(options.MaxContent);
        routes.MapStationLogs();
    }

    private static async Task<IResult> OpenSession(
        HttpContext http, IGrains grains, StationPresence presence, CollaborationQueries collaborations, IStore store, WatchPeriods periods,
        ApiOptions options, CancellationToken cancellationToken)
    {
        var caller = (NodeCaller)CurrentCaller.Of(http);
        var body = (await Body.Read(http, Body.SmallLimit, cancellationToken)).OrMore();
        var session = body.Text("session", MaxSession, required: true, min: 8);
        var version = body.Text("version", MaxSession, required: true);
        var facts = ReadFacts(body);
        var key = Optional(body, "signing_key", MaxKey);
        if (body.Problems() is { } invalid)
        {
            return invalid;
        }

        var opened = await grains.Ask(
            new OpenSession(caller.By(), caller.Id, session!, [new NodeFact("agent_version", version!), .. facts]), cancellationToken);
        if (opened.Refusal is { } refusal)
        {
            return ErrorShapes.Problem(refusal);
        }

        await presence.Seen(caller.Id, session!, [], cancellationToken);
        var registered = key is null
            ? new SigningKeyAnswer(Refused: null)
            : await grains.Ask(new RegisterSigningKey(caller.By(), caller.Id, key), cancellationToken);
        if (registered.Refusal is { } noKey)
        {
            return ErrorShapes.Problem(noKey);
        }

        var collaboration = await collaborations.Find(caller.As.Collaborations[0].Value, cancellationToken);
        return collaboration is null
            ? ErrorShapes.Problem(StatusCodes.Status409Conflict, "collaboration.retired", "The node's collaboration no longer exists.")
            : Answers.Ok(new StationWelcome(
                caller.Node.Id, caller.Node.Name, caller.Node.OrganisationId, collaboration.Id, collaboration.Encrypted,
                store.Log.Origin.ToString(), options.HeartbeatSeconds, (int)periods.OfflineAfter.TotalSeconds, registered.Value.Refused));
    }

    private static async Task<IResult> Beat(HttpContext http, StationPresence presence, CancellationToken cancellationToken)
    {
        var caller = (NodeCaller)CurrentCaller.Of(http);
        var body = (await Body.Read(http, MaxBeat, cancellationToken)).OrMore();
        var session = body.Text("session", MaxSession, required: true);
        var held = ReadHeld(body);
        if (body.Problems() is { } invalid)
        {
            return invalid;
        }

        var answer = await presence.Beat(caller.Id, session!, held, cancellationToken);
        return answer.Refusal is { } refusal
            ? ErrorShapes.Problem(refusal)
            : Answers.Ok(new HeartbeatAnswer([.. answer.Value.Select(run => new HeldAttempt(run.Run, run.Attempt))]));
    }

    private static async Task<IResult> Claim(
        HttpContext http, int id, IGrains grains, IEventLog log, ClaimedRuns runs, BlobStore blobs, TokenMint mint, WatchPeriods periods,
        CancellationToken cancellationToken)
    {
        var caller = (NodeCaller)CurrentCaller.Of(http);
        var body = (await Body.Read(http, Body.SmallLimit, cancellationToken)).OrMore();
        var session = body.Text("session", MaxSession, required: true);
        if (body.Problems() is { } invalid)
        {
            return invalid;
        }

        var claimed = await grains.Ask(new ClaimRun(caller.By(), new RunId(id), caller.Id, session), cancellationToken);
        if (claimed.Refusal is { } refusal)
        {
            return ErrorShapes.Problem(refusal);
        }

        if (await runs.Find(id, cancellationToken) is not { } run)
        {
            return ErrorShapes.Problem(RunRefusals.Missing);
        }

        // A larger one is fetched by itself; one that was erased is empty.
        var input = (await blobs.ReadMany([run.InputId], cancellationToken)).TryGetValue(run.InputId, out var found)
            ? found.Size > RunReport.InlineLimit || found.Bytes is not { } bytes ? null : Encoding.UTF8.GetString(bytes.Span)
            : "";
        var databases = run.Databases;
        var token = mint.ForContainer(new ContainerSubject(
            run.TaskId, run.CollaborationId, run.StudyId, run.StoreId, run.Image, databases, run.Id, claimed.Value.Attempt, caller.Node.Id,
            caller.Node.OrganisationId));
        return Answers.Ok(new ClaimGranted(
            run.Id, claimed.Value.Attempt, run.TaskId, run.JobId, run.ParentId, run.CollaborationId, run.StudyId, run.StoreId,
            run.InitOrgId, run.InitUserId, run.OrganisationId, run.Image,
            [.. databases.Select(database => new ClaimedDatabase(database.Label, database.Parameters))],
            input, token, (int)periods.Lease.TotalSeconds)
        {
            TaskName = run.Name,
            InitUser = run.InitUser,
            InitOrganization = run.InitOrganisation,
            Store = run.Store,
            Traceparent = await GrainTelemetry.TraceOf(log, new RunId(run.Id), cancellationToken),
        });
    }

    private static async Task<IResult> Report(
        HttpContext http, int id, IGrains grains, BlobStore blobs, LiveLogs logs, CancellationToken cancellationToken)
    {
        var caller = (NodeCaller)CurrentCaller.Of(http);
        var body = (await Body.Read(http, MaxReport, cancellationToken)).OrMore();
        var attempt = body.Id("attempt", required: true);
        var state = body.Text("state", MaxSession, required: true);
        var cause = Optional(body, "cause", 2000);
        var digest = Optional(body, "image_digest", 256);
        var (result, resultContent) = (Optional(body, "result", RunReport.InlineLimit), Optional(body, "result_content", MaxSession));
        var (log, logContent) = (Optional(body, "log", RunReport.InlineLimit), Optional(body, "log_content", MaxSession));
        RequireOwn("result_content", resultContent, "result");
        RequireOwn("log_content", logContent, "log");
        if (state is not null && !IsReportable(state))
        {
            body.Fail("state", "Not a state that a station reports.");
        }

        if (body.Problems() is { } invalid)
        {
            return invalid;
        }

        RunStage stage = state switch
        {
            RunStates.AwaitingApproval => new RunStage.AwaitingApproval(),
            RunReport.Approved => new RunStage.Approved(cause ?? ""),
            RunStates.Initializing => new RunStage.Initializing(),
            RunStates.Active => new RunStage.Started(digest),
            RunStates.Held => new RunStage.Held(cause ?? ""),
            RunReport.Lost => new RunStage.Lost(cause ?? ""),
            RunStatus.Completed => new RunStage.Ended(
                Outcomes.Of(state), cause ?? "The algorithm ended normally.", await Keep(result, resultContent), await Keep(log, logContent)),
            _ => new RunStage.Ended(Outcomes.Of(state!), cause ?? "", await Keep(result, resultContent), await Keep(log, logContent)),
        };
        var answer = await grains.Ask(
            new ReportRun(caller.By(), new RunId(id), caller.Id, attempt!.Value, stage), cancellationToken);
        if (answer.Refusal is { } refusal)
        {
            return ErrorShapes.Problem(refusal);
        }

        if (stage is RunStage.Ended)
        {
            await logs.Forget(id, attempt.Value, cancellationToken);
        }

        return TypedResults.NoContent();

        void RequireOwn(string field, string? upload, string kind)
        {
            if (upload is not null && attempt is not null && !BlobStore.IsFor(upload, StationContents.PurposeOf(id, attempt.Value, kind)))
            {
                body.Fail(field, $"Not an upload of this attempt's {kind}.");
            }
        }

        async Task<Content?> Keep(string? text, string? stored) =>
            stored is not null ? Content.Stored(stored)
            : text is not null ? await Content.Of(Encoding.UTF8.GetBytes(text), blobs, cancellationToken)
            : null;
    }

    private static async Task<IResult> FixImage(HttpContext http, int id, IGrains grains, CancellationToken cancellationToken)
    {
        var caller = (NodeCaller)CurrentCaller.Of(http);
        var body = (await Body.Read(http, Body.SmallLimit, cancellationToken)).OrMore();
        var attempt = body.Id("attempt", required: true);
        var digest = Optional(body, "digest", MaxKey);
        if (digest is "")
        {
            body.Fail("digest", "Leave it out where there is none.");
        }

        if (body.Problems() is { } invalid)
        {
            return invalid;
        }

        var answer = await grains.Ask(new FixImage(caller.By(), new RunId(id), caller.Id, attempt!.Value, digest), cancellationToken);
        return answer.Refusal is { } refusal ? ErrorShapes.Problem(refusal) : Answers.Ok(new TaskImageDigest(answer.Value.Digest));
    }

    private static string? Optional(Body body, string name, int max)
    {
        if (body.IsNull(name))
        {
            body.Ignore(name);
            return null;
        }

        return body.Text(name, max);
    }

    private static bool IsReportable(string state) =>
        state is RunStates.AwaitingApproval or RunReport.Approved or RunStates.Initializing or RunStates.Active or RunStates.Held or RunReport.Lost
        || (RunStatus.All.Contains(state) && RunStatus.HasFinished(state));

    private static List<NodeFact> ReadFacts(Body body)
    {
        var facts = new List<NodeFact>();
        foreach (var fact in body.Items("facts", MaxFacts))
        {
            var (key, value) = (fact.Text("key", 128, required: true, min: 1) ?? "", fact.Text("value", 4096, required: true) ?? "");
            if (key == "allowed_users" && !value.All(char.IsAsciiDigit))
            {
                // Facts stay in the log for ever, so nobody's name may be among them.
                fact.Fail("value", "allowed_users lists the ids of users, not their names.");
            }

            facts.Add(new NodeFact(key, value));
            body.Take("facts", fact);
        }

        return facts;
    }

    private static List<HeldRun> ReadHeld(Body body)
    {
        var held = new List<HeldRun>();
        foreach (var run in body.Items("runs", 10_000))
        {
            held.Add(new HeldRun(run.Id("run_id", required: true) ?? 0, run.Id("attempt", required: true) ?? 0));
            body.Take("runs", run);
        }

        return held;
    }
}
