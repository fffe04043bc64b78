using Plugin.Domain;
using Plugin.Domain.Runs;
using Plugin.EventLog;
using Plugin.EventLog.Memory;
using Plugin.Grains.Collaborations;
using Plugin.Grains.Hosting;
using Plugin.Grains.Nodes;
using Plugin.Grains.Organisations;
using Plugin.Grains.Runs;
using Plugin.Grains.Tasks;
using Plugin.Grains.Users;
using Plugin.ReadModels;
using Plugin.Testing;
using Plugin.Vault;
using Plugin.Vault.Blobs;
using Plugin.Vault.Seals;

namespace Plugin.Grains.Tests;

/// <summary>One silo, and a collaboration of three hospitals with a node each to ask questions in.</summary>
internal sealed class World
{
    public const string Image = "plugin/algorithms:1";

    public static readonly CallContext Root = new("user:1", Rule: 28);

    private World(IStore store, SealedFields seals, FillRandom random, TimeProvider clock, int capacity)
    {
        (Store, Seals, Clock) = (store, seals, clock);
        Blobs = new BlobStore(store, bucket: null, random);
        Grains = new BuiltInGrains(store, seals, Blobs, clock, random, capacity);
    }

    public IStore Store { get; }

    public SealedFields Seals { get; }

    public TimeProvider Clock { get; }

    public BlobStore Blobs { get; }

    public BuiltInGrains Grains { get; }

    public UserId Researcher { get; private set; }

    public CollaborationId Collaboration { get; private set; }

    public List<OrganisationId> Organisations { get; } = [];

    public List<NodeId> Nodes { get; } = [];

    public static async Task<World> InMemory(ManualClock? clock = null, int capacity = CommandHandling.DefaultCapacity)
    {
        var time = clock ?? new ManualClock(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));
        var random = Seeded(1);
        var seals = new SealedFields(random);
        var world = new World(new MemoryStore(new Projector(seals), time, bytes => random(bytes)), seals, random, time, capacity);
        await world.Settle();
        return world;
    }

    /// <summary>A silo over a store that may have other silos; see <see cref="Settle"/> and <see cref="With"/>.</summary>
    public static async Task<World> Over(Func<IProjector, Task<IStore>> open, int seed, TimeProvider? clock = null)
    {
        var random = Seeded(seed);
        var seals = new SealedFields(random);
        var world = new World(await open(new Projector(seals)), seals, random, clock ?? TimeProvider.System, CommandHandling.DefaultCapacity);
        return world;
    }

    /// <summary>Takes over what another silo of the same store has settled.</summary>
    public World With(World settled)
    {
        Researcher = settled.Researcher;
        Collaboration = settled.Collaboration;
        Organisations.AddRange(settled.Organisations);
        Nodes.AddRange(settled.Nodes);
        return this;
    }

    public async Task Settle()
    {
        foreach (var name in (string[])["North", "South", "West"])
        {
            Organisations.Add((await Ask(new CreateOrganisation(Root, name, "", "", "", "", "NL", ""))).Value);
        }

        Collaboration = (await Ask(new CreateCollaboration(Root, "Oncology", false, Organisations))).Value;
        Researcher = (await Ask(new CreateUser(
            Root, Organisations[0], "alice", "alice@north.example", "Alice", null, "hash", [5], []))).Value;
        foreach (var organisation in Organisations)
        {
            Nodes.Add((await Ask(new CreateNode(Root, Collaboration, organisation, $"node of {organisation}"))).Value.Id);
            await Ask(new OpenSession(By(Nodes[^1]), Nodes[^1], Session(Nodes.Count - 1), []));
        }
    }

    public Task<Answer<T>> Ask<T>(Command<T> command) => Grains.Ask(command, CancellationToken.None);

    public async Task<CreatedTask> Submit(params int[] hospitals) =>
        (await Ask(new CreateTask(By(Researcher), Researcher, Organisations[0], await Request(hospitals)))).Value;

    public async Task<TaskRequest> Request(params int[] hospitals)
    {
        var runs = new List<RunRequest>();
        foreach (var hospital in hospitals)
        {
            runs.Add(new RunRequest(Organisations[hospital], await Text("e30=")));
        }

        return new TaskRequest(Collaboration, Image, "survival", "a question", [new DatabaseRequest("default", "{}")], runs);
    }

    public async Task<ClaimedAttempt> Claim(int hospital, RunId run) =>
        (await Ask(new Runs.ClaimRun(By(Nodes[hospital]), run, Nodes[hospital], Session(hospital)))).Value;

    public Task<Answer<Done>> Report(int hospital, RunId run, int attempt, RunStage stage) =>
        Ask(new ReportRun(By(Nodes[hospital]), run, Nodes[hospital], attempt, stage));

    public async Task<RunStage> Completed() => new RunStage.Ended(RunOutcome.Completed, "The algorithm completed.", await Text("W10="), null);

    /// <summary>Claims, starts and completes.</summary>
    public async Task Complete(int hospital, RunId run)
    {
        var claim = await Claim(hospital, run);
        Assert.Null((await Report(hospital, run, claim.Attempt, new RunStage.Started(null))).Refusal);
        Assert.Null((await Report(hospital, run, claim.Attempt, await Completed())).Refusal);
    }

    public async Task<IReadOnlyList<string>> EventsOf(object stream) =>
        [.. (await Store.Log.ReadStream(stream.ToString()!, 0, CancellationToken.None)).Select(e => e.Name)];

    public static string Session(int hospital) => $"session-{hospital}";

    public static CallContext By(UserId user) => new($"user:{user.Value}");

    public static CallContext By(NodeId node) => new($"node:{node.Value}");

    private Task<Content> Text(string text) => Content.Of(System.Text.Encoding.UTF8.GetBytes(text), Blobs, CancellationToken.None);

    private static FillRandom Seeded(int seed)
    {
        var random = new Random(seed);
        return bytes =>
        {
            lock (random)
            {
                random.NextBytes(bytes);
            }
        };
    }
}
