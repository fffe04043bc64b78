using System.Security.Cryptography;
using System.Text;
using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;
using Plugin.EventLog;
using Plugin.ReadModels;
using Plugin.Vault.Seals;

namespace Plugin.Bench.Logs;

/// <summary>
/// What the hub appends when a researcher gives a task to 36 organisations and when their stations execute it: the domain's own events, so
/// that the hub's own projector makes the rows and a hub can serve the log.
/// </summary>
internal sealed class Submissions
{
    public const int Runs = 36;
    public const int Events = Runs + 1;

    private const string Image = "harbor.example.org/algorithms/average@sha256:8f14e45fceea167a5a36dedd4bea2543c4ca4238a0b923820dcc509a6f75849b";
    private static readonly byte[] BySubmitter = Encoding.UTF8.GetBytes("""{"actor":"user:4","rule":12}""");
    private static readonly CollaborationId Collaboration = new(1);
    private static readonly DateTimeOffset At = new(2026, 3, 3, 9, 0, 0, TimeSpan.Zero);

    private readonly SealedFields _seals = new(RandomNumberGenerator.Fill);

    public Submissions() => Projector = new Projector(_seals);

    public Projector Projector { get; }

    /// <summary>The task and its runs, born together.</summary>
    public Append Submit(int number)
    {
        var task = new TaskId(number);
        var key = _seals.NewKey(task.ToString());
        var runs = Enumerable.Range(0, Runs).Select(i => new TaskRun(RunOf(number, i), new OrganisationId(i + 1), new NodeId(1000 + i))).ToValueList();
        var created = new TaskCreated(
            task, Collaboration, new OrganisationId(1), new UserId(4), task, null, null, Image, Seal("Average age"),
            Seal("The mean age of all patients of the cohort, by hospital."), [new TaskDatabase(Seal("default"), Seal("{}"))], runs, At);
        return new Append
        {
            Streams =
            [
                Stream(task.ToString(), 0, created, BySubmitter),
                .. runs.Select(r => Stream(
                    r.Run.ToString(), 0, new RunCreated(r.Run, task, Collaboration, r.Organisation, r.Node, Blob(r.Run, "in"), At), BySubmitter)),
            ],
            Vault = [key],
        };

        Sealed Seal(string text) => new(_seals.Seal(key, text));
    }

    /// <summary>What the stations report until every run has ended, one append for each of their steps.</summary>
    /// <param name="key">The one that the task was born with.</param>
    public IEnumerable<Append> Execute(int number, VaultWrite key)
    {
        var task = new TaskId(number);
        var words = RunCauses.Reported(new Sealed(_seals.Seal(key, "The algorithm ended.")));
        yield return Step(1, run => new RunClaimed(Collaboration, NodeOf(run), 1, At));
        yield return Step(2, _ => new RunInitializing(Collaboration, 1, At));
        yield return Step(3, _ => new RunStarted(Collaboration, 1, Image[^71..], At));
        yield return Step(4, run => new RunEnded(Collaboration, task, 1, RunOutcome.Completed, words, Blob(run, "out"), Blob(run, "log"), At));

        Append Step(long version, Func<RunId, RunEvent> @event) => new()
        {
            Streams = [.. Enumerable.Range(0, Runs).Select(i => RunOf(number, i)).Select(run => Stream(
                run.ToString(), version, @event(run), Encoding.UTF8.GetBytes($$"""{"actor":"node:{{NodeOf(run).Value}}"}""")))],
        };
    }

    /// <summary>The next event of a run that gets <paramref name="length"/> events, because its node claims it and loses it again and again.</summary>
    public static StreamAppend Restless(RunId run, int version, int length)
    {
        var (task, attempt) = (new TaskId(1), ((version - 1) / 3) + 1);
        RunEvent @event = (version, (version - 1) % 3) switch
        {
            (0, _) => new RunCreated(run, task, Collaboration, new OrganisationId(1), NodeOf(run), Blob(run, "in"), At),
            (var last, _) when last == length - 1 => new RunEnded(Collaboration, task, attempt, RunOutcome.Unknown, RunCauses.GivenUp, null, null, At),
            (_, 0) => new RunClaimed(Collaboration, NodeOf(run), attempt, At),
            (_, 1) => new RunInitializing(Collaboration, attempt, At),
            _ => new RunReleased(Collaboration, task, attempt, RunCauses.LeaseRanOut, At),
        };
        return Stream(run.ToString(), version, @event, Encoding.UTF8.GetBytes("""{"actor":"duty:station-watch"}"""));
    }

    private static RunId RunOf(int task, int ordinal) => new(((task - 1) * Runs) + ordinal + 1);

    private static NodeId NodeOf(RunId run) => new(1000 + ((run.Value - 1) % Runs));

    // The digest names content that nobody reads here.
    private static BlobRef Blob(RunId run, string what) =>
        new($"{what}-{run.Value}", Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(run.Value))), 1000);

    private static StreamAppend Stream(string stream, long expected, DomainEvent @event, byte[] metadata)
    {
        var (name, data) = EventCodec.Encode(@event);
        return new StreamAppend(stream, expected, [new NewEvent(name, data, metadata)]);
    }
}
