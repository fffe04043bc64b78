using System.Net;
using System.Text;
using Plugin.Client;
using Plugin.Client.Station;
using Plugin.Contracts.Station;
using Plugin.Domain;
using Plugin.Domain.Alarms;
using Plugin.Domain.Nodes;
using Plugin.Domain.Runs;
using Plugin.EventLog.Proving;
using Plugin.Grains;
using Plugin.Grains.Nodes;
using Plugin.Grains.Runs;
using Plugin.Grains.Stations;
using Plugin.Simulation.Network;
using Plugin.Simulation.Scheduling;
using Plugin.Simulation.Seen;
using RaiseAlarm = Plugin.Grains.Alarms.RaiseAlarm;
using RunReport = Plugin.Contracts.Station.RunReport;

namespace Plugin.Simulation.Hub;

/// <summary>
/// The station protocol without HTTP: what an agent says over the wire becomes the commands that the API makes of it, in the process of the silo
/// that it reaches.
/// </summary>
internal sealed class StationDoor(NodeId node, Process station, Line line, StationLogin login, Scene scene) : IStationHub
{
    private readonly StationFeed _feed = new(node, station, line, login, scene);
    private readonly bool _polls = scene.Chance.Of(0.3);

    private CallContext By { get; } = new($"node:{node.Value}");

    public Task<StationWelcome> Hello(StationHello hello, CancellationToken cancellationToken) => Call(
        async silo =>
        {
            var facts = hello.Facts.Select(fact => new NodeFact(fact.Key, fact.Value)).ToList();
            Accepted(await silo.Grains.Ask(new OpenSession(By, node, hello.Session, facts), default));
            await silo.Presence.Seen(node, hello.Session, [], default);
            var key = Accepted(await silo.Grains.Ask(new Grains.Nodes.RegisterSigningKey(By, node, hello.SigningKey!), default));
            var known = (await Recorded.Node(silo.Store, node)).Profile;
            return new StationWelcome(
                node.Value, known.Name, known.Organisation.Value, known.Collaboration!.Value.Value, Encrypted: false,
                silo.Store.Log.Origin.ToString(), HeartbeatSeconds: 5, (int)Silo.Periods.OfflineAfter.TotalSeconds, key.Refused);
        },
        cancellationToken);

    public IAsyncEnumerable<FeedItem> Feed(string session, string? after, CancellationToken cancellationToken) =>
        _polls ? _feed.Polled(session, cancellationToken) : _feed.Streamed(session, cancellationToken);

    public async Task<ClaimGranted> Claim(int run, ClaimRequest request, CancellationToken cancellationToken)
    {
        var granted = await Call(
            async silo =>
            {
                var claimed = Accepted(await silo.Grains.Ask(new Grains.Runs.ClaimRun(By, new RunId(run), node, request.Session), default));
                if (!scene.History.Claims.Add((run, claimed.Attempt)))
                {
                    scene.Coverage.Count("state: claim answered again");
                }

                var order = await Recorded.Run(silo.Store, new RunId(run));
                var task = await Recorded.Task(silo.Store, claimed.Task);
                var input = await silo.Blobs.ReadMany([order.Input.Id], default);
                return new ClaimGranted(
                    run, claimed.Attempt, task.Id.Value, task.Job.Value, task.Parent?.Value, task.Collaboration.Value, StudyId: null,
                    StoreId: null, task.InitOrganisation.Value, task.InitUser.Value, order.Organisation.Value, task.Image, Databases: [],
                    Encoding.UTF8.GetString(input[order.Input.Id].Bytes!.Value.Span), RunToken: $"{run}/{claimed.Attempt}",
                    (int)Silo.Periods.Lease.TotalSeconds);
            },
            cancellationToken);
        scene.History.Granted(node, station.Name, request.Session, run, granted.Attempt);
        return granted;
    }

    public Task<string?> FixImage(int run, FoundImage found, CancellationToken cancellationToken) => Call(
        async silo => Accepted(await silo.Grains.Ask(new Grains.Runs.FixImage(By, new RunId(run), node, found.Attempt, found.Digest), default)).Digest,
        cancellationToken);

    public Task ShowLog(int run, int attempt, LiveLog log, CancellationToken cancellationToken) => throw new SimulationGapException("Nothing is shared here.");

    public async Task Report(int run, RunReport report, CancellationToken cancellationToken)
    {
        scene.Trace.Say($"station   {station.Name} reports run {run}/{report.Attempt} {report.State}");
        await Call(
            async silo =>
            {
                var result = report.Result is { } text ? await Content.Of(Encoding.UTF8.GetBytes(text), silo.Blobs, default) : null;
                RunStage stage = report.State switch
                {
                    RunStates.Initializing => new RunStage.Initializing(),
                    RunStates.Active => new RunStage.Started(report.ImageDigest),
                    RunReport.Lost => new RunStage.Lost(report.Cause!),
                    "completed" => new RunStage.Ended(RunOutcome.Completed, report.Cause!, result, null),
                    "crashed" => new RunStage.Ended(RunOutcome.Crashed, report.Cause!, result, null),
                    "failed" => new RunStage.Ended(RunOutcome.Failed, report.Cause!, result, null),
                    "start failed" => new RunStage.Ended(RunOutcome.StartFailed, report.Cause!, result, null),
                    "non-existing Docker image" => new RunStage.Ended(RunOutcome.NoImage, report.Cause!, result, null),
                    _ => throw new SimulationGapException($"No station here reports '{report.State}'."),
                };
                var answer = await silo.Grains.Ask(new ReportRun(By, new RunId(run), node, report.Attempt, stage), default);
                Note(answer.Refusal);
                return Accepted(answer);
            },
            cancellationToken);
        scene.History.Reported(node, station.Name, run, report);
    }

    public Task<Stream> Input(int run, int attempt, CancellationToken cancellationToken) =>
        throw new SimulationGapException("Inputs here are small enough to travel in claims.");

    public Task<ContentStored> Upload(int run, int attempt, string kind, Func<Stream> open, CancellationToken cancellationToken) =>
        throw new SimulationGapException("Results here are small enough to travel in reports.");

    public Task<HeartbeatAnswer> Heartbeat(StationHeartbeat heartbeat, CancellationToken cancellationToken) => Call(
        async silo =>
        {
            var held = heartbeat.Runs.Select(run => new HeldRun(run.RunId, run.Attempt)).ToList();
            var stop = Accepted(await silo.Presence.Beat(node, heartbeat.Session, held, default));
            return new HeartbeatAnswer([.. stop.Select(run => new HeldAttempt(run.Run, run.Attempt))]);
        },
        cancellationToken);

    public Task<string> LogKey(CancellationToken cancellationToken) => Call(silo => Task.FromResult(silo.LogKey), cancellationToken);

    public Task<IReadOnlyList<byte[]>> Consistency(long from, long to, CancellationToken cancellationToken) =>
        Call(silo => new LogTree(silo.Store).ConsistencyProof(from, to, default), cancellationToken);

    public Task Cosign(StationCosignature cosignature, CancellationToken cancellationToken) => Call(
        async silo => Accepted(await silo.Witnesses.Accept(node, cosignature.Note, default)), cancellationToken);

    public Task Raise(StationAlarm alarm, CancellationToken cancellationToken) => Call(
        async silo => Accepted(await silo.Grains.Ask(
            new RaiseAlarm(By, new AlarmId(AlarmId.KindOf(alarm.Kind)!.Value, node), alarm.Evidence), default)),
        cancellationToken);

    private Task<T> Call<T>(Func<Silo, Task<T>> request, CancellationToken cancellationToken) => line.Call(
        station,
        async silo =>
        {
            await login.Check(silo);
            return await request(silo);
        },
        cancellationToken);

    private void Note(Refusal? refusal)
    {
        if (refusal?.Code == RunRefusals.Superseded.Code)
        {
            scene.Coverage.Count("state: report superseded");
        }
        else if (refusal?.Code == "run.finished")
        {
            scene.Coverage.Count("state: report after the end");
        }
    }

    /// <summary>The answer's value, or the refusal as the API would answer it.</summary>
    public static T Accepted<T>(Answer<T> answer) => answer.Refusal is { } refusal
        ? throw new HubException(
            refusal.Kind switch
            {
                RefusalKind.Missing => HttpStatusCode.NotFound,
                RefusalKind.Forbidden => HttpStatusCode.Forbidden,
                RefusalKind.Invalid => HttpStatusCode.BadRequest,
                _ => HttpStatusCode.Conflict,
            },
            refusal.Code, refusal.Reason)
        : answer.Value;
}
