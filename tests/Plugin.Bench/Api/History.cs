using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.Domain.Tasks;
using Plugin.EventLog;
using Plugin.ReadModels;
using Plugin.Vault.Seals;

namespace Plugin.Bench.Api;

/// <summary>
/// So many tasks of the past, appended through the product's own log and projections, a hundred in an append. What a list is asked for lies
/// where it hurts: the small collaboration, its researcher's tasks and the crashed ones are the oldest, what is open is the newest.
/// </summary>
internal sealed class History(Hospitals hospitals, int tasks)
{
    public const int Rare = 20;
    private const int Fillers = 8;
    private const int TasksPerAppend = 100;

    // The first pages are of tasks for all hospitals, so that a page has 360 runs behind it.
    private const int Wide = 200;
    private const string Image = "harbor.example.org/algorithms/average@sha256:8f14e45fceea167a5a36dedd4bea2543c4ca4238a0b923820dcc509a6f75849b";
    private static readonly byte[] ByResearcher = Encoding.UTF8.GetBytes("""{"actor":"user:4","rule":12}""");
    private static readonly byte[] ByNode = Encoding.UTF8.GetBytes("""{"actor":"node:7"}""");
    private static readonly DateTimeOffset Start = new(2026, 3, 3, 9, 0, 0, TimeSpan.Zero);
    private static readonly string Digest = new('7', 64);

    private readonly SealedFields _seals = new(RandomNumberGenerator.Fill);

    public Projector Projector => new(_seals);

    /// <summary>The name of a task, which no other has.</summary>
    public static string NameOf(int task) => $"Cohort {task % 997} step {task}";

    public async Task<TimeSpan> Fill(IStore store, CancellationToken cancellationToken)
    {
        await store.Live.RaiseIds("task", tasks, cancellationToken);
        await store.Live.RaiseIds("run", RunOf(tasks, Hospitals.Count), cancellationToken);
        var started = Stopwatch.GetTimestamp();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Fillers).Select(async _ =>
        {
            await Task.Yield();
            while (Interlocked.Increment(ref next) * TasksPerAppend is var first && first < tasks)
            {
                await store.Log.Append(Some(first + 1, Math.Min(tasks, first + TasksPerAppend)), cancellationToken);
            }
        }));
        return Stopwatch.GetElapsedTime(started);
    }

    private Append Some(int first, int last)
    {
        var (streams, keys) = (new List<StreamAppend>(), new List<VaultWrite>());
        for (var number = first; number <= last; number++)
        {
            keys.Add(Add(number, streams));
        }

        return new Append { Streams = streams, Vault = keys };
    }

    private VaultWrite Add(int number, List<StreamAppend> streams)
    {
        var (task, rare) = (new TaskId(number), number <= Rare);
        var key = _seals.NewKey(task.ToString());
        var collaboration = new CollaborationId(rare ? hospitals.Small : hospitals.Large);
        var at = Start.AddSeconds(number);
        var runs = Enumerable.Range(0, number > tasks - Wide ? Hospitals.Count : 1).Select(i => new TaskRun(
            new RunId(RunOf(number, i)), new OrganisationId(rare ? hospitals.RareOrganisation : hospitals.Organisations[(number + i) % Hospitals.Count]),
            new NodeId(rare ? hospitals.RareNode : hospitals.Nodes[(number + i) % Hospitals.Count]))).ToValueList();
        var by = number % hospitals.Researchers.Count;
        streams.Add(Stream(task.ToString(), ByResearcher, new TaskCreated(
            task, collaboration, new OrganisationId(rare ? hospitals.RareOrganisation : hospitals.Organisations[by]),
            new UserId(rare ? hospitals.Rare : hospitals.Researchers[by]), task, null, null, Image, Seal(NameOf(number)),
            Seal("The mean age of all patients of the cohort, by hospital."), [new TaskDatabase(Seal("default"), Seal("{}"))], runs, at)));
        foreach (var run in runs)
        {
            var created = new RunCreated(run.Run, task, collaboration, run.Organisation, run.Node, new BlobRef($"in-{run.Run.Value}", Digest, 1000), at);
            streams.Add(OutcomeOf(number) is not { } outcome
                ? Stream(run.Run.ToString(), ByNode, created)
                : Stream(
                    run.Run.ToString(), ByNode, created, new RunClaimed(collaboration, run.Node, 1, at),
                    new RunEnded(
                        collaboration, task, 1, outcome, RunCauses.Reported(Seal("The algorithm ended.")),
                        new BlobRef($"out-{run.Run.Value}", Digest, 1000), null, at)));
        }

        return key;

        Sealed Seal(string text) => new(_seals.Seal(key, text));
    }

    private RunOutcome? OutcomeOf(int number) =>
        number <= Rare / 2 ? RunOutcome.Crashed
        : number > tasks - Math.Max(Rare, tasks / 1000) && number % 2 == 0 ? null
        : number % 50 == 0 ? RunOutcome.Failed
        : RunOutcome.Completed;

    // Those of the wide tasks come after all others.
    private int RunOf(int number, int ordinal) =>
        number <= tasks - Wide ? number : tasks + ((number - tasks + Wide) * Hospitals.Count) + ordinal;

    private static StreamAppend Stream(string name, byte[] by, params ReadOnlySpan<DomainEvent> events)
    {
        var content = new List<NewEvent>();
        foreach (var @event in events)
        {
            var (kind, data) = EventCodec.Encode(@event);
            content.Add(new NewEvent(kind, data, by));
        }

        return new StreamAppend(name, 0, content);
    }
}
