using System.Net;
using System.Runtime.CompilerServices;
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
using RaiseAlarm = Plugin.Grains.Alarms.RaiseAlarm;
using RunReport = Plugin.Contracts.Station.RunReport;

namespace Plugin.Simulation.Hub;

/// <summary>The station protocol without HTTP: what a station says over the wire becomes the commands that the API makes of it.</summary>
internal sealed class StationDoor(NodeId node, Wire wire) : IStationHub
{
    private CallContext By { get; } = new($"node:{node.Value}");

    public Task<StationWelcome> Hello(StationHello hello, CancellationToken cancellationToken) => wire.Call(
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

    public async IAsyncEnumerable<FeedItem> Feed(
        string session, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await wire.Travel(cancellationToken);
        var silo = wire.Silo();
        await OwnFeedOnly(silo, session);
        using var connection = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silo.Life, wire.Connection);
        await using var notices = silo.Feeds.Subscribe(node.Value, session, connection.Token).GetAsyncEnumerator(connection.Token);
        while (await Next(notices, connection, cancellationToken) is { } notice)
        {
            yield return Item(notice, silo.Store.Log.Origin.Generation);
        }
    }

    public Task<ClaimGranted> Claim(int run, ClaimRequest request, CancellationToken cancellationToken) => wire.Call(
        async silo =>
        {
            var claimed = Accepted(await silo.Grains.Ask(new Grains.Runs.ClaimRun(By, new RunId(run), node, request.Session), default));
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

    public Task<string?> FixImage(int run, FoundImage found, CancellationToken cancellationToken) => wire.Call(
        async silo => Accepted(await silo.Grains.Ask(new Grains.Runs.FixImage(By, new RunId(run), node, found.Attempt, found.Digest), default)).Digest,
        cancellationToken);

    public Task ShowLog(int run, int attempt, LiveLog log, CancellationToken cancellationToken) => throw new NotSupportedException("Nothing is shared here.");

    public Task Report(int run, RunReport report, CancellationToken cancellationToken) => wire.Call(
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
                "non-existing Docker image" => new RunStage.Ended(RunOutcome.NoImage, report.Cause!, result, null),
                _ => throw new SimulationGap($"No station here reports '{report.State}'."),
            };
            return Accepted(await silo.Grains.Ask(new ReportRun(By, new RunId(run), node, report.Attempt, stage), default));
        },
        cancellationToken);

    public Task<Stream> Input(int run, int attempt, CancellationToken cancellationToken) =>
        throw new SimulationGap("Inputs here are small enough to travel in claims.");

    public Task<ContentStored> Upload(int run, int attempt, string kind, Func<Stream> open, CancellationToken cancellationToken) =>
        throw new SimulationGap("Results here are small enough to travel in reports.");

    public Task<HeartbeatAnswer> Heartbeat(StationHeartbeat heartbeat, CancellationToken cancellationToken) => wire.Call(
        async silo =>
        {
            var held = heartbeat.Runs.Select(run => new HeldRun(run.RunId, run.Attempt)).ToList();
            var stop = Accepted(await silo.Presence.Beat(node, heartbeat.Session, held, default));
            return new HeartbeatAnswer([.. stop.Select(run => new HeldAttempt(run.Run, run.Attempt))]);
        },
        cancellationToken);

    public Task<string> LogKey(CancellationToken cancellationToken) => wire.Call(silo => Task.FromResult(silo.LogKey), cancellationToken);

    public Task<IReadOnlyList<byte[]>> Consistency(long from, long to, CancellationToken cancellationToken) =>
        wire.Call(silo => new LogTree(silo.Store).ConsistencyProof(from, to, default), cancellationToken);

    public Task Cosign(StationCosignature cosignature, CancellationToken cancellationToken) => wire.Call(
        async silo => Accepted(await silo.Witnesses.Accept(node, cosignature.Note, default)), cancellationToken);

    public Task Raise(StationAlarm alarm, CancellationToken cancellationToken) => wire.Call(
        async silo => Accepted(await silo.Grains.Ask(
            new RaiseAlarm(By, new AlarmId(AlarmId.KindOf(alarm.Kind)!.Value, node), alarm.Evidence), default)),
        cancellationToken);

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

    private async Task OwnFeedOnly(Silo silo, string session)
    {
        try
        {
            var present = await Recorded.Node(silo.Store, node) switch
            {
                Domain.Nodes.Node.Online online => online.Session,
                Domain.Nodes.Node.Offline offline => offline.LastSession,
                var other => throw new SimulationGap($"No station here is {other}."),
            };
            if (present != session)
            {
                throw new HubException(HttpStatusCode.Conflict, NodeRefusals.SessionFenced.Code, NodeRefusals.SessionFenced.Reason);
            }
        }
        catch (SiloDiedException)
        {
            throw Wire.NoAnswer();
        }
    }

    private async Task<StationNotice?> Next(
        IAsyncEnumerator<StationNotice> notices, CancellationTokenSource connection, CancellationToken cancellationToken)
    {
        try
        {
            var more = await notices.MoveNextAsync();
            await wire.Travel(connection.Token);
            return more ? notices.Current : null;
        }
        catch (Exception e) when (
            (e is OperationCanceledException && !cancellationToken.IsCancellationRequested) || e is SiloDiedException)
        {
            throw Wire.NoAnswer();
        }
    }

    private static FeedItem Item(StationNotice notice, int generation)
    {
        var cursor = $"{generation}:{notice.Position}";
        return notice switch
        {
            SnapshotTaken n => new FeedSnapshot(cursor, [.. n.Runs.Select(Open)], n.Checkpoint is { } checkpoint ? News(checkpoint) : null),
            CheckpointSigned n => new FeedCheckpoint(cursor, News(n.Checkpoint)),
            RunBecameAvailable n => new RunOffered(cursor, Open(n.Run)),
            RunEndedAtHub n => new RunKilled(cursor, n.Run, n.Attempt, n.Cause),
            FeedClosed n => new FeedEnded(cursor, n.Code, n.Reason),
            _ => throw new SimulationGap($"No item for {notice.GetType().Name}."),
        };

        static CheckpointNews News(Grains.Witnessing.CheckpointNews news) => new(news.Note, news.Others, news.Witnessed, news.Keys);

        static OpenRun Open(OfferedRun run) => new(run.Run, run.Task, run.ParentTask, run.Image, run.State, run.Attempt);
    }
}

/// <summary>The simulation met something that it does not imitate.</summary>
internal sealed class SimulationGap(string message) : Exception(message);
